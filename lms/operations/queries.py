"""What an operator wants to know: is it fit to serve, what waits, what failed."""

import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import case, func, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from lms.assessment.models import Attempt, AttemptState
from lms.kit.clock import now
from lms.kit.db import db
from lms.kit.errors import DomainError
from lms.kit.i18n import gettext as _
from lms.kit.metrics import Figure
from lms.kit.paths import bundled
from lms.kit.scheduling import Job, JobRun
from lms.notices.models import Letter
from lms.notices.service import MOST_TRIES

LEAST_DISK = 50 * 1024 * 1024
"""With fewer bytes than this on the disk the house asks to be sent no more work."""


class NotReady(DomainError):
    """The house cannot be opened as things are."""


@cache
def known_schemas() -> frozenset[str]:
    """Every schema that this version of the house can upgrade from: the numbers of its migrations."""
    return frozenset(path.name.partition("_")[0] for path in (bundled("migrations") / "versions").glob("[0-9]*.py"))


def head_of_schema() -> str:
    """The schema that this version of the house works with."""
    return max(known_schemas())


def schema() -> str | None:
    """The schema that the database stands at; None when it is empty."""
    if not inspect(db.session.connection()).has_table("alembic_version"):
        return None
    found: str | None = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _fault_of_database() -> str | None:
    try:
        at, head = schema(), head_of_schema()
    except SQLAlchemyError as error:
        return _("The database does not answer (%(kind)s).", kind=type(getattr(error, "orig", None) or error).__name__)
    if at != head:
        return _("The database stands at schema %(at)s, this version needs %(head)s. Run: lms db upgrade", at=at or "none", head=head)
    return None


def _fault_of_disk(data_dir: Path) -> str | None:
    probe = data_dir / f".probe-{os.getpid()}"
    try:
        probe.write_bytes(b"can be written")
        probe.unlink()
        free = shutil.disk_usage(data_dir).free
    except OSError as error:
        return _("LMS_DATA_DIR cannot be written: %(reason)s.", reason=os.strerror(error.errno or 0))
    if free < LEAST_DISK:
        return _("The disk of LMS_DATA_DIR is full: %(megabytes)s MB are left.", megabytes=free // 1024**2)
    return None


def readiness_faults(data_dir: Path) -> list[str]:
    """Why no visitor should be sent here, in sentences for the operator; none when all is well."""
    return [fault for fault in (_fault_of_database(), _fault_of_disk(data_dir)) if fault]


def refuse_unless_ready(data_dir: Path) -> None:
    """Let nothing be started that could not work.

    :raises NotReady: with each reason.
    """
    faults = readiness_faults(data_dir)
    if faults:
        raise NotReady("\n".join(faults))


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job and how its last run went; ``fault`` is the class of the error that ended it."""

    name: str
    when: str
    began: datetime | None
    ended: datetime | None
    fault: str | None


def job_lines(jobs: tuple[Job, ...]) -> list[JobLine]:
    """The jobs in the order of the table, each with its last run. One statement."""
    newest = select(JobRun.job, func.max(JobRun.started_at).label("at")).group_by(JobRun.job).subquery()
    runs = db.session.scalars(select(JobRun).join(newest, (JobRun.job == newest.c.job) & (JobRun.started_at == newest.c.at)))
    last = {run.job: run for run in runs}
    lines = []
    for job in jobs:
        run = last.get(job.name)
        went = (run.started_at, run.finished_at, run.fault) if run else (None, None, None)
        lines.append(JobLine(job.name, str(job.when), *went))
    return lines


def figures(jobs: tuple[Job, ...]) -> list[Figure]:
    """What stands in the database and belongs on a dashboard. Three statements."""
    waits = (Letter.sent_at.is_(None), Letter.tries < MOST_TRIES)
    letters = db.session.execute(
        select(
            func.count(case((waits[0] & waits[1], 1))).label("waiting"),
            func.count(case((waits[0] & (Letter.tries >= MOST_TRIES), 1))).label("given_up"),
            func.min(case((waits[0] & waits[1], Letter.created_at))).label("oldest"),
        ).where(Letter.sent_at.is_(None))
    ).one()
    sitting = db.session.scalar(select(func.count()).select_from(Attempt).where(Attempt.state == AttemptState.OPEN)) or 0
    age = (now() - letters.oldest).total_seconds() if letters.oldest else 0
    told = [
        Figure("lms_letters_waiting", "Letters in the outbox that will be tried.", letters.waiting),
        Figure("lms_letters_given_up", "Letters that failed too often and wait for the operator.", letters.given_up),
        Figure("lms_letters_oldest_seconds", "Age of the letter that has waited longest.", age),
        Figure("lms_attempts_open", "Attempts that somebody is sitting just now.", sitting),
    ]
    for line in job_lines(jobs):
        if line.began:
            told.append(Figure("lms_job_began_timestamp_seconds", "When the job last began.", line.began.timestamp(), "job", line.name))
            told.append(Figure("lms_job_failed", "Whether the job's last run failed.", float(line.fault is not None), "job", line.name))
    return told
