"""Reads of teams: who is in which, and what balancing would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import selectinload

from lms.cohorts.models.cohorts import Place, PlaceState
from lms.cohorts.models.work import HandIn, Team, TeamMember
from lms.cohorts.queries.cohorts import CohortAtHand
from lms.cohorts.teams_balance import Balance, Candidate, Split, balance_of, balanced, mean_level, number_of_teams, random_balance
from lms.competency.models import Competence, Framework, Standing
from lms.kit.db import db
from lms.people.models import Department, Person


@dataclass(frozen=True, slots=True)
class Seat:
    """A participant on the board of teams."""

    person: Person
    department: str
    level: int
    """Sum of their levels in the competences of the plan's certificate."""


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team with its members."""

    team: Team
    seats: list[Seat]
    hand_ins: int

    @property
    def mean(self) -> float:
        """Mean of the members' levels."""
        return mean_level([_candidate(seat) for seat in self.seats])


@dataclass(frozen=True, slots=True)
class TeamBoard:
    """All teams, and who is in none; with the two figures that say how even they are."""

    teams: list[TeamRow]
    alone: list[Seat]
    balance: Balance


@dataclass(frozen=True, slots=True)
class Proposal:
    """Teams as balancing would make them, beside what chance would give."""

    teams: list[list[Seat]]
    balance: Balance
    by_chance: Balance


def has_teams(cohort_id: UUID) -> bool:
    """Whether the cohort has teams already. One statement."""
    return bool(db.session.scalar(select(exists().where(Team.cohort_id == cohort_id))))


def teams_of(cohort_id: UUID) -> Sequence[Team]:
    """The teams of a cohort by name, with their members."""
    return db.session.scalars(
        select(Team).where(Team.cohort_id == cohort_id).options(selectinload(Team.members).joinedload(TeamMember.person)).order_by(Team.name)
    ).all()


def board(found: CohortAtHand) -> TeamBoard:
    """What the page of teams shows. Five statements."""
    seats = {seat.person.id: seat for seat in _seats(found)}
    counts = dict(
        db.session.execute(select(HandIn.team_id, func.count()).join(Team).where(Team.cohort_id == found.cohort.id).group_by(HandIn.team_id)).all()
    )
    rows = [
        TeamRow(
            team,
            sorted((seats[member.person_id] for member in team.members if member.person_id in seats), key=lambda seat: seat.person.name),
            counts.get(team.id, 0),
        )
        for team in teams_of(found.cohort.id)
    ]
    placed = {seat.person.id for row in rows for seat in row.seats}
    alone = [seat for person_id, seat in seats.items() if person_id not in placed]
    return TeamBoard(rows, alone, balance_of([[_candidate(seat) for seat in row.seats] for row in rows]))


def proposal(found: CohortAtHand, size: int, seed: str) -> Proposal:
    """What balancing everybody into teams of about ``size`` with that seed would give."""
    seats = {str(seat.person.id): seat for seat in _seats(found)}
    people = [_candidate(seat) for seat in seats.values()]
    count = number_of_teams(len(people), size)
    split: Split = balanced(people, count, seed)
    return Proposal([[seats[one.key] for one in team] for team in split], balance_of(split), random_balance(people, count, seed))


def candidates(found: CohortAtHand) -> list[Candidate]:
    """Everybody with a place, as balancing sees them."""
    return [_candidate(seat) for seat in _seats(found)]


def _candidate(seat: Seat) -> Candidate:
    return Candidate(str(seat.person.id), seat.department or None, seat.level)


def _seats(found: CohortAtHand) -> list[Seat]:
    """Everybody with a place by name. Two statements."""
    levels = _levels(found)
    rows = db.session.execute(
        select(Person, Department.name)
        .join(Place, Place.person_id == Person.id)
        .outerjoin(Department, Department.id == func.coalesce(Place.department_id, Person.department_id))
        .where(Place.cohort_id == found.cohort.id, Place.state != PlaceState.GIVEN_UP)
        .order_by(Person.name, Person.id)
    )
    return [Seat(person, department or "", levels.get(person.id, 0)) for person, department in rows]


def _levels(found: CohortAtHand) -> dict[UUID, int]:
    wanted = {(framework, code) for framework, code, _level in found.plan.certificate.competences}
    rows = db.session.execute(
        select(Standing.person_id, Framework.slug, Competence.code, Standing.level)
        .join(Competence, Competence.id == Standing.competence_id)
        .join(Framework, Framework.id == Competence.framework_id)
        .where(Standing.person_id.in_(found.participant_ids), Competence.code.in_([code for _framework, code in wanted]))
    )
    levels: dict[UUID, int] = {}
    for person_id, framework, code, level in rows:
        if (framework, code) in wanted:
            levels[person_id] = levels.get(person_id, 0) + level
    return levels


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody with a place, and the name of their team."""

    person: Person
    team: str


def participants(cohort_id: UUID) -> list[Participant]:
    """Everybody with a place by name. One statement."""
    rows = db.session.execute(
        select(Person, Team.name)
        .join(Place, Place.person_id == Person.id)
        .outerjoin(TeamMember, (TeamMember.person_id == Person.id) & (TeamMember.cohort_id == cohort_id))
        .outerjoin(Team, Team.id == TeamMember.team_id)
        .where(Place.cohort_id == cohort_id, Place.state != PlaceState.GIVEN_UP)
        .order_by(Person.name, Person.id)
    )
    return [Participant(person, team or "") for person, team in rows]
