"""A run works on a snapshot in a child process, says what changed since, names what it cannot cover, and answers why."""

import subprocess
import sys

import pytest
from sqlalchemy import select

from lms.champions.models import Champion
from lms.competency.models import Competence
from lms.kit.clock import today
from lms.kit.db import db, transaction
from lms.kit.errors import DomainError
from lms.notices.models import Notice
from lms.people.models import Person
from lms.placements import jobs
from lms.placements.matching.candidates import candidates
from lms.placements.models import Leaning, MatchAnswer, MatchRun, Opening, Placement, RunState
from lms.placements.queries import runs
from lms.placements.queries.closing import nearest, ways
from lms.placements.queries.snapshot import problem_of
from lms.placements.service import leaning, matching
from lms.placements.service.refusals import NotReady
from tests.factories.certificates import certified_course
from tests.factories.people import make_person
from tests.factories.placements import make_opening, office, placeable, placed
from tests.factories.standings import make_competences, stand


@pytest.fixture
def city(session):
    data, law, art = make_competences(3)
    people = [placeable(levels={data: 5}), placeable(levels={data: 4, law: 5}), placeable(levels={law: 3})]
    roles = [make_opening({data: 5}, title="Data"), make_opening({law: 5, art: 4}, team=2, title="Law and art")]
    return (data, law, art), people, roles


def ask(by=None, parallel=2):
    by = by or office()
    with transaction():
        made = matching.ask_run(parallel, by=db.session.get_one(Person, by.id))
        key = made.id
    jobs.run_matching()
    return runs.run_at_hand(key)


def test_a_run_covers_what_it_can_and_names_the_rest(city):
    (_data, _law, art), people, roles = city
    by = office()
    run = ask(by)
    assert (run.state, run.progress) == (RunState.DONE, 6)
    assert runs.plan_of(run)[:0] == ()
    assert set(runs.plan_of(run)) == {(str(people[0].id), str(roles[0].id)), (str(people[1].id), str(roles[1].id))}
    shown = runs.shown(run)
    assert [(one.found.opening.title, one.competence.id, one.level) for one in shown.uncovered] == [("Law and art", art.id, 4)]
    assert len(shown.uncovered[0].months) >= 5
    assert all(stage["gap"] == 0 for stage in shown.stages)
    assert [one.kind for one in db.session.scalars(select(Notice).where(Notice.person_id == by.id))] == ["match-run-done"]


def test_one_run_at_a_time(city):
    by = office()
    with transaction():
        matching.ask_run(2, by=db.session.get_one(Person, by.id))
    with pytest.raises(NotReady), transaction():
        matching.ask_run(2, by=db.session.get_one(Person, by.id))


def test_a_run_that_was_killed_begins_again(city):
    by = office()
    with transaction():
        key = matching.ask_run(2, by=db.session.get_one(Person, by.id)).id
        db.session.get_one(MatchRun, key).state = RunState.RUNNING
    jobs.run_matching()
    assert db.session.get_one(MatchRun, key).state is RunState.DONE


def test_a_run_whose_solver_dies_says_so_and_the_next_one_goes(city, monkeypatch):
    from lms.kit.worker import WorkerDied

    def dies(*_arguments):
        raise WorkerDied("The work broke off.")

    dies.stop = lambda: None
    monkeypatch.setattr(jobs, "_stage", dies)
    run = ask()
    assert (run.state, run.why_failed) == (RunState.FAILED, "The work broke off.")
    monkeypatch.undo()
    assert ask().state is RunState.DONE


def test_it_works_on_its_snapshot_and_says_what_changed_since(city):
    (data, _law, _art), people, _roles = city
    run = ask()
    assert not runs.changed_since(run, today())
    make_opening({data: 2}, title="New since")
    stand(people[2].person_id, data, 7)
    with transaction():
        champion = db.session.get_one(Champion, people[0].id)
        leaning.lean(champion, db.session.scalars(select(Opening).where(Opening.title == "New since")).one(), Leaning.WISH,
                     by=db.session.get_one(Person, champion.person_id))  # fmt: skip
    changed = runs.changed_since(run, today())
    assert (changed.openings, changed.champions, changed.others) == (1, 1, 1)
    assert len(runs.snapshot(run).openings) == 2


@pytest.mark.parametrize("since", ["conflict", "not for me"])
def test_proposals_are_sent_once_and_what_does_not_hold_any_more_is_left_out(city, since):
    _competences, people, roles = city
    run, by = ask(), office()
    with transaction():
        champion, role = db.session.get_one(Champion, people[0].id), db.session.get_one(Opening, roles[0].id)
        person = db.session.get_one(Person, champion.person_id)
        if since == "conflict":
            leaning.declare_conflict(champion, role, "My own firm", by=person)
        else:
            leaning.lean(champion, role, Leaning.NOT_FOR_ME, by=person)
    with transaction():
        sent = matching.send_proposals(runs.run_at_hand(run.id), by=db.session.get_one(Person, by.id))
    assert (sent.asked, sent.fallen) == (1, 1)
    assert [str(one.champion_id) for one in db.session.scalars(select(Placement))] == [str(people[1].id)]
    with pytest.raises(NotReady), transaction():
        matching.send_proposals(runs.run_at_hand(run.id), by=db.session.get_one(Person, by.id))


def test_a_later_run_takes_nobody_off_and_asks_nobody_who_declined(city):
    from tests.factories.placements import step

    _competences, people, roles = city
    row = placed(roles[0], people[0])
    asked = placed(roles[1], people[1], state="proposed")
    step(asked.id, "decline", db.session.get_one(Person, people[1].person_id))
    run = ask()
    assert runs.plan_of(run) == ()
    assert db.session.get_one(Placement, row.id).state == "confirmed"
    assert {one.pair for one in runs.snapshot(run).held} == {(str(people[0].id), str(roles[0].id))}


def test_not_for_me_is_known_to_the_matching_and_to_nobody_else(city, client):
    _competences, people, roles = city
    with transaction():
        champion = db.session.get_one(Champion, people[0].id)
        leaning.lean(champion, db.session.get_one(Opening, roles[0].id), Leaning.NOT_FOR_ME, by=db.session.get_one(Person, champion.person_id))
    assert (str(people[0].id), str(roles[0].id)) not in candidates(problem_of(today(), parallel=2))
    run, by = ask(), office()
    client.sign_in(by)
    for path in (f"/openings/{roles[0].id}", f"/openings/{roles[0].id}/conflicts", f"/openings/{roles[0].id}/propose", f"/matching/{run.id}"):
        page = client.get(path)
        assert page.status_code == 200
        assert "Not for you" not in page.text
    path = f"/matching/{run.id}/why/{people[0].id}/{roles[0].id}"
    client.send(path)
    jobs.answer_questions()
    shown = client.get(path).text
    assert "not available for this opening" in shown
    assert "not for you" not in shown
    client.sign_in(db.session.get_one(Person, people[0].person_id))
    assert "You said that it is not for you" in client.get(path).text


def test_why_is_found_once_by_a_job_and_kept(city, client):
    _competences, people, roles = city
    run, by = ask(), office()
    client.sign_in(by)
    path = f"/matching/{run.id}/why/{people[1].id}/{roles[0].id}"
    assert "Find out" in client.get(path).text
    assert client.send(path).status_code == 303
    assert client.post(path, data={}).status_code == 400
    assert jobs.answer_questions() == 1
    assert jobs.answer_questions() == 0
    row = db.session.scalars(select(MatchAnswer)).one()
    assert (row.answer["placed"], row.answer["against"]) == (False, "competence")
    assert "What would change it" in client.get(path).text


def test_the_nearest_officers_and_the_ways_to_the_level_are_named(city):
    (data, law, _art), people, _roles = city
    near = make_person("Nadia Near")
    stand(near, law, 6)
    stand(make_person("Far Away"), law, 3)
    found = nearest({(law.id, 7), (data.id, 8)})
    assert next((one.person.name, one.short) for one in found[law.id, 7]) == ("Nadia Near", 1)
    assert all(one.short <= 2 for some in found.values() for one in some)
    assert {one.champion_id for one in found[law.id, 7]} == {None, people[1].id}
    assert ways({(law.id, 7)}, today()) == {(law.id, 7): []}


def test_a_course_that_leads_to_the_level_is_one_click_away_and_reckoned_with_what_comes_before_it(session):
    certified_course("ground", codes=(), effort_minutes=180)
    certified_course("basis", codes=(), effort_minutes=120, prerequisites=["ground", "law", "not-here"])
    certified_course("law", codes=("1.3",), level=6, effort_minutes=300, prerequisites=["basis"])
    (law,) = session.scalars(select(Competence.id).where(Competence.code == "1.3"))
    (way,) = ways({(law, 5)}, today())[law, 5]
    assert way.path == "/courses/law"
    assert (way.ready_on - today()).days == 35, "ten hours with both that come before, at two a week"


def test_a_snapshot_costs_the_same_for_two_champions_and_for_twenty(session, statements):
    data, law = make_competences(2)

    def cost():
        db.session.expire_all()
        with statements() as seen:
            problem_of(today(), parallel=2)
        return len(seen)

    placeable(levels={data: 5})
    make_opening({data: 5})
    few = cost()
    for _number in range(5):
        placeable(levels={data: 5, law: 3})
        make_opening({law: 3})
    assert cost() == few


def test_an_unknown_pair_cannot_be_asked_about(city):
    run = ask()
    late = placeable()
    with pytest.raises(DomainError), transaction():
        matching.ask_why(run, late.id, city[2][0].id)


def test_the_solver_never_comes_into_the_web_process():
    code = (
        "import sys; from pathlib import Path; from lms.app import create_app; from tests.conftest import settings_for; "
        "create_app(settings_for('sqlite://', Path('var/test'))); print([one for one in ('highspy', 'numpy') if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
