"""The first line of code between fences: a language and a title, and nothing that other tools write there."""

import re

from lms.catalogue.course_files.foreign.sources import Source, scan_lines
from lms.catalogue.course_files.markdown_lines import CodeBlock
from lms.kit.problems import Findings
from lms.kit.words import gettext as _

_OPENING = re.compile(r"^(?P<before>.*?)(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)$")
_CLEAN = re.compile(r"\s*[\w.+#-]*(?:\s+(?:title|linenums|hl_lines)=\"[^\"]*\")*\s*")
_BRACED = re.compile(r"\{+\s*(?P<inside>[^{}]*?)\s*\}+\s*(?P<behind>.*)")
_CODE_DIRECTIVES = frozenset({"code", "code-block", "code-cell", "sourcecode"})
_LANGUAGE = re.compile(r"\.?(?P<name>[A-Za-z][\w+#-]*)(?=[\s,{:]|$)")
_TITLE = re.compile(
    r"""\b(?:title|filename|caption|fig\.cap|name)\s*[=:]\s*(?:"([^"]*)"|'([^']*)'|([^\s,}]+))"""
    r"|\[([^\[\]]+)\]|(?:^|\s)[+-]?((?:[\w-]+/)*[\w-]+\.\w{1,8})(?=\s|$)"
)
_LANGUAGE_BELOW = re.compile(r"^(?P<quote>[\s>]*)\{:\s*\.language-(?P<name>[\w+#-]+)\s*\}\s*$")
_NO_QUOTE = re.compile(r"[`\"{}]")
_LOOKS = re.compile(r"(?:[\s,{}\d-]|showLineNumbers|linenums|numberLines|copy|wrap)*")


def plain_fences(source: Source, findings: Findings) -> None:
    """Write the first line of each code as a language and a title, and name what else stood there."""
    scanned = scan_lines(source.lines)
    for block in scanned.blocks:
        _take_language(source, block)
    for start in [*(block.line for block in scanned.blocks), *([scanned.open_fence] if scanned.open_fence else [])]:
        number, text = source.lines[start - 1]
        found = _OPENING.match(text)
        if found is None or _CLEAN.fullmatch(found["info"]):
            continue
        info, left = _plain(found["info"].strip())
        source.lines[start - 1] = (number, f"{found['before']}{found['fence']}{info}")
        if left:
            what = _("this code has settings that do nothing here and were left out: `%(text)s`", text=left.replace("`", "'"))
            findings.advice(source.path, number, what, _("nothing, unless they say something"))


def _take_language(source: Source, block: CodeBlock) -> None:
    """Jekyll names the language below the code."""
    number, text = source.lines[block.line - 1]
    found = _OPENING.match(text)
    for below in range(block.line, min(block.line + block.text.count("\n") + 3, len(source.lines))):
        language = _LANGUAGE_BELOW.match(source.lines[below][1])
        if language and found and not found["info"].strip():
            source.lines[block.line - 1] = (number, f"{text.rstrip()}{language['name']}")
            source.lines[below] = (source.lines[below][0], language["quote"].rstrip())
            return


def _plain(info: str) -> tuple[str, str]:
    """What to write behind the fence, and what had to be left out of it."""
    braced = _BRACED.fullmatch(info)
    if braced:
        info = braced["behind"] if braced["inside"] in _CODE_DIRECTIVES else f"{braced['inside']} {braced['behind']}".strip()
    language = _LANGUAGE.match(info)
    rest = info[language.end() :].strip(" ,") if language else info
    title = _TITLE.search(rest)
    left = f"{rest[: title.start()]} {rest[title.end() :]}".strip(" ,") if title else rest
    shown = next((part for part in title.groups() if part), "") if title else ""
    written = language["name"] if language else "text" if shown else ""
    if shown:
        written += f' title="{_NO_QUOTE.sub("", shown)}"'
    return written, "" if _LOOKS.fullmatch(left) else left
