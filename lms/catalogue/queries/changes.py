"""What differs between two versions of a course, for reviewers and for those who learn from it."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select

from lms.catalogue.comparing import Change, DiffLine, FileChange, compare_folders, compare_texts
from lms.catalogue.course_files.reading import Reading, read_course
from lms.catalogue.course_files.shapes import CourseSpec
from lms.catalogue.models import Course, CourseFile, CourseVersion
from lms.catalogue.queries import files as file_queries
from lms.catalogue.queries.files import is_text
from lms.kit.blobs import Blob
from lms.kit.db import db


@dataclass(frozen=True, slots=True)
class StepChange:
    """What happened to a step; ``key`` is what progress is remembered by."""

    key: str
    title: str
    kind: str
    change: Change


@dataclass(frozen=True, slots=True)
class CompetenceChange:
    """A competence whose level changed; None where the version does not have it."""

    framework: str
    code: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What learners meet in the new version; ``readable`` is False when errors in the files hide the answer."""

    steps: tuple[StepChange, ...] = ()
    outcomes_removed: tuple[str, ...] = ()
    outcomes_added: tuple[str, ...] = ()
    competences: tuple[CompetenceChange, ...] = ()
    readable: bool = True

    def of(self, *kinds: Change) -> tuple[StepChange, ...]:
        """The steps to which one of ``kinds`` happened."""
        return tuple(step for step in self.steps if step.change in kinds)


@dataclass(frozen=True, slots=True)
class FileDifference:
    """A file that differs; ``lines`` is empty for media."""

    path: str
    change: Change
    lines: list[DiffLine] = field(default_factory=list)


def changes_between(old: CourseVersion | None, new: CourseVersion) -> Changes:
    """Steps added, removed, changed and the same, outcomes and competences, from ``old`` (None: nothing) to ``new``.

    Read from the files, so that it works for drafts as for published versions.
    """
    slug = db.session.scalar(select(Course.slug).where(Course.id == new.course_id)) or ""
    after = _reading(new.id, slug)
    before = _reading(old.id, slug).course if old is not None else None
    if after.course is None or (old is not None and before is None):
        return Changes(readable=False)
    return Changes(
        steps=_steps(before, after.course),
        outcomes_removed=_outcomes(before, after.course),
        outcomes_added=_outcomes(after.course, before),
        competences=_competences(before, after.course),
    )


def _reading(version_id: UUID, slug: str) -> Reading:
    """What the files say; codes and other courses do not matter here."""
    return read_course(file_queries.texts_of(version_id), slug=slug)


def _steps(before: CourseSpec | None, after: CourseSpec) -> tuple[StepChange, ...]:
    old = {step.key: step for step in before.steps} if before else {}
    found = []
    for step in after.steps:
        was = old.get(step.key)
        change: Change = "added" if was is None else ("same" if (was.source, was.kind) == (step.source, step.kind) else "changed")
        found.append(StepChange(step.key, step.title, step.kind, change))
    new = {step.key for step in after.steps}
    found += [StepChange(step.key, step.title, step.kind, "removed") for step in old.values() if step.key not in new]
    return tuple(found)


def _outcomes(one: CourseSpec | None, other: CourseSpec | None) -> tuple[str, ...]:
    """Texts of the outcomes that ``one`` has and ``other`` has not."""
    keys = {outcome.key for outcome in other.outcomes} if other else set()
    return tuple(outcome.text for outcome in one.outcomes if outcome.key not in keys) if one else ()


def _competences(before: CourseSpec | None, after: CourseSpec) -> tuple[CompetenceChange, ...]:
    old = {(one.framework, one.code): one.level for one in before.competences} if before else {}
    new = {(one.framework, one.code): one.level for one in after.competences}
    return tuple(CompetenceChange(*key, old.get(key), new.get(key)) for key in sorted({*old, *new}) if old.get(key) != new.get(key))


def differences(old: CourseVersion | None, new: CourseVersion) -> list[FileDifference]:
    """The files that differ, with the lines of those that are text."""
    before, after = (_hashes(old.id) if old else {}), _hashes(new.id)
    changes = compare_folders(before, after)
    texts = _texts({digest for change in changes if is_text(change.path) for digest in (before.get(change.path), after.get(change.path)) if digest})
    return [_difference(change, texts.get(before.get(change.path, ""), ""), texts.get(after.get(change.path, ""), "")) for change in changes]


def _difference(change: FileChange, before: str, after: str) -> FileDifference:
    return FileDifference(change.path, change.change, compare_texts(before, after) if is_text(change.path) else [])


def _hashes(version_id: UUID) -> dict[str, str]:
    return {row.path: row.hash for row in db.session.execute(select(CourseFile.path, CourseFile.hash).where(CourseFile.version_id == version_id))}


def _texts(digests: set[str]) -> dict[str, str]:
    rows = db.session.execute(select(Blob.hash, Blob.content).where(Blob.hash.in_(digests)))
    return {row.hash: row.content.decode("utf-8", errors="replace") for row in rows}
