"""Marks within a line that other Markdown knows: keys, marked text, raised and lowered signs, notes in the text, icons, breaks."""

import re

from pymdownx import gemoji_db

from lms.catalogue.course_files.foreign.code_spans import CODE, outside_code
from lms.catalogue.course_files.foreign.fenced_blocks import CAPTION, CLOSING, TABLE_CAPTION, opening
from lms.catalogue.course_files.foreign.sources import Lines, Source, codes_of, scan_lines
from lms.kit.problems import Findings
from lms.kit.words import gettext as _

_AS_IT_IS = re.compile(CODE.pattern + r"|\$[^$\n]+\$|\]\([^()\s]*\)|<[^<>\s]+>|https?://\S+")
_KEYS = re.compile(r"(?<![+\w{])\+\+([A-Za-z0-9-]+(?:\+[A-Za-z0-9-]+)*)\+\+(?![+\w])")
_MARK = re.compile(r"(?<![=\w])==(?=[^\s=])([^=\n]*[^\s=])==(?![=\w])")
_UNDER = re.compile(r"(?<!\^)\^\^(?=[^\s^])([^^\n]*[^\s^])\^\^(?!\^)")
_RAISED = re.compile(r"(?<=[\w)\]])\^(?=[^\s^\[])([^\s^\[\]]{1,20})\^(?!\^)")
_LOWERED = re.compile(r"(?<=[\w)\]])~(?=[^\s~])([^\s~]{1,20})~(?!~)")
_LIA_STRUCK = re.compile(r"(?<![~\w\\])~{1,2}(?=[^\s~])([^~\n]*[^\s~\\])~{1,2}(?!~)")
_SPAN = re.compile(r"(?<!!)\[([^\[\]]+)\]\{(?:[^{}]*\.[\w-][^{}]*)\}")
_NOTE = re.compile(r"\^\[((?:[^\[\]]|\[[^\[\]]*\](?:\([^()]*\))?)+)\]")
_LIA_NOTE = re.compile(r"\[\^([^\[\]]+)\]\(((?:[^()]|\([^()]*\))+)\)")
_ICON = re.compile(r":(?:material|octicons|fontawesome|simple|fa[bsr]?|icon)-[\w-]+:(?:\{[^{}]*\})?[ \t]?|\{\{?<?\s*fa\s[^{}]*\}\}?")
_EMOJI = re.compile(r"(?<![\w:]):([a-z0-9_+-]+):(?![\w:])")
_ROLE = re.compile(r"\{(?P<name>[A-Za-z][\w:-]*)\}`(?P<text>[^`<>]*?)\s*(?:<(?P<target>[^`<>]*)>)?`")
_LABEL = re.compile(r"^(?:\([\w.:-]+\)=|\+\+\+(?:\s.*)?)\s*$")
_CONTENTS = re.compile(r"^\s*(?:[-*]\s+)?(?:\[\[_?toc_?\]\]|\[toc\]|\{\{[<%]\s*toc\s*[>%]\}\}|<!--\s*toc\s*-->)\s*$", re.IGNORECASE)
_LIA_CAPTION = re.compile(r'^(?P<picture>!\[[^\[\]]*\]\([^\s()"]+)\s+"(?P<caption>[^"]+)"\s*\)(?P<behind>\s*(?:<!--.*?-->)?\s*)$')
_EQUATION = re.compile(r"^(\s*\$\$)\s*\{[^{}]*\}\s*$")
_CAPTION = re.compile(r"^(?:Table)?:\s+(?P<text>\S.*?)(?:\s*\{[^{}]*\})?\s*$")
_GRID = re.compile(r"^\s*\+(?:[-=:]{2,}\+)+\s*$")


def convert_marks(source: Source, findings: Findings, *, liascript: bool) -> None:
    """Write the marks of ``source`` in the few harmless tags that a lesson has; notes in the text become footnotes."""
    scanned = scan_lines(source.lines).lines
    notes: Lines = []
    made: Lines = []
    for index, (number, text) in enumerate(source.lines):
        if scanned[index].is_code or not text.strip():
            made.append((number, text))
            continue
        if _CONTENTS.match(text) or _LABEL.match(text):
            what = _("`%(text)s` does nothing in a lesson, which lists its headings by itself; it was left out", text=text.strip())
            findings.advice(source.path, number, what, _("nothing"))
            made.append((number, ""))
            continue
        text = _notes(number, _ROLE.sub(_role, _EQUATION.sub(r"\1", text)), notes, liascript=liascript)
        goes_on = index + 1 < len(scanned) and bool(scanned[index + 1].text.strip())
        made += [(number, line) for line in _lines(text, made, goes_on=goes_on, liascript=liascript)]
    source.lines = _grids(source, [*made, *([(notes[0][0], "")] if notes else []), *notes], findings)


def _lines(text: str, made: Lines, *, goes_on: bool, liascript: bool) -> tuple[str, ...]:
    """A line with its marks turned, or a caption as the block that it is here."""
    caption = _CAPTION.match(text)
    if caption and _is_below_table(made):
        return "", opening(TABLE_CAPTION), caption["text"], CLOSING, ""
    picture = _LIA_CAPTION.match(text) if liascript else None
    if picture:
        return f"{picture['picture']}){picture['behind']}", "", opening(CAPTION), picture["caption"], CLOSING, ""
    if text.strip() == ". . .":
        return ("",)  # where Pandoc's slides pause
    changed = outside_code(text, lambda prose: _marked(prose, liascript=liascript), _AS_IT_IS)
    breaks = goes_on and changed.endswith("\\") and not changed.endswith("\\\\")
    return (f"{changed[:-1].rstrip()}  " if breaks else changed,)


def _role(found: re.Match[str]) -> str:
    """MyST's ``{doc}`text <page>```."""
    name, text, target = found["name"].rpartition(":")[2].lower(), found["text"], found["target"]
    if name == "math":
        return f"${text}$"
    if name in ("doc", "download", "any") or (name == "ref" and target and "." in target):
        return f"[{text or target}]({target or text})"
    return text if target and text else found[0]


def _notes(number: int, text: str, notes: Lines, *, liascript: bool) -> str:
    def note(content: str) -> str:
        notes.append((number, f"[^import-{len(notes) + 1}]: {' '.join(content.split())}"))
        return f"[^import-{len(notes)}]"

    if "^[" in text:
        text = _NOTE.sub(lambda found: note(found[1]), text)
    return _LIA_NOTE.sub(lambda found: note(found[2]), text) if liascript and "[^" in text else text


def _marked(text: str, *, liascript: bool) -> str:
    if not re.search(r"[=+^~:{]", text):
        return text
    text = _KEYS.sub(lambda found: "+".join(f"<kbd>{key}</kbd>" for key in found[1].split("+")), text)
    text = _MARK.sub(r"<mark>\1</mark>", text)
    text = _RAISED.sub(r"<sup>\1</sup>", _UNDER.sub(r"\1", text))
    text = _LIA_STRUCK.sub(_struck, text) if liascript else _LOWERED.sub(r"<sub>\1</sub>", text)
    text = _SPAN.sub(r"\1", _ICON.sub("", text))
    return _EMOJI.sub(_emoji, text)


def _struck(found: re.Match[str]) -> str:
    """LiaScript strikes with one sign and underlines with two."""
    return found[1] if found[0].startswith("~~") else f"~~{found[1]}~~"


def _emoji(found: re.Match[str]) -> str:
    known = gemoji_db.emoji.get(f":{gemoji_db.aliases.get(found[0], found[0]).strip(':')}:", {})
    codes = known.get("unicode_alt") or known.get("unicode")
    return "".join(chr(int(code, 16)) for code in codes.split("-")) if codes else found[0]


def _is_below_table(made: Lines) -> bool:
    above = [text for _number, text in made[-3:] if text.strip()]
    return bool(above) and above[-1].strip().startswith("|")


def _grids(source: Source, lines: Lines, findings: Findings) -> Lines:
    """Tables that are drawn with ``+`` signs are shown as they are drawn."""
    codes = codes_of(lines)
    made: Lines = []
    inside = False
    for (number, text), is_code in zip(lines, codes, strict=True):
        if not inside and not is_code and _GRID.match(text):
            findings.advice(source.path, number, _("a table that is drawn with signs is shown as text"), _("write it as a table with bars"))
            made += [(number, ""), (number, "```text")]
            inside = True
        elif inside and not text.strip().startswith(("|", "+")):
            made += [(number, "```"), (number, "")]
            inside = False
        made.append((number, text))
    return [*made, (lines[-1][0], "```")] if inside else made
