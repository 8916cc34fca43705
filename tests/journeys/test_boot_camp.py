"""A cohort of 24 goes through all of a real programme: from the call to the follow-up, on the services, while the clock moves.

The programme is ``courses/programmes/digital-service-acquisition.toml``: six months, twenty-five sessions, four courses, assignments and four
phases of a capstone, after the Digital IT Acquisition Professional programme.
"""

import pytest

from tests.journeys.boot_camp import SEATS, Camp
from tests.journeys.boot_camp_steps import begin, call, graduate, learn, look_after, look_back, meet_and_rate, read_each_other, talk, work

pytestmark = pytest.mark.slow


def test_a_cohort_goes_through_the_whole_programme(session):
    camp = Camp()
    call(camp)
    people = camp.participants()
    camp.weak = people[0]  # fails the assessment at the end, once
    assert len(people) == SEATS
    begin(camp, people)
    absent, quiet = people[-1], people[-2]  # one stops coming; one falls silent and is helped
    meet_and_rate(camp, people, absent, quiet)
    talk(camp, people)
    learn(camp, people, absent)
    work(camp, people, absent)
    read_each_other(camp, people, absent)
    look_after(camp, absent, quiet)
    graduate(camp, people, absent)
    look_back(camp, people, absent)
