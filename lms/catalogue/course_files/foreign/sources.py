"""The files of a foreign folder: their text, their front matter, and the names they get in the course."""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from lms.catalogue.course_files.encoding import is_control, plain_line_ends
from lms.catalogue.course_files.folders import is_plain
from lms.catalogue.course_files.foreign.front_matter import front_matter, liascript_header
from lms.catalogue.course_files.markdown_lines import Scan, scan
from lms.kit.problems import Findings
from lms.kit.words import gettext as _

MARKDOWN_ENDINGS = (".md", ".markdown", ".mdown", ".mkd", ".qmd", ".rmd", ".mdx")
START_PAGES = ("readme", "index", "_index", "home")
Lines = list[tuple[int, str]]
"""Lines of a text, each with its number in the source."""
_LICENCE = re.compile(r"licen[cs]e(?:\.md|\.txt)?", re.IGNORECASE)


@dataclass(slots=True)
class Source:
    """One Markdown file: ``lines`` are (line in the source, text) below the front matter."""

    path: str
    name: str
    lines: Lines
    facts: dict[str, Any] = field(default_factory=dict)
    front_matter: str = ""
    front_language: str = "yaml"
    is_liascript: bool = False
    """Whether it began with LiaScript's header."""


def scan_lines(lines: Lines) -> Scan:
    """What each of ``lines`` is."""
    return scan("\n".join(text for _number, text in lines))


def codes_of(lines: Lines) -> list[bool]:
    """Which of ``lines`` are code."""
    return [line.is_code for line in scan_lines(lines).lines]


def is_markdown(path: str) -> bool:
    """True for a file that becomes a lesson."""
    return path.lower().endswith(MARKDOWN_ENDINGS) and not is_licence(path)


def is_licence(path: str) -> bool:
    """True for the folder's own licence."""
    return _LICENCE.fullmatch(path) is not None


def slug_of(text: str, fallback: str) -> str:
    """``text`` in a-z, 0-9 and hyphens."""
    plain = text.replace("ß", "ss").replace("ø", "o").replace("æ", "ae").replace("ł", "l")
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or fallback


def lesson_slug(path: str) -> str:
    """The words of a lesson's name; a start page is called like its folder."""
    stem = path.rpartition("/")[2].rpartition(".")[0]
    folder = path.rpartition("/")[0].rpartition("/")[2]
    if stem.lower() in START_PAGES:
        stem = folder or "start"
    return re.sub(r"^\d+-?", "", slug_of(stem, "lesson")) or "lesson"


def media_names(paths: list[str]) -> dict[str, str]:
    """Names below ``media/`` for all other files, each once."""
    given: dict[str, str] = {}
    taken = {"media/course.toml"}  # there is one in a course, at its top
    for path in sorted(paths):
        folder, _slash, base = path.rpartition("/")
        stem, dot, ending = base.rpartition(".") if "." in base[1:] else (base, "", "")
        tail = "." + slug_of(ending, "bin") if dot else ""
        for prefix in ("", slug_of(folder, "x") + "-", *(f"{number}-" for number in range(2, 5000))):
            name = f"media/{prefix}{slug_of(stem, 'file')}{tail}"
            if name not in taken and is_plain(name):
                break
        taken.add(name)
        given[path] = name
    return given


def open_source(path: str, name: str, raw: bytes, findings: Findings) -> Source:
    """The text of a Markdown file in whatever encoding, without its front matter."""
    text = "".join(sign for sign in _text(path, raw, findings) if not is_control(sign))
    lines = list(enumerate(text.split("\n"), start=1))
    source = Source(path, name, lines)
    _take_front_matter(source)
    _take_header(source)
    if source.front_matter.strip():
        what = _("the front matter is not shown to learners; it is kept in README.md")
        findings.advice(path, _first_line(lines), what, _("move what they should read, such as sources, into the text"))
    return source


def _first_line(lines: Lines) -> int:
    return next((number for number, text in lines if text.strip()), 1)


def _text(path: str, raw: bytes, findings: Findings) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig"), (b"", "cp1252"), (b"", "latin-1")):
        if not raw.startswith(mark):
            continue
        try:
            text = plain_line_ends(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
        if encoding != "utf-8-sig":
            what = _("the file is saved as %(encoding)s and was turned into UTF-8", encoding=encoding)
            findings.advice(path, 1, what, _("read it over for wrong signs"))
        for number, line in enumerate(text.split("\n"), start=1):
            if any(is_control(sign) for sign in line):
                what = _("control characters that cannot be seen were taken out of this line")
                findings.advice(path, number, what, _("read it over"))
        return text
    return ""


def _take_front_matter(source: Source) -> None:
    found = front_matter([text for _number, text in source.lines])
    if found is None:
        return
    source.facts, source.lines = found.facts, source.lines[found.lines :] or [(found.lines, "")]
    source.front_matter, source.front_language = found.text, found.language


def _take_header(source: Source) -> None:
    """LiaScript's header says who wrote the text, in which language, and what it is about."""
    text = "\n".join(text for _number, text in source.lines)
    found = liascript_header(text)
    if found is None:
        return
    header, facts, end = found
    last = text.count("\n", 0, end)
    source.lines = [(source.lines[last][0], text[end:].partition("\n")[0]), *source.lines[last + 1 :]]
    source.facts = {**facts, **source.facts}
    source.front_matter = "\n".join(part for part in (source.front_matter, header.strip("\n")) if part)
    source.is_liascript = True
