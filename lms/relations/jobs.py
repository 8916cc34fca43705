"""What relations does when nobody is looking."""

from sqlalchemy import delete

from lms.kit.clock import today
from lms.kit.db import db, transaction
from lms.kit.i18n import format_day, offered, speaking
from lms.kit.logs import log
from lms.notices.service import tell
from lms.relations.models import Contact
from lms.relations.queries import meetings
from lms.relations.queries.overview import Silent, silent
from lms.relations.service.contacts import KEPT
from lms.relations.service.organisations import path_of

AT_ONCE = 500


def forget_old_contacts() -> int:
    """Delete contacts of more than 24 months ago; return how many. That there was a last one stays with the organisation."""
    ids = meetings.too_old(today() - KEPT)
    for start in range(0, len(ids), AT_ONCE):
        with transaction():
            db.session.execute(delete(Contact).where(Contact.id.in_(ids[start : start + AT_ONCE])))
    log.info("old contacts forgotten", forgotten=len(ids))
    return len(ids)


def remind_of_relations() -> int:
    """Tell whoever has something to do today, and the keepers of key organisations that were silent for too long; return how many were told."""
    day, told = today(), 0
    with transaction():
        for action in meetings.due(day):
            if action.person is not None:
                with speaking(offered(action.person.language)):
                    facts = {"organisation": action.organisation.name, "action": action.text, "day": format_day(action.due_on)}
                about = f"{action.id}:{action.due_on}"
                told += tell(action.person.id, "relation-due", about=about, href=path_of(action.organisation_id), **facts)
        told += sum(_tell_silence(one) for one in silent(day))
    log.info("keepers of relations reminded", told=told)
    return told


def _tell_silence(one: Silent) -> bool:
    """Once for each silence, however long it lasts."""
    about = f"{one.organisation.id}:{one.organisation.last_contact_on}"
    return tell(one.keeper_id, "relation-silent", about=about, href=path_of(one.organisation.id), organisation=one.organisation.name, days=one.days)
