"""Who may evaluate, by name, and who wrote what: for the office's menus."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from lms.ideas.models.evaluating import EvaluationRound
from lms.ideas.models.pitches import IdeaAuthor
from lms.ideas.queries import evaluating
from lms.kit.db import db
from lms.kit.i18n import gettext as _
from lms.kit.memo import once_a_request
from lms.people.models import Department, Person, Role


class Named(NamedTuple):
    """An evaluator as the menu shows them."""

    id: UUID
    name: str
    department: str
    load: int


def candidates() -> list[Named]:
    """All evaluators by name. Two statements."""
    loads = {one.id: one.load for one in evaluating.candidates()}
    statement = select(Person.id, Person.name, Department.name.label("department")).outerjoin(Department, Department.id == Person.department_id)
    rows = db.session.execute(statement.where(Person.id.in_(loads)).order_by(Person.name, Person.id))
    return [Named(row.id, row.name, row.department or "", loads[row.id]) for row in rows]


def of_candidate(one: Named) -> str:
    """How an evaluator is offered."""
    return _("%(name)s, %(department)s (%(load)s open)", name=one.name, department=one.department or "–", load=one.load)


def rounds_for(reader: Person) -> list[EvaluationRound]:
    """The open evaluations that the office looks after, but for those of its own ideas; none for others. Four statements at most."""
    own = written_by(reader.id)
    return [one for one in evaluating.open_rounds() if one.idea_id not in own] if reader.has(Role.PROGRAMME_OFFICE) else []


def written_by(person_id: UUID) -> frozenset[UUID]:
    """Ideas of which the person is an author, or is asked to be one. One statement in each request."""
    statement = select(IdeaAuthor.idea_id).where(IdeaAuthor.person_id == person_id)
    return once_a_request(("ideas-written-by", person_id), lambda: frozenset(db.session.scalars(statement)))
