"""Line by line from foreign Markdown to ours: templates' tags, other blocks, HTML. What has no counterpart stays readable."""

import re
from collections.abc import Callable

from lms.catalogue.course_files.blocks import NOTES
from lms.catalogue.course_files.foreign.relinking import code_span
from lms.catalogue.course_files.foreign.sources import Source
from lms.catalogue.course_files.lessons import HARMLESS_TAGS, LOST_TAGS, TAG
from lms.catalogue.course_files.markdown_lines import scan
from lms.kit.problems import Findings
from lms.kit.words import gettext as _

_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_SITE = re.compile(r"\{\{-?\s*site\.(?:baseurl|url)\s*-?\}\}")
_RELATIVE = re.compile(r"""\{\{-?\s*["']([^"']+)["']\s*\|\s*(?:relative_url|absolute_url)[^}]*\}\}|\{%-?\s*(link|post_url)\s+/?([^\s%]+)\s*-?%\}""")
_LINK_BY_TAG = re.compile(r"(?P<text>!?\[[^\[\]]*\])\((?P<target>[^\s()]*(?:\{\{[^{}()]*\}\}|\{%[^%()]*%\})[^()]*)\)")
_LIQUID = re.compile(r"\{\{[^{}]*\}\}|\{%[^%]*(?:%(?!\})[^%]*)*%\}")
_HIGHLIGHT = re.compile(r"^\s*\{%-?\s*(?P<end>end)?highlight\s*(?P<language>[\w+-]*)[^%]*%\}\s*$")
_ATTRIBUTE_LINE = re.compile(r"^\s*\{:[^{}]*\}\s*$")
_COLONS = re.compile(r"^\s*(?P<marks>:{3,})\s*(?P<rest>.*?)\s*:*\s*$")
_SLASHES = re.compile(r"^\s*/{3,}")
_ADMONITION = re.compile(r"""^(?P<indent>\s*)(?P<mark>!!!|\?\?\?\+?)\s*(?P<name>[\w-]*)(?P<rest>.*)$""")
_ALERT = re.compile(r"^(?P<quote>\s*>\s*)\[!(?P<kind>\w+)\](?P<rest>.*)$")
_IMAGE_TAG = re.compile(r"(?<!\]\()<img\b[^<>]*>", re.IGNORECASE)
_LINK_TAG = re.compile(r"<a\b[^<>]*\bhref\s*=\s*[\"']([^\"'<>\s]+)[\"'][^<>]*>([^<>\[\]]+)</a\s*>", re.IGNORECASE)
_ATTRIBUTE = r"""\b%s\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"""
_HIDDEN_START = re.compile(r"<(script|style)\b", re.IGNORECASE)
_COUNTERPARTS = {
    "note": ("callout", "discussion"),
    "info": ("prereq", "objectives", "questions", "abstract", "summary"),
    "tip": ("keypoints", "success", "hint", "important-tip"),
    "warning": ("important", "caution", "attention"),
    "danger": ("failure", "bug", "error"),
    "example": ("challenge", "exercise"),
    "quote": ("testimonial", "cite"),
}
_KINDS = {theirs: ours for ours, all_of_theirs in _COUNTERPARTS.items() for theirs in all_of_theirs}
_ON_DEMAND = frozenset({"solution", "spoiler", "details", "instructor", "answer"})

Lines = list[tuple[int, str]]


def convert(source: Source, findings: Findings) -> None:
    """Rewrite ``source.lines`` in our Markdown, noting what a person should look at."""
    _close_comment(source, findings)
    _note_comments(source, findings)
    _hide_scripts(source, findings)
    _highlights(source)
    _Converter(source, findings).run()


def _close_comment(source: Source, findings: Findings) -> None:
    """A comment that never ends would swallow the rest of the lesson: its first sign is written as text."""
    scanned = scan("\n".join(text for _number, text in source.lines))
    open_at: int | None = None
    for index, line in enumerate(scanned.lines):
        if not line.is_code:
            last_start, last_end = line.text.rfind("<!--"), line.text.rfind("-->")
            open_at = index if last_start > last_end else (None if last_end >= 0 else open_at)
    if open_at is not None:
        number, text = source.lines[open_at]
        source.lines[open_at] = (number, text.replace("<!--", "&lt;!--"))
        findings.advice(source.path, number, _("this comment never ends; it is shown as text"), _("delete it, or end it with `-->`"))


def _note_comments(source: Source, findings: Findings) -> None:
    """Comments stay in the file for its authors; a reader never gets them."""
    scanned = scan("\n".join(text for _number, text in source.lines))
    for line, (number, text) in zip(scanned.lines, source.lines, strict=True):
        if not line.is_code and "<!--" in _CODE.sub("", text):
            found = text.partition("<!--")[2].partition("-->")[0].strip() or "…"
            what = _("a comment is not shown to learners: `%(text)s`", text=found[:200].replace("`", "'"))
            findings.advice(source.path, number, what, _("write it as text, if they should read it"))


def _hide_scripts(source: Source, findings: Findings) -> None:
    """Scripts and styles become code that is shown: nothing is lost, and nothing runs."""
    codes = [line.is_code for line in scan("\n".join(text for _number, text in source.lines)).lines]
    made: Lines = []
    ending = ""
    for (number, text), is_code in zip(source.lines, codes, strict=True):
        start = None if ending or is_code else _HIDDEN_START.search(text)
        if start:
            ending = start[1].lower()
            what = _("`<%(name)s>` does not run in a lesson; it is shown as code", name=ending)
            findings.advice(source.path, number, what, _("delete it, or say in words what it shows"))
            made += [(number, ""), (number, "``````html")]
        made.append((number, text.replace("``````", "'''") if ending else text))
        if ending and re.search(rf"</{ending}\s*>", text, re.IGNORECASE):
            made += [(number, "``````"), (number, "")]
            ending = ""
    source.lines = [*made, (made[-1][0], "``````")] if ending else made


def _highlights(source: Source) -> None:
    opened = False
    for index, (number, text) in enumerate(source.lines):
        found = _HIGHLIGHT.match(text)
        if found and bool(found["end"]) == opened:
            source.lines[index] = (number, "```" if opened else f"```{found['language']}")
            opened = not opened


class _Converter:
    """Goes once over the lines of a file."""

    def __init__(self, source: Source, findings: Findings) -> None:
        self.source, self.findings = source, findings
        scanned = scan("\n".join(text for _number, text in source.lines))
        self.codes = [line.is_code for line in scanned.lines]
        self.fences = self._pair_colons()

    def run(self) -> None:
        made: Lines = []
        for index, (number, text) in enumerate(self.source.lines):
            if self.codes[index]:
                made.append((number, text))
            elif index in self.fences:
                made.extend((number, line) for line in self.fences[index])
            else:
                made.append((number, self._line(number, text)))
        if scan("\n".join(text for _number, text in made)).open_fence is not None:
            self._close_code(made)
        self.source.lines = made

    def _close_code(self, made: Lines) -> None:
        scanned = scan("\n".join(text for _number, text in made))
        first = scanned.open_fence or 1
        marks = re.search(r"`{3,}|~{3,}", made[first - 1][1])
        self._note(made[first - 1][0], _("this code never ends; it now ends with the file"), _("write its end where it belongs"))
        made.append((made[-1][0], marks[0] if marks else "```"))

    def _note(self, number: int, what: str, instead: str) -> None:
        self.findings.advice(self.source.path, number, what, instead)

    def _line(self, number: int, text: str) -> str:
        if not text.strip():
            return text
        if _ATTRIBUTE_LINE.match(text):
            what = _("the layout `%(text)s` has no counterpart and was left out", text=text.strip())
            self._note(number, what, _("nothing, unless the layout says something"))
            return ""
        if _SLASHES.match(text) and not self._is_own_block(text):
            self._note(number, _("a line that begins with slashes is shown as code"), _("rewrite it"))
            return code_span(text.strip())
        text = self._admonition(number, text)
        text = self._alert(text)
        return self._outside_code(text, lambda prose: self._html(number, self._liquid(number, prose)))

    def _is_own_block(self, text: str) -> bool:
        return text == "///" or text.startswith("/// question | ")

    def _outside_code(self, text: str, change: Callable[[str], str]) -> str:
        pieces, at = [], 0
        for code in _CODE.finditer(text):
            pieces += [change(text[at : code.start()]), code[0]]
            at = code.end()
        return "".join([*pieces, change(text[at:])])

    def _liquid(self, number: int, text: str) -> str:
        if "}}" not in text and "%}" not in text:
            return text
        addressed = _RELATIVE.sub(_address, _SITE.sub("", text))
        if addressed != text:
            what = _("an address was written with a template's tag: `%(text)s`", text=text.strip()[:200])
            self._note(number, what, _("nothing, unless the link leads to the wrong place"))
            text = addressed

        def kept(found: re.Match[str]) -> str:
            what = _("`%(tag)s` is a template's tag; it is shown as code", tag=found[0].replace("`", "'"))
            self._note(number, what, _("write here what the tag would have put"))
            return code_span(found[0])

        text = _LINK_BY_TAG.sub(lambda found: f"{found['text'].strip('![]')} ({found['target'].strip()})", text)
        return _LIQUID.sub(kept, text)

    def _admonition(self, number: int, text: str) -> str:
        found = _ADMONITION.match(text)
        if not found or found["name"].lower() in NOTES:
            return text
        name = found["name"].lower()
        kind = _KINDS.get(name, "note")
        rest = found["rest"] if found["rest"].strip() else f' "{(found["name"] or kind).capitalize()}"'
        what = _("the note `%(name)s` is called `%(kind)s` here", name=found["name"], kind=kind)
        self._note(number, what, _("choose one of %(kinds)s", kinds=", ".join(NOTES)))
        return f"{found['indent']}{found['mark']} {kind}{rest}"

    def _alert(self, text: str) -> str:
        found = _ALERT.match(text)
        return f"{found['quote']}**{found['kind'].capitalize()}**{found['rest']}" if found else text

    def _html(self, number: int, text: str) -> str:
        if "<" not in text:
            return text
        text = _IMAGE_TAG.sub(self._picture, text)
        text = _LINK_TAG.sub(lambda found: f"[{found[2].strip()}]({found[1]})", text)
        return TAG.sub(lambda found: self._tag(number, found), text)

    def _picture(self, found: re.Match[str]) -> str:
        source = re.search(_ATTRIBUTE % "src", found[0], re.IGNORECASE)
        if source is None:
            return found[0]
        alt = re.search(_ATTRIBUTE % "alt", found[0], re.IGNORECASE)
        shown = (alt[1] or alt[2] or alt[3] or "") if alt else ""
        shown = re.sub(r"[\[\]\\]", "", shown)
        target = source[1] or source[2] or source[3] or ""
        return f"![{shown}](<{target}>)" if re.search(r"[\s()]", target) else f"![{shown}]({target})"

    def _tag(self, number: int, found: re.Match[str]) -> str:
        name = found["name"].lower()
        if name not in LOST_TAGS:
            if name not in HARMLESS_TAGS and not found[0].startswith("</"):
                what = _("the tag `<%(name)s>` is dropped, its text stays", name=name)
                self._note(number, what, _("nothing, unless the tag says something"))
            return found[0]
        what = _("`<%(name)s>` is not kept in a lesson; it is shown as code", name=name)
        self._note(number, what, _("link to what it showed, or delete it"))
        return code_span(found[0]) + (" " if found.string[found.end() :].startswith("<") else "")  # beside another their backticks would be one

    def _pair_colons(self) -> dict[int, list[str]]:
        """The ``:::`` fences, paired by nesting; outer blocks get more slashes than inner ones."""
        stack: list[tuple[int, str]] = []
        pairs: list[tuple[int, int, str, int]] = []
        lone: list[int] = []
        deepest = 0
        for index, (_number, text) in enumerate(self.source.lines):
            found = None if self.codes[index] else _COLONS.match(text)
            if not found:
                continue
            if found["rest"].strip(" {}"):
                stack.append((index, found["rest"]))
                deepest = max(deepest, len(stack))
            elif stack:
                opened, rest = stack.pop()
                pairs.append((opened, index, rest, len(stack)))
            else:
                lone.append(index)
        made = {index: [""] for index in lone}
        for index, rest in stack:
            made[index] = ["", f"**{_words_of(rest).capitalize()}**", ""]
        for index in [*lone, *(opened for opened, _rest in stack)]:
            number, text = self.source.lines[index]
            what = _("the block `%(text)s` has no counterpart in the file", text=text.strip())
            self._note(number, what, _("see where it should begin and end"))
        for opened, closed, rest, depth in pairs:
            slashes = "/" * (3 + deepest - depth)
            made[opened] = ["", self._opening(self.source.lines[opened][0], slashes, rest), ""]
            made[closed] = ["", slashes, ""]
        return made

    def _opening(self, number: int, slashes: str, rest: str) -> str:
        words = _words_of(rest)
        name = words.split()[0].lower() if words.split() else "note"
        title = words.capitalize()
        if name in _ON_DEMAND:
            return f"{slashes} details | {title}"
        kind = name if name in NOTES else _KINDS.get(name, "note")
        if name not in NOTES:
            what = _("the block `%(name)s` is called `%(kind)s` here: `%(text)s`", name=name, kind=kind, text=rest)
            self._note(number, what, _("choose one of %(kinds)s", kinds=", ".join(NOTES)))
        return f"{slashes} {kind} | {title}"


def _address(found: re.Match[str]) -> str:
    """Where a template's tag leads: posts have a folder of their own, and are named without their ending."""
    return found[1] or (f"/_posts/{found[3]}" if found[2] == "post_url" else found[3])


def _words_of(rest: str) -> str:
    """``{.callout title="x"}`` or ``callout`` as words."""
    words = re.sub(r"[^\w\s-]", " ", re.sub(r"[\w-]+=", " ", rest)).replace("callout-", "")
    return " ".join(words.split()) or "note"
