"""Boot camps of the demo city: two programmes, and a cohort in each part of its life.

``dsa-2026-autumn`` has been running for six weeks (24 seats, Lena Fischer takes part), ``champions-2027-january`` has an open call with a
waiting list and applications to answer, ``champions-2026-spring`` has ended. All of it is done by the house's own services.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from lms.cohorts.jobs import calls as jobs
from lms.cohorts.models.calls import Application, ApplicationState
from lms.cohorts.models.cohorts import Cohort, StaffKind
from lms.cohorts.models.programmes import Programme, ProgrammeVersion
from lms.cohorts.queries import calls
from lms.cohorts.queries.calls import application_at_hand
from lms.cohorts.queries.cohorts import cohort_at_hand
from lms.cohorts.service import agreeing, applying, offering, planning, programmes, running, screening
from lms.cohorts.service.planning import CohortFacts
from lms.cohorts.service.screening import Verdict
from lms.demo import camp_texts
from lms.demo.founding import person
from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.kit.paths import bundled
from lms.people.models import Department, Person, Post

MARIA, TOMAS, PAUL = "maria.kowalska@exampleville.example", "tomas.novak@exampleville.example", "paul.dubois@exampleville.example"
LENA, SOFIA = "lena.fischer@exampleville.example", "sofia.marchetti@exampleville.example"


@dataclass(frozen=True, slots=True)
class Camp:
    """A cohort to be. Its first day is a Monday."""

    slug: str
    programme: str
    name: str
    first_day: date
    announced: int
    """Days before the start on which the call was opened."""
    closes: int
    """Days before the start on which it is closed."""
    seats: int
    host: str
    place: str
    trainer: str
    mentor: str


LAB = "Innovation lab"
NOT_NOW = "Your purchase is finished already; please come back with the next one."


def _monday(days: int) -> date:
    """The Monday of the week that is so many days from now."""
    day = today() + timedelta(days=days)
    return day - timedelta(days=day.weekday())


def _camps() -> tuple[Camp, Camp, Camp]:
    """The one that ended, the one that runs, the one whose call is open."""
    buying, helping = "digital-service-acquisition", "digital-champions"
    return (
        Camp("champions-2026-spring", helping, "Digital champions, spring 2026", _monday(-200), 60, 15, 30, "DIG-LAB", LAB, MARIA, TOMAS),
        Camp("dsa-2026-autumn", buying, "Buying digital services, autumn 2026", _monday(-42), 90, 20, 24, "FIN-PRO", "Town hall, 214", TOMAS, MARIA),
        Camp("champions-2027-january", helping, "Digital champions, January 2027", _monday(50), 70, 20, 8, "DIG-LAB", LAB, MARIA, TOMAS),
    )


def run() -> Counter[str]:
    """Load the programmes and let the three cohorts come about; return how much of what there is."""
    ended, running_, open_ = _camps()
    _load()
    people = _officers()
    lena = next(one for one in people if one.email == LENA)
    others = [one for one in people if one.email not in (LENA, SOFIA)]
    _fill(ended, others[:33])  # some of them come back for the next
    _pass(ended, (0, -30))
    _fill(running_, [lena, *others[14:42]])
    _pass(running_, (0,))
    _call(open_, others)
    counted = Counter(applications=len(db.session.scalars(select(Application.id)).all()), programmes=2, cohorts=3)
    db.session.rollback()
    return counted


def _load() -> None:
    with at(now() - timedelta(days=300)):
        for slug in ("digital-service-acquisition", "digital-champions"):
            with transaction():
                programmes.load((bundled("courses") / "programmes" / f"{slug}.toml").read_bytes(), slug, by=person(MARIA))
        with transaction():
            post = db.session.scalars(select(Post.id).where(Post.code == "PROJECT")).one()
            programme = db.session.scalars(select(Programme).where(Programme.slug == "digital-service-acquisition")).one()
            programmes.name_duties(programme, {post}, by=person(PAUL))


def _officers() -> list[Person]:
    """Officers without a role who have a manager; those of large departments first, so that the quota is felt."""
    rows = db.session.scalars(
        select(Person).where(Person.manager_id.is_not(None), Person.active).options(selectinload(Person.grants)).order_by(Person.staff_number)
    ).all()
    plain = [one for one in rows if not one.grants]
    db.session.expunge_all()
    db.session.rollback()
    return plain


def _days_before(camp: Camp, days: int, hour: int = 9) -> datetime:
    return datetime.combine(camp.first_day - timedelta(days=days), time(hour), now().tzinfo)


def _plan(camp: Camp) -> None:
    closes = _days_before(camp, camp.closes, 12).replace(tzinfo=None)
    with at(_days_before(camp, camp.announced + 10)), transaction():
        version = db.session.scalars(
            select(ProgrammeVersion).join(ProgrammeVersion.programme).where(Programme.slug == camp.programme)
        ).one()
        host = db.session.scalars(select(Department.id).where(Department.code == camp.host)).one()
        facts = CohortFacts(camp.name, host, camp.first_day, camp.seats, closes, "Europe/Brussels", place=camp.place, offer_days=7)
        cohort = planning.plan_cohort(version, camp.slug, facts, by=person(camp.trainer))
        planning.name_staff(cohort, person(camp.mentor), StaffKind.MENTOR, by=person(camp.trainer))
    with at(_days_before(camp, camp.announced)), transaction():
        running.open_call(cohort_at_hand(camp.slug), by=person(camp.trainer))


def _apply(camp: Camp, people: Sequence[Person], first: datetime) -> list[UUID]:
    ids, motivations = [], camp_texts.MOTIVATIONS[camp.programme]
    for number, one in enumerate(people):
        with at(first + timedelta(hours=number * 3, minutes=number * 7)), transaction():
            application = applying.apply(cohort_at_hand(camp.slug), motivations[number % len(motivations)], by=db.session.get_one(Person, one.id))
            ids.append(application.id)
    return ids


def _agree(ids: Sequence[UUID], moment: datetime) -> None:
    with at(moment), transaction():
        for one in ids:
            found = application_at_hand(one)
            by = db.session.get_one(Person, found.asked_id) if found.asked_id else person(PAUL)
            agreeing.agree(found, by=by)


def _screen(camp: Camp, ids: Sequence[UUID], moment: datetime, *, unsuitable: int = 0) -> None:
    with at(moment), transaction():
        for number, one in enumerate(ids):
            found = application_at_hand(one)
            verdicts = {key: Verdict(number >= unsuitable) for key, _text in found.plan.criteria}
            if number >= unsuitable:
                screening.find_suitable(found, verdicts, by=person(camp.trainer))
            else:
                screening.find_unsuitable(found, verdicts, NOT_NOW, by=person(camp.trainer))


def _answer(camp: Camp, moment: datetime, *, declines: int = 0) -> None:
    """Everybody who holds an offer takes the seat, but for the last few, who decline it."""
    with at(moment), transaction():
        offered = _offered(camp)
        for number, one in enumerate(offered):
            found = application_at_hand(one)
            by = db.session.get_one(Person, found.person_id)
            if number < len(offered) - declines:
                offering.accept(found, by=by)
            else:
                offering.decline(found, by=by)


def _offered(camp: Camp) -> list[UUID]:
    rows = select(Application.id).join(Cohort).where(Cohort.slug == camp.slug, Application.state == ApplicationState.OFFERED)
    return list(db.session.scalars(rows.order_by(Application.submitted_at)))


def _fill(camp: Camp, people: Sequence[Person]) -> None:
    """A whole call: all apply and are agreed to, most are suitable, some decline, and the seats that became free go to the next."""
    _plan(camp)
    ids = _apply(camp, people, _days_before(camp, camp.announced - 5))
    _agree(ids, _days_before(camp, camp.closes + 12))
    _screen(camp, [*ids[1:2], *ids[:1], *ids[2:]], _days_before(camp, camp.closes + 8), unsuitable=1)
    _answer(camp, _days_before(camp, camp.closes + 4), declines=1)
    _answer(camp, _days_before(camp, camp.closes + 2))
    with at(_days_before(camp, camp.closes - 1)):
        jobs.move_cohorts()
    _answer(camp, _days_before(camp, camp.closes - 3))


def _pass(camp: Camp, days_before: Sequence[int]) -> None:
    """Let the mornings of those days come."""
    for days in days_before:
        with at(_days_before(camp, days, 5)):
            jobs.move_cohorts()


def _call(camp: Camp, people: Sequence[Person]) -> None:
    """A call in its middle: places and offers, a waiting list that the quota held back, applications for trainers and managers to answer."""
    _plan(camp)
    sofia = person(SOFIA).id
    db.session.rollback()
    hers = [one for one in people if one.manager_id == sofia][:2]
    largest, number = Counter(one.department_id for one in people if one not in hers).most_common(1)[0]
    close = [one for one in people if one.department_id == largest and one not in hers][: max(3, min(5, number))]
    rest = [one for one in people if one.department_id != largest and one not in hers]
    suitable = [*close, *rest[-9:]]
    ids = _apply(camp, suitable, now() - timedelta(days=15))
    _agree(ids, now() - timedelta(days=9))
    for number, one in enumerate(ids):
        _screen(camp, [one], now() - timedelta(days=8) + timedelta(minutes=number))
    with at(now() - timedelta(days=5)), transaction():
        for one in _offered(camp)[:5]:
            found = calls.application_at_hand(one)
            offering.accept(found, by=db.session.get_one(Person, found.person_id))
    to_screen = _apply(camp, rest[-12:-10], now() - timedelta(days=4))
    _agree(to_screen, now() - timedelta(days=2))
    _apply(camp, hers, now() - timedelta(days=1))
