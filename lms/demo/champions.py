"""How the demo city came by its digital champions: evidence, a kind question, hours, an appointment, and what they did for others since."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID, uuid4

from sqlalchemy import select

from lms.champions import jobs
from lms.champions.models import Champion, OutreachKind
from lms.champions.queries.champions import champion_at_hand, live_of
from lms.champions.service import nominating, serving
from lms.champions.service.moving import Said, move
from lms.champions.service.serving import Done
from lms.competency.models import Competence, Evidence, EvidenceKind
from lms.competency.queries.profile import competence_named
from lms.competency.queries.ratings import Rated
from lms.competency.service import ratings
from lms.competency.service.evidence import NewEvidence, add_evidence, take_back, withdraw_evidence
from lms.demo.citizens import DOMAIN, KNOWN, SEED
from lms.demo.competences import TASKS
from lms.demo.founding import person
from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.people.models import Person

LENA, MARCO, SOFIA, NORA = (f"{name}@{DOMAIN}" for name in ("lena.fischer", "marco.bianchi", "sofia.marchetti", "nora.lindgren"))
NOBODY = frozenset(citizen.email for citizen in KNOWN)
"""Known accounts, but for Marco, begin without this office, so that everybody can try the way from its beginning."""

OFFERS = (
    "Spreadsheets that have grown too large, and how to make a table of them that others can use.",
    "A first look at a dataset: what is in it, what is missing, and whom to ask.",
    "Open licences: what we may publish, and what we may take over.",
    "Texts for the website that people understand at the first reading.",
    "Meetings with people at three places in which everybody is heard.",
    "Messages that look odd. Call me before you click.",
    "Blackening files before they are handed out, hidden columns too.",
    "Maps: where our data lies, and how to draw it.",
    "Forms that citizens fill in on a phone.",
    "Small helpers that save the same ten clicks each morning.",
)
TALKS = (
    (OutreachKind.TALK, "What our open data is used for", 34, 45),
    (OutreachKind.WORKSHOP, "A table that others can read", 12, 120),
    (OutreachKind.HELP, "A pivot table for the budget", 1, 40),
    (OutreachKind.HELP, "Where the shared folder went", 1, 15),
    (OutreachKind.TALK, "Five minutes on odd messages", 22, 10),
    (OutreachKind.WORKSHOP, "Writing for the website", 9, 90),
    (OutreachKind.HELP, "A form for the summer programme", 2, 60),
)
SPOKEN = (("en",), ("de", "en"), ("en", "fr"), ("en", "es"), ("en", "it"), ("en", "tr"), ("en", "uk"), ("de",))
CODES = ("2.1", "2.4", "3.1", "4.1", "4.2", "5.1", "1.2")


@dataclass(frozen=True, slots=True)
class Course:
    """How far somebody comes, and how long ago it began."""

    days: int
    ends: str
    hours: int = 4


_SERVE = ((300, 4), (280, 6), (260, 3), (240, 4), (220, 2), (200, 8), (180, 4), (150, 4), (120, 5), (90, 3))
COURSES = (
    *(Course(days, "active", hours) for days, hours in _SERVE),
    Course(310, "ending", 4),
    Course(335, "renewing", 6),
    Course(270, "lapsed", 4),
    Course(250, "resting", 4),
    Course(230, "resting", 2),
    Course(370, "over", 4),
    Course(40, "left", 3),
    Course(20, "to-appoint", 4),
    Course(15, "to-appoint", 2),
    Course(12, "waiting"),
    Course(10, "waiting"),
    Course(9, "not-now"),
)


def appoint() -> Counter[str]:
    """Let officers all over the city become champions; return how much of what."""
    counts: Counter[str] = Counter()
    chance = Random(SEED + 26)  # noqa: S311  (invented people, not secrets)
    ids = {row.code: row.id for row in db.session.execute(select(Competence.code, Competence.id))}
    plans = [(MARCO, Course(285, "active", 6)), *zip(_candidates(), COURSES, strict=False)]
    for number, (email, course) in enumerate(sorted(plans, key=lambda plan: -plan[1].days)):
        counts["champions and nominations"] += _live(email, course, number, ids, chance)
    _lena()
    jobs.keep_champions()
    _ask(MARCO, LENA)
    return counts


def _candidates() -> list[str]:
    """Officers with a manager, department by department in turn, without those whom everybody knows."""
    rows = db.session.execute(
        select(Person.email, Person.department_id).where(Person.manager_id.is_not(None), Person.active).order_by(Person.staff_number)
    ).all()
    named = set(db.session.scalars(select(Person.email).join(Champion, Champion.person_id == Person.id)).all())
    db.session.rollback()
    left = [row for row in rows if row.email not in NOBODY and row.email not in named]
    return list(_in_turn([(row.email, row.department_id) for row in left]))


def _in_turn(rows: Sequence[tuple[str, UUID | None]]) -> Iterator[str]:
    by_place: dict[UUID | None, list[str]] = {}
    for email, place in rows:
        by_place.setdefault(place, []).append(email)
    while any(by_place.values()):
        for waiting in by_place.values():
            if waiting:
                yield waiting.pop(0)


def _live(email: str, course: Course, number: int, ids: dict[str, UUID], chance: Random) -> int:
    began = max(now() - timedelta(days=course.days), _asked_at(email))
    with at(began), transaction():
        who = person(email)
        add_evidence(_shown(who, ids, chance))
    with at(began + timedelta(hours=3)), transaction():
        if live_of(person(email).id) is None:
            nominating.nominate_self("Colleagues come to me with their questions already.", by=person(email))
    offer = OFFERS[number % len(OFFERS)], list(SPOKEN[number % len(SPOKEN)])
    _go_on(email, course, began, offer)
    if course.ends in ("active", "ending", "renewing", "lapsed", "resting", "over"):
        _do_for_others(email, course, began, chance)
    _end(email, course)
    return 1


def _asked_at(email: str) -> datetime:
    """When the house itself asked somebody already, after a boot camp; long ago where it did not."""
    found = live_of(person(email).id)
    moment = found.champion.nominated_at if found else datetime.min.replace(tzinfo=UTC)
    db.session.rollback()
    return moment


def _shown(who: Person, ids: dict[str, UUID], chance: Random) -> list[NewEvidence]:
    """What the line manager saw, twice for each competence, so that it stands."""
    level = chance.choice((4, 4, 5, 5, 6))
    pieces = []
    for code in ("1.3", *chance.sample(CODES, 3)):
        label, note = TASKS[code]
        for days in (40, 10):
            shown, reached = now() - timedelta(days=days), level if code == "1.3" else max(3, level - 1)
            seen = NewEvidence(who.id, ids[code], reached, EvidenceKind.OBSERVED, uuid4(), label, by_id=who.manager_id, note=note, shown_at=shown)
            pieces.append(seen)
    pieces.append(NewEvidence(who.id, ids["1.3"], level, EvidenceKind.PRIOR_LEARNING, uuid4(), "Two years in a data team"))
    pieces.append(NewEvidence(who.id, ids["2.2"], 4, EvidenceKind.PRIOR_LEARNING, uuid4(), "Volunteer with open maps"))
    pieces.append(NewEvidence(who.id, ids["3.3"], 3, EvidenceKind.PRIOR_LEARNING, uuid4(), "Evening course on licences"))
    return pieces


def _step(email: str, deed: str, by: str | UUID | None, moment: datetime, said: Said | None = None) -> bool:
    """One step at a moment of the past, if it is there to be taken."""
    with at(min(moment, now())), transaction():
        found = live_of(person(email).id)
        if found is None:
            return False
        actor = person(by) if isinstance(by, str) else (db.session.get_one(Person, by) if by else None)
        move(found, deed, said or Said(), by=actor)
    return True


def _state(email: str) -> str:
    found = live_of(person(email).id)
    state = found.champion.state.value if found else ""
    db.session.rollback()
    return state


def _go_on(email: str, course: Course, began: datetime, offer: tuple[str, list[str]]) -> None:
    if course.ends == "not-now":
        _step(email, "decline", email, began + timedelta(days=2))
        return
    with at(began + timedelta(hours=5)), transaction():
        serving.say_offer(champion_at_hand(_live_id(email)).champion, *offer)
    if live_of(person(email).id) is not None and not _said_yes(email):
        _step(email, "accept", email, began + timedelta(days=1))
    if course.ends == "waiting" or _state(email) != "eligible":
        return
    _step(email, "agree", _manager(email), began + timedelta(days=4), Said(hours=Decimal(course.hours)))
    if course.ends != "to-appoint":
        _step(email, "appoint", NORA, began + timedelta(days=6))


def _live_id(email: str) -> UUID:
    found = live_of(person(email).id)
    assert found is not None, email  # noqa: S101  (it was opened a moment ago)
    return found.champion.id


def _said_yes(email: str) -> bool:
    found = live_of(person(email).id)
    said = found is not None and found.champion.said_yes_at is not None
    db.session.rollback()
    return said


def _manager(email: str) -> UUID | None:
    manager_id = person(email).manager_id
    db.session.rollback()
    return manager_id


def _do_for_others(email: str, course: Course, began: datetime, chance: Random) -> None:
    if _state(email) != "active":
        return
    for kind, title, reached, minutes in chance.sample(TALKS, chance.randint(2, 5)):
        moment = began + timedelta(days=chance.randint(8, max(9, min((now() - began).days, 360) - 2)))
        with at(min(moment, now())), transaction():
            serving.log(champion_at_hand(_live_id(email)).champion, Done(kind, today(), title, reached, minutes))


def _end(email: str, course: Course) -> None:
    if _state(email) != "active":
        return
    if course.ends == "resting":
        _step(email, "rest", email, now() - timedelta(days=21), Said("A new case file takes all my time until spring."))
    elif course.ends == "left":
        _step(email, "leave", email, now() - timedelta(days=3))
    elif course.ends == "renewing":
        _step(email, "wish-renewal", email, now() - timedelta(days=8))
        _step(email, "agree-renewal", _manager(email), now() - timedelta(days=5), Said(hours=Decimal(6)))
    elif course.ends == "lapsed":
        _take_back(email)


def _take_back(email: str) -> None:
    """What was seen counts no more, and the champion is told; nothing is taken away."""
    with at(now() - timedelta(days=4)), transaction():
        who = person(email)
        for piece in db.session.scalars(select(Evidence).where(Evidence.person_id == who.id, Evidence.withdrawn_at.is_(None))).all():
            if piece.by_id is not None and piece.by_id == who.manager_id:
                take_back(piece, "Noted for the wrong colleague.", by=db.session.get_one(Person, who.manager_id))
        learnt = select(Evidence.source_id).where(Evidence.person_id == who.id, Evidence.kind == EvidenceKind.PRIOR_LEARNING)
        for source_id in db.session.scalars(learnt).all():
            withdraw_evidence(EvidenceKind.PRIOR_LEARNING, source_id)


def _lena() -> None:
    """Sofia saw Lena at work twice more; that makes everything, and Lena is asked."""
    for days, note in ((6, "Found the two lists that did not agree, and why."), (2, "Wrote down how the tables of the permits are kept.")):
        with at(now() - timedelta(days=days)), transaction():
            about = Rated(person(LENA), competence_named("digcomp", "1.3"))
            ratings.note_observation(about, 4, ratings.Seen(TASKS["1.3"][0], note, today()), by=person(SOFIA))


def _ask(champion: str, by: str) -> None:
    with at(now() - timedelta(hours=5)), transaction():
        found = live_of(person(champion).id)
        if found is not None:
            text = "Our list of permits counts some twice, and I do not see why. Could you have a look with me this week?"
            serving.ask_for_help(found, "A list that counts twice", text, by=person(by))
