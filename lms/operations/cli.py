"""What the operator types."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from lms.kit.errors import NotFound
from lms.kit.i18n import format_moment
from lms.kit.i18n import gettext as _
from lms.kit.scheduling import Job, lead, run_job
from lms.operations import queries, serving
from lms.operations.service import backups


def _data_dir() -> Path:
    return Path(current_app.config["DATA_DIR"])


def _jobs() -> tuple[Job, ...]:
    jobs: tuple[Job, ...] = current_app.extensions["lms.schedule"]
    return jobs


@click.command("scheduler")
@with_appcontext
def scheduler() -> None:
    """Run the jobs on time. Several may be started: one leads, the next follows when it ends."""
    queries.refuse_unless_ready(_data_dir())
    serving.hold_house(_data_dir())
    lead(current_app._get_current_object(), _jobs(), _data_dir() / "run" / "scheduler.lock")  # type: ignore[attr-defined]


@click.command("run-job")
@click.argument("name")
@with_appcontext
def run_one(name: str) -> None:
    """Run the job NAME now; ``lms jobs`` lists the names."""
    job = next((job for job in _jobs() if job.name == name), None)
    if job is None:
        raise NotFound(_("There is no job “%(name)s”. The jobs are: %(names)s.", name=name, names=", ".join(job.name for job in _jobs())))
    ran = run_job(current_app._get_current_object(), job)  # type: ignore[attr-defined]
    click.echo(_("Done.") if ran else _("Nothing was done: this job is running elsewhere just now."))


@click.command("jobs")
@with_appcontext
def list_jobs() -> None:
    """List the jobs, when they run, and how each went the last time."""
    for line in queries.job_lines(_jobs()):
        went = _("never ran")
        if line.began:
            went = line.fault or (_("well") if line.ended else _("not ended"))
        click.echo(f"{line.name:32} {line.when:40} {format_moment(line.began):28} {went}")


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """Write everything into the one FILE, while people go on working."""
    made = backups.make(file)
    click.echo(_("%(file)s holds everything of %(moment)s (schema %(schema)s).", file=str(file), moment=made.made_at, schema=made.schema))


@click.command("restore")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace the data that are here; they are kept beside.")
@with_appcontext
def restore(file: Path, force: bool) -> None:
    """Bring back what FILE holds. Stop the server and the scheduler first."""
    serving.hold_house(_data_dir(), alone=True)
    kept = backups.bring_back(file, _data_dir(), force=force)
    click.echo(_("Everything is as the backup has it."))
    if kept is not None:
        click.echo(_("The data of before are in %(file)s; delete it when you are sure.", file=str(kept)))
