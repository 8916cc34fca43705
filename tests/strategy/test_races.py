"""Two at once: halves of a circle, two workers for one check, two who ask for one."""

import pytest

from lms.kit.db import db
from lms.people.models import Person
from lms.strategy.models.road_map import CheckState, PlanCheck
from lms.strategy.network.order import circle
from lms.strategy.queries.road_map import activity_at_hand
from lms.strategy.queries.snapshots import waits_of
from lms.strategy.service import checking, planning
from lms.strategy.service.checking import Setting
from lms.strategy.service.plan_refusals import CheckWaits, CircleRefused
from tests.conftest import make_app
from tests.factories.races import race
from tests.factories.road_map import activity, an_initiative, office


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    app = make_app(tmp_path_factory.mktemp("plans"))
    yield app
    with app.app_context():
        db.engine.dispose()


def _by(person_id):
    return db.session.get_one(Person, person_id)


def test_two_halves_of_a_circle_never_meet(house):
    for _round in range(5):
        with house.app_context():
            slug, by = an_initiative(), office().id
            a, b = activity(slug, "A"), activity(slug, "B")

        def wait(one, other, slug=slug, by=by):
            planning.add_dependency(activity_at_hand(slug, one), other, by=_by(by))

        answers = race(house, [lambda wait=wait, a=a, b=b: wait(a, b), lambda wait=wait, a=a, b=b: wait(b, a)])
        assert sorted(type(answer) for answer in answers if answer is not None) == [CircleRefused]
        with house.app_context():
            assert not circle(waits_of())


def test_of_many_who_ask_one_check_comes_and_of_many_workers_one_runs_it(house):
    with house.app_context():
        by = office().id
    answers = race(house, [lambda: checking.ask(Setting(runs=200), by=_by(by)).id for _ in range(6)])
    assert sum(isinstance(answer, CheckWaits) for answer in answers) == 5
    (check_id,) = [answer for answer in answers if not isinstance(answer, CheckWaits)]
    turns = race(house, [lambda: checking.claim(check_id) for _ in range(6)])
    assert sorted(turns, key=str) == [1, None, None, None, None, None]
    with house.app_context():
        assert db.session.get_one(PlanCheck, check_id).state is CheckState.RUNNING
