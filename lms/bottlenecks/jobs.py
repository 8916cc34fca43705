"""What happens with bottlenecks when nobody is looking."""

from sqlalchemy import select

from lms.bottlenecks import workflow
from lms.bottlenecks.models import Bottleneck, BottleneckReminder, State
from lms.bottlenecks.queries.following import to_forget
from lms.bottlenecks.service import assessing, moving, reporting
from lms.bottlenecks.service.telling import remind_reporter
from lms.city.queries import holidays
from lms.kit.clock import now, today
from lms.kit.db import db, transaction
from lms.kit.i18n import local_day
from lms.kit.logs import log
from lms.notices.service import tell
from lms.people.models import Role
from lms.people.queries.holders import holder_ids


def keep_triage_terms() -> int:
    """Remind the programme office of reports that nobody looked at, and tell the city manager once the term is over; return how many were told."""
    told = 0
    with transaction():
        free, day = holidays(), today()
        office, manager = holder_ids(Role.PROGRAMME_OFFICE), holder_ids(Role.CITY_MANAGER)
        for one in db.session.scalars(select(Bottleneck).where(Bottleneck.state == State.REPORTED)):
            alarm = workflow.triage_alarm(local_day(one.created_at), day, free)
            path, facts = f"/bottlenecks/{one.number}", {"title": one.title}
            if alarm:
                told += sum(tell(person_id, "bottleneck-untriaged", about=f"{one.id}:{alarm}", href=path, **facts) for person_id in office)
            if alarm == "escalate":
                told += sum(tell(person_id, "bottleneck-overdue", about=str(one.id), href=path, **facts) for person_id in manager)
    log.info("bottlenecks untriaged", told=told)
    return told


def ask_reporters() -> int:
    """Ask reporters again whether it is gone, twice, two weeks apart, and close what stays unanswered; return how many were asked or closed."""
    done = 0
    for bottleneck_id in db.session.scalars(select(Bottleneck.id).where(Bottleneck.state == State.REMOVAL_REPORTED)).all():
        with transaction():
            done += _ask(db.session.get_one(Bottleneck, bottleneck_id))
    with transaction():
        waiting = db.session.scalars(select(Bottleneck).where(Bottleneck.state == State.CONFIRMED_GONE)).all()
        for one in waiting:
            moving.move(one, "close", by=moving.HOUSE)
        done += len(waiting)
    log.info("reporters asked", done=done)
    return done


def _ask(one: Bottleneck) -> bool:
    asked = select(BottleneckReminder.at).where(BottleneckReminder.bottleneck_id == one.id, BottleneckReminder.at > one.moved_at)
    reminded = db.session.scalars(asked).all()
    if workflow.may_close_unanswered(reminded, now()):
        moving.move(one, "close-unanswered", by=moving.HOUSE)
        return True
    if workflow.reminder_due(one.moved_at, reminded, now()):
        remind_reporter(one)
        return True
    return False


def forget_reporters() -> int:
    """Forget who reported what ended two years ago, and what nobody confirmed; return how many."""
    with transaction():
        those = to_forget()
        for reporter in those:
            assessing.forget_reporter(reporter, by_id=None)
        gone = len(those) + reporting.forget_unconfirmed()
    log.info("reporters forgotten", gone=gone)
    return gone
