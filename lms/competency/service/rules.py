"""Change the rules by which evidence becomes a level: a draft to look at, then a new version with a reason."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from lms.audit.service import record
from lms.competency.levels.rules import rules_from
from lms.competency.models import LevelRules
from lms.competency.service.refusals import ReasonNeeded, RulesStale
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time
from lms.kit.i18n import gettext as _
from lms.people.models import Person


def draft_rules(plain: Mapping[str, Any], reason: str, *, by: Person) -> LevelRules:
    """Keep rules that are not in force, so that their effect can be looked at.

    :raises RulesRefused: they contradict themselves or what the house promises.
    :raises ReasonNeeded: nobody would know why.
    """
    rules = rules_from(plain)
    if not reason.strip():
        raise ReasonNeeded(_("Say why the rules change: whoever asks about their level reads it."))
    one_at_a_time("level-rules")
    number = (db.session.scalar(select(func.max(LevelRules.number))) or 0) + 1
    row = LevelRules(number=number, content=rules.plain(), reason=reason.strip(), made_by_id=by.id, made_at=now())
    db.session.add(row)
    db.session.flush()
    return row


def put_in_force(row: LevelRules, *, by: Person) -> None:
    """Let a draft be the rules from now on; a job computes all levels again.

    :raises RulesStale: other rules came into force since it was made, so that its effect was looked at against those of before.
    """
    one_at_a_time("audit")
    one_at_a_time("level-rules")
    before = db.session.scalar(select(LevelRules).where(LevelRules.in_force.is_(True)).execution_options(populate_existing=True))
    if row.in_force_at is not None or (before is not None and before.in_force_at is not None and before.in_force_at > row.made_at):
        raise RulesStale(_("Other rules came into force since this draft was made. Make the change again, from the rules of today."))
    if before is not None:
        before.in_force, before.superseded_at = None, now()
        db.session.flush()
    row.in_force, row.in_force_at = True, now()
    db.session.flush()
    record("put-in-force", "level-rules", row.id, by=by.id, number=row.number)
