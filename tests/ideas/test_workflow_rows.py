"""Every row of the way of an idea, taken by the command that people and the house really give, from each state that it starts in."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.ideas import workflow
from lms.ideas.jobs.terms import unpark_ideas
from lms.ideas.models.pitches import IdeaMerger, IdeaMove, IdeaState
from lms.ideas.models.sponsoring import PilotDecision
from lms.ideas.queries import evaluating as evaluations
from lms.ideas.queries import piloting as pilots
from lms.ideas.queries import sponsoring as charters
from lms.ideas.service import handing_over, merging, piloting, pitching, screening, sponsoring, stopping
from lms.ideas.service.moving import move
from lms.ideas.service.refusals import NoSuchStep
from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from tests.factories.ideas import WAY, at_hand, make_idea, office, person
from tests.factories.people import make_person
from tests.factories.sponsoring import GOOD, POOR, a_sponsor, drafted, evaluators, give, piloted, sign, sponsored

ROWS = [(step.deed, before) for step in workflow.STEPS for before in step.before]
WHY = "Since it is so."


class Scene:
    """An idea in a state, and those who act on it."""

    def __init__(self, state: str) -> None:
        self.author, self.desk, self.sponsor = make_person("Ina Inventor"), office(), a_sponsor()
        evaluators()
        if state in ("sponsored", "pilot_designed", "pilot_running"):
            self.charter = sponsored(author=self.author, sponsor=self.sponsor)
            self.number = charters.charter_at_hand(self.charter.id).idea.number
            if state == "pilot_designed":
                self.design()
            elif state == "pilot_running":
                piloted(self.charter)
        else:
            self.number = make_idea("submitted" if state == "merged" else state, [self.author], by=self.desk).number
        if state == "merged":
            self.merge()

    @property
    def found(self):
        return at_hand(self.number)

    @property
    def sponsoring(self):
        return charters.idea_at_hand(self.number)

    @property
    def trials(self):
        return pilots.pilot_at_hand(self.number)

    def do(self, work, *args, by):
        """Give a command as somebody, as a view does."""
        with transaction():
            work(*args, by=person(by))

    def design(self):
        plan = piloting.Plan("It helps.", "Minutes.", today(), today() + timedelta(days=30))
        self.do(piloting.design, self.trials, plan, by=self.author)

    def merge(self):
        self.do(merging.merge, self.found, make_idea().number, WHY, by=self.desk)

    def unmerge(self):
        row = db.session.scalars(select(IdeaMerger).where(IdeaMerger.merged_id == self.found.idea.id)).one()
        self.do(merging.undo, row, WHY, by=self.desk)

    def judge(self, score):
        round_ = evaluations.newest_round(self.found.idea.id)
        for one in round_.taking_part:
            give(round_.round.id, one.person, score)

    def find_sponsor(self):
        sign(drafted(self.found.idea, self.sponsor).id, self.sponsor, self.author)

    def lose_sponsor(self):
        self.do(sponsoring.withdraw, charters.charter_at_hand(self.charter.id), WHY, by=self.sponsor)

    def decide(self, what):
        self.do(piloting.decide, self.trials, PilotDecision(what), WHY, by=self.sponsor)

    def hand_over(self):
        with transaction():
            handing_over.hand_to_project(self.sponsoring, learning=WHY, by=person(self.sponsor))

    def stop(self):
        if self.found.idea.state is IdeaState.PILOT_RUNNING:
            self.decide("stop")
        else:
            self.do(stopping.stop, self.sponsoring, WHY, by=self.desk)


COMMANDS = {
    "submit": lambda it: it.do(pitching.submit, it.found, by=it.author),
    "withdraw": lambda it: it.do(pitching.withdraw, it.found, by=it.author),
    "return": lambda it: it.do(screening.decide, it.found, "return", WHY, by=it.desk),
    "admit": lambda it: it.do(screening.decide, it.found, "admit", by=it.desk),
    "decline": lambda it: it.do(screening.decide, it.found, "decline", WHY, by=it.desk),
    "park": lambda it: it.do(screening.park, it.found, None, WHY, by=it.desk),
    "unpark": lambda it: it.do(screening.decide, it.found, "unpark", by=it.desk),
    "merge": Scene.merge,
    "unmerge": Scene.unmerge,
    "pass": lambda it: it.judge(GOOD),
    "fail": lambda it: it.judge(POOR),
    "sponsor": Scene.find_sponsor,
    "lose-sponsor": Scene.lose_sponsor,
    "design": Scene.design,
    "adapt": lambda it: it.decide("adapt"),
    "run": lambda it: it.do(piloting.run, it.trials, by=it.sponsor),
    "hand-over": Scene.hand_over,
    "adopt": lambda it: it.decide("adopt"),
    "stop": Scene.stop,
}


def last_move(number):
    moves = select(IdeaMove).where(IdeaMove.idea_id == at_hand(number).idea.id).order_by(IdeaMove.at.desc())
    return db.session.scalars(moves).first()


@pytest.mark.parametrize(("deed", "before"), ROWS)
def test_each_row_leads_where_it_says_and_leaves_a_move(session, deed, before):
    it, step = Scene(before), workflow.BY_DEED[deed]
    assert at_hand(it.number).idea.state == before
    COMMANDS[deed](it)
    after = "submitted" if step.after == workflow.BACK else step.after
    row = last_move(it.number)
    assert (row.deed, row.before, row.after, at_hand(it.number).idea.state) == (deed, before, after, after)
    assert bool(row.reason) or not step.reason
    assert (row.by_id is None) == (step.who in (("house",), ("evaluators",)))


@pytest.mark.parametrize("state", [*WAY, "merged"])
def test_what_is_not_in_the_table_is_refused_and_leaves_no_move(session, state):
    it = Scene(state)
    before = last_move(it.number)
    for step in workflow.STEPS:
        if state not in step.before:
            with pytest.raises(NoSuchStep), transaction():
                move(at_hand(it.number).idea, step.deed, WHY, by=person(it.desk))
    assert (at_hand(it.number).idea.state, last_move(it.number)) == (state, before)


def test_the_house_takes_up_a_parked_idea_on_its_day(session):
    it = Scene("submitted")
    it.do(screening.park, it.found, today() + timedelta(days=3), WHY, by=it.desk)
    with at(now() + timedelta(days=4)):
        assert unpark_ideas() == 1
    assert (last_move(it.number).deed, last_move(it.number).by_id) == ("unpark", None)
