"""The command ``lms``."""

import sys

import click
from flask import Flask
from flask.cli import AppGroup, ScriptInfo
from flask_migrate.cli import db as database  # type: ignore[import-not-found]  # it brings no types
from sqlalchemy.exc import OperationalError, ProgrammingError

from lms.app import create_app
from lms.audit import cli as audit
from lms.catalogue import cli as catalogue
from lms.cohorts import cli as cohorts
from lms.competency import cli as competency
from lms.credentials import cli as credentials
from lms.demo import cli as demo
from lms.kit import migrations
from lms.kit.errors import DomainError
from lms.operations import cli as operations
from lms.people import cli as people
from lms.reports import cli as reports


def create_migrating_app() -> Flask:
    """The house, with what commands need besides."""
    return migrations.init_app(create_app())


@click.group(cls=AppGroup)
def commands() -> None:
    """Civic Campus for operators and trainers."""


GROUPS = (competency.group, catalogue.group, cohorts.group, credentials.group, reports.group, demo.group)

for command in (database, *operations.COMMANDS, *people.COMMANDS, *audit.COMMANDS, *GROUPS):
    commands.add_command(command)


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
