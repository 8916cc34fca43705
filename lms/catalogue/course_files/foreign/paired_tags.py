"""Templates' tags that have a counterpart here: Jekyll's, Hugo's and GitBook's notes, tabs, code, pictures, videos and links."""

import re
from collections.abc import Callable

from lms.catalogue.course_files.foreign.fenced_blocks import CAPTION, CLOSING, NO_BRACKETS, opening, setting
from lms.catalogue.course_files.foreign.kinds import LOOK, TABS, kind_of
from lms.catalogue.course_files.foreign.relinking import bracketed
from lms.catalogue.course_files.foreign.sources import Lines, Source, scan_lines
from lms.kit.problems import Findings
from lms.kit.words import gettext as _

_TAG = re.compile(
    r"\{%-?\s*(?P<liquid>(?:end|/)?[\w-]+)(?P<of_liquid>(?:\s(?:[^%{}]|%(?!\}))*?)?)\s*-?%\}"
    r"|\{\{[<%]\s*(?P<hugo>/?\s*[\w./-]+)(?P<of_hugo>(?:\s[^{}]*?)?)\s*/?[>%]\}\}"
)
_WORD = re.compile(r"""(?:^|\s)(?:"([^"]*)"|'([^']*)'|([^\s"'=]+))(?=\s|$)""")
_PICTURES = frozenset({"figure", "img", "image", "imgproc"})
_LINKS = {"youtube": "https://www.youtube.com/watch?v=%s", "vimeo": "https://vimeo.com/%s", "gist": "https://gist.github.com/%s"}
_CODES = frozenset({"highlight", "mermaid", "codeblock"})
_ADDRESSES = frozenset({"ref", "relref"})
_LITERAL = frozenset({"raw", "verbatim"})


def convert_tags(source: Source, findings: Findings) -> None:
    """Write the tags that have a counterpart as ours; all others stay, to be named and shown as code."""
    if any("{%" in text or "{{" in text for _number, text in source.lines):
        _Tags(source, findings).run()


class _Tags:
    def __init__(self, source: Source, findings: Findings) -> None:
        self.source, self.findings = source, findings
        text = "\n".join(text for _number, text in source.lines)
        self.closed = {name for found in _TAG.finditer(text) if (name := _name(found)).startswith("/")}
        self.is_block: list[str] = []
        self.number = 0
        self.alone = False

    def run(self) -> None:
        scanned = scan_lines(self.source.lines).lines
        made: Lines = []
        for line, (number, text) in zip(scanned, self.source.lines, strict=True):
            self.number = number
            inside_code = bool(self.is_block) and self.is_block[-1] in _CODES
            if (line.is_code and not inside_code and "/" not in text and "end" not in text) or ("{%" not in text and "{{" not in text):
                made.append((number, text))
                continue
            made += [(number, part) for part in self._line(text, is_code=line.is_code and not inside_code).split("\n")]
        self.source.lines = made

    def _line(self, text: str, *, is_code: bool) -> str:
        alone = self.alone = _TAG.sub("", text).strip() == ""
        indent = text[: len(text) - len(text.lstrip())]

        def change(found: re.Match[str]) -> str:
            name, given = _name(found), (found["of_liquid"] or found["of_hugo"] or "").strip()
            if is_code and not (name.startswith("/") and name[1:] in self.is_block):
                return found[0]
            return self._tag(name, given, found[0], indent if alone else "")

        changed = _TAG.sub(change, text)
        return changed.lstrip(" \t") if alone and changed != text and "\n" in changed else changed

    def _tag(self, name: str, given: str, tag: str, indent: str) -> str:
        if name.startswith("/"):
            return self._end(name[1:], tag, indent)
        handlers: tuple[tuple[bool, Callable[[str, str, str], str | None]], ...] = (
            (name in _LITERAL and f"/{name}" in self.closed, self._nothing),
            (name in _CODES and f"/{name}" in self.closed, self._code),
            (name in _PICTURES, self._picture),
            (name in _LINKS or name in ("video", "embed", "file"), self._link),
            (name in _ADDRESSES, self._address),
            (f"/{name}" in self.closed, self._block),
            (bool(setting(given, "text")) and name not in ("include",), lambda _name, given, _indent: setting(given, "text")),
        )
        for fits, handle in handlers:
            if fits and (made := handle(name, given, indent)) is not None:
                if handle == self._block and made == "":
                    self._look(tag)
                return made
        return tag

    def _end(self, name: str, tag: str, indent: str) -> str:
        if name in _LITERAL or name in ("embed", "file"):
            return ""
        if name not in self.is_block:
            return "" if self._kind(name, "") == LOOK or self._kind(name, "") == TABS else tag
        while self.is_block and self.is_block.pop() != name:
            pass
        if name in _CODES:
            return f"{indent}```\n" if self.alone else "\n```\n"
        return f"\n{indent}{CLOSING}\n"

    def _nothing(self, _name: str, _given: str, _indent: str) -> str:
        return ""

    def _code(self, name: str, given: str, indent: str) -> str:
        self.is_block.append(name)
        language = name if name == "mermaid" else (_words(given) or [setting(given, "lang", "language")])[0]
        plain = re.sub(r"[^\w+#-]", "", language)
        return f"\n{indent}```{plain}" if self.alone else f"\n```{plain}\n"

    def _picture(self, _name: str, given: str, indent: str) -> str | None:
        place = setting(given, "src", "link", "path", "url") or next(iter(_words(given)), "")
        if not place:
            return None
        caption = " – ".join(part for part in (setting(given, "title"), setting(given, "caption")) if part)
        picture = f"![{(setting(given, 'alt') or caption).translate(NO_BRACKETS)}]({bracketed(place)})"
        return f"\n{indent}{picture}\n\n{opening(CAPTION, '', indent)}\n\n{indent}{caption}\n\n{indent}{CLOSING}\n" if caption else picture

    def _link(self, name: str, given: str, _indent: str) -> str | None:
        place = setting(given, "url", "src", "id", "file") or next(iter(_words(given)), "")
        if not place:
            return None
        target = _LINKS[name] % place if name in _LINKS and "/" not in place else place
        return f"[{setting(given, 'title', 'caption') or target}]({bracketed(target)})"

    def _address(self, _name: str, given: str, _indent: str) -> str | None:
        return next(iter(_words(given)), None)

    def _block(self, name: str, given: str, indent: str) -> str | None:
        kind = self._kind(name, given)
        if kind is None:
            return None
        if kind in (LOOK, TABS):
            return ""
        title = setting(given, "title", "header", "name", "label", "summary", "tabName")
        words = [word for word in _words(given) if kind_of(word) is None and word not in ("true", "false")]
        self.is_block.append(name)
        return f"\n{opening(kind, title or ' '.join(words), indent)}\n"

    def _kind(self, name: str, given: str) -> str | None:
        """By its style or first word, such as ``notice tip``, else by its name."""
        said = [setting(given, "style", "type", "kind", "color", "context", "level"), *_words(given)[:1]]
        own = kind_of(name)
        found = next((kind for word in said if word and own not in (LOOK, TABS, "tab", "details", None) and (kind := kind_of(word))), None)
        return found or own

    def _look(self, tag: str) -> None:
        what = _("`%(text)s` says only how the page looks, and was left out", text=tag.replace("`", "'"))
        self.findings.advice(self.source.path, self.number, what, _("nothing, unless it says something"))


def _name(found: re.Match[str]) -> str:
    name = "".join((found["liquid"] or found["hugo"] or "").split()).lower()
    is_end = found["liquid"] is not None and name.startswith("end") and len(name) > 3
    return f"/{name[3:].lstrip('-')}" if is_end else name


def _words(given: str) -> list[str]:
    """What is given without a name, such as the path in ``ref "a.md"``."""
    return [one or two or three for one, two, three in _WORD.findall(given) if one or two or three]
