"""What goes into the compiling of a lesson and what comes out of it, as plain values that travel between processes."""

from collections.abc import Mapping
from dataclasses import dataclass

from lms.kit.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Question:
    """A question placed in a lesson; ``placeholder`` is the exact text in the lesson's HTML that the player replaces."""

    placeholder: str
    quiz: str
    item: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's heading; ``level`` is 2, 3 or 4."""

    id: str
    text: str
    level: int


@dataclass(frozen=True, slots=True)
class CompiledLesson:
    """A lesson as a reader gets it. ``html`` is sanitised and has no ``h1``: ``title`` is that heading's text."""

    title: str
    html: str
    headings: tuple[Heading, ...]
    words: int
    text: str
    questions: tuple[Question, ...]
    unknown_links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LessonWords:
    """The few words that compiling adds to a lesson, in the lesson's language."""

    kinds: Mapping[str, str]
    table: str
    footnotes: str
    note: str
    back: str
    subtitles: str
    watch: str
    done: str
    to_do: str
    details: str
    diagram: str
    diagram_text: str
    diagram_failed: str
    code: str


def lesson_words() -> LessonWords:
    """Return the words in the language that is current where this is called."""
    return LessonWords(
        kinds={
            "note": _("Note"),
            "tip": _("Tip"),
            "info": _("Information"),
            "warning": _("Warning"),
            "danger": _("Danger"),
            "example": _("Example"),
            "quote": _("Quotation"),
        },
        table=_("Table %(number)s"),
        footnotes=_("Notes"),
        note=_("Note %(number)s"),
        back=_("Back to the text at note %(number)s"),
        subtitles=_("Subtitles"),
        watch=_("Download the video: %(title)s"),
        done=_("Done"),
        to_do=_("To do"),
        details=_("Details"),
        diagram=_("Diagram, described below"),
        diagram_text=_("The diagram as text"),
        diagram_failed=_("This diagram could not be drawn: %(reason)s"),
        code=_("Code"),
    )
