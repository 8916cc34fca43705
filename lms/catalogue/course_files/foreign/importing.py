"""Turns a foreign folder of Markdown into a course folder, leaving nothing out and saying where a person must look."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from lms.catalogue.course_files.effort import as_effort, lesson_minutes
from lms.catalogue.course_files.foreign.card import write_card
from lms.catalogue.course_files.foreign.converting import convert
from lms.catalogue.course_files.foreign.questions import take_questions
from lms.catalogue.course_files.foreign.quiz_writing import write_quiz
from lms.catalogue.course_files.foreign.relinking import Relinker
from lms.catalogue.course_files.foreign.sources import (
    Source,
    fact,
    in_reading_order,
    is_licence,
    is_markdown,
    lesson_slug,
    media_names,
    open_source,
)
from lms.catalogue.course_files.foreign.structure import arrange
from lms.catalogue.course_files.lessons import MAX_LESSON_BYTES
from lms.catalogue.course_files.markdown_lines import scan
from lms.catalogue.course_files.reading import read_course
from lms.kit.problems import Findings, Problem
from lms.kit.words import gettext as _

_PART_BYTES = MAX_LESSON_BYTES // 2
_FALLBACK_TITLE = "Course"


@dataclass(frozen=True, slots=True)
class Imported:
    """``files`` is the course folder; ``notes`` name file and line of the *foreign* folder."""

    files: dict[str, bytes]
    notes: tuple[Problem, ...]


@dataclass(slots=True)
class _Work:
    """What is being put together."""

    files: dict[str, bytes] = field(default_factory=dict)
    kept_aside: list[str] = field(default_factory=list)
    minutes: int = 0
    questions: int = 0
    sources: list[Source] = field(default_factory=list)
    origins: dict[str, str] = field(default_factory=dict)
    findings: Findings = field(default_factory=Findings)


def import_folder(
    files: Mapping[str, bytes],
    *,
    title: str | None,
    slug: str,
    owner: str,
    language: str | None = None,
    review_by: date | None = None,
) -> Imported:
    """Make a course folder of the Markdown and other files in ``files`` (path -> bytes).

    ``owner`` must be an e-mail address and ``slug`` an address of a course; then ``read_course`` finds no errors in the result.
    """
    work = _Work()
    pages = in_reading_order([path for path in files if is_markdown(path)])
    names = {**_other_names(files, pages, work), **_page_names(files, pages, work)}
    for path in pages:
        if path in names:
            _import_page(path, files[path], names, work)
    if not work.sources:
        _empty_lesson(title or _FALLBACK_TITLE, work)
    shown = " ".join((title or "").split()) or _title_of(work)
    if not work.questions:
        note = _("no questions were found, so the course has no quiz")
        work.findings.advice("course.toml", 1, note, _("write a quiz file such as `90-check-yourself.quiz.toml`"))
    card = write_card(shown, owner, as_effort(work.minutes), work.sources, language, review_by, work.findings)
    work.files["course.toml"] = card.encode()
    _write_readme(shown, work)
    _repair(slug, work)
    return Imported(dict(sorted(work.files.items())), work.findings.in_order())


def _other_names(files: Mapping[str, bytes], pages: list[str], work: _Work) -> dict[str, str]:
    others = [path for path in files if path not in set(pages)]
    licence = next((path for path in sorted(others) if is_licence(path)), None)
    names = media_names([path for path in others if path != licence])
    if licence is not None:
        work.files["LICENSE.md"] = files[licence]
    for old, new in names.items():
        work.files[new] = files[old]
        if old != new:
            work.findings.advice(old, 1, _("the file is now `%(new)s`", new=new), _("delete it there if no lesson needs it"))
    return names


def _page_names(files: Mapping[str, bytes], pages: list[str], work: _Work) -> dict[str, str]:
    """New names for pages that say something; two numbers for each, because a quiz may follow its lesson."""
    names = {}
    number = 1
    for path in pages:
        if not files[path].strip(b"\xef\xbb\xbf \t\r\n"):
            work.findings.advice(path, 1, _("the file is empty and was left out"), _("nothing"))
            continue
        parts = len(files[path]) // _PART_BYTES + 1
        names[path] = f"{number:02d}-{lesson_slug(path)}.md"
        number += 1 + (parts if parts > 1 else 1)
    return names


def _import_page(path: str, raw: bytes, names: Mapping[str, str], work: _Work) -> None:
    name = names[path]
    source = open_source(path, name, raw, work.findings)
    if source.front_matter.strip():
        work.kept_aside.append(_kept(path, source.front_matter))
    number, _hyphen, rest = name.removesuffix(".md").partition("-")
    quiz_key = f"{int(number) + 1:02d}-{rest}"
    items = take_questions(source, quiz_key, work.findings)
    convert(source, work.findings)
    relinker = Relinker(path, names, work.findings)
    codes = [line.is_code for line in scan("\n".join(text for _number, text in source.lines)).lines]
    source.lines = [
        (at, text if is_code else relinker.line(at, text)) for (at, text), is_code in zip(source.lines, codes, strict=True)
    ]
    fallback = re.sub(r"[-_]+", " ", path.rpartition("/")[2].rpartition(".")[0]).strip().capitalize() or _FALLBACK_TITLE
    title = arrange(source, re.sub(r"[^\w\s.,-]", " ", fallback).strip() or _FALLBACK_TITLE, work.findings)
    work.sources.append(source)
    _write_lesson(source, title, work)
    if items:
        for item in items:
            item.stem = "\n".join(relinker.line(item.line, text) for text in item.stem.split("\n"))
        work.files[f"{quiz_key}.quiz.toml"] = write_quiz(_("Check yourself: %(title)s", title=title), items).encode()
        work.questions += len(items)
        work.minutes += 2 * len(items)


def _write_lesson(source: Source, title: str, work: _Work) -> None:
    """One file, or several when the text is longer than a lesson may be."""
    text = "\n".join(line for _number, line in source.lines).rstrip("\n") + "\n"
    work.minutes += lesson_minutes(scan(text))
    parts = _parts(text)
    number, _hyphen, rest = source.name.partition("-")
    for index, part in enumerate(parts):
        name = source.name if index == 0 else f"{int(number) + index:02d}-{rest}"
        work.files[name] = (part if index == 0 else f"# {title} ({index + 1})\n\n{part}").encode()
        work.origins[name] = source.path
    if len(parts) > 1:
        what = _("the text is longer than a lesson may be; it was divided into %(count)d lessons", count=len(parts))
        work.findings.advice(source.path, 1, what, _("see whether the parts begin where they should"))


def _parts(text: str) -> list[str]:
    if len(text.encode()) <= MAX_LESSON_BYTES - 1000:
        return [text]
    parts: list[str] = []
    current: list[str] = []
    size = 0
    for line in text.splitlines(keepends=True):
        for piece in [line[at : at + 50_000] for at in range(0, len(line), 50_000)]:
            if size + len(piece.encode()) > _PART_BYTES + 200_000 and current:
                parts.append("".join(current))
                current, size = [], 0
            current.append(piece)
            size += len(piece.encode())
    return [*parts, "".join(current)]


def _empty_lesson(title: str, work: _Work) -> None:
    shown = " ".join(re.sub(r"[#<>{}\[\]`|]", " ", title).split()) or _FALLBACK_TITLE
    work.files["01-start.md"] = f"# {shown}\n".encode()
    work.minutes = 1
    work.findings.advice("01-start.md", 1, _("the folder has no Markdown text, so the lesson is empty"), _("write the lesson"))


def _title_of(work: _Work) -> str:
    if not work.sources:
        return _FALLBACK_TITLE
    first = work.sources[0]
    return fact(first.facts, "title") or re.sub(r"[*_`]", "", first.lines[0][1]).lstrip("# ").strip() or _FALLBACK_TITLE


def _kept(path: str, text: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"## {path}\n\n{fence}yaml\n{text}\n{fence}\n"


def _write_readme(title: str, work: _Work) -> None:
    if work.kept_aside:
        intro = _("What stood above the lessons' texts before they were brought here, as it was written:")
        work.files["README.md"] = "\n".join([f"# {title}", "", intro, "", *work.kept_aside]).encode()


def _repair(slug: str, work: _Work) -> None:
    """Whatever the reader still refuses is shown as written: first its line as code, then, at last, the whole lesson."""
    for whole_lesson in (False, False, False, True):
        errors = [problem for problem in read_course(work.files, slug=slug).problems if problem.is_error and problem.file in work.origins]
        if not errors:
            return
        for name in sorted({problem.file for problem in errors}):
            lines = {problem.line for problem in errors if problem.file == name}
            _repair_lesson(name, lines, whole_lesson, work)


def _repair_lesson(name: str, numbers: set[int], whole: bool, work: _Work) -> None:
    origin = work.origins[name]
    lines = work.files[name].decode().split("\n")
    if whole:
        title = re.sub(r"[^\w\s.,-]", " ", lines[0]).strip() or _FALLBACK_TITLE
        longest = max((len(run) for run in re.findall(r"`+", "\n".join(lines))), default=0)
        fence = "`" * max(3, longest + 1)
        lines = [f"# {title}", "", f"{fence}text", *lines, fence, ""]
        what = _("the text could not be turned into a lesson; it is shown as written")
        work.findings.advice(origin, 1, what, _("rewrite it as Markdown"))
    for number in () if whole else sorted(numbers):
        text = lines[number - 1]
        if number > 1 and text.strip():
            lines[number - 1] = "`" * (_run(text) + 1) + " " + text.strip() + " " + "`" * (_run(text) + 1)
            what = _("`%(text)s` could not be turned into a lesson's text; it is shown as code", text=text.strip()[:200])
            work.findings.advice(origin, 1, what, _("rewrite it in %(name)s", name=f"{name}:{number}"))
    work.files[name] = "\n".join(lines).encode()


def _run(text: str) -> int:
    return max((len(run) for run in re.findall(r"`+", text)), default=0)
