"""The command ``lms``."""

import sys

import click
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy.exc import OperationalError, ProgrammingError
from werkzeug.utils import import_string

from lms.kit.errors import DomainError

COMMANDS = {
    "audit": "lms.audit.cli:group",
    "backup": "lms.operations.cli:backup",
    "certificates": "lms.credentials.cli:group",
    "competency": "lms.competency.cli:group",
    "courses": "lms.catalogue.cli:group",
    "create-admin": "lms.people.cli:create_admin",
    "db": "flask_migrate.cli:db",
    "demo": "lms.demo.cli:group",
    "jobs": "lms.operations.cli:list_jobs",
    "programmes": "lms.cohorts.cli:group",
    "reports": "lms.reports.cli:group",
    "restore": "lms.operations.cli:restore",
    "run-job": "lms.operations.cli:run_one",
    "scheduler": "lms.operations.cli:scheduler",
    "second-step-off": "lms.people.cli:second_step_off",
    "serve": "lms.operations.serving:serve",
}


class Commands(click.Group):
    """Commands that are loaded when they are asked for, so that ``lms serve``, which becomes another program, does not load the house first."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        place = COMMANDS.get(cmd_name)
        found: click.Command | None = import_string(place) if place else None
        return found


def create_migrating_app() -> Flask:
    """The house, with what commands need besides."""
    from lms.app import create_app  # noqa: PLC0415
    from lms.kit import migrations  # noqa: PLC0415

    return migrations.init_app(create_app())


@click.group(cls=Commands)
def commands() -> None:
    """Civic Campus for operators and trainers."""


def main() -> None:
    """Run a command; a refusal, and what the machine refuses, is a sentence on standard error, not a trace."""
    try:
        commands(obj=ScriptInfo(create_app=create_migrating_app))
    except DomainError as refusal:
        sentence = str(refusal)
    except (OperationalError, ProgrammingError) as fault:
        sentence = f"The database cannot be used: {str(fault.orig).splitlines()[0]}. If it is new, or older than this version, run: lms db upgrade"
    except OSError as fault:
        if fault.filename is None:
            raise
        sentence = f"{fault.filename}: {fault.strerror}."
    else:
        return
    click.echo(sentence, err=True)
    sys.exit(1)
