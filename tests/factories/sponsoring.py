"""Ideas on their way to a sponsor, for tests: only what matters is said."""

from datetime import timedelta
from decimal import Decimal
from itertools import count

from lms.ideas.models.evaluating import EvaluationRound
from lms.ideas.models.pitches import Idea, IdeaAuthor, IdeaState
from lms.ideas.models.sponsoring import Fund, MicroGrant, Sponsorship
from lms.ideas.queries import evaluating as evaluations
from lms.ideas.queries import funds as fund_queries
from lms.ideas.queries import piloting as pilots
from lms.ideas.queries import sponsoring as charters
from lms.ideas.service import evaluating, funds, piloting, sponsoring
from lms.ideas.service.moving import move
from lms.ideas.service.sponsoring import Terms
from lms.kit.clock import now, today
from lms.kit.db import db, transaction
from lms.people.models import Person, Role
from tests.factories.people import make_department, make_person

_numbers = count(9001)
GOOD, FAIR, POOR = 5, 3, 1


def an_idea(*authors, state=IdeaState.SEEKING_SPONSOR, department=None, **facts) -> Idea:
    """An idea of these authors (or of somebody), in a state, without the way that led there."""
    authors = authors or (make_person("Ina Inventor", department=department or make_department("Parks")),)
    number = next(_numbers)
    since = now() - timedelta(days=1)
    said = {"title": f"Idea {number}", "problem": "Marker problem: forms are asked twice.", "solution": "Ask once.", **facts}
    idea = Idea(number=number, state=state, department_id=authors[0].department_id, submitted_at=since, moved_at=since, created_at=since, **said)
    db.session.add(idea)
    db.session.flush()
    for place, person in enumerate(authors):
        db.session.add(IdeaAuthor(idea_id=idea.id, person_id=person.id, first=place == 0, agreed_at=now(), since=now() + timedelta(seconds=place)))
    db.session.commit()
    return idea


def evaluators(*departments) -> list[Person]:
    """One evaluator in each of these departments (or in three)."""
    departments = departments or [make_department(f"Office {letter}") for letter in "ABC"]
    return [make_person(f"Eva Evaluator {place}", Role.EVALUATOR, department=one) for place, one in enumerate(departments)]


def in_evaluation(*authors, **facts) -> EvaluationRound:
    """The round of an idea that was just admitted."""
    idea = an_idea(*authors, state=IdeaState.SUBMITTED, **facts)
    with transaction():
        move(idea, "admit", by=None)
    found = evaluations.newest_round(idea.id)
    assert found is not None
    return found.round


def give(round_id, person, score, comment="Marker comment of an evaluator."):
    """Let somebody score all criteria alike, or as a dict says."""
    with transaction():
        found = evaluations.round_of(round_id)
        mine = next(one for one in found.round.evaluations if one.person_id == person.id)
        scores = score if isinstance(score, dict) else {one.key: score for one in found.criteria}
        return evaluating.score(evaluations.evaluation_at_hand(mine.id), scores, comment, by=db.session.get_one(Person, person.id))


def a_sponsor(name="Sonja Sponsor", **facts) -> Person:
    """A manager with a budget for the whole house."""
    return make_person(name, Role.SPONSOR, **facts)


def terms(*days, money=2000) -> Terms:
    """Terms of a charter with reviews in so many days."""
    day = today()
    return Terms(
        "Waiting time halves.",
        Decimal(money),
        Decimal("4.0"),
        "The old form\nAccess to the register",
        tuple(day + timedelta(days=one) for one in days or (30, 60, 90)),
    )


def drafted(idea, sponsor, *days, money=2000) -> Sponsorship:
    """A charter that waits for signatures."""
    with transaction():
        return sponsoring.draft(charters.idea_at_hand(idea.number), terms(*days, money=money), by=db.session.get_one(Person, sponsor.id))


def sign(charter_id, *people) -> None:
    """Let people sign what stands there."""
    for person in people:
        with transaction():
            at_hand = charters.charter_at_hand(charter_id)
            sponsoring.sign(at_hand, at_hand.sponsorship.content_hash, by=db.session.get_one(Person, person.id))


def sponsored(*days, author=None, sponsor=None, **facts) -> Sponsorship:
    """A charter in force."""
    author = author or make_person("Ina Inventor", department=make_department("Parks"))
    sponsor = sponsor or a_sponsor()
    row = drafted(an_idea(author, **facts), sponsor, *days)
    sign(row.id, sponsor, author)
    return charters.charter_at_hand(row.id).sponsorship


def a_fund(amount=10_000, **facts) -> Fund:
    """A fund of this year."""
    row = Fund(title=facts.pop("title", f"Fund {next(_numbers)}"), year=today().year, amount=Decimal(amount), **facts)
    db.session.add(row)
    db.session.commit()
    return row


def asked(charter, fund, amount=1000, *, use_in=None) -> MicroGrant:
    """A grant that its sponsor asked for."""
    day = today()
    use_by = day + timedelta(days=use_in) if use_in is not None else day.replace(month=12, day=31)
    with transaction():
        at_hand = charters.charter_at_hand(charter.id)
        return funds.ask(
            at_hand, db.session.get_one(Fund, fund.id), Decimal(amount), "Tablets for the counter", use_by, by=at_hand.sponsorship.sponsor
        )


def booked(charter, fund, amount=1000, *, by=None, use_in=None) -> MicroGrant:
    """A grant that a controller booked."""
    row = asked(charter, fund, amount, use_in=use_in)
    by = by or make_person("Cora Controller", Role.FINANCE_CONTROLLER)
    with transaction():
        funds.book(fund_queries.grant_at_hand(row.id), by=db.session.get_one(Person, by.id))
    return fund_queries.grant_at_hand(row.id).grant


def piloted(charter, *, results=True) -> int:
    """Let the pilot of a charter run since ten days, with a result; return the idea's number."""
    at_hand = charters.charter_at_hand(charter.id)
    number, sponsor = at_hand.idea.number, at_hand.sponsorship.sponsor.id
    day = today()
    plan = piloting.Plan(
        "Asking once halves the waiting time.", "Minutes at the counter; 10 or less.", day - timedelta(days=10), day + timedelta(days=20)
    )
    with transaction():
        piloting.design(pilots.pilot_at_hand(number), plan, by=db.session.get_one(Person, sponsor))
    with transaction():
        piloting.run(pilots.pilot_at_hand(number), by=db.session.get_one(Person, sponsor))
    if results:
        with transaction():
            piloting.enter_result(pilots.pilot_at_hand(number), day, "9 minutes", "", by=db.session.get_one(Person, sponsor))
    return number
