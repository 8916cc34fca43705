"""Write a framework of the city's own, entry by entry. Each change says why and makes a new version."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from lms.competency.framework_files import DIGCOMP, FrameworkSpec
from lms.competency.framework_texts.checking import faults_of
from lms.competency.framework_texts.editing import LIST_OF, entry_of, with_entry, without_entry
from lms.competency.models import Framework
from lms.competency.queries.framework_texts import spec_of
from lms.competency.service.frameworks import load_framework
from lms.kit.db import db, one_at_a_time
from lms.kit.errors import DomainError, NotFound
from lms.kit.i18n import gettext as _
from lms.people.models import Person

RESERVED = frozenset({"new", "import", "correspondences"})
"""Words that are pages under ``/frameworks`` and cannot be addresses of frameworks."""


class AddressTaken(DomainError):
    """Another framework has that address."""


class NotOurs(DomainError):
    """The framework is somebody else's: it follows its official files."""


class EntryRefused(DomainError):
    """The entry cannot be like that."""

    status = 422


class NeedsReason(DomainError):
    """Nobody says why."""

    status = 422


def address_of(title: str) -> str:
    """An address made of a title: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")


def create_framework(title: str, version: str, source: str, licence: str, *, by: Person) -> Framework:
    """Begin a framework of the city's own, with the eight levels of DigComp to begin from.

    :raises AddressTaken: when a framework of that name is there already.
    """
    one_at_a_time("frameworks")
    slug = address_of(title)
    taken = db.session.scalar(select(Framework.id).where(Framework.slug == slug)) is not None
    if not slug or slug in RESERVED or taken:
        raise AddressTaken(_("There is a framework of this name already, or the name makes no address. Choose another name."))
    spec = FrameworkSpec(slug, title, version, source, licence, levels=DIGCOMP.levels)
    load_framework(spec, by=by.id, why=_("Begun"), is_own=True)
    return db.session.scalars(select(Framework).where(Framework.slug == slug)).one()


def edit_head(framework: Framework, title: str, version: str, source: str, licence: str, *, why: str, by: Person) -> None:
    """Change the name, the version's label, the source or the licence.

    :raises NotOurs, NeedsReason: the framework follows official files; nobody says why.
    """
    spec = _open(framework, why)
    _save(replace(spec, title=title, version=version, source=source, licence=licence), why, by)


def save_entry(framework: Framework, kind: str, facts: Mapping[str, Any], *, is_new: bool, why: str, by: Person) -> None:
    """Make or reword an area, a competence, a level, an outcome or a statement.

    :raises NotOurs, NeedsReason: the framework follows official files; nobody says why.
    :raises EntryRefused: the code is taken or no code, or the entry belongs to nothing.
    """
    spec = _open(framework, why)
    code = str(facts["number"] if kind == "level" else facts["code"])
    if is_new and entry_of(spec, kind, code) is not None:
        raise EntryRefused(_("The code “%(code)s” is used already. Write another one.", code=code))
    after = with_entry(spec, kind, facts)
    faults = faults_of(after)
    if faults:
        raise EntryRefused(" ".join(faults))
    _save(after, why, by)


def retire_entry(framework: Framework, kind: str, code: str, *, why: str, by: Person) -> None:
    """Let the framework name the entry no more. What was cited stays: evidence, courses and requirements keep standing on it.

    :raises NotOurs, NeedsReason: the framework follows official files; nobody says why.
    :raises NotFound: there is no such entry.
    """
    spec = _open(framework, why)
    if kind not in LIST_OF or entry_of(spec, kind, code) is None:
        raise NotFound(_("The framework has no such entry."))
    _save(without_entry(spec, kind, code), why, by)


def _open(framework: Framework, why: str) -> FrameworkSpec:
    if not framework.is_own:
        raise NotOurs(_("%(title)s follows its official files. Import the newer file instead of editing it here.", title=framework.title))
    if not why.strip():
        raise NeedsReason(_("Say why in a few words: the history of the framework keeps it."))
    one_at_a_time("frameworks")
    return spec_of(framework)


def _save(spec: FrameworkSpec, why: str, by: Person) -> None:
    load_framework(spec, by=by.id, why=why, retire_missing=True, empty_counts=True)
