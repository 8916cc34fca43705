"""Who is told what of cohorts and applications: a notice, and a letter where somebody has to decide or something of theirs changed."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from lms.cohorts import workflow
from lms.cohorts.models.calls import Application, Invitation
from lms.cohorts.models.cohorts import Cohort, CohortState, Place
from lms.cohorts.queries.calls import live_applicant_ids, participant_ids, trainer_ids
from lms.kit.db import db
from lms.kit.i18n import format_day, format_moment_in, offered, speaking
from lms.notices.service import tell, write_letter
from lms.people.models import Person, Role
from lms.people.queries.holders import holder_ids_over


def page_of(application: Application) -> str:
    """Where an application is read and answered."""
    return f"/cohorts/applications/{application.id}"


def said(person: Person, day: date) -> str:
    """A day as the person reads it."""
    with speaking(offered(person.language)):
        return format_day(day)


def said_at(person: Person, moment: datetime | None, cohort: Cohort) -> str:
    """A moment as the person reads it, on the clocks of the cohort."""
    with speaking(offered(person.language)):
        return format_moment_in(moment, cohort.time_zone) if moment else ""


def tell_of_cohort(cohort: Cohort, step: workflow.CohortStep, move_id: UUID, reason: str) -> None:
    """Tell those whom a step of a cohort concerns."""
    if step.told == "nobody":
        return
    concerned = set(participant_ids(cohort.id)) | (set(live_applicant_ids(cohort.id)) if step.told == "all" else set())
    for person in _people(concerned):
        day = said(person, cohort.starts_on)
        page = f"/boot-camps/{cohort.slug}" if step.deed == "cancel" else f"/cohorts/{cohort.slug}"
        tell(person.id, step.notice, about=str(move_id), href=page, camp=cohort.name, day=day, reason=reason)
        write_letter(step.notice, to=person, about=str(move_id), facts={"camp": cohort.name, "day": day, "reason": reason, "path": page})


def tell_of_new_dates(cohort: Cohort, about: str) -> None:
    """Tell participants and those who applied that the cohort begins, or once it runs ends, on another day."""
    begun = cohort.state is CohortState.RUNNING
    kind = "camp-end-moved" if begun else "camp-moved"
    for person in _people({*participant_ids(cohort.id), *live_applicant_ids(cohort.id)}):
        facts = {"camp": cohort.name, "day": said(person, cohort.starts_on), "until": said(person, cohort.ends_on)}
        page = f"/boot-camps/{cohort.slug}"
        tell(person.id, kind, about=about, href=page, **facts)
        write_letter("camp-moved", to=person, about=about, facts={**facts, "path": page, "begun": begun})


def tell_of_application(application: Application, cohort: Cohort, step: workflow.ApplicationStep, move_id: UUID, reason: str) -> None:
    """Tell those whom a step of an application concerns."""
    if "manager" in step.told:
        ask_for_agreement(application, cohort)
    if "trainers" in step.told:
        for trainer_id in trainer_ids(cohort.id):
            tell(trainer_id, "application-to-screen", about=str(move_id), href=page_of(application), camp=cohort.name)
    if "applicant" not in step.told:
        return
    person = db.session.get_one(Person, application.person_id)
    until = said_at(person, application.offer_until, cohort)
    tell(person.id, step.notice, about=str(move_id), href=page_of(application), camp=cohort.name, reason=reason, until=until)
    if step.letter:
        facts = {"camp": cohort.name, "outcome": step.deed, "reason": reason, "until": until, "day": said(person, cohort.starts_on)}
        write_letter(step.letter, to=person, about=str(move_id), facts={**facts, "path": page_of(application)})


def tell_offer_ends(application: Application, cohort: Cohort) -> None:
    """Tell somebody with an offer that it has to be answered sooner: the cohort begins before it would have ended."""
    person = db.session.get_one(Person, application.person_id)
    until, day = said_at(person, application.offer_until, cohort), said(person, cohort.starts_on)
    about = f"{application.id}:{cohort.starts_on.isoformat()}"
    tell(person.id, "application-offered", about=about, href=page_of(application), camp=cohort.name, until=until)
    facts = {"camp": cohort.name, "outcome": "offer", "reason": "", "until": until, "day": day, "path": page_of(application)}
    write_letter("camp-offer", to=person, about=about, facts=facts)


def ask_for_agreement(application: Application, cohort: Cohort, *, again: str = "") -> None:
    """Ask whoever has to agree: the manager (``application.manager_id``), or HR where there is none. ``again`` names a reminder."""
    if application.manager_id is None:
        ask_hr(application, cohort, again=again)
    else:
        _ask(application, cohort, [application.manager_id], "application-asks", again)


def ask_hr(application: Application, cohort: Cohort, *, again: str = "") -> bool:
    """Ask HR of the whole house and of the applicant's department, once, and once more ``again``; return whether that is new."""
    asked = holder_ids_over(Role.HR, db.session.get_one(Person, application.person_id))
    return _ask(application, cohort, asked, "application-asks-hr", again)


def _ask(application: Application, cohort: Cohort, ids: Iterable[UUID], kind: str, again: str) -> bool:
    person, new = db.session.get_one(Person, application.person_id), False
    for asked in _people(ids):
        about = f"{application.id}{again}"
        new |= tell(asked.id, kind, about=about, href=page_of(application), who=person.name, camp=cohort.name)
        facts = {"camp": cohort.name, "who": person.name, "day": said(asked, cohort.starts_on), "path": page_of(application)}
        asks = "manager" if kind == "application-asks" else "silent" if application.manager_id else "nobody"
        write_letter("camp-agreement", to=asked, about=about, facts={**facts, "asks": asks})
    return new


def tell_place_ended(place: Place, cohort: Cohort, reason: str) -> None:
    """Tell somebody that a trainer ended their place."""
    person = db.session.get_one(Person, place.person_id)
    page = f"/boot-camps/{cohort.slug}"
    tell(person.id, "place-ended", about=str(place.id), href=page, camp=cohort.name, reason=reason)
    facts = {"camp": cohort.name, "outcome": "give-up", "reason": reason, "until": "", "day": said(person, cohort.starts_on), "path": page}
    write_letter("camp-answer", to=person, about=str(place.id), facts=facts)


def tell_trainer_left(cohort: Cohort, person: Person, ids: Iterable[UUID]) -> None:
    """Tell those who can name another trainer that one left the administration, or lost the role."""
    kind = "trainer-lost-role" if person.active else "trainer-left"
    for told in _people(ids):
        tell(told.id, kind, about=f"{cohort.id}:{person.id}", href=f"/cohorts/{cohort.slug}/people", camp=cohort.name, name=person.name)


def tell_skipped(application: Application, cohort: Cohort) -> None:
    """Tell somebody once that a seat went to somebody behind them; the page says why."""
    about = f"{application.id}:{application.skipped}"
    tell(application.person_id, "application-skipped", about=about, href=page_of(application), camp=cohort.name)


def tell_invited(invitation: Invitation, cohort: Cohort) -> None:
    """Tell the person that they are invited. Why is on the page only, after sign-in: letters are read by others, too."""
    person = db.session.get_one(Person, invitation.person_id)
    facts = {"camp": cohort.name, "until": said_at(person, cohort.apply_until, cohort)}
    page = f"/boot-camps/{cohort.slug}"
    tell(person.id, "camp-invited", about=str(invitation.id), href=page, **facts)
    write_letter("camp-invited", to=person, about=str(invitation.id), facts={**facts, "path": page})


def _people(ids: Iterable[UUID | None]) -> list[Person]:
    wanted = sorted({one for one in ids if one is not None}, key=str)
    found = [db.session.get_one(Person, one) for one in wanted]
    return [person for person in found if person.active]
