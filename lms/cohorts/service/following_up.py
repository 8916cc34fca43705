"""Ask graduates and their managers what changed at work, remind once, and keep the answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from lms.cohorts import follow_up as rules
from lms.cohorts.follow_up import Graduate
from lms.cohorts.models.cohorts import Cohort, Place
from lms.cohorts.models.ending import Asked, FollowUp, FollowUpAnswer
from lms.cohorts.programme_files.shapes import ProgrammeSpec, Question
from lms.cohorts.queries.follow_ups import AskAtHand, asked_about, cohort_with_plan, graduates, plan_of, questions_for
from lms.kit.clock import now, today
from lms.kit.db import db, hold, one_at_a_time
from lms.kit.errors import DomainError
from lms.kit.i18n import format_day, local_day, offered, speaking
from lms.kit.i18n import gettext as _
from lms.notices.service import tell, write_letter
from lms.people.models import Person

LONGEST_ANSWER = 4000


class NotAsked(DomainError):
    """The questions were answered or taken back."""


class NotAnAnswer(DomainError):
    """What was given answers no question of these."""

    status = 422


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it was typed."""

    value: str
    evidence: str = ""
    link: str = ""


def go_round(cohort_id: UUID, place_ids: Sequence[UUID]) -> int:
    """Ask, remind and take back for those graduates; return how many people were told something. Twice a day changes nothing."""
    one_at_a_time(f"follow-up:{cohort_id}")
    cohort = cohort_with_plan(cohort_id)
    plan = plan_of(cohort)
    due = rules.due_day(plan.follow_up_days, cohort.ends_on, today())
    before = asked_about(place_ids)
    told = 0
    for place in graduates(place_ids):
        _take_back(place, before[place.id])
        told += sum(_remind(cohort, place, one) for one in before[place.id])
        if due is not None:
            told += sum(_ask(cohort, plan, place, role, due, before[place.id]) for role in Asked)
    return told


def _standing(place: Place) -> Graduate:
    manager = place.person.manager
    return Graduate(active=place.person.active, manager_id=place.person.manager_id, manager_active=manager is not None and manager.active)


def _take_back(place: Place, asked: Sequence[FollowUp]) -> None:
    for one in asked:
        if one.answered_at is None and one.closed_at is None:
            reason = rules.closing(one.role.value, one.person_id, one.person.active, _standing(place))
            if reason is not None:
                one.closed_at, one.closed_reason = now(), reason
    db.session.flush()


def _ask(cohort: Cohort, plan: ProgrammeSpec, place: Place, role: Asked, days: int, before: Sequence[FollowUp]) -> bool:
    same = [one for one in before if one.role is role and one.days == days]
    if any(one.closed_at is None for one in same) or not questions_for(plan, role, days):
        return False
    former = same[-1].closed_reason if same else None
    person = _whom(place, role, former)
    if person is None or any(one.person_id == person.id for one in same):
        return False
    ask = FollowUp(
        place_id=place.id, person_id=person.id, role=role, days=days, asked_at=now(), due_on=today() + timedelta(days=rules.ANSWER_DAYS)
    )
    db.session.add(ask)
    db.session.flush()
    _tell("follow-up", cohort, place, ask, person)
    return True


def _whom(place: Place, role: Asked, former: str | None) -> Person | None:
    standing = _standing(place)
    if role is Asked.OFFICER:
        return place.person if standing.active else None
    return place.person.manager if rules.may_ask_manager(standing, former) else None  # type: ignore[arg-type]


def _remind(cohort: Cohort, place: Place, ask: FollowUp) -> bool:
    waits = ask.answered_at is None and ask.closed_at is None and ask.reminded_at is None
    if not waits or today() < local_day(ask.asked_at) + timedelta(days=rules.REMINDER_DAYS):
        return False
    ask.reminded_at = now()
    _tell("follow-up-reminder", cohort, place, ask, ask.person)
    return True


def _tell(name: str, cohort: Cohort, place: Place, ask: FollowUp, person: Person) -> None:
    kind = f"{name}-{ask.role.value}"
    path = f"/follow-up/{ask.id}"
    with speaking(offered(person.language)):
        facts = {"camp": cohort.name, "person": place.person.name, "day": format_day(ask.due_on)}
    tell(person.id, kind, about=str(ask.id), href=path, **facts)
    write_letter(name, to=person, about=str(ask.id), facts={**facts, "role": ask.role.value, "path": path})


def answer(at_hand: AskAtHand, given: Mapping[str, Given], *, by: Person) -> None:
    """Keep the answers, once.

    :raises NotAsked: they were given before, or the questions were taken back.
    :raises NotAnAnswer: one is missing, or is not among the choices.
    """
    ask = hold(at_hand.follow_up)
    if ask.answered_at is not None:
        raise NotAsked(_("These questions were answered already. Thank you."))
    if ask.closed_at is not None:
        raise NotAsked(_("These questions were taken back, so they need no answer any more."))
    for question in at_hand.questions:
        one = given.get(question.key, Given(""))
        _refuse_wrong(question, one)
        row = FollowUpAnswer(follow_up_id=ask.id, question=question.key, value=one.value, evidence=one.evidence, link=one.link)
        db.session.add(row)
    ask.answered_at = now()
    db.session.flush()


def _refuse_wrong(question: Question, one: Given) -> None:
    choices = {"yes_no": {"yes", "no"}, "scale": set("12345")}.get(question.kind)
    if choices is not None and one.value not in choices:
        raise NotAnAnswer(_("Please answer “%(question)s”.", question=question.text))
    if max(len(one.value), len(one.evidence)) > LONGEST_ANSWER or len(one.link) > 400:
        raise NotAnAnswer(_("One of the answers is too long. Shorten it to %(number)d characters.", number=LONGEST_ANSWER))
    if one.link and not one.link.startswith(("https://", "http://")):
        raise NotAnAnswer(_("A link begins with https://."))
