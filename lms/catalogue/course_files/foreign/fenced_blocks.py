"""Blocks between two lines of other houses, written as ours: ``:::`` of many tools, MyST's directives, and what its neighbours marked as blocks."""

import re
from dataclasses import dataclass, field

from lms.catalogue.course_files.blocks import NOTES
from lms.catalogue.course_files.foreign.code_spans import code_span
from lms.catalogue.course_files.foreign.kinds import LOOK, TAB, TABS, kind_of
from lms.catalogue.course_files.foreign.relinking import bracketed
from lms.catalogue.course_files.foreign.sources import Lines, Source, codes_of, scan_lines
from lms.kit.problems import Findings
from lms.kit.words import gettext as _

_DEEPEST = 20  # directives within directives
_SIGN = "\x02"  # no text holds it: control characters were taken out
NO_BRACKETS = str.maketrans("", "", "[]\\")
"""Takes out what would end the text of a picture."""
CLOSING = f":::{_SIGN}"
CAPTION, TABLE_CAPTION = "figure-caption", "table-caption"
_COLONS = re.compile(r"^(?P<indent>\s*(?:[-*+]\s+|\d{1,9}[.)]\s+)?)(?P<marks>:{3,})\s*(?P<rest>.*?)\s*$")
_MARKED = re.compile(rf"^(?P<indent>\s*):::{_SIGN}(?:(?P<kind>[^{_SIGN}]+){_SIGN}(?P<title>.*))?$")
_ATTRIBUTES = re.compile(r"\{[^{}]*\}|[\w-]+=(?:\"[^\"]*\"|'[^']*'|[^\s\"'}]+)")
_DIRECTIVE = re.compile(r"^(?P<indent>\s*)(?P<fence>`{3,}|~{3,})\s*\{(?P<name>[\w:-]+)\}[ \t]*(?P<title>.*)$")
_OPTION = re.compile(r"^\s*:(?P<name>[\w-]+):[ \t]*(?P<value>.*)$")
_SLASHES = re.compile(r"^(?P<indent>\s*)/{3,}\s*(?P<rest>(?:(?P<name>[a-z-]+)\s*(?:\|\s*(?P<title>.*?))?|.*?))\s*$")
_TAB_HEADING = re.compile(r"^#{1,6}\s+\[(?P<text>[^\[\]]+)\]\(#tab/[^()\s]*\)\s*$")
_HEADING = re.compile(r"^\s*(?P<marks>#{1,6})\s+(?P<text>.*?)\s*#*\s*$")


def opening(kind: str, title: str = "", indent: str = "") -> str:
    """The line that begins a block of ours until ``write_blocks`` knows how deep it lies."""
    return f"{indent}:::{_SIGN}{kind}{_SIGN}{' '.join(title.split())}"


def setting(text: str, *names: str) -> str:
    """The value of the first of ``names`` among attributes such as ``title="x"``; empty when there is none."""
    for name in names:
        found = re.search(rf"""(?<![\w-]){name}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'{{}}>]+))""", text, re.IGNORECASE)
        if found:
            return found[1] or found[2] or found[3] or ""
    return ""


def parsed(rest: str) -> tuple[str, str]:
    """Name and title of a block, however its first line says them: ``tip My tip``, ``note[Title]``, ``{.callout-note title="x"}``."""
    named = re.match(r"\{([\w:-]+)\}\s*(.*)$", rest)
    if named:
        return named[1], named[2]
    title = setting(rest, "title", "header")
    classes = re.search(r"\{[^{}]*?\.([\w-]+)", rest)
    found = re.match(r"([\w-]+)(?:\[(.*)\])?\s*(.*)$", rest)
    if found is None or rest.startswith("{"):
        identity = re.search(r"#([\w-]+)", rest)
        return (classes[1] if classes else identity[1] if identity else "note"), title
    return found[1], title or found[2] or _ATTRIBUTES.sub("", found[3]).strip(" |:")


def mark_slashes(source: Source, findings: Findings) -> None:
    """Mark what is already written with our signs as blocks; other lines that begin with slashes are shown as code."""
    codes = codes_of(source.lines)
    for index, (number, text) in enumerate(source.lines):
        found = None if codes[index] else _SLASHES.match(text)
        if found is None:
            continue
        if not found["rest"]:
            source.lines[index] = (number, found["indent"] + CLOSING)
        elif found["name"] != "question" and kind_of(found["name"] or "") not in (None, LOOK):
            source.lines[index] = (number, opening(found["name"], found["title"] or "", found["indent"]))
        else:
            findings.advice(source.path, number, _("a line that begins with slashes is shown as code"), _("rewrite it"))
            source.lines[index] = (number, code_span(text.strip()))


def mark_tabs(source: Source) -> None:
    """Microsoft's tabs: headings that link to ``#tab/name``, up to a line across the page."""
    codes = codes_of(source.lines)
    made: Lines = []
    inside = False
    for (number, text), is_code in zip(source.lines, codes, strict=True):
        found = None if is_code else _TAB_HEADING.match(text)
        ends = inside and not is_code and (found is not None or text.strip() == "---")
        made += [(number, ""), (number, CLOSING), (number, "")] if ends else []
        if found:
            made.append((number, opening("tab", found["text"])))
        elif not (ends and text.strip() == "---"):
            made.append((number, text))
        inside = (inside and not ends) or found is not None
    source.lines = [*made, (made[-1][0], CLOSING)] if inside else made


def directives(source: Source, findings: Findings) -> None:
    """Mark MyST's directives between backticks as blocks; those that show code stay code."""
    for _level in range(_DEEPEST):
        if not _turn_directives(source, findings):
            return


def _turn_directives(source: Source, findings: Findings) -> bool:
    """Turn those that stand in no other, from the last to the first; what they held is seen the next time."""
    turned = False
    for block in reversed(scan_lines(source.lines).blocks):
        number, text = source.lines[block.line - 1]
        found = _DIRECTIVE.match(text)
        last = block.line + (block.text.count("\n") + 1 if block.text or _is_blank(source.lines, block.line) else 0)
        if found is None or last >= len(source.lines):
            continue
        inside, options = _options(source.lines[block.line : last])
        made = _directive(found, inside, options)
        if made is not None:
            end = source.lines[last][0]
            source.lines[block.line - 1 : last + 1] = [*((number, line) for line in made[0]), *inside, *((end, line) for line in made[1])]
            _note_options(source, number, options, findings)
            turned = True
    return turned


def _is_blank(lines: Lines, index: int) -> bool:
    return index < len(lines) and not lines[index][1].strip()


def _directive(found: re.Match[str], inside: Lines, options: dict[str, str]) -> tuple[list[str], list[str]] | None:
    name, title, indent = found["name"], found["title"].strip(), found["indent"]
    if name in ("figure", "image"):
        caption = " ".join(text.strip() for _number, text in inside if text.strip())
        made = ["", f"{indent}![{options.get('alt') or caption}]({bracketed(title)})", ""]
        return ([*made, opening(CAPTION, indent=indent), ""], ["", indent + CLOSING, ""]) if caption else (made, [])
    if name == "math":
        return [f"{indent}$$"], [f"{indent}$$"]
    kind = kind_of(options.get("class", "").split(" ")[0]) if name == "admonition" or "dropdown" in options.get("class", "") else None
    kind = kind or kind_of(name)
    if kind is None or (kind == LOOK and name == "code"):
        return None
    return ["", opening(name if kind == kind_of(name) else kind, title, indent), ""], ["", indent + CLOSING, ""]


def _options(lines: Lines) -> tuple[Lines, dict[str, str]]:
    found: dict[str, str] = {}
    at = 0
    while at < len(lines) and (option := _OPTION.match(lines[at][1])):
        found[option["name"]] = option["value"].strip()
        at += 1
    return lines[at:], found


def _note_options(source: Source, number: int, options: dict[str, str], findings: Findings) -> None:
    left = {name: value for name, value in options.items() if name not in ("alt", "class")}
    if left:
        shown = " ".join(f":{name}: {value}" for name, value in left.items()).replace("`", "'")
        what = _("this block has settings that do nothing here and were left out: `%(text)s`", text=shown)
        findings.advice(source.path, number, what, _("nothing, unless they say something"))


@dataclass(slots=True)
class _Block:
    first: int
    name: str
    title: str
    indent: str
    written: str
    is_marked: bool
    last: int = -1
    depth: int = 0
    tabs: list[int] = field(default_factory=list)


def write_blocks(source: Source, findings: Findings) -> None:
    """Pair the lines that begin and end blocks, and write them as ours; outer blocks get more slashes than inner ones."""
    _Writer(source, findings).run()


class _Writer:
    def __init__(self, source: Source, findings: Findings) -> None:
        self.source, self.findings = source, findings
        self.codes = codes_of(source.lines)
        self.ends = {found[1] for _number, text in source.lines if (found := re.match(r"\s*:{3,}\s*([\w-]+-end)\b", text))} - {"image-end"}
        self.open: list[_Block] = []
        self.blocks: list[_Block] = []
        self.made: dict[int, list[str]] = {}

    def run(self) -> None:
        for index, (_number, text) in enumerate(self.source.lines):
            marked = _MARKED.match(text)
            found = None if marked or self.codes[index] else _COLONS.match(text)
            if marked:
                self._marked(index, marked)
            elif found:
                self._foreign(index, found)
        for block in self.open:
            self._lone(block.first, [f"{block.indent}**{_shown(block)}**"])
        deepest = max((block.depth for block in self.blocks), default=0)
        for block in sorted(self.blocks, key=lambda block: block.first):
            self._write(block, "/" * (3 + deepest - block.depth))
        self.source.lines = [
            (number, line) for index, (number, text) in enumerate(self.source.lines) for line in self.made.get(index, [text])
        ]

    def _marked(self, index: int, found: re.Match[str]) -> None:
        if found["kind"]:
            self.open.append(_Block(index, found["kind"], found["title"], found["indent"], "", is_marked=True))
            return
        while self.open and not self.open[-1].is_marked:
            block = self.open.pop()
            self._lone(block.first, [f"{block.indent}**{_shown(block)}**"])
        self._close(index) if self.open else self.made.setdefault(index, [""])

    def _foreign(self, index: int, found: re.Match[str]) -> None:
        rest = found["rest"]
        alone = re.fullmatch(r"(?P<inside>[\w-]+\b.*?)\s*:{3,}", rest)
        name, title = parsed(rest)
        if name.endswith("-end") and any(block.name == name.removesuffix("-end") for block in self.open):
            while self.open[-1].name != name.removesuffix("-end"):
                self._lone(self.open[-1].first, [f"**{_shown(self.open.pop())}**"])
            self._close(index)
        elif f"{name}-end" in self.ends:
            self.open.append(_Block(index, name, title, _blank(found["indent"]), rest.rstrip(": "), is_marked=False))
        elif alone and not re.fullmatch(r"[\w-]+", alone["inside"]):
            self.made[index] = self._alone(index, found["indent"], alone["inside"])
        elif (alone and kind_of(alone["inside"]) == LOOK) or name.endswith("-end"):
            self._drop(index)
        elif rest.strip(" {}:"):
            rest = rest.rstrip(": ")
            self.open.append(_Block(index, *parsed(rest), _blank(found["indent"]), rest, is_marked=False))
        elif self.open and not self.open[-1].is_marked:
            self._close(index)
        else:
            self._lone(index, [""])

    def _alone(self, index: int, indent: str, inside: str) -> list[str]:
        """A directive on one line, such as Microsoft's ``:::image source="x" alt-text="y":::``."""
        place = setting(inside, "source", "src")
        if inside.startswith("image") and place:
            return ["", f"{indent}![{setting(inside, 'alt-text', 'alt').translate(NO_BRACKETS)}]({bracketed(place)})", ""]
        if kind_of(inside.split()[0]) == LOOK and not place:
            return self._drop(index)
        what = _("`%(text)s` is a direction of another tool; it is shown as code", text=inside.replace("`", "'"))
        self._note(index, what, _("write in words what it shows, or delete it"))
        return [f"{indent}{code_span(f':::{inside}:::')}"]

    def _close(self, index: int) -> None:
        block = self.open.pop()
        block.last, block.depth = index, len(self.open) + 1
        self.blocks.append(block)

    def _drop(self, index: int) -> list[str]:
        text = self.source.lines[index][1].strip().replace(_SIGN, " ").strip(": ")
        self._note(index, _("`%(text)s` says only how the page looks, and was left out", text=text), _("nothing, unless it says something"))
        self.made[index] = [""]
        return [""]

    def _lone(self, index: int, lines: list[str]) -> None:
        text = self.source.lines[index][1].strip().replace(_SIGN, " ")
        self._note(index, _("the block `%(text)s` has no counterpart in the file", text=text), _("see where it should begin and end"))
        self.made[index] = ["", *lines, ""]

    def _note(self, index: int, what: str, instead: str) -> None:
        self.findings.advice(self.source.path, self.source.lines[index][0], what, instead)

    def _write(self, block: _Block, slashes: str) -> None:
        kind = block.name if block.name in (CAPTION, TABLE_CAPTION) else kind_of(block.name)
        self._dedent(block)
        if kind == LOOK or (kind is None and block.written.startswith("{#")):
            self._drop(block.first)
            self.made[block.last] = [""]
        elif kind == TABS:
            self._tabs(block, slashes)
        else:
            if block.written.startswith("{") and not block.written.startswith(("{.", "{#")):
                self._without_options(block)
                kind = kind_of(block.name)
            self.made[block.first] = ["", block.indent + self._opening(block, kind, slashes), ""]
            self.made[block.last] = ["", block.indent + slashes, ""]

    def _without_options(self, block: _Block) -> None:
        inside = self.source.lines[block.first + 1 : block.last]
        rest, options = _options(inside)
        for at in range(block.first + 1, block.first + 1 + len(inside) - len(rest)):
            self.made[at] = []
        kind = kind_of(options.get("class", "").partition(" ")[0])
        block.name = str(kind) if kind not in (None, LOOK, TABS) else block.name
        _note_options(self.source, self.source.lines[block.first][0], options, self.findings)

    def _dedent(self, block: _Block) -> None:
        """What a block holds may be indented as a whole, which would make code of it here."""
        inside = range(block.first + 1, block.last)
        depths = [len(text) - len(text.lstrip(" ")) for at in inside if (text := self.source.lines[at][1]).strip()]
        around = [other for other in self.blocks if other.first <= block.first and block.last <= other.last]
        extra = min(depths, default=0) - min(len(other.indent) for other in around)
        if extra < 4:
            return
        for at in inside:
            number, text = self.source.lines[at]
            self.source.lines[at] = (number, text[extra:] if text.strip() else text)
            self.codes[at] = self.codes[at] and "```" in text

    def _opening(self, block: _Block, kind: str | None, slashes: str) -> str:
        if kind in (CAPTION, TABLE_CAPTION):
            return f"{slashes} {kind}"
        if kind is None or (kind not in block.name.lower().split("-") and kind in NOTES and not block.is_marked):
            what = _("the block `%(name)s` is called `%(kind)s` here", name=block.name, kind=kind or "note")
            self._note(block.first, what, _("choose one of %(kinds)s", kinds=", ".join(NOTES)))
        title = block.title or self._title_below(block)
        return f"{slashes} {kind or 'note'} | {_cleaned(title) or _shown(block)}"

    def _title_below(self, block: _Block) -> str:
        """The heading that a block begins with is its title."""
        index = next((at for at in range(block.first + 1, block.last) if self.source.lines[at][1].strip()), block.last)
        found = None if index == block.last or self.codes[index] else _HEADING.match(self.source.lines[index][1])
        if found is None or index in self.made or not _cleaned(found["text"]):
            return ""
        self.made[index] = [""]
        return found["text"]

    def _tabs(self, block: _Block, slashes: str) -> None:
        """Headings between tabs' fences are the tabs' names; where there are none, the tabs are blocks of their own."""
        heads = [at for at in range(block.first + 1, block.last) if not self.codes[at] and _HEADING.match(self.source.lines[at][1])]
        levels = [len(found["marks"]) for at in heads if (found := _HEADING.match(self.source.lines[at][1]))]
        heads = [at for at, level in zip(heads, levels, strict=True) if level == min(levels)]
        inner = [other for other in self.blocks if block.first < other.first < block.last and kind_of(other.name) == TAB]
        self.made[block.first], self.made[block.last] = [""], [""]
        for place, at in enumerate(heads if not inner else []):
            found = _HEADING.match(self.source.lines[at][1])
            before = ["", block.indent + slashes, ""] if place else [""]
            self.made[at] = [*before, f"{block.indent}{slashes} tab | {_cleaned(found['text']) if found else ''}", ""]
        if heads and not inner:
            self.made[block.last] = ["", block.indent + slashes, ""]


def _blank(indent: str) -> str:
    return " " * len(indent.expandtabs(4))


def _cleaned(title: str) -> str:
    return " ".join(re.sub(r"\{[^{}]*\}|[<>|]", " ", title).split())


def _shown(block: _Block) -> str:
    words = re.sub(r"^(?:callout|alert|admonition)-", "", block.name)
    return " ".join(re.sub(r"[^\w\s-]", " ", words).replace("-", " ").split()).capitalize() or "Note"


