"""Pilots: frozen when they run, amended in the open, decided with the learning; and what an idea becomes."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.ideas.events import IdeaHandedOver
from lms.ideas.jobs.sponsoring import remind_of_pilots
from lms.ideas.models.pitches import IdeaState
from lms.ideas.models.sponsoring import PilotDecision, SponsorshipState
from lms.ideas.queries import piloting as queries
from lms.ideas.queries.crediting import credits_of
from lms.ideas.queries.ideas import idea_at_hand
from lms.ideas.queries.sponsoring import charter_at_hand
from lms.ideas.queries.timeline import timeline
from lms.ideas.service import handing_over, piloting, sponsoring, stopping
from lms.ideas.service.piloting import Plan
from lms.ideas.service.sponsoring_refusals import DatesWrong, NotThere, WordsMissing
from lms.ideas.views.blueprint import way_of
from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.kit.events import waiting_in
from lms.notices.models import Notice
from lms.people.models import Person
from lms.strategy.models.initiatives import Initiative
from tests.factories.people import make_department, make_person
from tests.factories.sponsoring import a_sponsor, drafted, piloted, sign, sponsored

pytestmark = pytest.mark.usefixtures("session")


def plan(hypothesis="It helps.", measure="Minutes.", starts=0, ends=30):
    day = today()
    return Plan(hypothesis, measure, day + timedelta(days=starts), day + timedelta(days=ends))


def sponsor_of(charter):
    return charter_at_hand(charter.id).sponsorship.sponsor


def number_of(charter):
    return charter_at_hand(charter.id).idea.number


def test_a_pilot_needs_hypothesis_and_measure_before_it_runs():
    charter = sponsored()
    number = number_of(charter)
    for wrong, refusal in ((plan(" "), WordsMissing), (plan(measure=""), WordsMissing), (plan(ends=0), DatesWrong)):
        with pytest.raises(refusal), transaction():
            piloting.design(queries.pilot_at_hand(number), wrong, by=sponsor_of(charter))
    with pytest.raises(NotThere), transaction():
        piloting.run(queries.pilot_at_hand(number), by=sponsor_of(charter))


def test_what_runs_is_frozen_and_changes_are_amendments_that_are_shown():
    charter = sponsored()
    number = piloted(charter)
    with pytest.raises(NotThere), transaction():
        piloting.design(queries.pilot_at_hand(number), plan("Something easier."), by=sponsor_of(charter))
    with pytest.raises(WordsMissing), transaction():
        piloting.amend(queries.pilot_at_hand(number), "measure", "Hours.", "", by=sponsor_of(charter))
    with pytest.raises(NotThere), transaction():
        piloting.amend(queries.pilot_at_hand(number), "decision", "adopt", "I like it", by=sponsor_of(charter))
    with pytest.raises(DatesWrong), transaction():
        piloting.amend(queries.pilot_at_hand(number), "ends_on", "soon", "Holidays", by=sponsor_of(charter))
    with transaction():
        piloting.amend(queries.pilot_at_hand(number), "measure", "Minutes at two counters.", "One more takes part.", by=sponsor_of(charter))
    pilot = queries.pilot_at_hand(number).pilot
    assert pilot.measure == "Minutes at two counters."
    assert [(one.before, one.why) for one in pilot.amendments] == [("Minutes at the counter; 10 or less.", "One more takes part.")]


def test_a_trial_that_ran_under_a_lost_sponsor_stays_as_it_was(client):
    charter = sponsored()
    number, author = piloted(charter), next(iter(charter_at_hand(charter.id).author_ids))
    with transaction():
        sponsoring.withdraw(charter_at_hand(charter.id), "No time.", by=sponsor_of(charter))
    second = a_sponsor("Sam Second")
    other = drafted(charter_at_hand(charter.id).idea, second)
    sign(other.id, second, db.session.get_one(Person, author))
    with transaction():
        piloting.design(queries.pilot_at_hand(number), plan("It helps others."), by=sponsor_of(other))
    newest, first = queries.pilot_at_hand(number).pilots
    assert (newest.hypothesis, newest.frozen_at, newest.number) == ("It helps others.", None, 2)
    assert (first.hypothesis, first.results == []) == ("Asking once halves the waiting time.", False)
    assert "broken off" in client.sign_in(second).get(f"/ideas/{number}/pilot").text


def test_results_are_entered_while_it_runs_and_only_for_days_that_were():
    number = piloted(sponsored(), results=False)
    author = make_person("Anna Author")
    this_day = today()
    for day in (this_day + timedelta(days=2), this_day - timedelta(days=40)):
        with pytest.raises(DatesWrong), transaction():
            piloting.enter_result(queries.pilot_at_hand(number), day, "9", "", by=author)
    with transaction():
        piloting.enter_result(queries.pilot_at_hand(number), this_day, "9 minutes", "", by=db.session.get_one(Person, author.id))
    assert queries.pilot_at_hand(number).pilot.results == [{"on": this_day.isoformat(), "value": "9 minutes", "note": ""}]


@pytest.mark.parametrize(
    ("decision", "state"),
    [(PilotDecision.ADOPT, IdeaState.ADOPTED), (PilotDecision.STOP, IdeaState.STOPPED), (PilotDecision.ADAPT, IdeaState.PILOT_DESIGNED)],
)
def test_each_decision_keeps_the_learning(decision, state):
    charter = sponsored()
    number = piloted(charter)
    with pytest.raises(WordsMissing), transaction():
        piloting.decide(queries.pilot_at_hand(number), decision, " ", by=sponsor_of(charter))
    with transaction():
        piloting.decide(queries.pilot_at_hand(number), decision, "Citizens like it in the morning.", by=sponsor_of(charter))
    at_hand = queries.pilot_at_hand(number)
    assert (at_hand.idea.state, at_hand.pilot.decision) == (state, decision)
    assert at_hand.idea.learning == at_hand.pilot.learning == "Citizens like it in the morning."


def test_an_adapted_pilot_is_designed_and_tried_once_more_beside_the_first():
    charter = sponsored()
    number = piloted(charter)
    with transaction():
        piloting.decide(queries.pilot_at_hand(number), PilotDecision.ADAPT, "Mornings only.", by=sponsor_of(charter))
    with pytest.raises(NotThere), transaction():
        piloting.run(queries.pilot_at_hand(number), by=sponsor_of(charter))
    with transaction():
        piloting.design(queries.pilot_at_hand(number), plan("Mornings help."), by=sponsor_of(charter))
    assert [one.number for one in queries.pilot_at_hand(number).pilots] == [2, 1]


def test_nothing_is_adopted_that_was_not_measured_but_it_may_be_stopped():
    charter = sponsored()
    number = piloted(charter, results=False)
    with pytest.raises(NotThere), transaction():
        piloting.decide(queries.pilot_at_hand(number), PilotDecision.ADOPT, "It felt good.", by=sponsor_of(charter))
    with transaction():
        piloting.decide(queries.pilot_at_hand(number), PilotDecision.STOP, "Nobody could measure it.", by=sponsor_of(charter))
    assert queries.pilot_at_hand(number).idea.state is IdeaState.STOPPED


def test_a_stopped_idea_shows_only_the_stages_where_it_has_been():
    been = {IdeaState.SUBMITTED, IdeaState.IN_EVALUATION, IdeaState.SEEKING_SPONSOR, IdeaState.STOPPED}
    assert way_of(IdeaState.STOPPED, been) == (["Submitted", "Evaluated", "Seeks a sponsor", "Decided"], 3)
    assert way_of(IdeaState.IN_EVALUATION, {IdeaState.SUBMITTED})[1] == 1
    assert len(way_of(IdeaState.IN_EVALUATION, {IdeaState.SUBMITTED})[0]) == 6
    assert way_of(IdeaState.DECLINED, been)[1] == -1


def story(number):
    return [one.title for one in timeline(idea_at_hand(number), knows=True)]


def test_an_idea_becomes_an_initiative_that_names_its_authors_for_ever():
    office = make_department("Innovation lab")
    charter = sponsored(title="Ask once, everywhere")
    number = piloted(charter)
    with transaction():
        made = handing_over.hand_to_initiative(
            queries.pilot_at_hand(number).found, department_id=office.id, learning="It works at two counters.", by=sponsor_of(charter)
        )
        made_id = made.id
        assert any(isinstance(one, IdeaHandedOver) and one.initiative_id == made_id for one in waiting_in(db.session()))
    initiative = db.session.get_one(Initiative, made_id)
    at_hand = queries.pilot_at_hand(number)
    assert (initiative.slug, initiative.sponsor_id, initiative.department_id) == ("ask-once-everywhere", charter.sponsor_id, office.id)
    assert (at_hand.idea.state, at_hand.idea.initiative_id) == (IdeaState.HANDED_OVER, made_id)
    assert at_hand.pilot.decision is PilotDecision.ADOPT
    assert [(one.number, one.names) for one in credits_of(made_id)] == [(number, ["Ina Inventor"])]
    assert charter_at_hand(charter.id).sponsorship.state is SponsorshipState.ENDED
    told = story(number)
    assert "It was handed over to the strategy, as the initiative “Ask once, everywhere”" in told
    assert "The pilot worked: the idea is handed over" in told
    assert not [title for title in told if "adopted" in title]


def test_two_ideas_of_one_name_become_two_initiatives():
    office = make_department("Innovation lab")
    for _ in range(2):
        charter = sponsored(title="Ask once")
        with transaction():
            at_hand = queries.pilot_at_hand(number_of(charter)).found
            handing_over.hand_to_initiative(at_hand, department_id=office.id, learning="Good.", by=sponsor_of(charter))
    assert len(set(db.session.scalars(select(Initiative.slug)))) == 2


def test_an_idea_is_handed_to_the_projects_with_a_fact():
    charter = sponsored()
    number = number_of(charter)
    with transaction():
        handing_over.hand_to_project(queries.pilot_at_hand(number).found, learning="It needs sensors.", by=sponsor_of(charter))
        assert [one.becomes for one in waiting_in(db.session()) if isinstance(one, IdeaHandedOver)] == ["project"]
    assert queries.pilot_at_hand(number).idea.state is IdeaState.HANDED_OVER
    assert "It was handed over to the projects" in story(number)
    with pytest.raises(NotThere), transaction():
        handing_over.hand_to_project(queries.pilot_at_hand(number).found, learning="Again.", by=sponsor_of(charter))


def test_an_idea_is_stopped_before_a_pilot_with_its_learning():
    charter = sponsored()
    number = number_of(charter)
    with pytest.raises(WordsMissing), transaction():
        stopping.stop(queries.pilot_at_hand(number).found, "", by=sponsor_of(charter))
    with transaction():
        stopping.stop(queries.pilot_at_hand(number).found, "The law forbids it.", by=sponsor_of(charter))
    assert queries.pilot_at_hand(number).idea.learning == "The law forbids it."


def test_authors_and_sponsor_are_told_that_a_pilot_ends():
    charter = sponsored()
    piloted(charter)
    assert remind_of_pilots() == 0
    with at(now() + timedelta(days=15)):
        remind_of_pilots()
        remind_of_pilots()
    assert len(db.session.scalars(select(Notice).where(Notice.person_id == charter.sponsor_id, Notice.kind == "pilot-ends")).all()) == 1
