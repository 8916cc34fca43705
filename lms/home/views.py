"""The start page, what is mine, and the pages that belong to no slice."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from lms.assessment.queries.waiting import waiting
from lms.audit.models import Form
from lms.cohorts.queries.timetable import next_session_of
from lms.credentials import queries as credentials
from lms.credentials.queries import Held
from lms.home import queries
from lms.kit.access import can, me, public, requires
from lms.kit.clock import now, today
from lms.kit.i18n import lazy_gettext
from lms.leadership.queries import decisions
from lms.leadership.queries import meetings as team
from lms.learning.queries.catalogue import newest
from lms.learning.queries.mine import latest_by_course, my_learning
from lms.notices.sentences import sentence
from lms.people.models import Person, Role
from lms.people.service.noting import note_shown
from lms.permissions import Permission as P

bp = Blueprint("home", __name__)

DAYS_OF_WORK = (Role.HR, Role.PROGRAMME_OFFICE)
"""Whose day is what waits for them: it stands before what they may learn."""
SOON = timedelta(days=60)
"""A certificate that ends within this time is named on the start page."""


@bp.get("/")
@public
def start() -> ResponseReturnValue:
    """What is mine today; for visitors, what this is."""
    person = me()
    if not person.is_authenticated:
        return render_template("home/welcome.html", newest=newest(3))
    if person.external:
        return _outside(person)
    if person.has(Role.CITY_MANAGER):
        return _overview()
    mine = my_learning(person.id)
    latest = latest_by_course(mine)
    return render_template(
        "home/start.html",
        going_on=[course for course in mine if course.in_progress],
        latest=latest,
        newest=newest(3, but=latest),
        notices=queries.unread_notices(person.id, limit=3),
        sentence=sentence,
        next_session=next_session_of(person.id),
        today=today(),
        day_is_work=any(person.holds(role) for role in DAYS_OF_WORK),
        expiring=[held for held in credentials.held_by(person.id) if _ends_soon(held)],
        **_duties(person),
    )


def _outside(person: Person) -> ResponseReturnValue:
    """The start page of a member of the leadership team from outside: the next meeting with its papers, and what was decided and waits."""
    following = team.next_meeting() if can(P.LEADERSHIP_VIEW) else None
    return render_template(
        "home/outside.html",
        next_meeting=following,
        agenda=team.items_of(following.id) if following else (),
        waiting=decisions.decisions(only="open") if can(P.LEADERSHIP_VIEW) else (),
        notices=queries.unread_notices(person.id, limit=3),
        sentence=sentence,
    )


STAGES = {
    "waiting": lazy_gettext("wait for the first answer"),
    "returned": lazy_gettext("back with their authors"),
    "evaluated": lazy_gettext("in evaluation"),
    "seeking": lazy_gettext("seek a sponsor"),
    "sponsored": lazy_gettext("sponsored"),
    "piloted": lazy_gettext("in a pilot"),
    "implemented": lazy_gettext("implemented"),
    "learnt": lazy_gettext("stopped, with the learning kept"),
}


def _overview() -> str:
    """Of the talent gap it shows figures of people, which is noted in a transaction of its own; then the reader is read again."""
    day = today()
    note_shown("overview", Form.PAGE, {}, by=me().id)
    return render_template(
        "home/overview.html",
        today=day,
        gates=queries.gates_for_city_manager(day),
        decides=me().has(Role.CITY_MANAGER),
        own_decisions=queries.overdue_decisions(day, me().id),
        initiatives=queries.initiatives_to_approve(),
        decisions=queries.overdue_decisions(day, me().id, others=True),
        ideas=queries.ideas_over_term(day),
        promises=queries.promises_at_risk(day),
        funnel=queries.funnel(),
        stages=STAGES,
        lacking=queries.talent_gap(day),
    )


@bp.get("/overview")
@requires(P.OVERVIEW_SEE)
def overview() -> ResponseReturnValue:
    """The city manager's start page: what needs a decision, what is at risk, culture, talent. Auditors read it."""
    return _overview()


def _ends_soon(held: Held) -> bool:
    paper = held.certificate
    return paper.expires_at is not None and paper.revoked_at is None and (held.renewable or now() < paper.expires_at <= now() + SOON)


def _duties(person: Person) -> dict[str, Any]:
    """What waits for the person's roles."""
    to_mark, more = waiting(person.id, page=1) if can(P.MARKING_LIST) else ([], False)
    to_score, to_place = queries.to_score_and_to_place(person.id)
    return {
        "to_mark": len(to_mark),
        "more_to_mark": more,
        "to_review": queries.versions_to_review(person.id) if person.has(Role.CURATOR) else 0,
        "to_screen": queries.ideas_to_screen() if can(P.IDEA_DESK) else 0,
        "to_score": to_score,
        "to_place": to_place,
    }


@bp.get("/me")
@requires(P.HOME_OPEN)
def mine() -> ResponseReturnValue:
    """What I learn, and what I have learned."""
    courses = my_learning(me().id)
    return render_template(
        "home/mine.html",
        going_on=[course for course in courses if course.in_progress],
        completed=[course for course in courses if course.completed_at is not None],
        left=[course for course in courses if course.left_at is not None],
        latest=latest_by_course(courses),
        today=today(),
        papers={held.certificate.enrolment_id: held.certificate for held in credentials.held_by(me().id)},
    )


STATEMENT_REVIEWED_ON = date(2026, 11, 27)
"""When the accessibility statement was last held against the pages. Whoever does it again writes the day here."""


@bp.get("/help")
@public
def help_page() -> ResponseReturnValue:
    """How things are done here."""
    return render_template("home/help_page.html")


@bp.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """What is kept of whom, and who reads it."""
    hours = current_app.config["SESSION_HOURS"]
    return render_template("home/privacy.html", hours=hours)


@bp.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """How far everybody can use this site."""
    return render_template("home/accessibility.html", reviewed_on=STATEMENT_REVIEWED_ON)
