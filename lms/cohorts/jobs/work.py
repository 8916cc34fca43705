"""What the work of cohorts does when nobody is looking."""

from lms.cohorts.models.cohorts import Cohort
from lms.cohorts.queries.cohorts import running
from lms.cohorts.queries.peers import not_given, rounds_to_remind, tasks_to_open, tasks_to_open_again
from lms.cohorts.service.peers import open_later_round, open_round, remind
from lms.cohorts.service.reminding import remind_of_work as remind_cohort
from lms.kit.db import db, transaction
from lms.kit.logs import log


def open_peer_rounds() -> int:
    """Draw who gives feedback on whose work for tasks that are due, and for those who had more time; return how many people were asked."""
    asked = 0
    for tasks, draw in ((tasks_to_open, open_round), (tasks_to_open_again, open_later_round)):
        for task_id in tasks():
            with transaction():
                asked += draw(task_id)
    log.info("peer rounds opened", asked=asked)
    return asked


def remind_of_peers() -> int:
    """Remind those whose feedback is due soon or overdue, each once; return how many were told."""
    told = 0
    for task_id in rounds_to_remind():
        with transaction():
            told += sum(remind(review) for review in not_given([task_id]))
    log.info("peers reminded", told=told)
    return told


def remind_of_work() -> int:
    """Remind participants of what is due soon, or late and still taken, each once; return how many were told."""
    told = 0
    for cohort_id in running():
        with transaction():
            told += remind_cohort(db.session.get_one(Cohort, cohort_id))
    log.info("participants reminded of work", told=told)
    return told
