"""Many at once, each with a connection of its own: nothing is graduated, issued, opened or asked twice."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from lms.cohorts.jobs import ending as jobs
from lms.cohorts.models.care import CheckIn, Rating
from lms.cohorts.models.cohorts import Cohort
from lms.cohorts.models.ending import FollowUp, GraduationDecision, GraduationRun, Outcome
from lms.cohorts.queries import ending as queries
from lms.cohorts.queries.cohorts import cohort_at_hand
from lms.cohorts.service import graduating, rating, runs
from lms.competency.framework_files import DIGCOMP
from lms.competency.models import Evidence
from lms.competency.service import frameworks as competency
from lms.credentials.models import Certificate
from lms.kit.clock import at
from lms.kit.db import db, transaction
from lms.kit.errors import DomainError
from lms.notices.models import Letter
from lms.people.models import Person
from tests.cohorts.test_follow_up import ended
from tests.factories.looking import count
from tests.factories.races import race
from tests.factories.running_camps import place_of, ready_camp, running_camp, sessions

RACERS = 6


def camp_of(house, people):
    with house.app_context():
        with transaction():
            competency.load_framework(DIGCOMP, by=None)
        cohort, trainer, _people = ready_camp(people)
        found = cohort.slug, trainer.id, [place_of(cohort, one).id for one in _people]
        db.session.remove()
    return found


def test_trainers_who_graduate_everybody_at_once_begin_one_run(house):
    slug, trainer_id, _places = camp_of(house, 3)

    def begin():
        run = runs.begin(cohort_at_hand(slug), by=db.session.get_one(Person, trainer_id))
        runs.go_on(run.id)
        return run.id

    answers = race(house, [begin] * RACERS)
    assert sum(not isinstance(answer, DomainError) for answer in answers) == 1
    with house.app_context():
        assert [count(model) for model in (GraduationRun, GraduationDecision, Certificate, Evidence, Letter)] == [1, 3, 3, 3, 3]


def test_two_who_decide_on_one_place_at_once_leave_one_decision_and_one_certificate(house):
    slug, trainer_id, (place_id, *_) = camp_of(house, 1)

    def decide():
        at_hand = queries.candidate_at_hand(slug, place_id)
        graduating.decide(at_hand.found, at_hand.candidate, Outcome.GRADUATED, by=db.session.get_one(Person, trainer_id))
        return "done"

    assert race(house, [decide] * RACERS).count("done") == 1
    with house.app_context():
        assert [count(model) for model in (GraduationDecision, Certificate, Letter)] == [1, 1, 1]


def test_the_job_in_two_processes_does_every_place_once_and_numbers_have_no_gaps(house, monkeypatch):
    slug, trainer_id, _places = camp_of(house, 9)
    monkeypatch.setattr(runs.go_on, "__kwdefaults__", {"at_most": 2})
    with house.app_context(), transaction():
        runs.begin(cohort_at_hand(slug), by=db.session.get_one(Person, trainer_id))

    def work_off():
        with house.app_context():
            try:
                return jobs.graduate_on()
            finally:
                db.session.remove()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _n: work_off(), range(2)))
    with house.app_context():
        run = db.session.scalars(select(GraduationRun)).one()
        assert (run.done, run.failed) == (9, 0)
        assert sorted(int(number[-6:]) for number in db.session.scalars(select(Certificate.number))) == list(range(1, 10))


def test_ratings_that_come_at_once_open_one_check_in(house):
    with house.app_context():
        cohort, trainer, (ada, *_) = running_camp(1)
        sessions(cohort, 3)
        slug, trainer_id, ada_id = cohort.slug, trainer.id, ada.id
        db.session.remove()

    def rate(number):
        given = {ada_id: {"contribution": Rating.NEEDS_ATTENTION}}
        return rating.rate(cohort_at_hand(slug), f"session:meeting-{number}", given, by=db.session.get_one(Person, trainer_id))

    race(house, [lambda n=n: rate(n) for n in (1, 2, 3, 1, 2, 3)])
    with house.app_context():
        assert count(CheckIn) == 1


def test_the_follow_up_in_two_processes_asks_once(house):
    with house.app_context():
        cohort, *_ = ended(3)
        ends_on = db.session.get_one(Cohort, cohort.id).ends_on
        db.session.remove()

    def ask():
        with house.app_context(), at(_morning(ends_on)):
            try:
                return jobs.follow_up()
            finally:
                db.session.remove()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(lambda _n: ask(), range(2))) == [0, 6]
    with house.app_context():
        assert (count(FollowUp), count(Letter)) == (6, 6)


def _morning(ends_on):
    from datetime import UTC, datetime, time, timedelta

    return datetime.combine(ends_on + timedelta(days=30), time(8), UTC)
