"""Links and pictures of a lesson: where they point, and whether that is there."""

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from urllib.parse import unquote

from lms.catalogue.course_files.markdown_lines import Scan
from lms.catalogue.media_kinds import kind_of
from lms.kit.problems import Findings, nearest, write_nearest
from lms.kit.words import gettext as _

_INLINE = re.compile(
    r"(?P<mark>!?)\[(?P<text>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]"
    r"\((?P<target><[^<>]*>|(?:[^\s()\\]|\\.|\([^\s()]*\))*)(?P<title>\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
    r"(?P<attributes>\{[^{}]*\})?"
)
_DEFINITION = re.compile(r"^ {0,3}\[(?P<text>[^\[\]^*][^\[\]]*)\]:\s*(?P<target><[^<>]*>|\S+)")
_REFERENCE = re.compile(r"(?P<mark>!?)\[(?P<text>[^\[\]]*)\](?: ?\[(?P<label>[^\[\]]*)\])?(?![\[(:])(?P<attributes>\{[^{}]*\})?")
_AUTOLINK = re.compile(r"<(?P<target>[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]*)>")
_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*):")
_INVISIBLE = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\ufeff]")
_ATTRIBUTE = re.compile(r"""([\w-]+)=(?:"([^"]*)"|'([^']*)'|(\S+?))(?=[\s}])""")
_DANGEROUS = frozenset({"javascript", "vbscript", "data", "file", "blob"})
_SAFE = frozenset({"http", "https", "mailto"})
VIDEOS = (".mp4", ".webm", ".ogv", ".mov", ".m4v")
_MOST_BRACKETS = 500
_LONGEST = 20_000  # signs of a line that are searched for links: nobody writes longer ones by hand


@dataclass(frozen=True, slots=True)
class Link:
    """A link or a picture as written; ``attributes`` are the text in curly brackets behind it."""

    line: int
    text: str
    target: str
    is_picture: bool
    attributes: str = ""

    @property
    def settings(self) -> dict[str, str]:
        """The attributes that have a value."""
        return {name: one or two or three for name, one, two, three in _ATTRIBUTE.findall(self.attributes)}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a lesson may point to: ``files`` of the folder, ``pages`` that are steps with their anchors."""

    files: frozenset[str]
    pages: Mapping[str, Set[str]]


def links(scanned: Scan) -> Iterator[Link]:
    """All links, pictures and link definitions outside code."""
    for line in scanned.lines:
        if "[" not in line.prose and "<" not in line.prose:
            continue
        prose = line.prose[:_LONGEST]
        yield from _inline_links(line.number, prose)
        definition = _DEFINITION.match(prose)
        if definition:
            yield Link(line.number, definition["text"], definition["target"].strip("<>"), False)
        for autolink in _AUTOLINK.finditer(prose):
            yield Link(line.number, autolink["target"], autolink["target"], False)


def _inline_links(number: int, prose: str) -> Iterator[Link]:
    if not may_hold_links(prose):
        return
    for found in _INLINE.finditer(prose):
        if "](" in found["text"]:
            yield from _inline_links(number, found["text"])
        yield Link(number, found["text"], found["target"].strip("<>"), bool(found["mark"]), found["attributes"] or "")


def may_hold_links(text: str) -> bool:
    """False where no link can be, and for lines of brackets that only make a search slow."""
    return "](" in text and text.count("[") <= _MOST_BRACKETS


def scheme_of(target: str) -> str | None:
    """The scheme of an address as a browser would see it, in small letters."""
    found = _SCHEME.match(_INVISIBLE.sub("", unquote(target)))
    return found[1].lower() if found else None


def local_path(target: str) -> str:
    """The file that a local address names, from the folder's top; begins with ``..`` when it leaves the folder."""
    path = unquote(target.partition("#")[0].partition("?")[0])
    return posixpath.normpath(unicodedata.normalize("NFC", path)) if path else ""


def check_links(file: str, scanned: Scan, around: Surroundings, findings: Findings) -> None:
    """Report pictures without a text, links that lead nowhere, outside the folder or into a script."""
    for link in links(scanned):
        if link.is_picture:
            _check_picture(file, link, findings)
        scheme = scheme_of(link.target)
        if scheme is not None:
            _check_scheme(file, link, scheme, findings)
        elif not link.target.startswith("//"):
            _check_local(file, link, around, findings)
        if link.is_picture and link.target.lower().endswith(VIDEOS):
            _check_subtitles(file, link, around, findings)
    _check_references(file, scanned, around, findings)


def _check_references(file: str, scanned: Scan, around: Surroundings, findings: Findings) -> None:
    """Report pictures and links whose address stands elsewhere in the file: ``![text][label]``; the address is checked where it stands."""
    targets = {_label(found["text"]): found["target"].strip("<>") for line in scanned.lines if (found := _DEFINITION.match(line.prose))}
    for line in scanned.lines:
        if "[" not in line.prose or line.prose.count("[") > _MOST_BRACKETS or _DEFINITION.match(line.prose):
            continue
        for found in _REFERENCE.finditer(line.prose[:_LONGEST]):
            target = targets.get(_label(found["label"] or found["text"]))
            if target is None:
                _check_undefined(file, line.number, found, findings)
            elif found["mark"]:
                _check_reference_picture(file, Link(line.number, found["text"], target, True, found["attributes"] or ""), found, around, findings)


def _label(text: str) -> str:
    return " ".join(text.split()).casefold()


def _check_undefined(file: str, number: int, found: re.Match[str], findings: Findings) -> None:
    label = found["label"] or (found["text"] if found["mark"] else "")
    if label.strip() and not label.startswith("^"):
        what = _("`%(text)s` is shown as it is written: there is no address `[%(label)s]:`", text=found[0], label=label)
        findings.advice(file, number, what, _("write `[%(label)s]: 03-licences.md` on a line of its own, or delete it", label=label))


def _check_reference_picture(file: str, link: Link, found: re.Match[str], around: Surroundings, findings: Findings) -> None:
    _check_picture(file, link, findings)
    if link.target.lower().endswith(VIDEOS):
        _check_subtitles(file, link, around, findings)
    elif not found["label"] and re.fullmatch(r"[\w.-]+", link.text):
        what = _("the picture's only text is its label, `%(label)s`", label=link.text)
        instead = _("write `![what it shows][%(label)s]`", label=link.text)
        findings.advice(file, link.line, what, instead)


def _check_picture(file: str, link: Link, findings: Findings) -> None:
    if not link.text.strip() and ".decorative" not in link.attributes:
        what = _("the picture `%(target)s` has no text", target=link.target)
        instead = _("write in the square brackets what somebody who cannot see it should know, or `{ .decorative }` behind it")
        findings.error(file, link.line, what, instead)


def _check_scheme(file: str, link: Link, scheme: str, findings: Findings) -> None:
    if scheme in _DANGEROUS:
        what = _("a link that begins with `%(scheme)s:` is not kept", scheme=scheme)
        findings.error(file, link.line, what, _("link to a web address or to a file of the course"))
    elif scheme not in _SAFE:
        what = _("a link that begins with `%(scheme)s:` is shown as text only", scheme=scheme)
        findings.advice(file, link.line, what, _("link to an `https:` address"))
    elif link.is_picture:
        what = _("the picture stands on another server and is not shown")
        findings.advice(file, link.line, what, _("save it in `media/` and write its name there"))


def _check_local(file: str, link: Link, around: Surroundings, findings: Findings) -> None:
    path, anchor = local_path(link.target), unquote(link.target.partition("#")[2])
    if path.startswith(("/", "..")) or "\\" in path:
        what = _("`%(target)s` leads out of the course's folder", target=link.target)
        findings.error(file, link.line, what, _("write the file's name as seen from the folder, such as `03-licences.md`"))
        return
    if path and path not in around.files:
        what = _("`%(target)s` is not in the folder", target=path)
        findings.error(file, link.line, what, _instead_of_missing(path, around.files))
        return
    if path.startswith("media/") and kind_of(path) is None:
        what = _("`%(target)s` is of a kind that readers never get", target=path)
        findings.error(file, link.line, what, _("save a picture as PNG or JPEG, and put another file into a zip"))
        return
    page = path or file
    if path and not link.is_picture and not path.startswith("media/") and path not in around.pages:
        what = _("`%(target)s` is not shown to readers", target=path)
        findings.error(file, link.line, what, write_nearest(path, around.pages))
    elif anchor and page in around.pages and anchor not in around.pages[page]:
        what = _("there is no heading `#%(anchor)s` in %(page)s", anchor=anchor, page=page)
        findings.advice(file, link.line, what, write_nearest(anchor, around.pages[page]))


def _instead_of_missing(path: str, files: Iterable[str]) -> str:
    meant = nearest(path, files)
    if meant is not None:
        return _("write `%(meant)s`", meant=meant)
    if path.startswith("media/"):
        return _("put the file into `media/`, or delete the link")
    return _("write the name of a file of the folder")


def _check_subtitles(file: str, link: Link, around: Surroundings, findings: Findings) -> None:
    subtitles = link.settings.get("subtitles", "")
    if not subtitles:
        what = _("the video `%(target)s` has no subtitles", target=link.target)
        findings.error(file, link.line, what, _('write `{ subtitles="media/tour.en.vtt" srclang="en" }` behind it'))
    elif local_path(subtitles) not in around.files:
        what = _("the subtitles `%(target)s` are not in the folder", target=subtitles)
        findings.error(file, link.line, what, _instead_of_missing(local_path(subtitles), around.files))
    elif not link.settings.get("srclang"):
        findings.advice(file, link.line, _("the subtitles do not say their language"), _('write `srclang="en"` in the curly brackets'))
