"""Ideas of the demo city that were judged, sponsored and tried: one or more in each state, and a year of figures behind them."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from decimal import Decimal
from itertools import cycle
from uuid import UUID

from sqlalchemy import select

from lms.demo.citizens import DOMAIN, KNOWN
from lms.demo.founding import person
from lms.demo.sponsoring_stories import OF_THE_YEAR, STORIES, Story
from lms.ideas.models.sponsoring import Fund, MicroGrant, PilotDecision
from lms.ideas.queries import evaluating as evaluations
from lms.ideas.queries import funds as fund_queries
from lms.ideas.queries import piloting as pilots
from lms.ideas.queries import sponsoring as charters
from lms.ideas.queries.ideas import idea_at_hand
from lms.ideas.service import evaluating, funds, handing_over, piloting, pitching, sponsoring, sponsoring_ends
from lms.ideas.service.moving import move
from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.kit.i18n import local_day
from lms.people.models import Department, Grant, Person, Post, Role

OFFICE, SPONSOR, CONTROLLER = (f"{name}@{DOMAIN}" for name in ("nora.lindgren", "sofia.marchetti", "henrik.olsen"))
ALSO_EVALUATORS = tuple(f"{name}@{DOMAIN}" for name in ("tomas.novak", "ingrid.larsen"))
EVA = f"eva.horvat@{DOMAIN}"
_LATELY = {"in_evaluation": 9, "discussing": 9, "seeking_sponsor": 27}
"""State -> how many days ago such an idea was pitched, so that it is within its term."""
SAID = ("Well told, and somebody measured it.", "I would try it at one place first.", "Ask the colleagues at the counter before you begin.")


def entrust(evaluators: int = 7, sponsors: int = 3) -> None:
    """Make more evaluators and sponsors than the known ones, before anybody pitches."""
    known = {citizen.email for citizen in KNOWN}
    unknown = Person.email.not_in(known)
    with transaction():
        leads = db.session.scalars(
            select(Person).join(Person.post).where(Post.code.in_(("LEAD", "PROJECT", "CASE")), unknown).order_by(Person.staff_number)
        )
        _grant((person(email) for email in ALSO_EVALUATORS), Role.EVALUATOR)
        _grant(leads.all()[: evaluators * 3 : 3], Role.EVALUATOR)
        heads = db.session.scalars(select(Person).join(Person.post).where(Post.code == "HEAD", unknown).order_by(Person.staff_number))
        _grant(heads.all()[:sponsors], Role.SPONSOR)


def _grant(people: Iterable[Person], role: Role) -> None:
    for one in people:
        db.session.add(Grant(person_id=one.id, role=role))


def carry() -> dict[str, int]:
    """Carry ideas on, each as far as its story goes; return how many there are."""
    with at(now() - timedelta(days=200)), transaction():
        fund = funds.open_fund(
            "Small trials", local_day(now() + timedelta(days=200)).year, Decimal(40_000), None,
            most_before_pilot=Decimal(1500), most_in_pilot=Decimal(6000), by=person(CONTROLLER),
        )  # fmt: skip
        fund_id = fund.id
    others = cycle([email for email in _emails(Role.SPONSOR) if email != SPONSOR] or [SPONSOR])
    for place, story in enumerate(STORIES):
        sponsor = SPONSOR if story.to in ("sponsored", "pilot_running") else next(others)
        _Telling(story, fund_id, sponsor, days=_LATELY.get(story.to, 150 - 5 * place)).tell()
    _year()
    return {"ideas on their way": len(STORIES) + len(OF_THE_YEAR)}


def _emails(role: Role) -> list[str]:
    held = select(Grant.person_id).where(Grant.role == role)
    return list(db.session.scalars(select(Person.email).where(Person.id.in_(held)).order_by(Person.staff_number)))


def _author(department: str, place: int = 0) -> str:
    """Somebody of the department who judges and sponsors nothing."""
    trusted = select(Grant.person_id)
    statement = select(Person.email).outerjoin(Department, Department.id == Person.department_id).where(Person.id.not_in(trusted))
    found = db.session.scalars(statement.order_by(Department.code != department, Person.staff_number)).all()
    return found[place % len(found)]


class _Telling:
    """Tells one story, step by step, on days that lie behind us."""

    def __init__(self, story: Story, fund_id: object, sponsor: str, *, days: int) -> None:
        self.story, self.fund_id, self.sponsor = story, fund_id, sponsor
        self.author = _author(story.department)
        self.start = now() - timedelta(days=days)
        self.number = 0

    def tell(self) -> None:
        """All steps up to where the story ends."""
        with at(self.start):
            self.number = _pitch(self.author, self.story)
        self._judge()
        if self.story.to in ("in_evaluation", "discussing", "seeking_sponsor"):
            return
        self._sign()
        if self.story.to == "orphaned":
            self._orphan()
            return
        self._pay()
        if self.story.to != "sponsored":
            self._try()

    def _on(self, days: int) -> AbstractContextManager[None]:
        return at(self.start + timedelta(days=days))

    def _judge(self) -> None:
        with self._on(2), transaction():
            move(idea_at_hand(self.number).idea, "admit", by=person(OFFICE))
        if self.story.to == "in_evaluation":
            with self._on(3), transaction():
                _ask_eva(self.number)
        with self._on(6):
            _score(self.number, self.story.scores, but_eva=self.story.to == "in_evaluation")
        if evaluations.round_at_hand(self.number).in_discussion and self.story.to != "discussing":
            with self._on(8):
                _talk(self.number)

    def _sign(self) -> None:
        this_day = today()
        first = local_day(self.start) + timedelta(days=45)
        days = tuple(
            day for day in (first, first + timedelta(days=60), this_day + timedelta(days=40)) if day > local_day(self.start) + timedelta(days=12)
        )
        terms = sponsoring.Terms(
            f"“{self.story.title}” is tried at one place, and we know whether it helps.",
            Decimal(4000),
            Decimal("4.0"),
            "Time for the author beside the counter\nAccess to the data that is needed",
            days,
        )
        with self._on(12), transaction():
            charter_id = sponsoring.draft(charters.idea_at_hand(self.number), terms, by=person(self.sponsor)).id
        for days_later, email in ((12, self.sponsor), (14, self.author)):
            with self._on(days_later), transaction():
                at_hand = charters.charter_at_hand(charter_id)
                sponsoring.sign(at_hand, at_hand.sponsorship.content_hash, by=person(email))
        self.charter_id = charter_id
        until = this_day if self.story.to in ("sponsored", "pilot_running") else local_day(self.start) + timedelta(days=60)
        over = [one for one in charters.charter_at_hand(charter_id).sponsorship.reviews if one.due_on < until]
        for place, review in enumerate(over if self.story.to != "orphaned" else ()):
            missed = place == 0 and "missed" in self.story.turns
            with self._on((review.due_on - local_day(self.start)).days + 11 * missed), transaction():
                self._review(review.id, missed=missed)

    def _review(self, review_id: UUID, *, missed: bool) -> None:
        if missed:
            sponsoring_ends.keep_review(self.charter_id, review_id, frozenset())
            return
        words = "Both of us were there. The next step is agreed, and one obstacle is gone."
        sponsoring.hold_review(charters.review_at_hand(self.charter_id, review_id), words, by=person(self.sponsor))

    def _orphan(self) -> None:
        with at(now() - timedelta(days=4)), transaction():
            sponsoring_ends.orphan(charters.charter_at_hand(self.charter_id), "The sponsor missed two reviews.")

    def _pay(self) -> None:
        with self._on(16), transaction():
            fund, day = db.session.get_one(Fund, self.fund_id), today()
            at_hand = charters.charter_at_hand(self.charter_id)
            asked = funds.ask(
                at_hand, fund, Decimal(1200), "Material for the trial", day.replace(year=fund.year, month=12, day=31), by=person(self.sponsor)
            )
            grant_id = asked.id
        with self._on(18), transaction():
            funds.book(fund_queries.grant_at_hand(grant_id), by=person(CONTROLLER))
        with self._on(40), transaction():
            assert db.session.get(MicroGrant, grant_id) is not None  # noqa: S101  (the demo checks itself)
            funds.note_use(fund_queries.grant_at_hand(grant_id), Decimal(450), by=person(CONTROLLER))

    def _try(self) -> None:
        adapted, amended = "adapted" in self.story.turns, "amended" in self.story.turns
        poor, good = (9, 8, 7), (11, 13, 16) if amended else (14, 19, 24)
        self._trial(22, poor if adapted or self.story.to == "stopped" else good, amended=amended)
        if adapted:
            with self._on(50), transaction():
                learning = "The lesson was on Tuesdays only, so half of the cards opened nothing. Offer it on each of the three afternoons."
                piloting.decide(pilots.pilot_at_hand(self.number), PilotDecision.ADAPT, learning, by=person(self.sponsor))
            self._trial(52, good)
        if self.story.to == "pilot_running":
            return
        with self._on(80 if adapted else 66), transaction():
            self._decide()

    def _trial(self, day: int, yes: tuple[int, int, int], *, amended: bool = False) -> None:
        """Design it, let it run three days later, and ask three times."""
        first = local_day(self.start) + timedelta(days=day + 3)
        last = today() + timedelta(days=12) if self.story.to == "pilot_running" else first + timedelta(days=40)
        plan = piloting.Plan(
            f"If we try “{self.story.title.lower()}” at one place, those who suffer from the problem notice it within six weeks.",
            "Asked of 30 people each fortnight: does it help? The hypothesis holds from 20 who say yes.",
            first,
            last,
        )
        with self._on(day), transaction():
            piloting.design(pilots.pilot_at_hand(self.number), plan, by=person(self.author))
        with self._on(day + 3), transaction():
            piloting.run(pilots.pilot_at_hand(self.number), by=person(self.sponsor))
        if amended:
            with self._on(day + 6), transaction():
                after = "Asked of 20 people each fortnight: does it help? The hypothesis holds from 14 who say yes."
                why = "Fewer come in the quiet hour than we thought; the share that has to say yes stays the same."
                piloting.amend(pilots.pilot_at_hand(self.number), "measure", after, why, by=person(self.sponsor))
        for place, count in enumerate(yes):
            with self._on(day + 8 + 7 * place), transaction():
                found, on = pilots.pilot_at_hand(self.number), today()
                piloting.enter_result(found, on, f"{count} of {20 if amended else 30}", "asked at the counter", by=person(self.author))

    def _decide(self) -> None:
        at_hand, by = pilots.pilot_at_hand(self.number), person(self.sponsor)
        if self.story.to == "handed_over":
            learning = "Sails help at once, trees in five years: begin with both. Parents water the trees where they were asked."
            department_id = db.session.scalars(select(Department.id).where(Department.code == self.story.department)).one()
            handing_over.hand_to_initiative(at_hand.found, department_id=department_id, learning=learning, by=by)
        elif self.story.to == "project":
            learning = "In one district 212 doors had two addresses. It takes a project: eleven systems have to read one list."
            handing_over.hand_to_project(at_hand.found, learning=learning, by=by)
        elif self.story.to == "stopped":
            learning = "Drivers have no hand free, and say so late in the day. Cameras of the sweepers find the holes already: use what is there."
            piloting.decide(at_hand, PilotDecision.STOP, learning, by=by)
        else:
            piloting.decide(at_hand, PilotDecision.ADOPT, "Those who took the safety lesson break nothing. Keep the lesson.", by=by)


def _ask_eva(number: int) -> None:
    """The office asks the evaluator whose account is known, in the place of the last one."""
    found = evaluations.round_at_hand(number)
    if all(one.person.email != EVA for one in found.taking_part):
        evaluating.release(evaluations.evaluation_in_round(number, found.taking_part[-1].id), by=person(OFFICE))
        evaluating.appoint(evaluations.round_at_hand(number), person(EVA), by=person(OFFICE))


def _score(number: int, given: Sequence[int], *, but_eva: bool = False) -> None:
    asked = [one.id for one in evaluations.round_at_hand(number).taking_part if not (but_eva and one.person.email == EVA)]
    db.session.rollback()
    for evaluation_id, points, words in zip(asked, given, SAID, strict=False):
        with transaction():
            at_hand = evaluations.evaluation_at_hand(evaluation_id)
            keys = [one.key for one in at_hand.found.criteria]
            scores = {key: max(0, points - (place == len(keys) - 1)) for place, key in enumerate(keys)}
            evaluating.score(at_hand, scores, words, by=at_hand.evaluation.person)


def _talk(number: int) -> None:
    """Who was far off thinks it over, and somebody writes down what all agree on."""
    low = min(evaluations.round_at_hand(number).taking_part, key=lambda one: sum(one.scores.values())).id
    db.session.rollback()
    with transaction():
        at_hand = evaluations.evaluation_at_hand(low)
        again = {one.key: 3 for one in at_hand.found.criteria}
        evaluating.score(at_hand, again, "The sensors last ten years: I had taken them for batteries.", by=at_hand.evaluation.person)
    with transaction():
        found = evaluations.round_at_hand(number)
        words = "What it costs to keep was the question. The sensors last ten years, so it is worth a trial with twenty bays first."
        evaluating.conclude(found, words, by=found.taking_part[0].person)


def _pitch(email: str, story: Story) -> int:
    with transaction():
        number = pitching.begin(by=person(email)).number
    with transaction():
        found = idea_at_hand(number)
        facts = (story.title, story.problem, story.sufferers, story.frequency, story.solution, Decimal(1000), Decimal(6000))
        pitching.save(found, pitching.Pitch(*facts), found.idea.revision, by=person(email))
    with transaction():
        pitching.submit(idea_at_hand(number), by=person(email))
    return number


_WAYS: dict[str, Sequence[str]] = {
    "submitted": (),
    "declined": ("decline",),
    "parked": ("park",),
    "seeking_sponsor": ("admit", "score"),
    "stopped": ("admit", "score", "stop"),
    "adopted": ("admit", "score", "sponsor", "design", "run", "adopt"),
}


def _year() -> None:
    """Shorter stories, which ended in the course of the year: what the figures of the culture are made of."""
    for place, (title, end, words) in enumerate(OF_THE_YEAR):
        story = Story(
            title, f"{title}: colleagues told us that this costs them time.", "Colleagues and residents", "Each week", "Try it at one place.", "", end
        )
        department = ("PLA", "CIT")[place % 2]
        start = now() - timedelta(days={"submitted": 3, "seeking_sponsor": 22}.get(end, 340 - 12 * place))
        with at(start):
            number = _pitch(_author(department, place // 2), story)
        for step, deed in enumerate(_WAYS[end]):
            with at(start + timedelta(days=3 + place % 6 + 12 * step)):
                _take(number, deed, words)


def _take(number: int, deed: str, words: str) -> None:
    if deed == "score":
        _score(number, (4, 4, 3))
        return
    with transaction():
        idea = idea_at_hand(number).idea
        if deed in ("stop", "adopt"):
            idea.learning = words
        move(idea, deed, words if deed in ("decline", "park", "stop", "adopt") else "", by=person(OFFICE))
