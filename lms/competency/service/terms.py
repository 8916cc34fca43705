"""Terms of claims and ratings that run out: whom it waits for is reminded, and who can help is told once they are over."""

from collections.abc import Collection
from datetime import date, datetime

from lms.competency.models import Claim, RatingRequest
from lms.competency.service.evidence import why_path
from lms.competency.service.ratings import rate_path
from lms.competency.workflow import RATING_DAYS, REVIEW_DAYS
from lms.kit.db import db
from lms.kit.i18n import local_day
from lms.kit.working_days import alarm_by, working_days_after
from lms.notices.service import tell_each
from lms.people.models import Person, Role
from lms.people.queries.holders import holder_ids, holder_ids_over


def remind_of_claim(claim: Claim, since: datetime, today: date, holidays: Collection[date]) -> int:
    """Remind HR of a claim, and tell all who may review it once its term is over, or at once where no HR reaches the claimant; return how many."""
    due_on = working_days_after(local_day(since), REVIEW_DAYS, holidays)
    alarm = alarm_by(due_on, REVIEW_DAYS, today, holidays)
    if not alarm:
        return 0
    about, href, title = f"{claim.id}:{since.isoformat()}", f"/claims/{claim.id}", claim.competence.title
    hr = holder_ids_over(Role.HR, claim.person)
    told = tell_each(hr, "claim-still-waits", about=about, href=href, day=due_on, competence=title)
    if alarm == "escalate" or not hr:
        all_of_them = {*hr, *holder_ids(Role.TRAINER)} - {claim.person_id}
        told += tell_each(all_of_them, "claim-overdue", about=about, href=href, day=due_on, competence=title)
    return told


def remind_of_rating(request: RatingRequest, today: date, holidays: Collection[date]) -> int:
    """Remind whoever was asked for a rating, and tell the officer once the term is over; return how many were told."""
    due_on = working_days_after(local_day(request.asked_at), RATING_DAYS, holidays)
    alarm = alarm_by(due_on, RATING_DAYS, today, holidays)
    if not alarm:
        return 0
    about, person, competence = f"{request.id}:{request.asked_at.isoformat()}", request.person, request.competence
    page, title = rate_path(competence, person), competence.title
    told = tell_each([request.rater_id], "rating-still-waits", about=about, href=page, day=due_on, by=person.name, competence=title)
    if alarm == "escalate":
        rater, page = db.session.get_one(Person, request.rater_id), f"{why_path(competence)}/ask"
        told += tell_each([person.id], "rating-overdue", about=about, href=page, day=due_on, name=rater.name, competence=title)
    return told
