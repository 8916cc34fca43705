"""Who is told of imports, copies and requests."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from lms.kit.db import db
from lms.kit.i18n import local_day
from lms.kit.months import months_later
from lms.kit.working_days import alarm_by
from lms.notices import service as notices
from lms.people.events import ImportEnded
from lms.people.models import Person, Role
from lms.people.queries.holders import holder_ids, holder_ids_over
from lms.privacy import workflow
from lms.privacy.events import DataCopyReady, ErasureAsked, ErasureChecked, ErasureDone, ErasureRefused
from lms.privacy.models import Erasure


def tell_import(fact: ImportEnded) -> None:
    """Tell HR what the nightly run did, or why it did nothing."""
    kind = "import-done" if fact.carried_out else "import-stopped"
    for person_id in holder_ids(Role.HR):
        notices.tell(person_id, kind, about=str(fact.import_id), href=f"/people/import/{fact.import_id}", file=fact.file_name, bad=fact.bad_rows)


def tell_copy(fact: DataCopyReady) -> None:
    """Tell the person that their copy is there."""
    notices.tell(fact.person_id, "data-copy-ready", about=str(fact.copy_id), href="/account/data")


def _page(erasure_id: UUID) -> str:
    return f"/people/erasures/{erasure_id}"


def tell_hr(fact: ErasureAsked) -> None:
    """Tell HR that a request waits; the notice names nobody."""
    for person_id in holder_ids_over(Role.HR, db.session.get_one(Person, fact.person_id)):
        notices.tell(person_id, "erasure-asked", about=str(fact.erasure_id), href=_page(fact.erasure_id))


def tell_second(fact: ErasureChecked) -> None:
    """Tell the others of HR that a second person is needed."""
    row = db.session.get_one(Erasure, fact.erasure_id)
    for person_id in holder_ids_over(Role.HR, db.session.get_one(Person, row.person_id)):
        if person_id != fact.checked_by_id:
            notices.tell(person_id, "erasure-checked", about=str(fact.erasure_id), href=_page(fact.erasure_id))


def remind_of_answer(row: Erasure, today: date, holidays: Collection[date]) -> int:
    """Remind HR of a request, and tell all who may answer it once the term is over, or at once where nobody of HR is left; return how many."""
    due_on = local_day(months_later(row.asked_at, workflow.ANSWER_MONTHS))
    alarm = alarm_by(due_on, workflow.REMIND_DAYS, today, holidays)
    if not alarm:
        return 0
    not_asked = {row.person_id, row.checked_by_id}
    hr = set(holder_ids_over(Role.HR, row.person)) - not_asked
    told = notices.tell_each(hr, "erasure-waits", about=str(row.id), href=_page(row.id), day=due_on)
    if alarm == "escalate" or not hr:
        all_of_them = {*hr, *holder_ids(Role.ADMINISTRATOR)} - not_asked
        told += notices.tell_each(all_of_them, "erasure-overdue", about=str(row.id), href=_page(row.id), day=due_on)
    return told


def tell_refusal(fact: ErasureRefused) -> None:
    """Tell the person why, in the inbox and by letter: they may have left."""
    row = db.session.get_one(Erasure, fact.erasure_id)
    notices.tell(fact.person_id, "erasure-refused", about=str(fact.erasure_id), href="/account/data", reason=row.refusal)
    notices.write_letter("erasure-refused", to=db.session.get_one(Person, fact.person_id), about=str(fact.erasure_id), facts={"reason": row.refusal})


def write_last_letter(fact: ErasureDone) -> None:
    """Tell the person that it is done. The letter belongs to nobody any more and goes with the other old letters."""
    facts = {"name": fact.name}
    notices.write_letter_to("erasure-done", address=fact.email, language=fact.language, person_id=None, about=str(fact.erasure_id), facts=facts)
