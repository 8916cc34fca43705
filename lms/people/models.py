"""Who works in the city, in which department and post, with which roles, and where they are signed in."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_security.core import UserMixin, WebAuthnMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.kit.clock import now
from lms.kit.db import Base


class Role(StrEnum):
    """What somebody may be entrusted with; every person is a public officer without it."""

    TRAINER = "trainer"
    CURATOR = "curator"
    HR = "hr"
    PROGRAMME_OFFICE = "programme_office"
    """Runs the strategy, the ideas and the champions."""
    CITY_MANAGER = "city_manager"
    DEPARTMENT_HEAD = "department_head"
    """Speaks for a department; given for that department."""
    EVALUATOR = "evaluator"
    SPONSOR = "sponsor"
    """A manager with a budget; given for a department, or for the whole house."""
    FINANCE_CONTROLLER = "finance_controller"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Department(Base):
    """A unit of the administration; departments form a tree."""

    __tablename__ = "department"
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"), index=True)


class DepartmentAlias(Base):
    """A code that a department answers to besides its own: the code of one that was merged into it, which files still use."""

    __tablename__ = "department_alias"
    code: Mapped[str] = mapped_column(String(40), unique=True)
    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id", ondelete="CASCADE"), index=True)
    made_at: Mapped[datetime] = mapped_column(default=now)


class Post(Base):
    """A kind of work that people are employed for; what it requires hangs on it."""

    __tablename__ = "post"
    code: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    grade: Mapped[str | None] = mapped_column(String(20))
    """How the post is graded, as the city writes it (“A2”, “B1”, “Executive”), without spaces around it; nothing where it has no grade."""


class Person(Base, UserMixin):  # type: ignore[misc]
    """A public officer who may sign in. Nobody is deleted: leavers are deactivated, erased people anonymised."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_in_small_letters"),)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    staff_number: Mapped[str | None] = mapped_column(String(60), unique=True)
    language: Mapped[str] = mapped_column(String(8), default="en")
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"), index=True)
    post_id: Mapped[UUID | None] = mapped_column(ForeignKey("post.id", ondelete="RESTRICT"), index=True)
    manager_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    external: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Not an officer: a member of the leadership team from business, research or the citizens, who sees their own spaces only."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    erased_at: Mapped[datetime | None]
    """When everything that told who this was went; the row stays, so that what hangs on it still counts."""

    # What Flask-Security keeps of the account.
    active: Mapped[bool] = mapped_column(default=True)
    password: Mapped[str | None] = mapped_column(String(255))
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(String(64), unique=True)  # type: ignore[assignment]  # none without a passkey
    confirmed_at: Mapped[datetime | None]
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    tf_last_counter: Mapped[int | None]
    """The time step of the last code that was taken, so that a code that was looked over a shoulder opens nothing."""
    mf_recovery_codes: Mapped[list[str] | None]

    department: Mapped[Department | None] = relationship(lazy="raise_on_sql")
    post: Mapped[Post | None] = relationship(lazy="raise_on_sql")
    manager: Mapped["Person | None"] = relationship(remote_side="Person.id", lazy="raise_on_sql")
    # Read again after a rollback: the page that tells a refusal asks once more what the person may do.
    grants: Mapped[list["Grant"]] = relationship(back_populates="person", lazy="select", foreign_keys="Grant.person_id")
    webauthn: Mapped[list["Passkey"]] = relationship(back_populates="person", lazy="select", cascade="all, delete-orphan")  # type: ignore[assignment]

    @property
    def initials(self) -> str:
        """First letters of the first and last name."""
        names = self.name.split()
        return "".join(name[0].upper() for name in (names[:1] + names[1:][-1:])) or "?"

    def has(self, role: Role, department_id: UUID | None = None) -> bool:
        """Whether the person holds ``role`` for the whole house, or for that department."""
        return any(grant.role is role and grant.department_id in (None, department_id) for grant in self.grants)

    def holds(self, role: Role) -> bool:
        """Whether the person holds ``role`` at all, be it for one department only; how far it reaches is ``queries.scopes``."""
        return any(grant.role is role for grant in self.grants)

    @property
    def roles(self) -> list[Any]:  # type: ignore[override]
        """Flask-Security's own roles are not used."""
        return []


class Grant(Base):
    """A role given to a person, for the whole house or for one department."""

    __tablename__ = "grant_of_role"
    __table_args__ = (
        Index(
            "uq_grant_of_role_everywhere",
            "person_id",
            "role",
            unique=True,
            sqlite_where=text("department_id IS NULL"),
            postgresql_where=text("department_id IS NULL"),
        ),
        UniqueConstraint("person_id", "role", "department_id"),
    )
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role]
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id", ondelete="CASCADE"))
    given_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    given_at: Mapped[datetime] = mapped_column(default=now)

    person: Mapped[Person] = relationship(back_populates="grants", foreign_keys=[person_id], lazy="raise_on_sql")


class ImportKind(StrEnum):
    """What the rows of a file are."""

    PEOPLE = "people"
    DEPARTMENTS = "departments"
    POSTS = "posts"


class ImportState(StrEnum):
    """What became of a file."""

    WAITING = "waiting"
    """Looked through, or still to be; nothing is done yet."""
    DONE = "done"
    STOPPED = "stopped"
    """The nightly run did not dare: too many would be deactivated, or the file cannot be read."""


class PeopleImport(Base):
    """A file that was brought to the directory, by hand or found in the folder at night, and what became of it."""

    __tablename__ = "people_import"
    kind: Mapped[ImportKind]
    full_list: Mapped[bool] = mapped_column(default=False)
    """The file lists everybody: whoever is not in it has left."""
    file_name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str | None] = mapped_column(String(64))
    """Its bytes among the blobs; nothing after the days that files are kept."""
    mark: Mapped[str] = mapped_column(String(80), index=True)
    """``sha256:`` and the hash of the bytes: outlives them, so that the nightly run knows the file of the night before."""
    from_folder: Mapped[bool] = mapped_column(default=False)
    state: Mapped[ImportState] = mapped_column(default=ImportState.WAITING)
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Counts, the lines of bad rows, who came back that managed people, and why it was stopped. No names."""
    begun_at: Mapped[datetime] = mapped_column(default=now, index=True)
    begun_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))


class ColumnMapping(Base):
    """What the columns of a file with these headings mean, as somebody once said it."""

    __tablename__ = "import_columns"
    __table_args__ = (UniqueConstraint("kind", "headings"),)
    kind: Mapped[ImportKind]
    headings: Mapped[str] = mapped_column(String(80))
    """``sha256:`` and the hash of the headings, in any order; and of the id of whoever said it, where their role reaches some departments only."""
    columns: Mapped[dict[str, Any]]
    """Heading -> field; an empty field leaves the column out."""
    said_at: Mapped[datetime] = mapped_column(default=now)
    said_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))


class SignIn(Base):
    """One sign-in on one device. It is over when ``ended_at`` is set or ``until`` has passed; the cookie then opens nothing."""

    __tablename__ = "sign_in"
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    device: Mapped[str] = mapped_column(String(120), default="")
    began_at: Mapped[datetime] = mapped_column(default=now)
    until: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class LinkPurpose(StrEnum):
    """Why somebody may set a password without knowing the old one."""

    INVITE = "invite"
    RESET = "reset"


class OneTimeLink(Base):
    """A link by which a person sets their password, once. Only its hash is kept; it is dead when used, too old, or replaced."""

    __tablename__ = "one_time_link"
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[LinkPurpose]
    made_at: Mapped[datetime] = mapped_column(default=now)
    until: Mapped[datetime]
    dead_at: Mapped[datetime | None]


class Passkey(Base, WebAuthnMixin):  # type: ignore[misc]
    """A passkey of a person (Flask-Security's WebAuthn record)."""

    __tablename__ = "passkey"
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[list[str] | None]
    backup_state: Mapped[bool]
    device_type: Mapped[str] = mapped_column(String(64))
    extensions: Mapped[str | None] = mapped_column(String(255))
    create_datetime: Mapped[datetime] = mapped_column(default=now)
    lastuse_datetime: Mapped[datetime] = mapped_column(default=now)
    name: Mapped[str] = mapped_column(String(64))
    usage: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)

    person: Mapped[Person] = relationship(back_populates="webauthn", lazy="raise_on_sql")

    def get_user_mapping(self) -> dict[str, Any]:
        """How Flask-Security finds the person of this passkey."""
        return {"id": self.person_id}
