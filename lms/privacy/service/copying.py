"""Make a copy of all that is stored on a person: a zip with a page to read and a JSON file per slice."""

import io
import json
import zipfile
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from lms.audit.service import record
from lms.kit import blobs, i18n, limits, papers
from lms.kit.clock import now
from lms.kit.db import db, publish
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.kit.personal import files_of
from lms.people.models import Person
from lms.privacy.events import DataCopyReady
from lms.privacy.models import DataCopy
from lms.privacy.queries.requests import preview
from lms.privacy.queries.slices import SLICES

AT_ONCE = 2_000
"""With more rows than this, or with files, a copy is made by a job, so that nobody waits for the page."""
KEPT_DAYS = 7
A_DAY, PER_DAY = timedelta(days=1), 3

_pages = papers.environment()


def ask(*, by: Person) -> DataCopy:
    """Ask for a copy; a small one is made at once, a large one by a job that tells the inbox.

    :raises TooOften: after three in a day.
    """
    asked = limits.Limit(f"data-copy:{by.id}", PER_DAY, A_DAY)
    limits.refuse_beyond(asked)
    limits.count(asked)
    copy = DataCopy(person_id=by.id)
    db.session.add(copy)
    db.session.flush()
    record("copy-asked", "person", by.id, by=by.id)
    rows = sum(count.number for _title, counts in preview(by.id).parts for count in counts)
    if rows <= AT_ONCE and not any(files_of(one.stored, by.id) for one in SLICES):
        make(copy.id)
    return copy


def make(copy_id: UUID) -> bool:
    """Make a copy that was asked for, once; return whether this call did."""
    copy = db.session.scalar(select(DataCopy).where(DataCopy.id == copy_id).with_for_update())
    if copy is None or copy.ready_at is not None:
        return False
    person = db.session.get_one(Person, copy.person_id)
    copy.digest, copy.ready_at = blobs.keep(zip_of(person)), now()
    db.session.flush()
    publish(DataCopyReady(copy.id, person.id))
    return True


def note_made_for(person_id: UUID, *, by: Person) -> None:
    """Write down that ``by`` made a copy for somebody who left, to hand over."""
    record("copy-made", "person", person_id, by=by.id)


def zip_of(person: Person) -> bytes:
    """The copy, in the language of the person. Reads only."""
    told = [(one, one.what_is_stored(person.id)) for one in SLICES]
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        with i18n.speaking(i18n.offered(person.language)):
            page = _pages.get_template("privacy/copy.html").render(
                person=person, parts=told, made_at=now(), locale=i18n.language(), dir=i18n.direction()
            )
        archive.writestr("index.html", page)
        for one, parts in told:
            kept = {part.stored.name: part.rows for part in parts}
            archive.writestr(f"{one.name}.json", json.dumps(kept, ensure_ascii=False, indent=1))
            for file in files_of(one.stored, person.id):
                archive.writestr(f"files/{one.name}/{file.place}", blobs.read(file.digest))
    return content.getvalue()


def content_of(copy: DataCopy) -> bytes:
    """The bytes of a copy.

    :raises NotFound: when it is not made yet, or was deleted after its days.
    """
    if copy.digest is None:
        raise NotFound(_("This copy is not there: it is still being made, or it was deleted after %(days)s days. Ask for a new one.", days=KEPT_DAYS))
    return blobs.read(copy.digest)


def forget_old(*, days: int = KEPT_DAYS) -> int:
    """Let go of the bytes of copies older than ``days``; return how many."""
    old = update(DataCopy).where(DataCopy.digest.is_not(None), DataCopy.ready_at < now() - timedelta(days=days))
    return len(db.session.execute(old.values(digest=None, gone_at=now()).returning(DataCopy.id)).all())
