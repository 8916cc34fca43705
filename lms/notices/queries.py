"""Reads of the inbox and the outbox."""

from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, or_, select

from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.errors import NotFound
from lms.kit.i18n import gettext as _
from lms.kit.i18n import lazy_gettext
from lms.kit.personal import Fate, Part, Stored, rows_of
from lms.notices.models import Letter, Notice

PAGE = 30


_OF_NOTICE = Notice.__table__.c
UNREAD = select(func.count()).where(_OF_NOTICE.person_id == bindparam("person_id", type_=Uuid), _OF_NOTICE.read_at.is_(None))
"""How many notices a person has not read. Put together once, since each page asks."""


def unread_count(person_id: UUID) -> int:
    """How many notices the person has not read."""
    return db.session.scalar(UNREAD, {"person_id": person_id}) or 0


def inbox(person_id: UUID, *, page: int) -> tuple[list[Notice], int]:
    """A page of the person's notices, newest first, and how many pages there are. Two statements."""
    mine = select(Notice).where(Notice.person_id == person_id)
    count = db.session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    notices = db.session.scalars(mine.order_by(Notice.created_at.desc(), Notice.id).limit(PAGE).offset((page - 1) * PAGE)).all()
    return list(notices), max(1, -(-count // PAGE))


def notice(notice_id: UUID) -> Notice:
    """One notice.

    :raises NotFound: when there is none.
    """
    found = db.session.get(Notice, notice_id)
    if found is None:
        raise NotFound(_("There is no such notice."))
    return found


def next_letter() -> Letter | None:
    """The letter that has waited longest, held for this transaction; another sender skips it."""
    return db.session.scalar(
        select(Letter)
        .where(Letter.sent_at.is_(None), Letter.due_at <= now())
        .order_by(Letter.due_at, Letter.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


_WITH_LINK = or_(Letter.key.startswith("invite:"), Letter.key.startswith("reset-password:"))
"""Whoever opened such a mail out of a copy of somebody's data could set their password."""

STORED = (
    Stored("notices", lazy_gettext("Inbox"), Notice, (Notice.person_id,), Fate.DELETED, lazy_gettext("All notices go.")),
    Stored(
        "letters",
        lazy_gettext("Mails"),
        Letter,
        (Letter.person_id,),
        Fate.DELETED,
        lazy_gettext("All mails go."),
        where=lambda person_id: (Letter.person_id == person_id) & ~_WITH_LINK,
        secret=("html_body",),
    ),
    Stored(
        "letters_with_links",
        lazy_gettext("Mails with a link to set the password"),
        Letter,
        (Letter.person_id,),
        Fate.DELETED,
        lazy_gettext("All mails go."),
        where=lambda person_id: (Letter.person_id == person_id) & _WITH_LINK,
        secret=("html_body", "text_body"),
    ),
)


def what_is_stored(person_id: UUID) -> list[Part]:
    """Everything that the person was told, without links that open the account."""
    return rows_of(STORED, person_id)
