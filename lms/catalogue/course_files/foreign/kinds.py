"""Which of our blocks a block of another house becomes: by its name, whatever signs stand around it."""

from lms.catalogue.course_files.blocks import NOTES

_COUNTERPARTS = {
    "note": ("callout", "discussion", "seealso", "see-also", "todo", "question", "help", "faq", "admonition", "alert", "notice", "aside"),
    "info": ("prereq", "prerequisites", "objectives", "questions", "abstract", "summary", "tldr", "information", "primary", "checklist"),
    "tip": ("keypoints", "success", "hint", "important-tip", "check", "done", "goodtip"),
    "warning": ("important", "caution", "attention", "warn"),
    "danger": ("failure", "fail", "missing", "bug", "error", "critical"),
    "example": ("challenge", "exercise", "task", "activity"),
    "quote": ("testimonial", "cite"),
}
_KINDS = {**{name: name for name in NOTES}, **{theirs: ours for ours, all_of_theirs in _COUNTERPARTS.items() for theirs in all_of_theirs}}
_ON_DEMAND = frozenset(
    {"solution", "spoiler", "details", "instructor", "answer", "expand", "expandable", "dropdown", "collapse", "accordion", "toggle"}
)
_TABS = frozenset({"tab", "tab-item", "tabitem"})
_SETS_OF_TABS = frozenset({"tabs", "tab-set", "tabset", "panel-tabset", "group-tab", "tabpane"})
_LOOKS = frozenset(
    {
        "columns", "column", "row", "incremental", "nonincremental", "content-visible", "content-hidden", "center", "centered", "div", "layout",
        "layout-grid", "code-group", "zone", "moniker", "code", "content-ref", "embed", "file", "stepper", "step", "steps", "cards", "card", "grid",
        "capture", "row-end", "column-end", "zone-end", "moniker-end", "image-end", "blockquote", "margin", "column-margin", "column-page",
        "column-screen", "aside-block", "refs", "figure", "hero", "section", "main",
    }
)

DETAILS, TAB, TABS, LOOK = "details", "tab", "tabs", "look"


def kind_of(name: str) -> str | None:
    """The block that ``name`` becomes: a note of ours, ``details``, ``tab``, a set of ``tabs``, or only a ``look``; None when unknown."""
    plain = name.lower().removeprefix("callout-").removeprefix("alert-").removeprefix("admonition-")
    if plain in _KINDS:
        return _KINDS[plain]
    for names, kind in ((_ON_DEMAND, DETAILS), (_TABS, TAB), (_SETS_OF_TABS, TABS), (_LOOKS, LOOK)):
        if plain in names:
            return kind
    return None
