"""``lms programmes``: programme files are checked, loaded and listed."""

import sys
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from lms.cohorts.programme_files.endings import Known
from lms.cohorts.programme_files.reading import read_programme
from lms.cohorts.queries.programmes import newest_versions
from lms.cohorts.service import programmes
from lms.cohorts.service.refusals import FileHasErrors, NotOnTheStaff
from lms.competency.framework_files import DIGCOMP
from lms.kit.db import db, transaction
from lms.kit.problems import Problem
from lms.people.models import Person, Role
from lms.people.queries.officers import WORKS_HERE

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

group = click.Group("programmes", help="Files of boot camp programmes.")


@group.command("check")
@click.argument("files", nargs=-1, required=True, type=FILE)
def check(files: tuple[Path, ...]) -> None:
    """List everything that is wrong in FILES, as file:line. Needs no database; exits with 1 when there are errors."""
    errors = sum([_check(file) for file in files])
    sys.exit(1 if errors else 0)


def _check(file: Path) -> int:
    known = Known({DIGCOMP.slug: {competence.code for competence in DIGCOMP.competences}}, whole=False)
    reading = read_programme(file.read_bytes(), slug=file.stem, competences=known, courses=None)
    _print(file, reading.problems)
    errors = len(reading.errors)
    click.echo(f"{file}: {errors} errors, {len(reading.problems) - errors} pieces of advice")
    return errors


def _print(file: Path, problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        click.echo(f"{file.parent}/{problem}")


@group.command("load")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--by", "trainer", required=True, metavar="EMAIL", help="The trainer who loads it.")
@with_appcontext
def load(files: tuple[Path, ...], trainer: str) -> None:
    """Make a version of each of FILES; the file's name is the programme's address. What is the same makes none."""
    for file in files:
        try:
            with transaction():
                loaded = programmes.load(file.read_bytes(), file.stem, by=_trainer(trainer))
                number, changed, advice = loaded.version.number, loaded.changed, loaded.advice
        except FileHasErrors as refusal:
            _print(file, refusal.problems)
            raise
        _print(file, advice)
        click.echo(f"{file.stem}: version {number} is loaded." if changed else f"{file.stem}: unchanged; version {number} holds the same plan.")


def _trainer(email: str) -> Person:
    person = db.session.scalar(select(Person).where(Person.email == email.strip().lower(), WORKS_HERE))
    if person is None or not person.has(Role.TRAINER):
        raise NotOnTheStaff(f"{email} is no account of somebody with the role of a trainer.")
    return person


@group.command("list")
@with_appcontext
def list_programmes() -> None:
    """All programmes with their newest version."""
    for version in newest_versions():
        click.echo(f"{version.programme.slug}\tversion {version.number}\t{version.title}")
