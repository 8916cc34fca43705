"""Put a name forward: one's own, that of somebody in the team, or, by the house, of whoever has shown what it takes."""

from uuid import UUID

from sqlalchemy import select

from lms.audit.service import record
from lms.champions.models import Champion, ChampionMove, ChampionState, Nominator
from lms.champions.queries import champions, eligibility
from lms.champions.queries.champions import ChampionAtHand
from lms.champions.queries.eligibility import InForce
from lms.champions.service.moving import ask_rules, move
from lms.champions.service.refusals import AlreadyNamed
from lms.champions.service.telling import MINE
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time
from lms.kit.i18n import gettext as _
from lms.notices.service import tell, write_letter
from lms.people.models import Person

LONGEST = 2000


def nominate_self(motivation: str, *, by: Person) -> ChampionAtHand:
    """Put one's own name forward; that is a yes. Where everything is there the line manager is asked at once.

    :raises AlreadyNamed: the person is on the way already, or is a champion.
    """
    found = _open(by, Nominator.SELF, motivation, by=by)
    move(found, "accept", by=by)
    return found


def nominate(person: Person, motivation: str, *, by: Person) -> ChampionAtHand:
    """A line manager puts somebody of the team forward; they are asked.

    :raises AlreadyNamed: they are on the way already, or are a champion.
    """
    found = _open(person, Nominator.MANAGER, motivation, by=by)
    ask_rules(found.champion)
    facts = {"by": by.name}
    about = str(found.champion.id)
    tell(person.id, "champion-nominated", about=about, href=MINE, **facts)
    write_letter("champion-nominated", to=person, about=about, facts={**facts, "path": MINE, "motivation": found.champion.motivation})
    return found


def ask_if_eligible(person_id: UUID, in_force: InForce) -> bool:
    """Ask somebody, once in their life here, whether they would like to be a champion, when they have shown everything that it takes.

    Returns whether they were asked.
    """
    if not eligibility.could_be_asked(person_id, in_force.rules):
        return False
    if not eligibility.verdicts_of([person_id], in_force.rules)[person_id].eligible:
        return False
    person = db.session.get_one(Person, person_id)
    found = _open(person, Nominator.SYSTEM, "", by=None)
    ask_rules(found.champion)
    about = str(found.champion.id)
    tell(person.id, "champion-asked", about=about, href=MINE)
    write_letter("champion-asked", to=person, about=about, facts={"path": MINE})
    return True


def _open(person: Person, nominator: Nominator, motivation: str, *, by: Person | None) -> ChampionAtHand:
    one_at_a_time(f"champion:{person.id}")
    if db.session.scalar(select(Champion.id).where(Champion.person_id == person.id, Champion.state.in_(champions.LIVE))) is not None:
        raise AlreadyNamed(_("%(name)s is on the way to be a champion already, or is one.", name=person.name))
    champion = Champion(
        person_id=person.id,
        nominated_by=nominator,
        nominated_by_id=by.id if by else None,
        nominated_at=now(),
        motivation=motivation.strip()[:LONGEST],
        languages=[person.language],
    )
    db.session.add(champion)
    db.session.flush()
    db.session.add(ChampionMove(champion_id=champion.id, by_id=by.id if by else None, deed="nominate", before=None, after=ChampionState.NOMINATED))
    db.session.flush()
    record("champion-nominate", "champion", champion.id, by=by.id if by else None, nominator=nominator.value)
    return champions.champion_at_hand(champion.id)
