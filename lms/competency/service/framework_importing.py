"""Bring a framework in from a file: say first what would happen, then do exactly that."""

from dataclasses import dataclass, replace
from hashlib import sha256

from sqlalchemy import select

from lms.competency.framework_files import FrameworkSpec
from lms.competency.framework_texts.checking import CODE, check_lengths
from lms.competency.framework_texts.differences import Difference, differences
from lms.competency.framework_texts.official_tables import is_official, read_official
from lms.competency.framework_texts.plain import read_json
from lms.competency.framework_texts.tables import read_framework_table
from lms.competency.models import Framework
from lms.competency.queries.framework_texts import spec_of
from lms.competency.service.framework_editing import RESERVED, NeedsReason
from lms.competency.service.frameworks import Loaded, load_framework
from lms.kit import blobs
from lms.kit.db import db, one_at_a_time
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.kit.problems import Findings, Problem
from lms.people.models import Person


class ChangedMeanwhile(DomainError):
    """The framework is not as it was when the file was looked through."""


class HasProblems(DomainError):
    """The file cannot be used as it is."""

    status = 422


@dataclass(frozen=True, slots=True)
class Head:
    """What a list does not say itself: which framework it is, and what it is called."""

    slug: str
    title: str = ""
    version: str = ""
    source: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What carrying the file out would do; ``spec`` is nothing where it has errors."""

    spec: FrameworkSpec | None
    problems: tuple[Problem, ...]
    differences: tuple[Difference, ...]
    is_new: bool
    is_own: bool

    @property
    def fingerprint(self) -> str:
        """Changes when anything changes that the plan would do."""
        return sha256(repr((self.spec, self.differences)).encode()).hexdigest()

    def count(self, what: str) -> int:
        """How many entries are added, missing or reworded."""
        return sum(one.what == what for one in self.differences)


def keep_file(content: bytes) -> str:
    """Keep the file so that exactly what was looked through is carried out; return its hash."""
    return blobs.keep(content)


def plan(digest: str, head: Head) -> ImportPlan:
    """Say what the file would do. Reads only."""
    content = blobs.read(digest)
    looks_like_json = content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))
    official = is_official(content)
    spec, problems = read_json(content) if looks_like_json else _read_list(content, head, official=official)
    problems = _with_faults_of_the_whole(spec, problems) if spec is not None else problems
    if spec is None or any(problem.is_error for problem in problems):
        return ImportPlan(None, problems, (), is_new=True, is_own=False)
    framework = db.session.scalar(select(Framework).where(Framework.slug == spec.slug))
    before = spec_of(framework) if framework else _empty(spec)
    after = _with_missing_words(spec, before)
    own = framework.is_own if framework else not official and spec.slug != "digcomp"
    return ImportPlan(after, problems, differences(before, after, empty_counts=False), is_new=framework is None, is_own=own)


def _with_faults_of_the_whole(spec: FrameworkSpec, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    found = Findings(list(problems))
    if not CODE.fullmatch(spec.slug) or spec.slug in RESERVED:
        found.error("", 1, _("“%(slug)s” is no address for a framework", slug=spec.slug[:40]), _("write small letters, digits and hyphens"))
    check_lengths(spec, found)
    return found.in_order()


def _read_list(content: bytes, head: Head, *, official: bool) -> tuple[FrameworkSpec, tuple[Problem, ...]]:
    framework = db.session.scalar(select(Framework).where(Framework.slug == head.slug))
    known = spec_of(framework) if framework else None
    given = {name: value for name in ("title", "version", "source", "licence") if (value := getattr(head, name))}
    blank = FrameworkSpec(head.slug, head.title or head.slug, head.version or "1", head.source, head.licence)
    base = replace(known, **given) if known else blank
    if official:
        return read_official(content, base)
    return read_framework_table(content, replace(base, areas=(), competences=(), levels=(), outcomes=(), statements=()))


def _empty(spec: FrameworkSpec) -> FrameworkSpec:
    return FrameworkSpec(spec.slug, spec.title, spec.version)


def _with_missing_words(spec: FrameworkSpec, before: FrameworkSpec) -> FrameworkSpec:
    """Where the file leaves the source or the licence out, what is known of them stays."""
    return replace(spec, source=spec.source or before.source, licence=spec.licence or before.licence)


def carry_out(digest: str, head: Head, *, seen: str, retire_missing: bool, why: str, by: Person) -> tuple[str, Loaded]:
    """Do what the plan says; return the framework's address and how much was made and changed.

    :raises HasProblems: the file has errors.
    :raises ChangedMeanwhile: ``seen``, the fingerprint that the person saw, is not the plan's.
    :raises NeedsReason: nobody says why.
    """
    one_at_a_time("frameworks")
    found = plan(digest, head)
    if found.spec is None:
        raise HasProblems(_("The file has errors, so nothing was imported. Correct it and choose it again."))
    if found.fingerprint != seen:
        raise ChangedMeanwhile(_("The framework changed since you looked through the file. Look at what would happen now, and confirm again."))
    if not why.strip():
        raise NeedsReason(_("Say why in a few words: the history of the framework keeps it."))
    loaded = load_framework(found.spec, by=by.id, why=why, retire_missing=retire_missing, is_own=found.is_own)
    return found.spec.slug, loaded
