"""Ideas of the demo city: pitched, discussed, screened, merged, each step on its day and by the house's own services."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from sqlalchemy import select

from lms.city.service import import_holidays
from lms.demo.citizens import DOMAIN, SEED
from lms.demo.founding import person
from lms.demo.idea_talk import CHALLENGES, COMMENTS, HOLIDAYS, OUTCOME
from lms.demo.idea_texts import IDEAS, MERGED_INTO, Told
from lms.ideas.models.pitches import Challenge, Idea, Stance
from lms.ideas.queries.ideas import idea_at_hand
from lms.ideas.queries.writing import objectives_in_force
from lms.ideas.service import challenging, co_authoring, merging, pitching, screening, talking
from lms.ideas.service.moving import move
from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.people.models import Department, Person

OFFICE, ADMINISTRATOR, OFFICER = (f"{name}@{DOMAIN}" for name in ("nora.lindgren", "amina.rahimi", "lena.fischer"))
LENAS = ("Talk to the building permit", "A drawer for good templates", "One calendar for roadworks")
"""What the demo city's officer pitched herself."""


def pitch() -> Counter[str]:
    """Let the officers have thirty ideas, and the programme office answer them."""
    chance = Random(SEED)  # noqa: S311  (an invented city, not a secret)
    _keep_holidays()
    calls = _call()
    writers = _writers(chance)
    for told in sorted(IDEAS, key=lambda told: -told.days):
        _tell(told, calls, writers, chance)
    _merge()
    _close(calls[2])
    return Counter({"ideas": len(IDEAS), "challenges": len(CHALLENGES)})


def _keep_holidays() -> None:
    years = (today().year - 1, today().year, today().year + 1)
    days = {date.fromisoformat(f"{year}-{line[:5]}"): line[6:] for year in years for line in HOLIDAYS}
    with transaction():
        import_holidays(days, by=person(ADMINISTRATOR))


def _call() -> list[UUID]:
    made = []
    for department, title, problem, criteria, reward, opened, days in CHALLENGES:
        first = today() + timedelta(days=opened)
        with at(now() + timedelta(days=opened)), transaction():
            home = db.session.scalars(select(Department.id).where(Department.code == department)).one()
            call = challenging.Call(title, problem, criteria, reward, first, first + timedelta(days=days))
            made.append(challenging.open_challenge(call, home, by=person(OFFICE)).id)
    return made


def _close(challenge_id: UUID) -> None:
    with at(now() - timedelta(days=20)), transaction():
        challenging.close(db.session.get_one(Challenge, challenge_id), OUTCOME, by=person(OFFICE))


def _writers(chance: Random) -> dict[str, list[str]]:
    """Addresses of officers by department, in an order that is the same each time."""
    rows = db.session.execute(select(Department.code, Person.email).join(Person, Person.department_id == Department.id).order_by(Person.email))
    found: dict[str, list[str]] = {"": []}
    for code, email in rows:
        if email != OFFICE:
            found.setdefault(code, []).append(email)
            found[""].append(email)
    for emails in found.values():
        chance.shuffle(emails)
    return found


def _tell(told: Told, calls: list[UUID], writers: dict[str, list[str]], chance: Random) -> None:
    """One idea, from its first words to where it stands."""
    begun = now() - timedelta(days=told.days, hours=chance.randint(1, 6))
    author = OFFICER if told.title in LENAS else chance.choice(writers.get(told.department) or writers[""])
    colleagues = [email for email in chance.sample(writers[""], k=min(9, len(writers[""]))) if email != author]
    with at(begun - timedelta(hours=3)):
        number = _write(told, calls, author)
        if told.title != LENAS[1] and chance.random() < 0.4:
            _ask_along(number, author, colleagues[0])
    if told.state == "draft":
        return
    with at(begun), transaction():
        pitching.submit(idea_at_hand(number), told.differs, by=person(author))
    _talk(number, begun, [email for email in colleagues if email != author], chance)
    _decide(told, number, begun)


def _write(told: Told, calls: list[UUID], author: str) -> int:
    with transaction():
        number = pitching.begin(by=person(author)).number
    with transaction():
        objectives = objectives_in_force()
        written = pitching.Pitch(
            title=told.title,
            problem=told.problem,
            sufferers=told.sufferers,
            frequency=told.frequency,
            solution=told.solution,
            cost_from=Decimal(told.cost[0]),
            cost_until=Decimal(told.cost[1]),
            anonymous=told.anonymous,
            challenge_id=calls[told.challenge] if told.challenge >= 0 else None,
            objective_id=objectives[number % len(objectives)].id if objectives else None,
        )
        pitching.save(idea_at_hand(number), written, 0, by=person(author))
    return number


def _ask_along(number: int, author: str, colleague: str) -> None:
    with transaction():
        co_authoring.ask(idea_at_hand(number), colleague, by=person(author))
    with transaction():
        co_authoring.answer(idea_at_hand(number), True, by=person(colleague))


def _talk(number: int, begun: datetime, colleagues: Iterable[str], chance: Random) -> None:
    """Some support, some follow, and two or three say something, within a day."""
    moment = begun
    for place, email in enumerate(colleagues):
        moment = min(moment + timedelta(minutes=chance.randint(5, 120)), now())
        with at(moment), transaction():
            found, by = idea_at_hand(number), person(email)
            if by.id not in found.author_ids:
                talking.support(found, by=by)
            if place < chance.randint(0, 3):
                stance, text = COMMENTS[(number + place) % len(COMMENTS)]
                talking.comment(found, text, Stance(stance), by=by)


def _decide(told: Told, number: int, begun: datetime) -> None:
    """What the programme office and the evaluators did, days later."""
    deeds = {
        "in_evaluation": (("admit", 3),),
        "seeking_sponsor": (("admit", 3), ("pass", 18)),
        "declined": (("decline", 4),),
        "returned": (("return", 2),),
        "parked": (("park", 3),),
    }.get(told.state, ())
    for deed, days in deeds:
        with at(min(begun + timedelta(days=days), now())), transaction():
            found, by = idea_at_hand(number), person(OFFICE)
            if deed == "pass":
                move(found.idea, "pass", by=None)
            elif deed == "park":
                screening.park(found, today() + timedelta(days=150), told.reason, by=by)
            else:
                screening.decide(found, deed, told.reason, by=by)


def _merge() -> None:
    """Two colleagues had the same thought about the counter."""
    source = next(told for told in IDEAS if told.state == "merged")
    numbers = {row.title: row.number for row in db.session.execute(select(Idea.title, Idea.number))}
    db.session.rollback()
    with at(now() - timedelta(hours=20)), transaction():
        merging.merge(idea_at_hand(numbers[source.title]), numbers[MERGED_INTO], source.reason, by=person(OFFICE))
