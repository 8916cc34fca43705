"""``lms courses``: course folders are checked, loaded, brought from elsewhere, and written out again."""

import sys
import tomllib
from pathlib import Path

import click
from flask.cli import with_appcontext

from lms.catalogue.course_files.course_toml import FILE, SLUG, KnownCodes, is_language
from lms.catalogue.course_files.folders import FolderRefused, read_folder, read_foreign, write_folder
from lms.catalogue.course_files.foreign.importing import import_folder
from lms.catalogue.course_files.reading import read_course
from lms.catalogue.course_files.storing import beyond_storing
from lms.catalogue.course_files.terms import overdue
from lms.catalogue.queries import files as file_queries
from lms.catalogue.queries import versions
from lms.catalogue.queries.diagrams import with_diagrams
from lms.catalogue.queries.versions import VersionAtHand
from lms.catalogue.queries.workshop import all_courses
from lms.catalogue.service import drafting, publishing, reviewing
from lms.catalogue.service.refusals import HasErrors, NotAnAuthor, OwnText, WouldOverwrite
from lms.catalogue.service.starting import slug_of
from lms.competency.framework_files import DIGCOMP, DIGCOMP_OUTCOMES
from lms.kit.clock import today
from lms.kit.db import transaction
from lms.kit.markdown import diagram_fault
from lms.kit.problems import Problem, in_order, told_together
from lms.people.models import Person, Role

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)

_SHIPPED = KnownCodes(
    {DIGCOMP.slug: {competence.code for competence in DIGCOMP.competences}}, {DIGCOMP.slug: DIGCOMP_OUTCOMES}, complete=False
)
"""What is known of frameworks without a database."""

group = click.Group("courses", help="Folders of courses.")


@group.command("check")
@click.argument("folders", nargs=-1, required=True, type=FOLDER)
def check(folders: tuple[Path, ...]) -> None:
    """List everything that is wrong in FOLDERS, as file:line. Needs no database; exits with 1 when there are errors."""
    errors = sum([_check(folder) for folder in folders])
    sys.exit(1 if errors else 0)


def _check(folder: Path) -> int:
    try:
        files = read_folder(folder)
    except FolderRefused as refusal:
        click.echo(f"{folder}: {refusal}")
        return 1
    reading = with_diagrams(read_course(files, slug=folder.resolve().name, known=_SHIPPED), files)
    more = (*beyond_storing(reading.course), *overdue(reading.course, today())) if reading.course else ()
    problems = in_order((*reading.problems, *more))
    _print(folder, problems)
    errors = sum(problem.is_error for problem in problems)
    click.echo(f"{folder}: {errors} errors, {len(problems) - errors} pieces of advice")
    return errors


def _print(folder: Path, problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        click.echo(f"{folder}/{problem}")


@group.command("load")
@click.argument("folders", nargs=-1, required=True, type=FOLDER)
@click.option("--by", "author", metavar="EMAIL", help="The trainer who loads it, and becomes its author; else the owner in course.toml.")
@click.option("--submit", is_flag=True, help="Hand it in for review.")
@click.option("--publish", is_flag=True, help="Hand it in, and let --curator publish it.")
@click.option("--curator", metavar="EMAIL", help="The curator who publishes it: another person.")
@click.option("--overwrite", is_flag=True, help="Also where colleagues saved something in the open draft that the folder does not hold.")
@click.option("--note", default="", help="What changed, for those who learned from the version before.")
@with_appcontext
def load(folders: tuple[Path, ...], author: str | None, submit: bool, publish: bool, curator: str | None, overwrite: bool, note: str) -> None:
    """Put FOLDERS into the drafts of their courses; the folder's name is the course's address."""
    if publish and not curator:
        raise click.UsageError("--publish needs --curator EMAIL: another person than the author.")
    for folder in folders:
        slug = folder.resolve().name
        by = author or _owner_in(folder)
        number = _load(folder, slug, by, overwrite=overwrite)
        if number is not None and (submit or publish):
            _submit(folder, slug, number, by)
        if number is not None and publish and curator:
            _publish(slug, number, curator, note)


def _owner_in(folder: Path) -> str:
    try:
        owner = tomllib.loads((folder / FILE).read_text(encoding="utf-8")).get("owner")
    except (OSError, ValueError):
        owner = None
    if not owner or not isinstance(owner, str):
        raise click.UsageError(f"{folder / FILE} names no owner. Name the trainer who loads it: --by EMAIL.")
    return owner


def _load(folder: Path, slug: str, author: str, *, overwrite: bool) -> int | None:
    """The number of the version that was loaded; None when there is nothing to do with it."""
    files = read_folder(folder)
    try:
        with transaction():
            loaded = drafting.load_folder(files, slug, by=_person_with(author, Role.TRAINER), overwrite=overwrite)
            number, state = loaded.version.number, loaded.version.state
            errors, advice = loaded.version.error_count, loaded.version.advice_count
    except WouldOverwrite as refusal:
        for change in refusal.changes:
            click.echo(f"{folder}/{change.path}: would be {change.change}")
        click.echo("Take over what you want to keep (lms courses export), or load it with --overwrite.")
        raise
    if not loaded.changed:
        click.echo(f"{slug}: nothing is new; version {number} ({state}) holds the same files.")
        return number if state in versions.OPEN else None
    click.echo(f"{slug}: version {number} is a draft with {errors} errors and {advice} pieces of advice.")
    return number


def _submit(folder: Path, slug: str, number: int, author: str) -> None:
    try:
        with transaction():
            at_hand = versions.version_at_hand(slug, number)
            if at_hand.is_draft:
                reviewing.submit(at_hand.version, by=_person_with(author, Role.TRAINER))
                click.echo(f"{slug}: version {number} waits for its review.")
    except HasErrors as refusal:
        _print(folder, refusal.problems)
        raise


def _publish(slug: str, number: int, curator: str, note: str) -> None:
    with transaction():
        at_hand = versions.version_at_hand(slug, number)
        publishing.publish(at_hand.version, note, by=_person_with(curator, Role.CURATOR))
    click.echo(f"{slug}: version {number} is published.")


def _person_with(email: str, role: Role) -> Person:
    person = versions.person_by_email(email)
    if not person.has(role):
        kind = NotAnAuthor if role is Role.TRAINER else OwnText
        raise kind(f"{email} does not hold the role {role.value}.")
    return person


@group.command("import")
@click.argument("folder", type=FOLDER)
@click.option("--to", type=click.Path(path_type=Path), help="The course folder to write; its name is the address. Else a folder here.")
@click.option("--title", help="The course's title; else it is found in the texts.")
@click.option("--slug", help="The course's address: the name of the folder to write, where --to does not name it.")
@click.option("--owner", metavar="EMAIL", help="Who answers for the text; else a person has to write it into course.toml.")
@click.option("--language", help="Two-letter code of the text.")
def import_course(folder: Path, to: Path | None, title: str | None, slug: str | None, owner: str | None, language: str | None) -> None:
    """Make a course folder of the Markdown in FOLDER, whoever wrote it."""
    if language and not is_language(language):
        raise click.UsageError(f"{language} is no language. Write its two-letter code, such as --language fr.")
    target = _target(folder, to, slug)
    if target.exists() and any(target.iterdir()):
        raise click.UsageError(f"{target} is not empty. Name a new folder: --to FOLDER.")
    address = slug_of(target.resolve().name)
    files, notes = read_foreign(folder)
    made = import_folder(files, title=title, slug=address, owner=owner or _NOBODY, language=language, fault_of=diagram_fault)
    write_folder(made.files, target)
    for told in told_together(in_order((*notes, *made.notes))):
        click.echo(f"{folder}/{told}")
    if not owner:
        click.echo(f"{target}/{FILE}: nobody answers for the text yet: write the e-mail address of a person as `owner`.")
    click.echo(f"{target}: {len(made.files)} files, {len(made.notes)} notes. Read it, then: lms courses check {target}")


_NOBODY = "nobody yet"
"""Stands as owner until a person is named; the check reports it with its line."""


def _target(folder: Path, to: Path | None, slug: str | None) -> Path:
    if slug and not SLUG.fullmatch(slug):
        raise click.UsageError(f"{slug} is no address of a course. Use a-z, 0-9 and hyphens.")
    if to is None:
        here = Path(slug or slug_of(folder.resolve().name) or "course")
        return here if slug or here.resolve() != folder.resolve() else Path(f"{here}-course")
    if slug and slug != to.resolve().name:
        raise click.UsageError(f"The folder's name is the course's address, and {to} is not called {slug}. Leave one of --to and --slug out.")
    return to


@group.command("list")
@with_appcontext
def list_courses() -> None:
    """All courses with their newest and their published version."""
    for row in all_courses():
        published = f"learners get version {row.published}" if row.published else "not published"
        click.echo(f"{row.slug}\tversion {row.number} {row.state}\t{published}\t{row.title}")


@group.command("export")
@click.argument("slug")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--version", "number", type=int, help="Number of the version; else the newest.")
@with_appcontext
def export(slug: str, folder: Path, number: int | None) -> None:
    """Write the files of a version into FOLDER, byte by byte as they came."""
    if folder.exists() and any(folder.iterdir()):
        raise click.UsageError(f"{folder} is not empty. Name a new folder.")
    at_hand: VersionAtHand = versions.version_at_hand(slug, number or _newest(slug))
    files = file_queries.folder_of(at_hand.version.id)
    write_folder(files, folder)
    click.echo(f"{folder}: {len(files)} files of version {at_hand.number}.")


def _newest(slug: str) -> int:
    return versions.versions_of(versions.course_at_hand(slug).course.id)[0].number
