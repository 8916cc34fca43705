"""Change what a champion has to show."""

from sqlalchemy import func, select

from lms.audit.service import record
from lms.champions import eligibility
from lms.champions.eligibility import Rules
from lms.champions.models import ChampionRules
from lms.champions.service.refusals import NeedsReason, RulesRefused
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time
from lms.kit.i18n import gettext as _
from lms.people.models import Person


def change(rules: Rules, reason: str, *, by: Person) -> ChampionRules:
    """Let other rules be in force from now on. Nobody who serves loses anything by it; the next night tells whom it concerns.

    :raises RulesRefused: they ask for something that cannot be.
    :raises NeedsReason: nobody says why.
    """
    if found := eligibility.faults(rules):
        raise RulesRefused(" ".join(found))
    if not reason.strip():
        raise NeedsReason(_("Say why the rules change. Everybody may read it."))
    one_at_a_time("champion-rules")
    number = (db.session.scalar(select(func.max(ChampionRules.number))) or 0) + 1
    row = ChampionRules(number=number, content=eligibility.as_content(rules), reason=reason.strip()[:1000], made_by_id=by.id, made_at=now())
    db.session.add(row)
    db.session.flush()
    record("champion-rules-changed", "champion-rules", row.id, by=by.id, number=number)
    return row
