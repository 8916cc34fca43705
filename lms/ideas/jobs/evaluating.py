"""Evaluators are reminded by their term."""

from math import ceil

from lms.city.queries import holidays
from lms.ideas.queries import evaluating as queries
from lms.ideas.service import evaluating
from lms.ideas.workflow import TERMS
from lms.kit.clock import today
from lms.kit.db import transaction
from lms.kit.i18n import local_day
from lms.kit.logs import log
from lms.kit.working_days import working_days_between


def remind_evaluators() -> int:
    """Remind evaluators when half of the time is over, and when all of it is; then the office is told, too. Each once."""
    free, day, days = holidays(), today(), TERMS["in_evaluation"]
    told = 0
    for one in queries.unanswered():
        passed = working_days_between(local_day(one.asked_at), day, free)
        if passed < ceil(days / 2):
            continue
        with transaction():
            told += evaluating.remind(one, "evaluation-due" if passed >= days else "evaluation-half")
            if passed >= days:
                evaluating.tell_late(one)
    log.info("evaluators reminded", told=told)
    return told
