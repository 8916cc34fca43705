"""The reports by their address, each as a list of tables: what pages show, and files hold."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from lms.kit.errors import NotFound
from lms.kit.i18n import LazyString, lazy_gettext
from lms.kit.i18n import gettext as _
from lms.kit.tables import Column, Table
from lms.reports.filters import Filters
from lms.reports.models.questions import ON_DUTY, Question
from lms.reports.queries.built_follow_up import follow_up_tables
from lms.reports.queries.built_heat import answers_note, competences_tables, filter_words, talent_tables
from lms.reports.queries.completion import HORIZONS, course_titles
from lms.reports.queries.crosstabs import CrosstabsOfCourses, Duties, Line, crosstab
from lms.reports.queries.frame import Frame
from lms.reports.queries.learning import trainers
from lms.reports.queries.outcomes import NO_GRADE

Figures = Callable[[Any], Sequence[Any]]


def completion_tables(frame: Frame, today: date) -> list[Table]:
    """Due training by department, of one course or of what is told of all; by course; certificates that run out."""
    tabs, course = CrosstabsOfCourses(frame), frame.filters.course
    shares = _("In time"), _("Completed late"), _("Overdue"), *(_("Due within %(days)s days", days=days) for days in HORIZONS)
    columns = _columns(_("People"), *shares)

    def figures(line: Line) -> Sequence[Any]:
        return line.people(), *line.duties()

    courses = {one: title for one, title in course_titles().items() if course in (None, one)}
    heads, definitions = (_("Due training by department"), _("Department")), completion_definitions()
    if course:
        by_department = _table(frame, today, *heads, columns, tabs.by_department(course), figures, definitions, used=("course",))
    else:
        lines, duties = tabs.duties_by_department(courses), _columns(_("Duties"), *shares, _("Courses left out"))
        by_department = _table(frame, today, *heads, duties, lines, _of_duties, definitions, used=("course",))
    one_by_one = _("Due training by course"), _("Course"), columns, tabs.by_course(courses, ON_DUTY)
    by_course = _table(frame, today, *one_by_one, figures, used=("course",))
    return [by_department, by_course, _expiring(frame, today)]


def _of_duties(line: Duties) -> Sequence[Any]:
    return line.number(), *line.duties(), line.left_out()


def _posts(frame: Frame) -> dict[UUID, str]:
    """The posts that the filters ask for."""
    return {post.id: post.title for post in frame.posts if frame.filters.post in (None, post.id)}


def _expiring(frame: Frame, today: date) -> Table:
    within = (_("Within %(days)s days", days=days) for days in HORIZONS)
    columns = _columns(_("Hold or held one"), *within, _("Renewed in the last year"), _("Run out, not renewed"))

    def figures(line: Line) -> Sequence[Any]:
        return line.people(), *(line.share(place) for place in range(1, 6))

    lines = crosstab(frame, Question.HOLDS).by_department(frame.filters.post)
    return _table(frame, today, _("Certificates that run out"), _("Department"), columns, lines, figures, used=("post",))


def completion_definitions() -> list[tuple[str, str]]:
    """What the figures of completion mean."""
    return [
        (_("People"), _("Those of whom the course is a duty and who did not leave it. Each person counts once in a course.")),
        (
            _("Duties"),
            _(
                "The people of each course, added up: who has a duty in two courses counts twice. Only courses are added whose figure is told for "
                "the department; of the others it is said how many are left out."
            ),
        ),
        (_("In time"), _("The share of them who completed it by its due date.")),
        (_("Completed late"), _("The share of them who completed it after its due date.")),
        (_("Overdue"), _("The share of them who have not completed it, and its due date has passed.")),
        (
            _("Due within 30, 60, 90 days"),
            _(
                "The share of them who have not completed it, and whose due date comes within so many days of the counting. Within 60 days "
                "includes within 30. It is told exactly where the other shares cannot be worked out from it; elsewhere between which two it lies."
            ),
        ),
        (
            _("From one share to another"),
            _(
                "Where several courses are added, a share is worked out from what is told of each and from nothing else. "
                "Often that only says between which two shares it lies."
            ),
        ),
        (
            _("Hold or held one"),
            _(
                "People who hold a certificate that runs out, or held one that ran out in the last 365 days. “Within 30 days” is the share of them "
                "of whom one does so and is not renewed; “run out, not renewed” the share of whom one did in these 365 days."
            ),
        ),
        (_("Held back"), _("The figure would tell of fewer than ten people, by itself or together with others.")),
    ]


def learning_tables(frame: Frame, today: date) -> list[Table]:
    """Hours and points by department and by post."""
    learned = crosstab(frame, Question.LEARNED)
    columns = _columns(_("People"), _("Share who earned a certificate"), _("Hours per person"), _("Points per person"))

    def figures(line: Line) -> Sequence[Any]:
        return line.people(), line.share(1), line.average_where(1, 2, per=60), line.average_where(1, 3)

    definitions = [
        (_("People"), _("All who are counted in the department, whether they learned or not.")),
        (
            _("Hours, points"),
            _(
                "What the certificates of the last 365 days are worth, on average over all of them. "
                "Not given where the share who earned one is near an end: nought would tell of everybody."
            ),
        ),
    ]
    departments = learned.by_department(frame.filters.post)
    posts = learned.by_kind(_posts(frame))
    return [
        _table(frame, today, _("Learning by department"), _("Department"), columns, departments, figures, definitions, used=("post",)),
        _table(frame, today, _("Learning by post"), _("Post"), columns, posts, figures, used=("post",)),
    ]


def cohorts_tables(frame: Frame, today: date) -> list[Table]:
    """Boot camps: from application to graduation, by department and by grade."""
    applied, grade = crosstab(frame, Question.APPLIED), frame.filters.grade
    columns = _columns(_("Applied"), _("Had a place"), _("Attended"), _("Graduated"))

    def figures(line: Line) -> Sequence[Any]:
        return line.people(), line.share(1), line.share(2), line.share(3)

    definitions = [
        (_("Applied"), _("People who applied for a boot camp in the last two years. Each person counts once.")),
        (_("Had a place"), _("The share of them who took a seat and did not give it up.")),
        (_("Attended"), _("The share of them who were at a session at least once, late or in time.")),
        (_("Graduated"), _("The share of them who met the graduation rule.")),
        (_("Grade"), _("How the post in which the person was counted was graded at the last roll.")),
    ]
    grades = {one: one for one in frame.grades if grade in (None, one)} | ({} if grade else {NO_GRADE: _("No grade")})
    departments = applied.by_department(grade)
    by_department = _("Boot camps by department"), _("Department")
    return [
        _table(frame, today, *by_department, columns, departments, figures, definitions, used=("grade",)),
        _table(frame, today, _("Boot camps by grade"), _("Grade"), columns, applied.by_kind(grades), figures, used=("grade",)),
    ]


def courses_tables(frame: Frame, today: date) -> list[Table]:
    """How courses do, and what trainers carry."""
    titles = course_titles()

    def figures(line: Line) -> Sequence[Any]:
        return line.people(), line.share(1), line.share(2)

    lines = CrosstabsOfCourses(frame).by_course(titles, None)
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
    lines: Sequence[Line | Duties],
    figures: Figures,
    definitions: Sequence[tuple[str, str]] = (),
    used: Sequence[str] = (),
) -> Table:
    """``used``: the filters beside the department that the table goes by."""
    rows = [[line.label, *figures(line)] for line in lines]
    counted_on = frame.roll.answered_on if frame.roll else None
    return Table(title, [Column(head), *columns], rows, counted_on or today, filter_words(frame, *used), definitions, [answers_note(counted_on)])


@dataclass(frozen=True, slots=True)
class Report:
    """A report: its words, and how it is built."""

    key: str
    title: LazyString
    lead: LazyString
    icon: str
    build: Callable[[Frame, date], list[Table]]
    takes: frozenset[str] = frozenset({"post"})
    """The filters that it knows, beside the department."""

    def narrowed(self, filters: Filters) -> Filters:
        """Those of ``filters`` that this report knows; what it does not is said."""
        said = {
            "post": _("This report is not narrowed by post. All posts are shown."),
            "course": _("This report is not narrowed by course. All courses are shown."),
            "grade": _("This report is not narrowed by grade. All grades are shown."),
            "area": _("This report is not narrowed by area of competence. All areas are shown."),
            "since": _("This report shows no change since a month."),
        }
        left_out = [name for name in said if getattr(filters, name) is not None and name not in self.takes]
        problems = [said[name] for name in left_out]
        if filters.post and {"course", "post"} <= self.takes:
            problems.append(_("Due training is not narrowed by post: it is shown for all posts."))
        if filters.course and "course" in self.takes:
            problems.append(_("Certificates that run out are not narrowed by course. Those of all courses are shown."))
        return replace(filters.without(*left_out), problems=(*filters.problems, *problems))


REPORTS: dict[str, Report] = {
    report.key: report
    for report in (
        Report(
            "competences",
            lazy_gettext("Competences"),
            lazy_gettext("Where do we reach the levels that our posts require, where do we not, and is it getting better?"),
            "grid-2x2",
            competences_tables,
            frozenset({"post", "area", "since"}),
        ),
        Report(
            "talent-gap",
            lazy_gettext("Talent gap"),
            lazy_gettext("What will we lack in the coming months, and when can training close it?"),
            "trending-up",
            talent_tables,
            frozenset({"post", "area"}),
        ),
        Report(
            "completion",
            lazy_gettext("Due training and certificates"),
            lazy_gettext("Who completes what is due in time, what is overdue, what comes due, and which certificates run out?"),
            "clipboard-check",
            completion_tables,
            frozenset({"post", "course"}),
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
            frozenset({"grade"}),
        ),
        Report(
            "after",
            lazy_gettext("After the boot camp"),
            lazy_gettext("Are people satisfied, and what changed at work 30, 60 and 90 days later?"),
            "message-square",
            follow_up_tables,
            frozenset(),
        ),
        Report(
            "courses",
            lazy_gettext("Courses and trainers"),
            lazy_gettext("Which courses are begun and completed, and what does each trainer carry?"),
            "presentation",
            courses_tables,
            frozenset(),
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
