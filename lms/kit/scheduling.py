"""Jobs: a plain function and when to run it. One process leads; a slot that was run is not run again."""

import fcntl
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.base import BaseTrigger
from flask import Flask, current_app
from sqlalchemy import String, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.kit.clock import now
from lms.kit.db import Base, db, is_sqlite, transaction
from lms.kit.logs import log


class JobRun(Base):
    """One run of a job in one slot of time; the unique key is what makes a slot run once."""

    __tablename__ = "job_run"
    __table_args__ = (UniqueConstraint("job", "slot"),)
    job: Mapped[str] = mapped_column(String(80))
    slot: Mapped[str] = mapped_column(String(60))
    started_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
    fault: Mapped[str | None]


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do when nobody is looking. ``run`` opens its own transactions and may be run twice without harm."""

    name: str
    run: Callable[[], object]
    when: BaseTrigger


def _claim(job: Job, slot: str) -> bool:
    with transaction():
        if db.session.scalar(select(JobRun.id).where(JobRun.job == job.name, JobRun.slot == slot)):
            return False
        db.session.add(JobRun(job=job.name, slot=slot))
    return True


@contextmanager
def _alone(job: Job) -> Iterator[bool]:
    """Whether nobody else runs ``job`` just now; the lock of a process that was killed falls by itself."""
    if is_sqlite():
        place = Path(current_app.config["DATA_DIR"]) / "run"
        place.mkdir(parents=True, exist_ok=True)
        with (place / f"{job.name}.lock").open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
                return
            yield True
        return
    with db.engine.connect() as connection:
        name = {"name": f"lms.job.{job.name}"}
        had = bool(connection.scalar(text("SELECT pg_try_advisory_lock(hashtext(:name))"), name))
        connection.rollback()
        try:
            yield had
        finally:
            if had:
                connection.execute(text("SELECT pg_advisory_unlock(hashtext(:name))"), name)


def run_job(app: Flask, job: Job, *, slot: str | None = None) -> bool:
    """Run ``job`` unless its ``slot`` was run already or somebody runs it just now; return whether it ran.

    A fault is kept on the row and raised.
    """
    slot = slot or f"by hand {uuid4()}"
    with app.app_context(), _alone(job) as free:
        if not free or not _claim(job, slot):
            return False
        fault: str | None = None
        try:
            job.run()
        except BaseException as error:
            fault = type(error).__name__
            raise
        finally:
            with transaction():
                row = db.session.scalars(select(JobRun).where(JobRun.job == job.name, JobRun.slot == slot)).one()
                row.finished_at, row.fault = now(), fault
            log.info("job", job=job.name, fault=fault)
        return True


@contextmanager
def leadership(app: Flask, lock_file: Path) -> Iterator[None]:
    """Wait until this process is the one that leads, and lead until the end (a killed leader's lock falls by itself)."""
    with app.app_context():
        if is_sqlite():
            lock_file.parent.mkdir(parents=True, exist_ok=True)
            with lock_file.open("w") as handle:
                fcntl.flock(handle, fcntl.LOCK_EX)
                yield
        else:
            with db.engine.connect() as connection:
                connection.execute(text("SELECT pg_advisory_lock(hashtext('lms.scheduler'))"))
                connection.rollback()
                yield


def _tick(app: Flask, job: Job) -> None:
    try:
        run_job(app, job, slot=now().strftime("%Y-%m-%dT%H:%M"))
    except Exception as error:  # a failing job must not end the scheduler; its fault is on its row
        log.error("job failed", job=job.name, fault=type(error).__name__)


def lead(app: Flask, jobs: tuple[Job, ...], lock_file: Path) -> None:
    """Run ``jobs`` on time until the process is told to stop."""
    with leadership(app, lock_file):
        scheduler = BlockingScheduler(timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 300})
        for job in jobs:
            scheduler.add_job(_tick, job.when, args=(app, job), id=job.name)

        def stop(*_: Any) -> None:
            scheduler.shutdown(wait=False)

        signal.signal(signal.SIGTERM, stop)
        log.info("scheduler leads", jobs=[job.name for job in jobs])
        try:
            scheduler.start()
        except (KeyboardInterrupt, SystemExit):
            log.info("scheduler stops")
