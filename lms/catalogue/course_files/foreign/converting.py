"""Line by line from foreign Markdown to ours: templates' tags, other blocks, HTML. What has no counterpart stays readable."""

import re

from lms.catalogue.course_files.blocks import NOTES
from lms.catalogue.course_files.foreign.code_spans import CODE, code_span, outside_code
from lms.catalogue.course_files.foreign.fenced_blocks import directives, mark_slashes, mark_tabs, write_blocks
from lms.catalogue.course_files.foreign.fences import plain_fences
from lms.catalogue.course_files.foreign.html_tables import convert_tables
from lms.catalogue.course_files.foreign.html_tags import convert_html, without_builders_code
from lms.catalogue.course_files.foreign.inline_marks import convert_marks
from lms.catalogue.course_files.foreign.kinds import kind_of
from lms.catalogue.course_files.foreign.paired_tags import convert_tags
from lms.catalogue.course_files.foreign.quotations import mark_quotations
from lms.catalogue.course_files.foreign.sources import Lines, Source, codes_of, scan_lines
from lms.kit.problems import Findings
from lms.kit.words import gettext as _

_SITE = re.compile(r"\{\{-?\s*(?:site\.(?:baseurl|url)|page\.root|relative_root_path|base_path)\s*-?\}\}")
_SITE_AND_LINK = re.compile(_SITE.pattern + r"/?(\{%-?\s*(?:link|post_url)\s)")
_RELATIVE = re.compile(r"""\{\{-?\s*["']([^"']+)["']\s*\|\s*(?:relative_url|absolute_url)[^}]*\}\}|\{%-?\s*(link|post_url)\s+/?([^\s%]+)\s*-?%\}""")
_LINK_BY_TAG = re.compile(r"(?P<text>!?\[[^\[\]]*\])\((?P<target>[^\s()]*(?:\{\{[^{}()]*\}\}|\{%[^%()]*%\})[^()]*)\)")
_COMMENT_STARTS = re.compile(r"\{%-?\s*comment\s*-?%\}")
_COMMENT_ENDS = re.compile(r"\{%-?\s*endcomment\s*-?%\}")
_OPEN_TAG = re.compile(r"(\{%|\{\{[<%])(?:(?!%\}|\}\}).)*$")
_ENDS = {"{%": "%}", "{{<": ">}}", "{{%": "%}}"}
_LONGEST_TAG = 20  # lines
_LIQUID = re.compile(r"\{\{[^{}]*\}\}|\{%[^%]*(?:%(?!\})[^%]*)*%\}")
_ATTRIBUTE_LINE = re.compile(r"^\s*\{:[^{}]*\}\s*$")
_ADMONITION = re.compile(r"""^(?P<indent>\s*)(?P<mark>!!!|\?\?\?\+?)\s*(?P<name>[\w-]*)(?P<rest>.*)$""")
_POINT = re.compile(r"^\s*(?:[-*+]|\d+\.)\s")
_NO_BRACES = str.maketrans("", "", "{}")
_HIDDEN_START = re.compile(r"<(script|style|svg)\b", re.IGNORECASE)


def convert(source: Source, findings: Findings, *, liascript: bool) -> None:
    """Rewrite ``source.lines`` in our Markdown, noting what a person should look at."""
    _template_comments(source)
    _close_comment(source, findings)
    _note_comments(source, findings)
    without_builders_code(source, findings)
    _hide_scripts(source, findings)
    _join_tags(source)
    mark_slashes(source, findings)
    mark_tabs(source)
    directives(source, findings)
    plain_fences(source, findings)
    _plain_addresses(source, findings)
    convert_tags(source, findings)
    mark_quotations(source, findings)
    convert_tables(source, findings)
    convert_html(source, findings)
    convert_marks(source, findings, liascript=liascript)
    write_blocks(source, findings)
    _Converter(source, findings).run()


def _template_comments(source: Source) -> None:
    """Jekyll's comments as HTML's, which they may hold."""
    if not any(_COMMENT_ENDS.search(text) for _number, text in source.lines):
        return
    codes = codes_of(source.lines)
    inside = False
    for index, (number, text) in enumerate(source.lines):
        start, end = (None, None) if codes[index] and not inside else (_COMMENT_STARTS.search(text), _COMMENT_ENDS.search(text))
        if inside or start:
            head, body = (text[: start.start()], text[start.end() :]) if start else ("", text)
            body, behind = (_COMMENT_ENDS.split(body, maxsplit=1) if end else (body, ""))
            plain = body.replace("<!--", "").replace("-->", "")
            source.lines[index] = (number, f"{head}{'<!-- ' if start else ''}{plain}{' -->' if end else ''}{behind}")
            inside = end is None
    if inside:
        source.lines.append((source.lines[-1][0], "-->"))


def _close_comment(source: Source, findings: Findings) -> None:
    """A comment that never ends would swallow the rest of the lesson: its first sign is written as text."""
    scanned = scan_lines(source.lines)
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
    """Comments stay in the file for its authors; a reader never gets them. Empty lines would end one that begins behind a text."""
    scanned = scan_lines(source.lines)
    made: Lines = []
    inside = False
    for line, (number, text) in zip(scanned.lines, source.lines, strict=True):
        if inside and not text.strip():
            continue
        made.append((number, text))
        written = "" if line.is_code else text if inside else CODE.sub("", text)
        if "<!--" in written and not inside:
            below = [] if "-->" in written.rpartition("<!--")[2] else [below for _number, below in source.lines[line.number : line.number + 20]]
            found = " ".join("\n".join([written.partition("<!--")[2], *below]).partition("-->")[0].split()) or "…"
            what = _("a comment is not shown to learners: `%(text)s`", text=found[:200].replace("`", "'"))
            findings.advice(source.path, number, what, _("write it as text, if they should read it"))
            inside = bool(below) and bool(written.partition("<!--")[0].strip())
        elif inside:
            inside = "-->" not in written
    source.lines = made


def _hide_scripts(source: Source, findings: Findings) -> None:
    """Scripts, styles and drawings become code that is shown: nothing is lost, and nothing runs."""
    codes = codes_of(source.lines)
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


class _Converter:
    """Goes once over the lines of a file."""

    def __init__(self, source: Source, findings: Findings) -> None:
        self.source, self.findings = source, findings
        scanned = scan_lines(source.lines)
        self.codes = [line.is_code or (bool(line.text.strip()) and not line.prose.strip()) for line in scanned.lines]  # or a comment

    def run(self) -> None:
        made: Lines = []
        for index, (number, text) in enumerate(self.source.lines):
            made.append((number, text if self.codes[index] else self._line(number, self._with_point(text, made))))
        if scan_lines(made).open_fence is not None:
            self._close_code(made)
        self.source.lines = made

    def _with_point(self, text: str, made: Lines) -> str:
        """Jekyll puts the list of headings in the place of the point above ``{:toc}``."""
        if not text.strip().startswith("{:toc") or not made or not _POINT.match(made[-1][1]):
            return text
        return f"{{: {made.pop()[1].strip().translate(_NO_BRACES)} toc }}"

    def _close_code(self, made: Lines) -> None:
        scanned = scan_lines(made)
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
        return outside_code(self._admonition(number, text), lambda prose: self._liquid(number, prose))

    def _liquid(self, number: int, text: str) -> str:
        if "}}" not in text and "%}" not in text:
            return text
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
        kind = kind_of(name)
        kind = kind if kind in NOTES else "note"
        rest = found["rest"] if found["rest"].strip() else f' "{(found["name"] or kind).capitalize()}"'
        what = _("the note `%(name)s` is called `%(kind)s` here", name=found["name"], kind=kind)
        self._note(number, what, _("choose one of %(kinds)s", kinds=", ".join(NOTES)))
        return f"{found['indent']}{found['mark']} {kind}{rest}"


def _join_tags(source: Source) -> None:
    """A template's tag that is written over several lines stands on its first one."""
    codes = codes_of(source.lines)
    for index, (number, text) in enumerate(source.lines):
        found = None if codes[index] else _OPEN_TAG.search(text)
        if found is None:
            continue
        end = _ENDS[found[1]]
        below = [line for _number, line in source.lines[index + 1 : index + _LONGEST_TAG]]
        last = next((at for at, line in enumerate(below) if end in line or not line.strip()), None)
        if last is not None and end in below[last]:
            source.lines[index] = (number, " ".join([text.rstrip(), *(line.strip() for line in below[: last + 1])]))
            for at in range(index + 1, index + last + 2):
                source.lines[at] = (source.lines[at][0], "")


def _plain_addresses(source: Source, findings: Findings) -> None:
    """Addresses that begin with a template's tag for the site's own one, or are such a tag."""
    codes = codes_of(source.lines)
    for index, (number, text) in enumerate(source.lines):
        if codes[index] or ("}}" not in text and "%}" not in text):
            continue
        addressed = _SITE_AND_LINK.sub(r"\1", text)
        addressed = _RELATIVE.sub(_address, _SITE.sub("", addressed))
        if addressed != text:
            what = _("an address was written with a template's tag: `%(text)s`", text=text.strip().replace("`", "'")[:200])
            findings.advice(source.path, number, what, _("nothing, unless the link leads to the wrong place"))
            source.lines[index] = (number, addressed)


def _address(found: re.Match[str]) -> str:
    """Where a template's tag leads: posts have a folder of their own, and are named without their ending."""
    return found[1] or (f"/_posts/{found[3]}" if found[2] == "post_url" else found[3])
