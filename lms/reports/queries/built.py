"""The reports by their address, each as a list of tables: what pages show, and files hold."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from lms.kit.clock import now
from lms.kit.errors import NotFound
from lms.kit.i18n import LazyString, lazy_gettext
from lms.kit.i18n import gettext as _
from lms.kit.tables import HELD, Column, Table
from lms.reports.filters import Filters
from lms.reports.queries.built_follow_up import follow_up_tables
from lms.reports.queries.built_heat import competences_tables, filter_words, roll_note, talent_tables
from lms.reports.queries.completion import HORIZONS, completion_by_course, completion_by_post, course_titles, expiring_by_post
from lms.reports.queries.crosstabs import Line
from lms.reports.queries.frame import Frame
from lms.reports.queries.learning import enrolled_by_course, learning_by_post, trainers
from lms.reports.queries.outcomes import outcomes_by_post

Figures = Callable[[Line], Sequence[Any]]


def completion_tables(frame: Frame, today: date) -> list[Table]:
    """Due training by department, by post and by course; certificates that run out."""
    by_post, by_course, course = completion_by_post(frame, today), completion_by_course(frame, today), frame.filters.course
    columns = _columns(_("People"), _("All in time"), _("Something late"), _("Something overdue"))

    def figures(line: Line) -> Sequence[Any]:
        return line.people(), line.share(1), line.share(2), line.share(3)

    departments = by_course.by_department(course) if course else by_post.by_department(frame.filters.post)
    tables = [_table(frame, today, _("Due training by department"), _("Department"), columns, departments, figures, completion_definitions())]
    if not course:
        posts = by_post.by_kind({post.id: post.title for post in frame.posts})
        tables.append(_table(frame, today, _("Due training by post"), _("Post"), columns, posts, figures))
    tables.append(_table(frame, today, _("Due training by course"), _("Course"), columns, by_course.by_kind(course_titles()), figures))
    return [*tables, _expiring(frame, today)]


def _expiring(frame: Frame, today: date) -> Table:
    columns = _columns(_("Holders"), *(_("Within %(days)s days", days=days) for days in HORIZONS), _("Renewed in the last year"))

    def figures(line: Line) -> Sequence[Any]:
        return line.people(), *(line.share(place) for place in range(1, 5))

    lines = expiring_by_post(frame, now()).by_department(frame.filters.post)
    return _table(frame, today, _("Certificates that run out"), _("Department"), columns, lines, figures)


def completion_definitions() -> list[tuple[str, str]]:
    """What the figures of completion mean."""
    return [
        (_("People"), _("Those with at least one course that has a due date and that they did not leave. Each person counts once.")),
        (_("All in time"), _("The share of them who completed every such course by its due date.")),
        (_("Something late"), _("The share of them who completed at least one such course after its due date.")),
        (_("Something overdue"), _("The share of them with at least one such course that is not completed and whose due date has passed.")),
        (
            _("Holders"),
            _("People who hold a certificate that runs out. “Within 30 days” is the share of them of whom one does so and is not renewed."),
        ),
        (_("Held back"), _("The figure would tell of fewer than ten people, by itself or together with others.")),
    ]


def learning_tables(frame: Frame, today: date) -> list[Table]:
    """Hours and points by department and by post."""
    crosstab = learning_by_post(frame, now())
    columns = _columns(_("People"), _("Share who earned a certificate"), _("Hours per person"), _("Points per person"))

    def figures(line: Line) -> Sequence[Any]:
        hours = HELD if line.counts is None else round(line.counts[2] / 60 / line.counts[0], 1)
        return line.people(), line.share(1), hours, line.average(3)

    definitions = [
        (_("People"), _("All who are counted in the department, whether they learned or not.")),
        (_("Hours, points"), _("What the certificates of the last 365 days are worth, on average over all of them.")),
    ]
    departments = crosstab.by_department(frame.filters.post)
    posts = crosstab.by_kind({post.id: post.title for post in frame.posts})
    return [
        _table(frame, today, _("Learning by department"), _("Department"), columns, departments, figures, definitions),
        _table(frame, today, _("Learning by post"), _("Post"), columns, posts, figures),
    ]


def cohorts_tables(frame: Frame, today: date) -> list[Table]:
    """Boot camps: from application to graduation, by department and by post."""
    crosstab = outcomes_by_post(frame, now())
    columns = _columns(_("Applied"), _("Had a place"), _("Attended"), _("Graduated"))

    def figures(line: Line) -> Sequence[Any]:
        return line.people(), line.share(1), line.share(2), line.share(3)

    definitions = [
        (_("Applied"), _("People who applied for a boot camp in the last two years. Each person counts once.")),
        (_("Had a place"), _("The share of them who took a seat and did not give it up.")),
        (_("Attended"), _("The share of them who were at a session at least once, late or in time.")),
        (_("Graduated"), _("The share of them who met the graduation rule.")),
    ]
    departments = crosstab.by_department(frame.filters.post)
    posts = crosstab.by_kind({post.id: post.title for post in frame.posts})
    return [
        _table(frame, today, _("Boot camps by department"), _("Department"), columns, departments, figures, definitions),
        _table(frame, today, _("Boot camps by post"), _("Post"), columns, posts, figures),
    ]


def courses_tables(frame: Frame, today: date) -> list[Table]:
    """How courses do, and what trainers carry."""
    titles = course_titles()

    def figures(line: Line) -> Sequence[Any]:
        return line.people(), line.share(1), line.share(2)

    lines = enrolled_by_course(frame).by_kind(titles)
    columns = _columns(_("Learners"), _("Completed"), _("Left"))
    definitions = [
        (_("Learners"), _("People who ever began the course. Each person counts once.")),
        (_("Completed"), _("The share of them who completed it at least once.")),
        (_("Left"), _("The share of them who left every time they began.")),
        (_("Trainers"), _("What each trainer writes and runs. Nothing is said of how their learners do.")),
    ]
    courses = _table(frame, today, _("Courses"), _("Course"), columns, lines, figures, definitions)
    rows = [[one.name, len(one.courses), one.cohorts_running, one.cohorts_ended] for one in trainers()]
    heads = [Column(_("Trainer")), *_columns(_("Courses written"), _("Boot camps planned or running"), _("Boot camps ended"))]
    return [courses, Table(_("Trainers"), heads, rows, today, filter_words(frame))]


def _columns(*labels: str) -> list[Column]:
    return [Column(label, number=True) for label in labels]


def _table(
    frame: Frame,
    today: date,
    title: str,
    head: str,
    columns: Sequence[Column],
    lines: Sequence[Line],
    figures: Figures,
    definitions: Sequence[tuple[str, str]] = (),
) -> Table:
    rows = [[line.label, *figures(line)] for line in lines]
    return Table(title, [Column(head), *columns], rows, today, filter_words(frame), definitions, roll_note(frame))


@dataclass(frozen=True, slots=True)
class Report:
    """A report: its words, and how it is built."""

    key: str
    title: LazyString
    lead: LazyString
    icon: str
    build: Callable[[Frame, date], list[Table]]
    takes_post: bool = True
    takes_course: bool = False
    takes_area: bool = False

    def narrowed(self, filters: Filters) -> Filters:
        """Those of ``filters`` that this report knows; what it does not is said."""
        if self.takes_post or filters.post is None:
            return filters
        said = _("This report is not narrowed by post. All posts are shown.")
        return replace(filters, post=None, problems=(*filters.problems, said))


REPORTS: dict[str, Report] = {
    report.key: report
    for report in (
        Report(
            "competences",
            lazy_gettext("Competences"),
            lazy_gettext("Where do we reach the levels that our posts require, where do we not, and is it getting better?"),
            "grid-2x2",
            competences_tables,
            takes_area=True,
        ),
        Report(
            "talent-gap",
            lazy_gettext("Talent gap"),
            lazy_gettext("What will we lack in the coming months, and when can training close it?"),
            "trending-up",
            talent_tables,
            takes_area=True,
        ),
        Report(
            "completion",
            lazy_gettext("Due training and certificates"),
            lazy_gettext("Who completes what is due in time, what is overdue, and which certificates run out?"),
            "clipboard-check",
            completion_tables,
            takes_course=True,
        ),
        Report(
            "learning",
            lazy_gettext("Hours and points"),
            lazy_gettext("How much do people learn, by department and post?"),
            "hourglass",
            learning_tables,
        ),
        Report(
            "cohorts",
            lazy_gettext("Boot camps"),
            lazy_gettext("What becomes of those who apply, from the place to the graduation?"),
            "graduation-cap",
            cohorts_tables,
        ),
        Report(
            "after",
            lazy_gettext("After the boot camp"),
            lazy_gettext("Are people satisfied, and what changed at work 30, 60 and 90 days later?"),
            "message-square",
            follow_up_tables,
            takes_post=False,
        ),
        Report(
            "courses",
            lazy_gettext("Courses and trainers"),
            lazy_gettext("Which courses are begun and completed, and what does each trainer carry?"),
            "presentation",
            courses_tables,
            takes_post=False,
        ),
    )
}


def report_named(key: str) -> Report:
    """The report under that address.

    :raises NotFound: when there is none.
    """
    if key not in REPORTS:
        raise NotFound(_("There is no such report. The start page of the reports lists all of them."))
    return REPORTS[key]
