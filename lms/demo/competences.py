"""What officers of the demo city have shown in two years, besides their certificates: tasks, ratings, prior learning, and how they see themselves."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from random import Random
from uuid import UUID, uuid4

from sqlalchemy import select

from lms.competency import jobs
from lms.competency.models import ClaimState, Competence, EvidenceKind
from lms.competency.queries.assessing import assessing
from lms.competency.queries.claims import claim_at_hand
from lms.competency.queries.profile import competence_named
from lms.competency.queries.ratings import Rated
from lms.competency.service import assessing as self_assessment
from lms.competency.service import claims, ratings
from lms.competency.service.evidence import NewEvidence, add_evidence
from lms.demo.citizens import DOMAIN, SEED
from lms.demo.founding import person
from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.people.models import Person

LENA, SOFIA, PAUL, MARIA = (f"{name}@{DOMAIN}" for name in ("lena.fischer", "sofia.marchetti", "paul.dubois", "maria.kowalska"))

TASKS = {
    "1.3": ("Put the tables of the department in order", "Found three that nobody owned, and gave each a name, a place and an owner."),
    "1.2": ("Checked the figures of a consultant's report", "Traced each figure to its source, and sent two back."),
    "2.1": ("Ran a meeting with people at three places", "Everybody was heard, and the notes were out the same day."),
    "2.4": ("Led a shared document with four departments", "Kept one text instead of eleven attachments."),
    "3.1": ("Wrote the page on residents' parking anew", "Half as long, and the hotline was asked less."),
    "4.1": ("Noticed a message that wanted to deceive us", "Reported it within minutes, and warned the team."),
    "4.2": ("Blackened a file before it was handed out", "Looked at the hidden columns too."),
    "5.1": ("Got the ticket machine at the counter to work again", "Tried one thing after the other and wrote down what helped."),
}
"""Code -> what was seen. Invented, and no more than a colleague would note."""


def show(officers: int) -> Counter[str]:
    """Let evidence of every kind come about for the known accounts and ``officers`` others; return how much of what."""
    counts: Counter[str] = Counter()
    counts.update(_lena())
    counts.update(_others(officers))
    _when(50, lambda: _name_observer(f"ingrid.larsen@{DOMAIN}"))
    jobs.age_standings()
    return counts


def _when(days: int, deed: Callable[[], None]) -> None:
    """Do it as it was done so many days ago."""
    with at(now() - timedelta(days=days)), transaction():
        deed()


def _about(email: str, code: str) -> Rated:
    return Rated(person(email), competence_named("digcomp", code))


def _rate(by: str, about: str, code: str, level: int, note: str, *, as_manager: bool) -> None:
    ratings.rate(_about(about, code), level, note, as_manager=as_manager, by=person(by))


def _observe(by: str, about: str, code: str, level: int) -> None:
    task, note = TASKS[code]
    ratings.note_observation(_about(about, code), level, ratings.Seen(task, note, today()), by=person(by))


def _lena() -> Counter[str]:
    _when(430, lambda: _observe(SOFIA, LENA, "2.4", 4))
    _when(425, lambda: _rate(SOFIA, LENA, "2.4", 4, "Colleagues from other departments ask for her documents.", as_manager=True))
    _when(300, lambda: _observe(SOFIA, LENA, "3.1", 3))
    _when(120, lambda: _rate(MARIA, LENA, "1.3", 3, "Her exercises were in order from the second day on.", as_manager=False))
    _when(70, lambda: _assess(LENA, shift=0))
    _when(30, lambda: _rate(SOFIA, LENA, "1.3", 3, "She keeps the tables of the permits in order.", as_manager=True))
    _claim(LENA, "3.4", 3, "Evening course on programming, Technical College", days=200, decided=True)
    _claim(LENA, "5.2", 4, "Two years in the digitisation team of another city", days=9, decided=False)
    _claim(LENA, "2.3", 3, "Volunteer in a citizens' council", days=40, returned=True)
    _when(4, lambda: _ask(LENA, "4.2"))
    return Counter({"observed tasks": 2, "ratings": 3, "claims": 3, "self-assessments": 1})


def _ask(email: str, code: str) -> None:
    officer = person(email)
    manager = db.session.get_one(Person, officer.manager_id)
    ratings.ask_for_rating(competence_named("digcomp", code), manager, "Please think of the files that I blackened in October.", by=officer)


def _claim(email: str, code: str, level: int, title: str, *, days: int, decided: bool = False, returned: bool = False) -> None:
    made: list[UUID] = []

    def make() -> None:
        text = "I use what I learnt there about once a week, and help two colleagues with it. The certificate is with HR."
        said = claims.Said(level, title, text, today() - timedelta(days=160))
        made.append(claims.make_claim(competence_named("digcomp", code), said, by=person(email)).id)

    _when(days, make)
    if decided:
        decision = "The certificate of the college names the same skills."
        _when(days - 6, lambda: claims.decide(claim_at_hand(made[0]).claim, ClaimState.ACCEPTED, decision, by=person(PAUL)))
    elif returned:
        lacking = "Please add what you did there with digital tools."
        _when(days - 6, lambda: claims.decide(claim_at_hand(made[0]).claim, ClaimState.RETURNED, lacking, by=person(PAUL)))


def _assess(email: str, *, shift: int) -> None:
    """Answer every question, a little above or below what others would say."""
    officer = person(email)
    self_assessment.begin(assessing(officer.id, "digcomp").framework, by=officer)
    found, chance = assessing(officer.id, "digcomp"), Random(f"{SEED}{email}")  # noqa: S311  (invented people, not secrets)
    for step in found.steps:
        ids = db.session.scalars(select(Competence.id).where(Competence.area_id == step.area.id).order_by(Competence.code)).all()
        levels = {competence_id: min(8, max(0, chance.choice((0, 2, 3, 3, 4, 5)) + shift)) for competence_id in ids}
        self_assessment.save_answers(found, step.area.id, levels, by=officer)
    self_assessment.finish(found, by=officer)


def _others(officers: int) -> Counter[str]:
    chance = Random(SEED + 1)  # noqa: S311
    rows = db.session.execute(
        select(Person.id, Person.email, Person.manager_id).where(Person.manager_id.is_not(None)).order_by(Person.staff_number)
    ).all()
    ids = {row.code: row.id for row in db.session.execute(select(Competence.code, Competence.id))}
    db.session.rollback()
    counts: Counter[str] = Counter()
    chosen = [row for row in rows if row.email != LENA][8 : 8 + officers]
    for number, row in enumerate(chosen):
        base = chance.choice((2, 3, 3, 4, 4, 5, 6))
        for days in sorted(chance.sample(range(20, 720), chance.randint(1, 4)), reverse=True):
            with at(now() - timedelta(days=days)), transaction():
                pieces = _year_end_talk(row.id, row.manager_id, base, ids, chance)
                counts["ratings and observed tasks"] += add_evidence(pieces)
        if number % 3 == 0:
            _when(chance.randint(10, 300), lambda email=row.email: _assess(email, shift=chance.choice((-1, 0, 0, 1))))  # type: ignore[misc]
            counts["self-assessments"] += 1
        if number % 9 == 4:
            title = chance.choice(
                ("Degree in geography, with a year of data analysis", "Language and media course", "Training as a network engineer")
            )
            _claim(row.email, chance.choice(list(TASKS)), base, title, days=chance.randint(8, 90), decided=number % 2 == 0)
            counts["claims"] += 1
    return counts


def _year_end_talk(person_id: UUID, manager_id: UUID, base: int, ids: dict[str, UUID], chance: Random) -> list[NewEvidence]:
    """What a manager notes after a talk: some ratings, and a task that they saw."""
    pieces = []
    for code in chance.sample(list(TASKS), chance.randint(2, 5)):
        level = min(8, max(1, base + chance.choice((-1, 0, 0, 1))))
        seen = chance.random() < 0.45
        kind = EvidenceKind.OBSERVED if seen else EvidenceKind.MANAGER_RATING
        label, note = TASKS[code] if seen else ("", "")
        pieces.append(NewEvidence(person_id, ids[code], level, kind, uuid4(), label, by_id=manager_id, note=note))
    return pieces


def _name_observer(email: str) -> None:
    ratings.name_observer(email, by=person(PAUL))
