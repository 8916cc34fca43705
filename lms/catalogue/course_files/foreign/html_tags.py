"""HTML and components in a foreign text: what has a counterpart in Markdown is written so, and nothing in angle brackets gets lost."""

import re
from html import unescape

from lms.catalogue.course_files.foreign.code_spans import CODE, code_span, outside_code
from lms.catalogue.course_files.foreign.fenced_blocks import CAPTION, CLOSING, opening, setting
from lms.catalogue.course_files.foreign.kinds import DETAILS, LOOK, TABS, kind_of
from lms.catalogue.course_files.foreign.relinking import bracketed
from lms.catalogue.course_files.foreign.sources import Lines, Source, codes_of
from lms.catalogue.course_files.lessons import HARMLESS_TAGS, LOST_TAGS
from lms.kit.problems import Findings
from lms.kit.words import gettext as _

_TAG = re.compile(r"(?<!\\)(?<!\]\()(?<!\]: )<(?P<end>/?)(?P<name>[A-Za-z][^\s<>/]*)(?P<given>[^<>]*)>")
_OPEN_TAG = re.compile(r"<(?P<name>[A-Za-z][\w.-]*)(?=[\s]|$)[^<>]*$")
_OTHER = re.compile(r"<[!?](?!--)[^<>]*>")
_AUTOLINK = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]*|[^\s<>@]+@[^\s<>]+)>")
_LINK = re.compile(
    r"<(?:a|Link)\b[^<>]*?\b(?:href|to)\s*=\s*[\"'{]?([^\"'<>\s}]+)[\"'}]?[^<>]*>((?:[^<>\[\]]|!\[[^\[\]]*\]\([^()]*\))+)</(?:a|Link)\s*>",
    re.IGNORECASE,
)
_WHOLE_CODE = re.compile(r"<(?:code|tt|samp)\b[^<>]*>([^<>]*)</(?:code|tt|samp)\s*>", re.IGNORECASE)
_SUMMARY = re.compile(r"<summary\b[^<>]*>(.*?)</summary\s*>", re.IGNORECASE)
_JSX_COMMENT = re.compile(r"\{/\*(.*?)\*/\}")
_BUILDER = re.compile(r"^(?:import\s.+?(?:from\s+)?['\"][^'\"]+['\"];?|export\s+(?:const|let|default|function)\b.*)\s*$")
_BLOCK_START = re.compile(
    r"\s*</?(?:address|article|aside|blockquote|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|li|main|nav|ol|p|section|"
    r"summary|table|tbody|td|tfoot|th|thead|tr|ul|[A-Z][\w.]*)(?=[\s/>]|$)"
)
_POINT = re.compile(r"\s+(?:-|1\.) ")
_EMPHASIS = re.compile(r"(?<!\\)(?<!\]\()(?<!\]: )</?(?P<name>b|strong|i|em)(?:\s[^<>]*)?>", re.IGNORECASE)
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_HTML = frozenset(
    {
        "a", "abbr", "acronym", "address", "area", "article", "aside", "audio", "b", "base", "bdi", "bdo", "big", "blink", "blockquote", "body",
        "br", "button", "canvas", "caption", "center", "cite", "code", "col", "colgroup", "data", "datalist", "dd", "del", "details", "dfn",
        "dialog", "dir", "div", "dl", "dt", "em", "embed", "fieldset", "figcaption", "figure", "font", "footer", "form", "frame", "frameset", "h1",
        "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "i", "iframe", "img", "input", "ins", "kbd", "label", "legend",
        "li", "link", "main", "map", "mark", "marquee", "menu", "meta", "meter", "nav", "nobr", "noscript", "object", "ol", "optgroup", "option",
        "output", "p", "param", "path", "picture", "pre", "progress", "q", "rp", "rt", "ruby", "s", "samp", "script", "section", "select", "slot",
        "small", "source", "span", "strike", "strong", "style", "sub", "summary", "sup", "svg", "table", "tbody", "td", "template", "textarea",
        "tfoot", "th", "thead", "time", "title", "tr", "track", "tt", "u", "ul", "var", "video", "wbr",
    }
)
_ROOMS = frozenset({"div", "section", "article", "aside", "header", "footer", "main", "nav", "address", "form", "fieldset", "hgroup"})
"""Tags whose texts do not share a line with what stands around them."""
_DEEPEST_LIST = 6
_LONGEST_TAG = 20  # lines


def convert_html(source: Source, findings: Findings) -> None:
    """Rewrite the tags of ``source`` line by line; names those that are dropped, and those that nobody knows."""
    _join_tags(source)
    _Html(source, findings).run()


def without_builders_code(source: Source, findings: Findings) -> None:
    """MDX begins with what its builder imports and exports: it is kept aside, as front matter is."""
    if not source.path.lower().endswith(".mdx"):
        return
    codes = codes_of(source.lines)
    inside = False
    for index, (number, text) in enumerate(source.lines):
        starts = not codes[index] and not inside and _BUILDER.match(text) is not None
        if starts or inside:
            inside = bool(text.strip()) and not (starts and text.startswith("import"))
            source.front_matter += f"\n{text}" if text.strip() else ""
            source.lines[index] = (number, "")
        if starts:
            what = _("`%(text)s` is for the program that built the pages; it is kept in README.md", text=text.strip().replace("`", "'")[:200])
            findings.advice(source.path, number, what, _("nothing, unless a learner should read it"))


def _join_tags(source: Source) -> None:
    """A tag that is written over several lines stands on its first one."""
    codes = codes_of(source.lines)
    for index, (number, text) in enumerate(source.lines):
        found = None if codes[index] else _OPEN_TAG.search(CODE.sub("", text))
        if found is None:
            continue
        below = [line for _number, line in source.lines[index + 1 : index + _LONGEST_TAG]]
        end = next((at for at, line in enumerate(below) if re.search(r"[<>\x02]", line) or not line.strip()), None)
        if end is not None and re.match(r"[^<>]*>", below[end]):
            source.lines[index] = (number, " ".join([text, *(line.strip() for line in below[: end + 1])]))
            for at in range(index + 1, index + 2 + end):
                source.lines[at] = (source.lines[at][0], "")


class _Html:
    def __init__(self, source: Source, findings: Findings) -> None:
        self.source, self.findings = source, findings
        self.codes = codes_of(source.lines)
        self.pre = self.comment = self.block = False
        self.lists: list[str] = []
        self.indent = ""
        self.at = self.number = 0

    def run(self) -> None:
        made: Lines = []
        for at, (number, text) in enumerate(self.source.lines):
            self.at, self.number = at, number
            if self.pre:
                made += self._pre(text)
                continue
            if not self.block:
                self.indent = text[: len(text) - len(text.lstrip())]
            self.block = bool(text.strip()) and not self.comment and (self.block or _BLOCK_START.match(text) is not None)
            if self.block and not self._is_fenced(text):
                text = self.indent + text.lstrip()  # in a block of HTML only its beginning says where it stands
            elif self.codes[self.at]:
                made.append((self.number, text))
                continue
            if not self.comment and "<" not in text and "{/*" not in text:
                made.append((self.number, text))
            else:
                made += [(self.number, part) for part in self._line(text).split("\n")]
                self.pre = self.pre and made[-1][1].startswith("```")
        if self.pre:
            made.append((self.number, "```"))
        self.source.lines = made

    def _is_fenced(self, text: str) -> bool:
        return self.codes[self.at] and not text.startswith(("    ", "\t"))

    def _line(self, text: str) -> str:
        start = re.search(r"<pre\b[^<>]*>(?:\s*<code\b([^<>]*)>)?", text, re.IGNORECASE)
        if start and not self.comment and not CODE.search(text[: start.start()]):
            return self._pre_begins(text, start)
        pieces, at = [], 0
        for code in CODE.finditer(text):
            pieces += [self._prose(text[at : code.start()]), code[0] if not self.comment else self._prose(code[0])]
            at = code.end()
        changed = "".join([*pieces, self._prose(text[at:])])
        if "\n" not in changed:
            return changed
        lines = [line if _POINT.match(line) else line.strip() for line in changed.strip().split("\n")]
        indent = text[: len(text) - len(text.lstrip())]
        return "\n".join(["", *(indent + line if line else "" for line in lines), ""])

    def _pre_begins(self, text: str, start: re.Match[str]) -> str:
        language = re.search(r"(?:language|lang|sourceCode)[-:\s]+([\w+#-]+)", start[0])
        what = _("text that was preformatted in HTML is shown as code")
        self._note(what, _("nothing, unless it is none"))
        self.pre = True
        head = self._prose(text[: start.start()])
        body = self._pre(text[start.end() :])
        lines = [line for _number, line in body if line.strip() or not self.pre]
        return "\n".join([*([head] if head.strip() else []), "", f"```{language[1] if language else ''}", *lines])

    def _pre(self, text: str) -> Lines:
        inside, end, behind = text, "", ""
        if found := re.search(r"(?:</code\s*>)?\s*</pre\s*>", text, re.IGNORECASE):
            inside, end, behind = text[: found.start()], found[0], text[found.end() :]
        shown = unescape(_TAG.sub(lambda tag: "" if tag["name"].lower() in _HTML else tag[0], inside)).replace("```", "'''")
        if not end:
            return [(self.number, shown)]
        self.pre = False
        return [(self.number, line) for line in ([shown] if shown.strip() else []) + ["```", "", *([behind] if behind.strip() else [])]]

    def _prose(self, text: str) -> str:
        """Comments stay as they are."""
        made = ""
        while text:
            before, mark, text = text.partition("-->" if self.comment else "<!--")
            made += (before if self.comment else self._tags(before)) + mark
            self.comment = self.comment != bool(mark)
        return made

    def _tags(self, text: str) -> str:
        text = _JSX_COMMENT.sub(_as_comment, text)
        if "<" not in text:
            return text
        text = re.sub(r"<img\b[^<>]*>", self._picture, text, flags=re.IGNORECASE)
        text = _WHOLE_CODE.sub(lambda found: code_span(unescape(found[1]).strip()) if found[1].strip() else "", text)
        return outside_code(text, self._markup)

    def _markup(self, text: str) -> str:
        text = _EMPHASIS.sub(lambda found: _MARKS[found["name"].lower()], text)
        text = _LINK.sub(lambda found: f"[{found[2].strip()}]({found[1]})", text)
        text = _SUMMARY.sub(lambda found: f"\n\n{opening(DETAILS, unescape(re.sub(r'<[^<>]*>', '', found[1])))}\n\n", text)
        text = _OTHER.sub(lambda found: self._unknown(found[0]), text)
        return _TAG.sub(lambda found: found[0] if _AUTOLINK.fullmatch(found[0]) else self._tag(found), text)

    def _note(self, what: str, instead: str) -> None:
        self.findings.advice(self.source.path, self.number, what, instead)

    def _picture(self, found: re.Match[str]) -> str:
        place = setting(found[0], "src")
        if not place:
            required = re.search(r"require\(\s*['\"]([^'\"]+)", found[0])
            place = required[1] if required else ""
        shown = re.sub(r"[\[\]\\]", "", setting(found[0], "alt"))
        return f"![{shown}]({bracketed(place)})" if place and "{" not in place else found[0]

    def _tag(self, found: re.Match[str]) -> str:
        name, is_end = found["name"].lower().rstrip("/"), bool(found["end"])
        if name in LOST_TAGS:
            if not is_end or name != "img":
                what = _("`<%(name)s>` is not kept in a lesson; it is shown as code", name=name)
                self._note(what, _("link to what it showed, or delete it"))
            return code_span(found[0]) + (" " if found.string[found.end() :].startswith("<") else "")  # beside another their backticks would be one
        if name in HARMLESS_TAGS:
            return "<br>" if name == "br" else found[0]
        if name not in _HTML:
            return self._component(found, name, is_end=is_end)
        made = self._block(name, is_end=is_end)
        if made is None:
            if not is_end:
                shown = f"{name} {found['given'].strip().strip('/')}".strip().replace("`", "'")
                self._note(_("the tag `<%(name)s>` is dropped, its text stays", name=shown), _("nothing, unless the tag says something"))
            return "\n\n" if name in _ROOMS else ""
        return made

    def _component(self, found: re.Match[str], name: str, *, is_end: bool) -> str:
        """A component such as ``<TabItem label="x">``, or text that only looks like a tag, such as ``<your name>``."""
        kind = kind_of(name)
        if kind is None or not found["name"][0].isupper():
            return self._unknown(found[0])
        if kind in (LOOK, TABS):
            if not is_end:
                what = _("`%(text)s` says only how the page looks, and was left out", text=found[0].replace("`", "'"))
                self._note(what, _("nothing, unless it says something"))
            return "\n\n"
        title = setting(found["given"], "title", "label", "summary", "header", "name")
        said = kind_of(setting(found["given"], "type", "kind", "variant"))
        if is_end:
            return f"\n\n{CLOSING}\n\n"
        return f"\n\n{opening(said if said not in (None, LOOK, TABS) else name, title)}\n\n" + (f"{CLOSING}\n\n" if found[0].endswith("/>") else "")

    def _unknown(self, text: str) -> str:
        what = _("`%(text)s` stands in angle brackets and is no tag that a lesson knows; it is shown as code", text=text.replace("`", "'"))
        self._note(what, _("nothing, unless it did something there"))
        return code_span(text)

    def _block(self, name: str, *, is_end: bool) -> str | None:
        """What a block of HTML is in Markdown; None for tags without a counterpart."""
        if re.fullmatch(r"h[1-6]", name):
            return "\n\n" if is_end else f"\n\n{'#' * int(name[1])} "
        if name in ("p", "hr", "figure", "dl", "picture", "center"):
            return "\n\n---\n\n" if name == "hr" else "\n\n"
        if name in ("details", "blockquote", "figcaption"):
            return self._marked(name, is_end=is_end)
        if name in ("ul", "ol", "li"):
            return self._list(name, is_end=is_end)
        if name in ("dt", "dd"):
            return "" if is_end else "\n\n" if name == "dt" else "\n:   "
        return None

    def _marked(self, name: str, *, is_end: bool) -> str:
        if is_end:
            return f"\n\n{CLOSING}\n\n"
        if name == "details":
            rest = "\n".join(text for _number, text in self.source.lines[self.at : self.at + 6])
            return "\n\n" if "<summary" in rest.lower() else f"\n\n{opening(DETAILS)}\n\n"
        return f"\n\n{opening('quote' if name == 'blockquote' else CAPTION)}\n\n"

    def _list(self, name: str, *, is_end: bool) -> str:
        if name == "li":
            mark = "1." if self.lists[-1:] == ["ol"] else "-"
            return "" if is_end else f"\n{' ' * 4 * (min(len(self.lists), _DEEPEST_LIST) - 1)}{mark} "
        if is_end:
            self.lists = self.lists[:-1]
            return "" if self.lists else "\n\n"
        self.lists.append(name)
        return "\n" if len(self.lists) > 1 else "\n\n"


def _as_comment(found: re.Match[str]) -> str:
    identity = re.fullmatch(r"\s*(#[\w-]+)\s*", found[1])
    return f"{{ {identity[1]} }}" if identity else f"<!--{found[1]}-->"
