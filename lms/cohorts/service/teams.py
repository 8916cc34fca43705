"""Put participants into teams: by hand, or balanced by department and level."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from lms.audit.service import record
from lms.cohorts.models.cohorts import Cohort
from lms.cohorts.models.work import HandIn, Team, TeamMember, WorkDraft, WorkFile
from lms.cohorts.queries.cohorts import CohortAtHand
from lms.cohorts.queries.teams import candidates
from lms.cohorts.teams_balance import Split, balanced, number_of_teams
from lms.kit.db import db, one_at_a_time
from lms.kit.errors import DomainError, Forbidden, NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import Person

LONGEST_NAME = 120
MOST_TEAMS = 200


class NameRefused(DomainError):
    """A team needs a name of its own."""

    status = 422


class TeamHasWork(DomainError):
    """The team handed something in, and keeps it."""


class NoPlace(DomainError):
    """Only participants are in teams."""


def make_team(found: CohortAtHand, name: str, *, by: Person) -> Team:
    """Make an empty team.

    :raises NameRefused: there is no name, it is too long, or another team has it.
    """
    _hold(found, by)
    team = Team(cohort_id=found.cohort.id, name=_free_name(found.cohort, name))
    db.session.add(team)
    db.session.flush()
    record("made", "team", team.id, by=by.id, cohort=str(found.cohort.id))
    return team


def rename_team(found: CohortAtHand, team_id: UUID, name: str, *, by: Person) -> Team:
    """Give a team another name.

    :raises NotFound: the cohort has no such team.
    :raises NameRefused: there is no name, it is too long, or another team has it.
    """
    _hold(found, by)
    team = _team(found.cohort, team_id)
    if team.name != name.strip():
        team.name = _free_name(found.cohort, name)
        db.session.flush()
        record("renamed", "team", team.id, by=by.id)
    return team


def move(found: CohortAtHand, person_id: UUID, team_id: UUID | None, *, by: Person) -> None:
    """Put a participant into a team, or into none. What they handed in with another team stays theirs.

    :raises NoPlace: they have no place in the cohort.
    :raises NotFound: the cohort has no such team.
    """
    _hold(found, by)
    if person_id not in found.participant_ids:
        raise NoPlace(_("Only participants of the boot camp can be in a team."))
    target = _team(found.cohort, team_id).id if team_id else None
    _put(found.cohort, person_id, target)
    db.session.flush()
    record("moved", "team-member", person_id, by=by.id, team=str(target or ""))


def remove_team(found: CohortAtHand, team_id: UUID, *, by: Person) -> None:
    """Take a team away; its members are in none then.

    :raises NotFound: the cohort has no such team.
    :raises TeamHasWork: it handed something in, or has begun to.
    """
    _hold(found, by)
    team = _team(found.cohort, team_id)
    if _has_work(team.id):
        raise TeamHasWork(_("“%(team)s” has handed in or begun work, and keeps it. Move its members instead.", team=team.name))
    db.session.delete(team)
    db.session.flush()
    record("removed", "team", team_id, by=by.id, cohort=str(found.cohort.id))


def balance(found: CohortAtHand, size: int, seed: str, *, by: Person) -> Split:
    """Put everybody with a place into teams of about ``size``, as ``balanced`` splits them. Teams that have work keep it, without members."""
    _hold(found, by)
    people = candidates(found)
    split = balanced(people, min(number_of_teams(len(people), size), MOST_TEAMS), seed)
    before = db.session.scalars(select(Team).where(Team.cohort_id == found.cohort.id).options(selectinload(Team.members))).all()
    for team in before:
        team.members.clear()
    db.session.flush()
    kept = [team for team in before if _has_work(team.id)]
    for team in before:
        if team not in kept:
            db.session.delete(team)
    db.session.flush()
    taken = {team.name for team in kept}
    names = (name for name in (_("Team %(number)d", number=number) for number in range(1, 1000)) if name not in taken)
    for members in split:
        team = Team(cohort_id=found.cohort.id, name=next(names))
        team.members = [TeamMember(cohort_id=found.cohort.id, person_id=UUID(one.key)) for one in members]
        db.session.add(team)
    db.session.flush()
    record("teams-balanced", "cohort", found.cohort.id, by=by.id, teams=len(split), size=size, seed=seed)
    return split


def _hold(found: CohortAtHand, by: Person) -> None:
    if by.id not in found.trainer_ids:
        raise Forbidden(_("Teams are made by the trainers of the boot camp."))
    one_at_a_time(f"teams:{found.cohort.id}")


def _team(cohort: Cohort, team_id: UUID) -> Team:
    team = db.session.scalar(select(Team).where(Team.id == team_id, Team.cohort_id == cohort.id).options(selectinload(Team.members)))
    if team is None:
        raise NotFound(_("There is no such team in this boot camp."))
    return team


def _free_name(cohort: Cohort, written: str) -> str:
    name = " ".join(written.split())
    if not name or len(name) > LONGEST_NAME:
        raise NameRefused(_("Give the team a name of at most %(most)d characters.", most=LONGEST_NAME))
    if db.session.scalar(select(Team.id).where(Team.cohort_id == cohort.id, Team.name == name)) is not None:
        raise NameRefused(_("There is a team called “%(name)s” already.", name=name))
    return name


def _has_work(team_id: UUID) -> bool:
    tables: Sequence[type[HandIn | WorkDraft | WorkFile]] = (HandIn, WorkDraft, WorkFile)
    return any(db.session.scalar(select(table.id).where(table.team_id == team_id).limit(1)) is not None for table in tables)


def _put(cohort: Cohort, person_id: UUID, team_id: UUID | None) -> None:
    member = db.session.scalar(select(TeamMember).where(TeamMember.cohort_id == cohort.id, TeamMember.person_id == person_id))
    if team_id is None:
        if member is not None:
            db.session.delete(member)
    elif member is None:
        db.session.add(TeamMember(team_id=team_id, cohort_id=cohort.id, person_id=person_id))
    else:
        db.session.execute(update(TeamMember).where(TeamMember.id == member.id).values(team_id=team_id))
