"""Save answers while an attempt is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, select, update

from lms.assessment.marking.responses import read_response
from lms.assessment.models import Answer, AttemptState
from lms.assessment.queries.sittings import Sitting, answers_of
from lms.assessment.service.handing_in import is_over
from lms.assessment.service.refusals import AnsweredElsewhere, HandedIn, NotYours, TimeOver
from lms.kit.clock import now
from lms.kit.db import db, send
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.people.models import Person

_answers = cast(Table, Answer.__table__)
_CHANGE = (
    update(_answers)
    .where(_answers.c.attempt_id == bindparam("mine"), _answers.c.item_key == bindparam("key"), _answers.c.revision == bindparam("was"))
    .values(response=bindparam("now"), revision=bindparam("then"), saved_at=bindparam("moment"))
)
"""The commonest write of the house, so put together once, and without the ORM, which has nothing to add to one row."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The receipt of an answer; the next save names its ``revision``."""

    revision: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Given:
    """What a form says about one item: its values, and the revision of the answer that the form had shown (0: none)."""

    values: Sequence[str]
    revision: int


def save_answer(sitting: Sitting, item_key: str, given: Given, *, by: Person) -> Saved:
    """Keep one answer of an attempt that is ``held_sitting``. The same answer sent again is kept once.

    One statement for a change, two for a first answer.

    :raises NotYours: it is somebody else's.
    :raises HandedIn: it was handed in.
    :raises TimeOver: the deadline has passed.
    :raises ResponseRefused: the values are no answer to this item.
    :raises AnsweredElsewhere: another window saved something else since the form was loaded; nothing is overwritten.
    """
    _refuse_if_closed(sitting, by)
    item, order = sitting.item(item_key)
    return _keep(sitting, item_key, read_response(item, given.values, order), given.revision)


def save_answers(sitting: Sitting, given: Mapping[str, Given], *, by: Person) -> dict[str, DomainError]:
    """Keep each answer of a page that differs from what is kept; return the refusals by item. What could be saved is saved.

    :raises NotYours: it is somebody else's.
    :raises HandedIn: it was handed in.
    :raises TimeOver: the deadline has passed.
    """
    _refuse_if_closed(sitting, by)
    kept, refusals = answers_of(sitting.attempt.id), {}
    for key, one in given.items():
        item, order = sitting.item(key)
        try:
            response = read_response(item, one.values, order)
            stored = kept.get(key)
            if response == (stored.response if stored else {}) or not (response or one.revision):
                continue
            _keep(sitting, key, response, one.revision)
        except DomainError as refusal:
            refusals[key] = refusal
    return refusals


def _refuse_if_closed(sitting: Sitting, by: Person) -> None:
    if sitting.person_id != by.id:
        raise NotYours(_("You can only answer in your own attempts."))
    if sitting.attempt.state is not AttemptState.OPEN:
        raise HandedIn(_("This attempt was handed in, so answers cannot be changed any more. Open its result."))
    if is_over(sitting.attempt):
        raise TimeOver(_("The time is over. The answers that were saved before count; this one came too late."))


def _keep(sitting: Sitting, key: str, response: dict[str, Any], revision: int) -> Saved:
    moment = now()
    mine = (Answer.attempt_id == sitting.attempt.id) & (Answer.item_key == key)
    if revision > 0:
        change = {"mine": sitting.attempt.id, "key": key, "was": revision, "now": response, "then": revision + 1, "moment": moment}
        if send(_CHANGE, change).rowcount:
            return Saved(revision + 1, moment)
    stored = db.session.scalar(select(Answer).where(mine).execution_options(populate_existing=True))
    if stored is None and revision == 0:
        return _first(sitting, key, response, moment)
    if stored is not None and stored.response == response:
        return Saved(stored.revision, stored.saved_at)
    raise AnsweredElsewhere(_("This question was answered in another window meanwhile. Choose which answer counts."), stored=stored)


def _first(sitting: Sitting, key: str, response: dict[str, Any], moment: datetime) -> Saved:
    if not response:
        return Saved(0, moment)
    db.session.execute(insert(Answer).values(attempt_id=sitting.attempt.id, item_key=key, response=response, revision=1, saved_at=moment))
    return Saved(1, moment)
