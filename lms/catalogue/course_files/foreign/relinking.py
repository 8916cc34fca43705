"""Links of a foreign text: rewritten to the new names, and taken apart where they lead nowhere."""

import posixpath
import re
from collections.abc import Mapping
from urllib.parse import unquote

from lms.catalogue.course_files.foreign.sources import MARKDOWN_ENDINGS
from lms.catalogue.course_files.links import VIDEOS, may_hold_links, scheme_of
from lms.kit.problems import Findings
from lms.kit.words import gettext as _

_INLINE = re.compile(
    r"(?P<mark>(?:!\?|\?\?|\?|!)?)\[(?P<text>(?:[^\[\]\\]|\\.|!?\[[^\[\]]*\](?:\([^()]*\))?)*)\]"
    r"\((?P<target><[^<>]*>|(?:[^\s()\\]|\\.|\([^\s()]*\))*)(?P<title>\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
)
_DEFINITION = re.compile(r"^ {0,3}\[(?P<text>[^\[\]^*][^\[\]]*)\]:\s*(?P<target><[^<>]*>|\S+)")
_EMPTY_REFERENCE = re.compile(r"!\[\s*\] ?\[([^\[\]]+)\]")
_DANGEROUS_AUTOLINK = re.compile(r"<(?:javascript|vbscript|data|file|blob):[^\s<>]*>", re.IGNORECASE)
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_DANGEROUS = frozenset({"javascript", "vbscript", "data", "file", "blob"})
_PAGES = ("", *MARKDOWN_ENDINGS, "/index.md", "/README.md", "/_index.md", "/readme.md")


class Relinker:
    """Rewrites the links of one source file; ``names`` maps the old paths to the new ones."""

    def __init__(self, path: str, names: Mapping[str, str], findings: Findings) -> None:
        self.path, self.names, self.findings = path, names, findings
        self.folder = path.rpartition("/")[0]
        self.folded = {old.casefold(): new for old, new in names.items()}

    def line(self, number: int, text: str) -> str:
        """``text`` with its links rewritten; code spans stay as they are."""
        if "[" not in text and "<" not in text:
            return text
        pieces, at = [], 0
        for code in _CODE.finditer(text):
            pieces += [self._prose(number, text[at : code.start()]), code[0]]
            at = code.end()
        return "".join([*pieces, self._prose(number, text[at:])])

    def _prose(self, number: int, text: str) -> str:
        if may_hold_links(text):
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
        if new is None:
            self._dead(number, target)
            return code_span(text.strip())
        return text if new == target else f"[{found['text']}]: {new}{text[found.end() :]}"

    def _inline(self, number: int, found: re.Match[str]) -> str:
        text, target = found["text"], found["target"].strip("<>")
        if "](" in text:
            text = _INLINE.sub(lambda inner: self._inline(number, inner), text)
        new = self._new_target(number, target)
        if new is None:
            return self._apart(number, text, target)
        mark = found["mark"]
        title = found["title"] or ""
        if mark == "!" and not new.lower().endswith(VIDEOS):
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

    def _new_target(self, number: int, target: str) -> str | None:
        """The address to write, or None when the link must be taken apart."""
        scheme = scheme_of(target)
        if scheme is not None:
            return None if scheme in _DANGEROUS else target  # whoever wrote it: an address that runs is no address
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
        starts = ["", self.folder] if path.startswith("/") else [self.folder, ""]
        for start in starts:
            whole = posixpath.normpath(posixpath.join(start, path.lstrip("/"))) if path.strip("/") else start
            stems = [whole, whole.removesuffix(".html").removesuffix(".htm")]
            for stem in dict.fromkeys(stems):
                for ending in _PAGES:
                    new = self.folded.get(f"{stem}{ending}".lstrip("/").casefold())
                    if new is not None:
                        return new
        return None

    def _apart(self, number: int, text: str, target: str) -> str:
        self._dead(number, target)
        shown = code_span(target) if target.strip() else ""
        return f"{text} ({shown})" if text.strip() and shown else (shown or text)

    def _dead(self, number: int, target: str) -> None:
        what = _("the link to `%(target)s` leads to nothing in the folder; it is shown as text", target=target)
        self.findings.advice(self.path, number, what, _("add the file, or write another address"))


def bracketed(target: str) -> str:
    """An address as it may stand in round brackets."""
    return f"<{target}>" if re.search(r"[\s()]", target) else target


def code_span(text: str) -> str:
    """``text`` in backticks, however many it has itself."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    ticks = "`" * (longest + 1)
    gap = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{gap}{text}{gap}{ticks}"
