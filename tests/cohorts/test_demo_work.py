"""The demo's work comes about on any cohort with places."""

from dataclasses import replace

from sqlalchemy import func, select

from lms.cohorts.models.work import HandIn, Mark
from lms.cohorts.queries.work import standings
from lms.demo.camp_work import work
from tests.factories.cohorts import PLAN
from tests.factories.work import camp, plan


def test_the_demo_has_work_in_each_state(session):
    spec = replace(
        PLAN,
        assignments=(
            replace(PLAN.assignments[0], peers=2, takes=("text", "file", "link")),
            replace(PLAN.assignments[0], key="service", by_team=True, due_day=12),
            replace(PLAN.assignments[0], key="later", due_day=22, resubmissions=0),
        ),
    )
    made = camp(spec, people=24, began=18, seats=24)
    counts = work(made.slug)
    assert counts["teams"] == 6
    assert counts["feedbacks of peers"] > 5
    assert session.scalar(select(func.count()).select_from(HandIn)) == counts["hand-ins"] > 24
    assert session.scalar(select(func.count()).select_from(Mark)) == counts["marks"] > 12
    states = {str(each.state) for rows in standings(made.cohort).values() for each in rows}
    assert states >= {"passed", "waiting", "open", "missing", "locked"}


def test_each_boot_camp_of_the_demo_has_feedback_of_peers(session):
    first, second = (camp(plan({"peers": 2}), people=12, began=18, seats=12) for _number in range(2))
    assert [work(made.slug)["feedbacks of peers"] > 5 for made in (first, second)] == [True, True]
