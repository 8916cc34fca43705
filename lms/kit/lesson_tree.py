"""The last pass over a lesson's tree: from Python-Markdown's elements to those that our pages style and screen readers understand."""

import html
import re
from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

from lms.kit.formulas import formula_html
from lms.kit.lesson_extensions import QUESTION_TAG
from lms.kit.lesson_parts import LessonWords
from lms.kit.sanitiser import ID_PREFIX, is_outside, is_safe_link, prefixed, target_of

_KINDS = {
    **{name: name for name in ("note", "tip", "info", "warning", "danger", "example", "quote")},
    **dict.fromkeys(("hint", "success", "check"), "tip"),
    **dict.fromkeys(("abstract", "summary", "tldr", "question"), "info"),
    **dict.fromkeys(("attention", "caution", "important"), "warning"),
    **dict.fromkeys(("error", "failure", "bug"), "danger"),
    "cite": "quote",
}
_FILMS = {"mp4": "video/mp4", "m4v": "video/mp4", "webm": "video/webm", "ogv": "video/ogg"}
_TASK = re.compile(r"^\s*\[([ xX])\]\s+")
_ALIGNED = {"left", "right", "center"}
_OURS_ALONE = re.compile(r"^(?:data-|aria-|on)|^(?:role|tabindex|style|name)$", re.IGNORECASE)


class LessonTree(Treeprocessor):
    """Rewrites the tree; ``links`` maps file names of the course to addresses, ``unknown`` collects those that it does not know."""

    def __init__(self, md: Markdown, links: Mapping[str, str], words: LessonWords) -> None:
        super().__init__(md)
        self._links, self._words = links, words
        self.unknown: list[str] = []
        self._parents: dict[Element, Element] = {}
        self._tables = self._tab_sets = 0
        self._level = 1
        self._handlers: Mapping[str, Callable[[Element], None]] = {
            **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), self._heading),
            "a": self._link,
            "img": self._picture,
            "table": self._table,
            "div": self._division,
            "span": self._formula,
            "details": self._details,
            "li": self._task,
            "sup": self._note_mark,
            "p": self._paragraph,
            QUESTION_TAG: self._question,
        }

    def run(self, root: Element) -> None:
        self._parents = {child: parent for parent in root.iter() for child in parent}
        self._title_first(root)
        elements = list(root.iter())
        for element in elements:
            _strip(element)
            if element.get("id"):
                element.set("id", prefixed(element.get("id", "")))
        for element in elements:
            handler = self._handlers.get(element.tag)
            if handler is not None:
                handler(element)

    def _title_first(self, root: Element) -> None:
        """Bring the first ``h1`` to the front, and make sections of any other."""
        titles = [child for child in root if child.tag == "h1"]
        for title in list(root.iter("h1")):
            if title not in titles[:1]:
                title.tag = "h2"
        for title in titles[:1]:
            root.remove(title)
            root.insert(0, title)

    def _replace(self, old: Element, new: Element) -> None:
        parent = self._parents[old]
        new.tail, old.tail = old.tail, None
        parent[list(parent).index(old)] = new
        self._parents[new] = parent

    def _heading(self, element: Element) -> None:
        self._level = int(element.tag[1])

    def _address(self, address: str) -> str | None:
        """Return where ``address`` leads on this site, or None for a file that the course does not have."""
        if address.startswith("#"):
            return "#" + prefixed(address[1:])
        if is_outside(address) or address.startswith("/"):
            return address if is_safe_link(address) else None
        target = target_of(address, self._links)
        if target is None:
            self.unknown.append(address)
        return target

    def _link(self, element: Element) -> None:
        address = self._address(_plain(element.get("href", "")))
        element.attrib.pop("href", None)
        if address is None:
            return
        element.set("href", address)
        if is_outside(address):
            element.set("rel", "noopener noreferrer")

    def _picture(self, element: Element) -> None:
        source = _plain(element.get("src", ""))
        if is_outside(source):
            self._outside_picture(element, source)
            return
        address = self._address(source)
        element.attrib.pop("src", None)
        film = _FILMS.get(source.rpartition(".")[2].lower())
        if film:
            self._film(element, address or "", film)
            return
        if address is not None:
            element.set("src", address)
        if "decorative" in element.get("class", "").split():
            element.set("alt", "")
            del element.attrib["class"]
        element.set("loading", "lazy")

    def _outside_picture(self, element: Element, source: str) -> None:
        """Show a picture of another host as a link: fetching it would tell that host who reads."""
        link = Element("a")
        link.text = element.get("alt") or source
        if is_safe_link(source):
            link.attrib.update({"href": source, "rel": "noopener noreferrer"})
        self._replace(element, link)

    def _film(self, element: Element, address: str, kind: str) -> None:
        title = element.get("alt", "")
        video = Element("video", {"controls": "", "preload": "metadata", "aria-label": title})
        video.attrib.update({name: element.get(name, "") for name in ("id", "width", "height") if element.get(name)})
        SubElement(video, "source", {"src": address, "type": kind})
        subtitles = self._address(_plain(element.get("subtitles", ""))) if element.get("subtitles") else None
        if subtitles:
            language = element.get("srclang", "")
            SubElement(
                video,
                "track",
                {"kind": "subtitles", "default": "", "src": subtitles, "srclang": language, "label": language or self._words.subtitles},
            )
        link = SubElement(video, "a", {"href": address})
        link.text = self._words.watch % {"title": title}
        self._replace(element, video)

    def _table(self, element: Element) -> None:
        self._tables += 1
        element.set("class", f"ds-table {element.get('class', '')}".strip())
        scroll = Element("div", {"class": "table-scroll", "role": "region", "tabindex": "0"})
        caption = self._caption(element)
        if caption is None:
            scroll.set("aria-label", self._words.table % {"number": self._tables})
        else:
            scroll.set("aria-labelledby", caption)
        self._replace(element, scroll)
        scroll.append(element)
        self._parents[element] = scroll
        for cell in element.iter():
            if cell.tag == "th":
                cell.set("scope", "col")
            if cell.get("align") in _ALIGNED:
                cell.set("class", f"align-{cell.attrib.pop('align')}")

    def _caption(self, table: Element) -> str | None:
        """Make the figure's caption the table's own; return its id."""
        figure = self._parents[table]
        words = figure.find("figcaption") if figure.tag == "figure" else None
        if words is None:
            return None
        figure.remove(words)
        figure.set("class", "table-figure")
        words.tag = "caption"
        words.set("id", f"{ID_PREFIX}table-{self._tables}")
        table.insert(0, words)
        return words.get("id")

    def _division(self, element: Element) -> None:
        classes = element.get("class", "").split()
        if "admonition" in classes:
            self._callout(element, classes)
        elif "tabbed-set" in classes:
            self._tabs(element)
        elif classes == ["footnote"]:
            self._notes(element)
        elif "arithmatex" in classes and not len(element):
            self._formula(element)

    def _callout(self, element: Element, classes: list[str]) -> None:
        kind = next((_KINDS[name] for name in classes if name in _KINDS), "note")
        title = next((child for child in element if child.get("class") == "admonition-title"), None)
        if title is None:
            title = Element("p")
            element.insert(0, title)
        if not len(title) and (title.text or "").strip().lower() in {"", *_KINDS}:
            title.text = self._words.kinds[kind]  # the writer gave none: the kind in the lesson's language
        title.tag = "p"
        title.attrib.clear()
        title.set("class", "callout-title")
        kept = [name for name in classes if name != "admonition" and name not in _KINDS]
        element.set("class", " ".join(["callout", *kept]))
        element.set("data-kind", kind)
        element.set("role", "note")

    def _tabs(self, element: Element) -> None:
        """Turn a set of tabs into headed parts that read well one below the other; a script may fold them into tabs."""
        self._tab_sets += 1
        titles = [child for child in element if child.tag == "label"]
        panels = [child for child in element if child.tag == "div"]
        for child in list(element):
            element.remove(child)
        element.attrib.clear()
        element.attrib.update({"class": "tabs", "data-tabs": ""})
        for number, (title, panel) in enumerate(zip(titles, panels, strict=True), start=1):
            key = f"{ID_PREFIX}tab-{self._tab_sets}-{number}"
            title.tag = f"h{min(self._level + 1, 6)}"
            title.attrib.clear()
            title.attrib.update({"class": "tab-title", "id": key})
            panel.attrib.clear()
            panel.attrib.update({"class": "tab-panel", "role": "group", "aria-labelledby": key})
            panel.insert(0, title)
            title.tail = None
            element.append(panel)

    def _notes(self, element: Element) -> None:
        element.tag = "section"
        element.attrib.update({"class": "footnotes", "role": "doc-endnotes", "aria-label": self._words.footnotes})
        rule = element.find("hr")
        if rule is not None:
            element.remove(rule)
        for number, note in enumerate(element.iterfind("ol/li"), start=1):
            for link in note.iter("a"):
                if link.get("class") == "footnote-backref":
                    link.attrib.pop("title", None)
                    link.attrib.update({"role": "doc-backlink", "aria-label": self._words.back % {"number": number}})

    def _note_mark(self, element: Element) -> None:
        for link in element.iterfind("a[@class='footnote-ref']"):
            link.attrib.update({"role": "doc-noteref", "aria-label": self._words.note % {"number": "".join(link.itertext())}})

    def _details(self, element: Element) -> None:
        element.set("class", "ds-details")
        summary = element.find("summary")
        if summary is None:
            summary = Element("summary")
            summary.text = self._words.details
            element.insert(0, summary)
        elif not len(summary) and (summary.text or "").lower() in _KINDS:
            summary.text = self._words.kinds[_KINDS[(summary.text or "").lower()]]

    def _task(self, element: Element) -> None:
        place = element[0] if len(element) and element[0].tag == "p" and not (element.text or "").strip() else element
        found = _TASK.match(place.text or "")
        if found is None:
            return
        done = found[1] != " "
        box = Element("span", {"class": "task-box", "role": "img", "data-done": "true" if done else "false"})
        box.set("aria-label", self._words.done if done else self._words.to_do)
        box.text, box.tail = ("☑" if done else "☐"), " " + (place.text or "")[found.end() :]
        place.text = None
        place.insert(0, box)
        element.set("class", "task")
        self._parents[element].set("class", "task-list")

    def _formula(self, element: Element) -> None:
        if "arithmatex" not in element.get("class", "").split() or len(element):
            return
        display = element.tag == "div"
        latex = html.unescape(element.text or "") if display else element.text or ""  # Arithmatex escapes the one and not the other
        element.set("class", "formula")
        if display:
            element.set("tabindex", "0")  # wider than a phone: the keyboard must be able to scroll it
        element.text = self.md.htmlStash.store(formula_html(latex, display=display))

    def _paragraph(self, element: Element) -> None:
        if not len(element) and not (element.text or "").strip() and element in self._parents:
            parent = self._parents[element]
            if element in list(parent):
                parent.remove(element)

    def _question(self, element: Element) -> None:
        key = element.get("item", "")
        element.tag = "div"
        element.text = None
        for child in list(element):
            element.remove(child)
        element.attrib.clear()
        element.attrib.update({"class": "lesson-question", "data-question": key})


def _strip(element: Element) -> None:
    """Take away what only we may set: an author's { … } must not look like ours."""
    for name in [name for name in element.attrib if _OURS_ALONE.match(name)]:
        del element.attrib[name]


def _plain(address: str) -> str:
    return html.unescape(address.replace(AMP_SUBSTITUTE, "&")).strip()
