"""Links of a foreign text: rewritten to the new names, and taken apart where they lead nowhere."""

import posixpath
import re
from collections.abc import Mapping
from urllib.parse import unquote

from lms.catalogue.course_files.foreign.code_spans import CODE, code_span
from lms.catalogue.course_files.foreign.sources import MARKDOWN_ENDINGS, Source, codes_of
from lms.catalogue.course_files.links import VIDEOS, may_hold_links, scheme_of
from lms.catalogue.media_kinds import kind_of
from lms.kit.problems import Findings
from lms.kit.words import gettext as _

_INLINE = re.compile(
    r"(?P<mark>(?:!\?|\?\?|\?|!)?)\[(?P<text>(?:[^\[\]\\]|\\.|!?\[[^\[\]]*\](?:\([^()]*\))?)*)\]"
    r"\((?P<target><[^<>]*>|(?:[^\s()\\]|\\.|\([^\s()]*\))*)(?P<title>\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
)
_SPACED = re.compile(r'(?P<before>!?\[[^\[\]]*\]\()(?P<target>[^()<>"\n]*)(?P<title>"[^"\n]*"\s*)?\)')
_LINKED_PICTURE = re.compile(r"\[!\[(?P<alt>[^\[\]]*)\]\((?P<picture>https?://[^\s()]*)(?:\s+\"[^\"]*\")?\)\](?=\()")
_ASIDE = re.compile(r"\x03(\d+)\x03")
_WIKI = re.compile(r"(?P<mark>!?)\[\[(?P<target>[^\[\]|#\n]*)(?P<anchor>#[^\[\]|\n]*)?(?:\\?\|(?P<label>[^\[\]\n]*))?\]\](?!\()")
_MOST_BRACKETS = 500
_DEFINITION = re.compile(r"^ {0,3}\[(?P<text>[^\[\]^*][^\[\]]*)\]:\s*(?P<target><[^<>]*>|\S+)")
_REFERENCE = re.compile(r"!?\[(?P<text>(?:[^\[\]]|`[^`]*`)+)\](?:\[(?P<label>[^\[\]]*)\])?(?![\[({])")
_EMPTY_REFERENCE = re.compile(r"!\[\s*\] ?\[([^\[\]]+)\]")
_DANGEROUS_AUTOLINK = re.compile(r"<(?:javascript|vbscript|data|file|blob):[^\s<>]*>", re.IGNORECASE)
_SAFE = frozenset({"http", "https", "mailto"})
_PAGES = ("", "/index.md", "/index.mdx", "/README.md", "/_index.md", "/readme.md", *MARKDOWN_ENDINGS)


class Places:
    """Where each file of the foreign folder is now; ``names`` maps the old paths to the new ones, ``addresses`` what pages call themselves."""

    def __init__(self, names: Mapping[str, str], addresses: Mapping[str, str] | None = None) -> None:
        self.used: set[str] = set()
        self.folded = {old.casefold(): new for old, new in names.items()}
        self.addresses = {posixpath.normpath(address.strip("/")).casefold(): names[path] for address, path in (addresses or {}).items()}
        self.stems: dict[str, set[str]] = {}
        for old, new in self.folded.items():
            for stem in {old, _stem(old)}:
                parts = stem.split("/")
                for at in range(len(parts)):
                    self.stems.setdefault("/".join(parts[at:]), set()).add(new)

    def at(self, whole: str) -> str | None:
        """The new name of what ``whole`` leads to from the folder's top, also without its ending."""
        for stem in dict.fromkeys([whole, whole.removesuffix(".html").removesuffix(".htm")]):
            for ending in _PAGES:
                new = self.folded.get(f"{stem}{ending}".lstrip("/").casefold())
                if new is not None:
                    return new
        return self.addresses.get(posixpath.normpath(whole).casefold())

    def is_page(self, path: str) -> bool:
        """True when ``path`` leads to a lesson."""
        return (self.at(path) or self.ending_in(path) or "").endswith(".md")

    def ending_in(self, whole: str) -> str | None:
        """The one file whose path ends so, wherever the house keeps such files; None when there are none or several."""
        path = re.sub(r"^(?:\.\./)+|^(?:@[\w-]+|~)/", "", whole).removesuffix(".html").removesuffix(".htm").casefold()
        found = self.stems.get(path) or self.stems.get(_stem(path)) or set()
        return next(iter(found)) if len(found) == 1 and path.strip("./") else None


def _stem(path: str) -> str:
    """``path`` without the ending of a page, or without the name of a start page."""
    for ending in _PAGES[1:]:
        if path.endswith(ending.casefold()):
            return path.removesuffix(ending.casefold())
    return path


class Relinker:
    """Rewrites the links of one source file."""

    def __init__(self, path: str, places: Places, findings: Findings) -> None:
        self.path, self.places, self.findings = path, places, findings
        self.folder = path.rpartition("/")[0]
        self.dead: set[str] = set()
        self.coded: dict[str, str] = {}
        self.codes: list[str] = []

    def references(self, text: str) -> str:
        """``text`` with links by labels that a lesson can follow: not those to nowhere, and those whose label is code with their address."""
        if not (self.dead or self.coded) or "[" not in text or text.count("[") > _MOST_BRACKETS or _DEFINITION.match(text) or text.startswith("`"):
            return text
        return _REFERENCE.sub(self._by_label, text)

    def _by_label(self, found: re.Match[str]) -> str:
        label = _label(found["label"] or found["text"])
        if label in self.dead:
            return found["text"]
        return f"[{found['text']}]({bracketed(self.coded[label])})" if label in self.coded else found[0]

    def wiki_links(self, source: Source) -> None:
        """Write a wiki's ``[[Page|text]]`` and ``![[picture.png]]`` as links, where there is such a file."""
        codes = codes_of(source.lines)
        for index, (number, text) in enumerate(source.lines):
            if "[[" in text and not codes[index] and text.count("[") <= _MOST_BRACKETS:
                source.lines[index] = (number, _WIKI.sub(self._wiki, text))

    def _wiki(self, found: re.Match[str]) -> str:
        target = found["target"].strip()
        if not target or self._lookup(target) is None:
            return found[0]
        anchor = re.sub(r"[^\w-]+", "-", found["anchor"] or "").strip("-").lower()
        label = found["label"] or ""
        is_picture = bool(found["mark"]) and not self.places.is_page(target)
        text = target.rpartition("/")[2] if is_picture and (not label or label.isdecimal()) else label or target
        return f"{'!' if is_picture else ''}[{text}]({bracketed(target + ('#' + anchor if anchor else ''))})"

    def line(self, number: int, text: str) -> str:
        """``text`` with its links rewritten; code spans stay as they are."""
        if "[" not in text and "<" not in text:
            return text
        self.codes = [code[0] for code in CODE.finditer(text)]
        left = iter(range(len(self.codes)))
        return self._with_codes(self._prose(number, CODE.sub(lambda _code: f"\x03{next(left)}\x03", text)))

    def _with_codes(self, text: str) -> str:
        """``text`` with its code spans, which wait aside while links are looked for: a link's words may hold them."""
        return _ASIDE.sub(lambda found: self.codes[int(found[1])], text)

    def _prose(self, number: int, text: str) -> str:
        if may_hold_links(text):
            text = _LINKED_PICTURE.sub(lambda found: self._linked_picture(number, found), text)
            text = _SPACED.sub(_with_spaces, text)
            text = _INLINE.sub(lambda found: self._inline(number, found), text)
        text = _EMPTY_REFERENCE.sub(lambda found: self._reference(number, found), text)
        text = _DANGEROUS_AUTOLINK.sub(lambda found: self._apart(number, "", found[0]), text)
        definition = _DEFINITION.match(text)
        return self._definition(number, text, definition) if definition else text

    def _reference(self, number: int, found: re.Match[str]) -> str:
        if not found[1].strip():
            return found[0]
        what = _("the picture has no text; its label stands there now")
        self.findings.advice(self.path, number, what, _("write what somebody who cannot see it should know"))
        return f"![{found[1]}][{found[1]}]"

    def _definition(self, number: int, text: str, found: re.Match[str]) -> str:
        target = found["target"].strip("<>")
        new = self._new_target(number, target)
        if new is None or self._is_never_sent(number, target, new):
            if new is None:
                self._dead(number, target)
            self.dead.add(_label(self._with_codes(found["text"])))
            return code_span(self._with_codes(text.strip()))
        if _ASIDE.search(found["text"]):
            self.coded[_label(self._with_codes(found["text"]))] = new
        return text if new == target else f"[{found['text']}]: {new}{text[found.end() :]}"

    def _inline(self, number: int, found: re.Match[str]) -> str:
        text, target = found["text"], found["target"].strip("<>")
        if "](" in text:
            text = _INLINE.sub(lambda inner: self._inline(number, inner), text)
        new = self._new_target(number, target)
        if new is None or self._is_never_sent(number, target, new):
            return self._apart(number, text, target, is_told=new is not None)
        mark = found["mark"]
        title = found["title"] or ""
        if mark == "!" and not new.lower().endswith(VIDEOS) and not _is_download(new):
            if scheme_of(new) is not None:
                what = _("the picture stands on another server and is not shown")
                self.findings.advice(self.path, number, what, _("save it in `media/` and write its name there"))
            return self._picture(number, text, new, title)
        if mark:
            what = _("the embedded `%(target)s` is now a link", target=target)
            self.findings.advice(self.path, number, what, _("give a video its subtitles and write it as a picture"))
        elif new == target:
            return found[0]
        return f"[{text or target}]({bracketed(new)}{title})"

    def _picture(self, number: int, text: str, target: str, title: str) -> str:
        if not text.strip():
            text = target.rpartition("/")[2].rpartition(".")[0].replace("-", " ").strip(" []`\\") or _("picture")
            what = _("the picture has no text; its file's name stands there now")
            self.findings.advice(self.path, number, what, _("write what somebody who cannot see it should know"))
        return f"![{text}]({bracketed(target)}{title})"

    def _linked_picture(self, number: int, found: re.Match[str]) -> str:
        """A link around a picture of another server keeps the picture's text, since the picture is not shown."""
        what = _("the picture `%(target)s` stands on another server and is not shown; its text stays in the link", target=found["picture"])
        self.findings.advice(self.path, number, what, _("save it in `media/` and write its name there"))
        return f"[{found['alt'].strip() or found['picture']}]"

    def _new_target(self, number: int, target: str) -> str | None:
        """The address to write, or None when the link must be taken apart."""
        scheme = scheme_of(target)
        if scheme is not None:
            return target if scheme in _SAFE else None  # whoever wrote it: an address that runs is no address
        if target.startswith(("//", "#")):
            return target
        path, mark, anchor = target.partition("#")
        new = self._lookup(unquote(path)) or self._lookup(unquote(path.partition("?")[0]))
        if new is None:
            return None
        if new != target:
            what = _("the link to `%(target)s` now leads to `%(new)s`", target=target, new=new)
            self.findings.advice(self.path, number, what, _("nothing, unless the place is wrong"))
        return f"{new}{mark}{anchor}"

    def _lookup(self, path: str) -> str | None:
        path = path.replace("\\", "/")  # as Windows writes it
        starts = ["", self.folder] if path.startswith("/") else [self.folder, ""]
        wholes = [posixpath.normpath(posixpath.join(start, path.lstrip("/"))) if path.strip("/") else start for start in starts]
        found = next((new for whole in wholes if (new := self.places.at(whole))), None) or self.places.ending_in(posixpath.normpath(path.lstrip("/")))
        self.places.used.update([found] if found else [])
        return found

    def _is_never_sent(self, number: int, target: str, new: str) -> bool:
        if scheme_of(new) is not None or not new.startswith("media/") or kind_of(new.partition("#")[0]) is not None:
            return False
        what = _("`%(target)s` is of a kind that learners never get; it is shown as text", target=target)
        self.findings.advice(self.path, number, what, _("save a picture as PNG or JPEG, and put another file into a zip"))
        return True

    def _apart(self, number: int, text: str, target: str, *, is_told: bool = False) -> str:
        if not is_told:
            self._dead(number, target)
        shown = code_span(target) if target.strip() else ""
        return f"{text} ({shown})" if text.strip() and shown else (shown or text)

    def _dead(self, number: int, target: str) -> None:
        if scheme_of(target) is not None:
            what = _("a link to `%(target)s` is not kept in a lesson; it is shown as text", target=target[:200])
            self.findings.advice(self.path, number, what, _("link to an `https:` address"))
            return
        what = _("the link to `%(target)s` leads to nothing in the folder; it is shown as text", target=target)
        self.findings.advice(self.path, number, what, _("add the file, or write another address"))


def _label(text: str) -> str:
    return " ".join(text.split()).casefold()


def _with_spaces(found: re.Match[str]) -> str:
    """An address with spaces in it, which only some Markdown takes for one, between angle brackets."""
    target = found["target"].strip()
    if " " not in target or ":" in target:
        return found[0]
    return f"{found['before']}<{target}>{' ' if found['title'] else ''}{(found['title'] or '').strip()})"


def _is_download(target: str) -> bool:
    """A file that is sent, and no picture."""
    kind = kind_of(target) if target.startswith("media/") else None
    return kind is not None and not kind.content_type.startswith("image/")


def bracketed(target: str) -> str:
    """An address as it may stand in round brackets."""
    return f"<{target}>" if re.search(r"[\s()]", target) else target
