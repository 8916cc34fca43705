"""What is said after a boot camp as tables: officers and managers apart."""

from collections.abc import Sequence
from datetime import date

from lms.cohorts.follow_up import ANSWER_DAYS, LATEST_DAYS
from lms.cohorts.models.ending import Asked
from lms.cohorts.queries.answers import SCALE
from lms.kit.i18n import gettext as _
from lms.kit.tables import Column, Table
from lms.reports.queries.follow_ups import Said, said_after
from lms.reports.queries.frame import Frame


def follow_up_tables(frame: Frame, today: date) -> list[Table]:
    """A row for each boot camp, day and question."""
    said = said_after(frame, today)
    return [
        _table(frame, today, _("What graduates say"), said[Asked.OFFICER], follow_up_definitions()),
        _table(frame, today, _("What their managers say"), said[Asked.MANAGER]),
    ]


def _table(frame: Frame, today: date, title: str, said: Sequence[Said], definitions: Sequence[tuple[str, str]] = ()) -> Table:
    columns = [
        Column(_("Boot camp")),
        Column(_("Days"), number=True),
        Column(_("Question")),
        Column(_("Asked"), number=True),
        Column(_("Answered"), number=True),
        Column(_("With evidence"), number=True),
        Column(_("Claimed without evidence"), number=True),
        Column(_("Mean"), number=True),
    ]
    rows = [[one.cohort, one.days, one.question, *one.figures.values()] for one in said]
    where = [(_("Department"), frame.department.name if frame.department else _("All"))]
    return Table(title, columns, rows, today, where, definitions, [_settled_note()])


def _settled_note() -> str:
    return _(
        "Boot camps that ended in the last two years. What is asked on a day stands here once nobody can answer any more, %(days)s days later.",
        days=LATEST_DAYS + ANSWER_DAYS,
    )


def follow_up_definitions() -> list[tuple[str, str]]:
    """What the figures mean."""
    lowest, highest = SCALE
    return [
        (_("Days"), _("How long after the end of the boot camp the question is asked.")),
        (
            _("Asked"),
            _(
                "Graduates who were asked the question, or about whom their manager was, in the department where they worked when they took "
                "their seat, and all below it. What was taken back, because somebody left or moved, does not count."
            ),
        ),
        (_("Answered"), _("The share of them of whom there is an answer to this question.")),
        (
            _("With evidence"),
            _(
                "The share of the answers that claim something and describe or link it. “No” claims nothing. "
                "Empty where the question needs no evidence."
            ),
        ),
        (_("Claimed without evidence"), _("The share of the answers that claim something and show nothing for it.")),
        (
            _("Mean"),
            _(
                "Of the answers on a scale from %(lowest)s to %(highest)s that count: with evidence, where the question needs it. "
                "In the outmost tenth of the scale only that is said.",
                lowest=lowest,
                highest=highest,
            ),
        ),
        (
            _("Held back"),
            _(
                "The figure would tell of the answers of fewer than ten people, by itself or together with others. "
                "A manager who answers for several graduates is one person."
            ),
        ),
    ]
