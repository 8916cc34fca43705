"""Nobody forgets their work for want of a word."""

from datetime import timedelta

from sqlalchemy import select

from lms.cohorts.jobs.work import remind_of_work
from lms.kit.clock import at
from lms.notices.models import Notice
from tests.factories.work import camp, hand_in, plan


def told(session, kind, slug, task):
    return list(session.scalars(select(Notice.person_id).where(Notice.kind == kind, Notice.href == f"/cohorts/{slug}/tasks/{task.key}")))


def test_whoever_has_not_handed_in_is_reminded_once_before_and_once_while_late_work_is_taken(session):
    made = camp(plan({"late_days": 3}))
    forgetful = made.people[1].id
    hand_in(made, made.people[0])
    task = made.task().task
    with at(task.due_at - timedelta(days=4)):
        remind_of_work()
        assert told(session, "work-soon", made.slug, task) == []
    for days, kind in ((-1, "work-soon"), (1, "work-late"), (4, "work-late")):
        with at(task.due_at + timedelta(days=days)):
            remind_of_work()
            remind_of_work()
        assert told(session, kind, made.slug, task) == [forgetful]
