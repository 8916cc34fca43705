"""What the filters of reports offer, and the names of what they ask for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select

from lms.competency.models import Competence, CompetenceArea, Framework
from lms.kit.db import db
from lms.kit.errors import Forbidden
from lms.kit.i18n import gettext as _
from lms.people.models import Department, Person, Post
from lms.people.queries.directory import Branch, departments, posts, with_departments_below
from lms.people.queries.grades import in_order
from lms.people.queries.scopes import reach_in_reports
from lms.reports.disclosure.grouping import Tree
from lms.reports.filters import Filters
from lms.reports.models.heat import Roll
from lms.reports.models.questions import CountedAnswer, Question
from lms.reports.queries.outcomes import NO_GRADE
from lms.reports.queries.recount import counted_tree


@dataclass(frozen=True, slots=True)
class Frame:
    """Departments and posts that can be asked for, and those that are."""

    filters: Filters
    tree: Sequence[Branch]
    posts: Sequence[Post]
    areas: Sequence[tuple[UUID, str]]
    reach: set[UUID] | None
    """The departments that the reader may read; None for all."""
    grades: Sequence[str]
    """The grades that posts have, or had when people were counted."""
    roll: Roll | None
    """The last counting of who works where."""
    counted: Tree
    """Each department with the one above, as the reports count them: one that moves stays where it was until the roll moves it."""

    @property
    def department(self) -> Department | None:
        """The department that is asked for."""
        return next((branch.department for branch in self.tree if branch.department.id == self.filters.department), None)

    @property
    def post(self) -> Post | None:
        """The post that is asked for."""
        return next((post for post in self.posts if post.id == self.filters.post), None)

    @property
    def grade_options(self) -> list[tuple[str, str]]:
        """The grades as a menu offers them."""
        return [(grade, grade) for grade in self.grades]

    @property
    def readable(self) -> Sequence[Branch]:
        """The departments that the reader may ask for."""
        return [branch for branch in self.tree if self.reach is None or branch.department.id in self.reach]

    @property
    def reads_total(self) -> bool:
        """Whether the sum over all that is asked for lies within the reader's reach."""
        return self.reach is None or self.filters.department is not None

    def below(self, department_id: UUID | None) -> list[Department]:
        """The departments directly below one, or at the top of what the reader may read. A single top that is the whole house is passed over."""
        if department_id is None and self.reach is not None:
            return [branch.department for branch in self.readable if branch.department.parent_id not in self.reach]
        found = [branch.department for branch in self.tree if branch.department.parent_id == department_id]
        if department_id is None and len(found) == 1 and len(self.tree) > 1:
            return self.below(found[0].id)
        return found

    def members(self, department_id: UUID | None) -> set[UUID]:
        """The department and all below it; all departments for none."""
        if department_id is None:
            return {branch.department.id for branch in self.tree}
        return with_departments_below(department_id, self.tree)

    def trail(self) -> list[Department]:
        """From the top to the department that is asked for."""
        known = {branch.department.id: branch.department for branch in self.tree}
        way, at = [], self.department
        while at is not None:
            way.append(at)
            at = known.get(at.parent_id) if at.parent_id else None
        return way[::-1]


def frame(filters: Filters, reader: Person) -> Frame:
    """The frame of a report. Six statements. Filters that name nothing are left out, and said.

    :raises Forbidden: when a department is asked for that is beyond the reader's reach.
    """
    tree, all_posts, reach = departments(), posts(), reach_in_reports(reader)
    areas = _areas()
    problems = list(filters.problems)
    if filters.department and filters.department not in {branch.department.id for branch in tree}:
        filters = replace(filters, department=None)
        problems.append(_("The department in the address is not there any more. All are shown."))
    if filters.department and reach is not None and filters.department not in reach:
        raise Forbidden(_("This department is beyond those that you were given reports for. Choose one of yours."))
    if filters.department is None and reach is not None and len(tops := _tops(tree, reach)) == 1:
        filters = replace(filters, department=tops[0])  # their only department is what they look for
    if filters.post and filters.post not in {post.id for post in all_posts}:
        filters = replace(filters, post=None)
        problems.append(_("The post in the address is not there any more. All are shown."))
    if filters.area and filters.area not in {area for area, _title in areas}:
        filters = replace(filters, area=None)
        problems.append(_("The area in the address is not there any more. All are shown."))
    grades = _grades(all_posts)
    if filters.grade and filters.grade not in grades:
        filters = replace(filters, grade=None)
        problems.append(_("No post has the grade in the address. All are shown."))
    roll = db.session.scalar(select(Roll).order_by(Roll.taken_on.desc()).limit(1))
    return Frame(replace(filters, problems=tuple(problems)), tree, all_posts, areas, reach, grades, roll, _as_counted(tree))


def _grades(all_posts: Sequence[Post]) -> list[str]:
    of_applicants = (CountedAnswer.question == Question.APPLIED, CountedAnswer.left_on.is_(None))
    counted = db.session.scalars(select(CountedAnswer.kind).where(*of_applicants).distinct())
    return sorted({post.grade for post in all_posts if post.grade} | (set(counted) - {NO_GRADE}), key=in_order)


def _as_counted(tree: Sequence[Branch]) -> Tree:
    """The counted departments, and those that are newer than the last roll where they hang."""
    return Tree({branch.department.id: branch.department.parent_id for branch in tree} | dict(counted_tree().above))


def _tops(tree: Sequence[Branch], reach: set[UUID]) -> list[UUID]:
    inside = [branch.department for branch in tree if branch.department.id in reach]
    return [department.id for department in inside if department.parent_id not in reach]


def _areas() -> list[tuple[UUID, str]]:
    rows = db.session.execute(
        select(CompetenceArea.id, CompetenceArea.code, CompetenceArea.title, Framework.title.label("framework"))
        .join(Framework, Framework.id == CompetenceArea.framework_id)
        .order_by(Framework.title, CompetenceArea.code)
    ).all()
    several = len({row.framework for row in rows}) > 1
    return [(row.id, f"{row.framework}: {row.code} {row.title}" if several else f"{row.code} {row.title}") for row in rows]


def competences_of(area: UUID | None) -> list[Competence]:
    """The competences that any post requires in the reports, or those of an area, by code. One statement."""
    statement = select(Competence).join(Framework, Framework.id == Competence.framework_id).order_by(Framework.title, Competence.code)
    return list(db.session.scalars(statement if area is None else statement.where(Competence.area_id == area)))
