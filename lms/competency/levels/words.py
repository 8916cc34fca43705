"""How evidence and levels are spoken of."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from lms.competency.levels.reckoning import Piece
from lms.competency.levels.rules import KINDS
from lms.kit.months import whole_months
from lms.kit.words import gettext as _
from lms.kit.words import ngettext


def from_what(pieces: Iterable[Piece], moment: datetime) -> str:
    """``from 14 items and one observed task, oldest 14 months``; nothing for no evidence."""
    counts, oldest = Counter[str](), moment
    for piece in pieces:
        counts[piece.kind] += piece.items if piece.kind == "quiz" else 1
        oldest = min(oldest, piece.shown_at)
    if not counts:
        return ""
    parts = [_counted(kind, counts[kind]) for kind in KINDS if counts[kind]]
    sources = parts[0] if len(parts) == 1 else _("%(several)s and %(last)s", several=", ".join(parts[:-1]), last=parts[-1])
    return _("from %(sources)s, oldest %(age)s", sources=sources, age=age(oldest, moment))


def age(shown_at: datetime, moment: datetime) -> str:
    """``14 months``."""
    months = whole_months(shown_at, moment)
    return ngettext("one month", "%(num)d months", months) if months else _("less than a month")


def _counted(kind: str, count: int) -> str:
    match kind:
        case "certificate":
            return ngettext("one certificate", "%(num)d certificates", count)
        case "prior_learning":
            return ngettext("one reviewed claim of prior learning", "%(num)d reviewed claims of prior learning", count)
        case "observed":
            return ngettext("one observed task", "%(num)d observed tasks", count)
        case "quiz":
            return ngettext("one quiz item", "%(num)d quiz items", count)
        case "trainer_rating":
            return ngettext("one trainer's rating", "%(num)d trainers' ratings", count)
        case "manager_rating":
            return ngettext("one manager's rating", "%(num)d managers' ratings", count)
        case _:
            return _("an own rating")


def name_of(kind: str) -> str:
    """What one piece of that kind is called."""
    names = {
        "certificate": _("Certificate"),
        "prior_learning": _("Prior learning"),
        "observed": _("Observed task"),
        "quiz": _("Quiz result"),
        "trainer_rating": _("Trainer's rating"),
        "manager_rating": _("Manager's rating"),
        "own_rating": _("Own rating"),
    }
    return names[kind]


def level_words() -> tuple[str, ...]:
    """What the levels 0 to 8 mean for somebody who looks at their own work, in our own words."""
    return (
        _("Not yet: I have not done this."),
        _("I do simple tasks when somebody shows me how."),
        _("I do simple tasks on my own, and ask when something is new."),
        _("I do the usual tasks of my work on my own."),
        _("I choose by myself how to do a task, and solve common problems."),
        _("I do demanding tasks, and help colleagues with theirs."),
        _("I adapt what I do to difficult cases and to what others need."),
        _("I solve problems for which there is no recipe, and guide others in it."),
        _("I develop new ways of working that others take over."),
    )
