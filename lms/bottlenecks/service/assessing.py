"""What the programme office puts right of a report: cause, reach, cost, effort, and which initiatives have to do with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from lms.audit.service import record
from lms.bottlenecks.models import Bottleneck, BottleneckLink, Kind, OutsideReporter, State
from lms.bottlenecks.service.reaching import tell_leadership
from lms.bottlenecks.service.refusals import LinkedAlready
from lms.bottlenecks.service.reporting import refuse_bad_range
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time
from lms.kit.i18n import gettext as _
from lms.leadership.models import AgendaItem, SubjectKind
from lms.leadership.service.agenda import put_on_agenda
from lms.notices.service import forget_letters_to
from lms.people.models import Person
from lms.strategy.models.initiatives import Initiative


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the programme office holds to be true."""

    title: str
    kind: Kind
    blocked: Sequence[str]
    reach: int
    cost_low: Decimal | None
    cost_high: Decimal | None
    effort_low: Decimal | None
    effort_high: Decimal | None


def assess(bottleneck: Bottleneck, found: Assessment, *, by: Person) -> list[str]:
    """Correct what was reported; return the names of what changed. From three organisations on the leadership team is told.

    :raises BadRange: a range has one end only, or its ends are the wrong way round.
    """
    refuse_bad_range(found.cost_low, found.cost_high)
    refuse_bad_range(found.effort_low, found.effort_high)
    wanted = {
        "title": found.title,
        "kind": found.kind,
        "blocked": list(found.blocked),
        "reach": max(found.reach, len(found.blocked), 1),
        "cost_low": found.cost_low,
        "cost_high": found.cost_high,
        "effort_low": found.effort_low,
        "effort_high": found.effort_high,
    }
    changed = [name for name, value in wanted.items() if getattr(bottleneck, name) != value]
    for name in changed:
        setattr(bottleneck, name, wanted[name])
    if not changed:
        return []
    db.session.flush()
    record("assess-bottleneck", "bottleneck", bottleneck.id, by=by.id, changed=changed)
    if "reach" in changed and bottleneck.state not in (State.REPORTED, State.TRIAGED):
        tell_leadership(bottleneck)
    return changed


def link(bottleneck: Bottleneck, initiative: Initiative, *, by: Person) -> None:
    """Say that an initiative removes it, or is held up by it.

    :raises LinkedAlready: it is linked.
    """
    one_at_a_time(f"bottleneck:{bottleneck.id}")
    known = select(BottleneckLink.id).where(BottleneckLink.bottleneck_id == bottleneck.id, BottleneckLink.initiative_id == initiative.id)
    if db.session.scalar(known):
        raise LinkedAlready(_("“%(title)s” is linked already.", title=initiative.title))
    db.session.add(BottleneckLink(bottleneck_id=bottleneck.id, initiative_id=initiative.id, linked_by_id=by.id))
    db.session.flush()
    record("link-bottleneck", "bottleneck", bottleneck.id, by=by.id, initiative=str(initiative.id))


def unlink(found: BottleneckLink, *, by: Person) -> None:
    """Take a link away."""
    db.session.delete(found)
    db.session.flush()
    record("unlink-bottleneck", "bottleneck", found.bottleneck_id, by=by.id, initiative=str(found.initiative_id))


def ask_leadership(bottleneck: Bottleneck, *, by: Person) -> AgendaItem:
    """Put it on the leadership team's agenda; when it stands there already, nothing happens."""
    path = f"/bottlenecks/{bottleneck.number}"
    return put_on_agenda(SubjectKind.BOTTLENECK, bottleneck.id, bottleneck.title, path=path, by=by)


def forget_reporter(reporter: OutsideReporter, *, by_id: UUID | None) -> None:
    """Forget who reported it from outside: name, organisation and address go, the private page opens nothing any more."""
    if reporter.forgotten_at is not None:
        return
    forget_letters_to(reporter.email)
    reporter.name = reporter.organisation = reporter.email = ""
    reporter.forgotten_at = now()
    db.session.flush()
    record("forget-reporter", "outside-reporter", reporter.id, by=by_id)
