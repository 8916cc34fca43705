"""Say what competences of different frameworks are to each other."""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from sqlalchemy import and_, or_, select

from lms.audit.service import record
from lms.competency.list_files import CorrespondenceRow, read_correspondences
from lms.competency.models import Competence, Correspondence, Framework, Relation
from lms.competency.queries import frameworks
from lms.kit import blobs
from lms.kit.db import db, one_at_a_time
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.kit.problems import Problem
from lms.people.models import Person


class OneFramework(DomainError):
    """Both competences are of one framework."""

    status = 422


class HasProblems(DomainError):
    """The file cannot be used as it is."""

    status = 422


class ChangedMeanwhile(DomainError):
    """The correspondences are not as they were when the file was looked through."""


def relate(one: Competence, relation: Relation, other: Competence, note: str, *, by: Person) -> bool:
    """Say that ``one`` is ``relation`` to ``other``, in place of what was said of the pair before. Returns whether that is new.

    :raises OneFramework: a framework does not correspond to itself.
    """
    if one.framework_id == other.framework_id:
        raise OneFramework(_("Both competences are of one framework. Choose one of another framework."))
    one_at_a_time("correspondences")
    before = _of_pair(one.id, other.id)
    if before is not None and (before.competence_id, before.relation, before.note) == (one.id, relation, note):
        return False
    if before is not None:
        db.session.delete(before)
        db.session.flush()
    db.session.add(Correspondence(competence_id=one.id, other_id=other.id, relation=relation, note=note[:300], made_by_id=by.id))
    db.session.flush()
    record("related", "competence", one.id, by=by.id, relation=relation.value, other=str(other.id))
    return True


def _of_pair(one: UUID, other: UUID) -> Correspondence | None:
    return db.session.scalar(
        select(Correspondence).where(
            or_(
                and_(Correspondence.competence_id == one, Correspondence.other_id == other),
                and_(Correspondence.competence_id == other, Correspondence.other_id == one),
            )
        )
    )


def unrelate(row: Correspondence, *, by: Person) -> None:
    """Take back what was said of a pair."""
    record("unrelated", "competence", row.competence_id, by=by.id, relation=row.relation.value, other=str(row.other_id))
    db.session.delete(row)
    db.session.flush()


@dataclass(frozen=True, slots=True)
class MappingPlan:
    """What carrying a list of correspondences out would do: it adds and changes, and takes nothing away."""

    rows: tuple[CorrespondenceRow, ...]
    problems: tuple[Problem, ...]

    @property
    def fingerprint(self) -> str:
        """Changes when anything changes that the plan would do."""
        return sha256(repr((self.rows, self.problems)).encode()).hexdigest()


def keep_file(content: bytes) -> str:
    """Keep the file so that exactly what was looked through is carried out; return its hash."""
    return blobs.keep(content)


def plan_list(digest: str) -> MappingPlan:
    """Say what the list would do. Reads only."""
    return MappingPlan(*read_correspondences(blobs.read(digest), known=frameworks.known_competences()))


def carry_out_list(digest: str, *, seen: str, by: Person) -> int:
    """Do what the plan says; return how many pairs are new or changed.

    :raises HasProblems: the file has errors.
    :raises ChangedMeanwhile: ``seen``, the fingerprint that the person saw, is not the plan's.
    """
    plan = plan_list(digest)
    if any(problem.is_error for problem in plan.problems):
        raise HasProblems(_("The file has errors, so nothing was imported. Correct it and choose it again."))
    if plan.fingerprint != seen:
        raise ChangedMeanwhile(_("The frameworks changed since you looked through the file. Look at what would happen now, and confirm again."))
    rows = db.session.execute(select(Framework.slug, Competence).join(Framework, Framework.id == Competence.framework_id))
    known = {(slug, one.code): one for slug, one in rows}
    return sum(relate(known[row.competence], Relation(row.relation), known[row.other], row.note, by=by) for row in plan.rows)
