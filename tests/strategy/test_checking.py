"""Checks of realism: asked for, run by one worker, kept, run again; owners are told."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from lms.kit.clock import now
from lms.kit.db import db, transaction
from lms.notices.models import Notice
from lms.people.models import Person
from lms.strategy.jobs import checks as jobs
from lms.strategy.models.road_map import CheckState, PlanCheck
from lms.strategy.network.shapes import Supply
from lms.strategy.queries.checks import SILENCE, check_at_hand, latest_check, next_check
from lms.strategy.queries.findings import findings_of
from lms.strategy.service import checking
from lms.strategy.service.checking import Setting
from lms.strategy.service.plan_refusals import CheckWaits, NothingToCheck, WrongFigures
from tests.factories.people import make_department, make_person
from tests.factories.road_map import activity, an_initiative, checked, hours, nobody, office, promised


def _asked(**setting):
    by = office()
    with transaction():
        return checking.ask(Setting(**{"runs": 200, "seed": 7, **setting}), by=db.session.get_one(Person, by.id)).id


def _plan(owner=None, *, days=60):
    slug, team = an_initiative(owner), make_department("Data office")
    key = promised(slug, days=days)
    activity(slug, "Build it", (5, 10, 30), activity(slug, "Tender", (10, 20, 60), team_id=team.id, hours_per_month=40), milestone_id=key)
    hours(team, 100)
    return key


def test_the_progress_of_a_check_only_rises(session, monkeypatch):
    _plan(days=1)  # unlikely, so levers are tried, whose number nobody knows at the start
    said, say = [], checking.say
    monkeypatch.setattr(checking, "say", lambda check_id, turn, percent: said.append(percent) or say(check_id, turn, percent))
    checked()
    assert said == sorted(said)
    assert (said[0], said[-1]) == (20, 99)


def test_a_check_says_of_each_promise_how_likely_it_is_and_keeps_what_it_was_made_of(session):
    key = _plan()
    check = checked()
    assert (check.state, check.progress, check.runs, check.seed) == (CheckState.DONE, 100, 200, 7)
    assert check.plan["promises"][0]["id"] == str(key)
    (found,) = findings_of(check).promises
    assert found.probability is not None
    assert found.p50
    assert found.p80
    assert found.p50 <= found.p80
    assert {title for title, _share in found.critical} == {"Build it", "Tender"}


def test_the_plan_that_was_kept_holds_no_names_of_people(session):
    _plan(make_person("Olga Owner"))
    check = checked()
    assert "Olga" not in str(check.plan)
    assert "Olga" not in str(check.result)


def test_the_same_plan_seed_and_runs_give_the_same_figures_whatever_was_changed_meanwhile(session):
    _plan()
    check, by = checked(), office()
    activity(an_initiative(), "New work")
    with transaction():
        again = checking.ask_again(check_at_hand(check.id), check.plan, by=session.get_one(Person, by.id)).id
    jobs.run_checks(nobody)
    assert check_at_hand(again).result == check.result
    assert check_at_hand(again).fingerprint == check.fingerprint


def test_a_check_that_never_began_cannot_be_run_again(session):
    check_id = _asked()
    with pytest.raises(NothingToCheck), transaction():
        checking.ask_again(check_at_hand(check_id), {}, by=office())


def test_one_check_at_a_time_is_asked_for(session):
    _asked()
    with pytest.raises(CheckWaits):
        _asked()


@pytest.mark.parametrize("setting", [{"runs": 10}, {"runs": 10**9}, {"correlation": 1}, {"correlation": -0.1}])
def test_settings_that_cannot_be_are_refused(session, setting):
    with pytest.raises(WrongFigures):
        _asked(**setting)


def test_of_two_workers_one_takes_a_check(session):
    check_id = _asked()
    with transaction():
        first, second = checking.claim(check_id), checking.claim(check_id)
    assert (first, second) == (1, None)


def test_a_check_whose_worker_was_killed_is_taken_up_again_and_the_dead_one_writes_nothing(session):
    _plan()
    check_id = _asked()
    with transaction():
        dead = checking.claim(check_id)
    assert next_check() is None
    with transaction():
        session.execute(update(PlanCheck).values(claimed_at=now() - SILENCE - timedelta(seconds=1)))
    assert jobs.run_checks(nobody) == 1
    result = check_at_hand(check_id).result
    with transaction():
        assert not checking.finish(check_id, dead, {"promises": []})
        assert not checking.say(check_id, dead, 3)
    assert check_at_hand(check_id).result == result


def test_a_worker_that_was_overtaken_stops(session, monkeypatch):
    _plan()
    check_id = _asked()
    monkeypatch.setattr(checking, "say", lambda *_: False)
    assert jobs.run_checks(nobody) == 0
    assert check_at_hand(check_id).state is CheckState.RUNNING


def test_the_job_run_twice_does_its_work_once(session):
    _plan()
    _asked()
    assert (jobs.run_checks(nobody), jobs.run_checks(nobody)) == (1, 0)


def test_after_three_tries_that_broke_off_the_page_says_so(session, monkeypatch):
    _plan()
    check_id = _asked()
    with monkeypatch.context() as patched:
        patched.setattr(jobs, "_desk", _Broken())
        assert [jobs.run_checks(nobody) for _ in range(4)] == [0, 0, 0, 0]
    check = check_at_hand(check_id)
    assert (check.state, check.tries) == (CheckState.FAILED, 3)
    assert "broke off" in check.why_failed


class _Broken:
    def __call__(self, *_asked):
        raise MemoryError

    def stop(self):
        pass


def _notices(kind):
    return db.session.scalars(select(Notice).where(Notice.kind == kind)).all()


def test_an_owner_is_told_once_when_a_promise_becomes_unlikely(session):
    owner = make_person("Olga Owner")
    _plan(owner, days=5)
    first = checked()
    (told,) = _notices("promise-unlikely")
    assert told.person_id == owner.id
    assert told.facts["percent"] == 0
    assert str(first.id) in told.href
    checked()
    assert len(_notices("promise-unlikely")) == 1  # it has not become so again
    assert len(_notices("plan-check-done")) == 2


def test_nobody_is_told_of_a_promise_that_is_likely(session):
    _plan(make_person("Olga Owner"), days=800)
    checked()
    assert not _notices("promise-unlikely")


def test_a_plan_without_promises_can_be_checked(session):
    assert findings_of(checked()).promises == []


def test_supply_is_asked_when_a_check_is_taken_in_hand(session):
    _plan()
    _asked()
    jobs.run_checks(lambda: Supply(people={"c": {3: 2}}))
    found = latest_check()
    assert found
    assert check_at_hand(found.id).plan["supply"]["people"] == {"c": {"3": 2}}
