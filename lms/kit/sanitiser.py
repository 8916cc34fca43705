"""What may stand in a page that people wrote: one list of tags, attributes, classes and addresses, kept by nh3."""

import posixpath
import re
from collections.abc import Mapping
from urllib.parse import unquote

import nh3
from pygments.token import STANDARD_TYPES

ID_PREFIX = "h-"  # no id of a lesson can be the id of something of the page

MATHML: dict[str, frozenset[str]] = {
    "math": frozenset({"display", "alttext"}),
    "mi": frozenset({"mathvariant"}),
    "mo": frozenset(
        {"stretchy", "fence", "form", "lspace", "rspace", "minsize", "maxsize", "movablelimits", "accent", "separator", "largeop"}
    ),
    "mspace": frozenset({"width", "height", "depth"}),
    "mfrac": frozenset({"linethickness"}),
    "mpadded": frozenset({"width", "height", "depth", "lspace", "voffset"}),
    "mtable": frozenset({"columnalign", "rowspacing", "columnspacing", "rowlines", "columnlines"}),
    "mtd": frozenset({"columnalign", "columnspan", "rowspan"}),
    "mover": frozenset({"accent"}),
    "munder": frozenset({"accentunder"}),
    "mstyle": frozenset({"displaystyle", "scriptlevel"}),
    "menclose": frozenset({"notation"}),
    **dict.fromkeys(
        (
            "mrow",
            "mn",
            "ms",
            "mtext",
            "msqrt",
            "mroot",
            "msub",
            "msup",
            "msubsup",
            "munderover",
            "mmultiscripts",
            "mprescripts",
            "mphantom",
            "mtr",
        ),
        frozenset[str](),
    ),
}

_LEARNERS = "a blockquote br code del em hr li ol p pre s strong table tbody td th thead tr ul"
_LESSONS = (
    "abbr b caption cite dd dfn div dl dt figcaption figure h1 h2 h3 h4 h5 h6 i img ins kbd mark q samp section small span sub summary "
    "details sup tfoot u var video source track"
)
_NEVER_EVEN_AS_TEXT = {
    "script",
    "style",
    "template",
    "noscript",
    "iframe",
    "object",
    "embed",
    "textarea",
    "title",
    "xmp",
    "noembed",
    "noframes",
}
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"id", "title", "lang"},
    "a": {"href", "aria-label"},
    "img": {"src", "alt", "width", "height"},
    "video": {"width", "height", "aria-label"},
    "source": {"src"},
    "track": {"src", "srclang", "label"},
    "div": {"aria-label", "aria-labelledby", "data-question"},
    "section": {"aria-label", "aria-labelledby"},
    "span": {"aria-label"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_VALUES: dict[str, dict[str, set[str]]] = {
    "*": {"dir": {"ltr", "rtl", "auto"}},
    "a": {"rel": {"noopener noreferrer"}, "role": {"doc-noteref", "doc-backlink"}},
    "img": {"loading": {"lazy"}},
    "video": {"controls": {""}, "preload": {"metadata"}},
    "source": {"type": {"video/mp4", "video/webm", "video/ogg"}},
    "track": {"kind": {"subtitles"}, "default": {""}},
    "div": {
        "role": {"region", "note", "group"},
        "tabindex": {"0"},
        "data-kind": {"note", "tip", "info", "warning", "danger", "example", "quote"},
        "data-tabs": {""},
    },
    "section": {"role": {"doc-endnotes"}},
    "span": {"role": {"img"}, "data-done": {"true", "false"}},
    "details": {"open": {"", "open"}},
    "th": {"scope": {"col", "row"}},
    "ol": {"type": {"1", "a", "A", "i", "I"}},
}
AUTHORS_CLASSES = frozenset({"lead", "small", "wide", "narrow", "centred", "columns", "keep-together"})
"""What ``{ .class }`` may name in a lesson; docs/course-format.md says what each does."""
_ALIGNED = {"align-left", "align-right", "align-center"}
_CLASSES: dict[str, set[str]] = {
    "div": {"callout", "table-scroll", "lesson-question", "tabs", "tab-panel", "highlight", "formula"},
    "p": {"callout-title"},
    "section": {"footnotes"},
    "a": {"footnote-ref", "footnote-backref"},
    "details": {"ds-details", "diagram-source"},
    "table": {"ds-table", "highlighttable"},
    "th": {"filename", *_ALIGNED},
    "td": {"linenos", "code", *_ALIGNED},
    "figure": {"diagram", "lesson-video", "table-figure"},
    "ul": {"task-list"},
    "li": {"task"},
    "span": {"formula", "task-box", "filename", "linenos", "normal", "special", "hll", *filter(None, STANDARD_TYPES.values())},
    "code": {"formula-error", "language-mermaid"},
    **{f"h{level}": {"tab-title"} for level in range(2, 7)},
}
_TAKES_AUTHORS_CLASSES = ("div", "p", "figure", "table", "ul", "ol", "li", "blockquote", "img", "span", "h2", "h3", "h4")

_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff\\]")
_SCHEME = re.compile(r"^([^/?#]*?):")
_PICTURE = re.compile(r"^data:image/svg\+xml;base64,[A-Za-z0-9+/=]+$")
_IS_ADDRESS = frozenset({"href", "src"})


def is_outside(address: str) -> bool:
    """Whether ``address`` leads to another host: with a scheme, or ``//host`` however it is spelled."""
    return bool(_SCHEME.match(address)) or _CONTROL.sub("/", address).startswith("//")


def is_safe_link(address: str) -> bool:
    """Whether ``address`` may stand in a link: http, https, mailto, or relative to this site, without characters that browsers skip."""
    if _CONTROL.search(address):
        return False
    scheme = _SCHEME.match(address)
    if scheme:
        return scheme[1].lower() in {"http", "https", "mailto"}
    return not address.startswith("//")


def prefixed(key: str) -> str:
    """The id that an author's ``key`` becomes."""
    return key if key.startswith(ID_PREFIX) else ID_PREFIX + key


def target_of(address: str, links: Mapping[str, str]) -> str | None:
    """Where ``address`` ("03-licences.md", "./media/a%20b.pdf", "03-licences.md#part") leads; None for a file that ``links`` does not name."""
    name, mark, fragment = address.partition("#")
    target = links.get(name) or links.get(posixpath.normpath(unquote(name.partition("?")[0])))
    return target + (f"#{prefixed(fragment)}" if mark else "") if target else None


def _filter(tag: str, name: str, value: str) -> str | None:
    if name not in _IS_ADDRESS:
        return value
    if tag == "a":
        return value if is_safe_link(value) else None
    # A picture or a film from elsewhere would tell that host who reads the lesson.
    here = is_safe_link(value) and not is_outside(value)
    return value if here or (tag == "img" and _PICTURE.match(value)) else None


def _classes() -> dict[str, set[str]]:
    return {
        tag: _CLASSES.get(tag, set()) | (AUTHORS_CLASSES if tag in _TAKES_AUTHORS_CLASSES else set())
        for tag in {*_CLASSES, *_TAKES_AUTHORS_CLASSES}
    }


_lesson = nh3.Cleaner(
    tags={*_LEARNERS.split(), *_LESSONS.split(), *MATHML},
    clean_content_tags=_NEVER_EVEN_AS_TEXT,
    attributes={**_ATTRIBUTES, **{tag: set(names) for tag, names in MATHML.items()}},
    tag_attribute_values=_VALUES,
    allowed_classes=_classes(),
    attribute_filter=_filter,
    set_tag_attribute_values={"pre": {"tabindex": "0"}},  # code is wider than the page: the keyboard must be able to scroll it
    url_schemes={"http", "https", "mailto", "data"},  # data: is for the pictures that the filter knows
    id_prefix=ID_PREFIX,
    link_rel=None,
)
_learner = nh3.Cleaner(
    tags=set(_LEARNERS.split()),
    clean_content_tags=_NEVER_EVEN_AS_TEXT,
    attributes={"a": {"href"}, "ol": {"start"}},
    attribute_filter=_filter,
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow ugc noopener",
)


def clean_lesson(html: str) -> str:
    """Return ``html`` with only what a lesson or a question may hold."""
    return _lesson.clean(html)


def clean_learner(html: str) -> str:
    """Return ``html`` with only what a learner may write: text, lists, tables, code and links."""
    return _learner.clean(html)
