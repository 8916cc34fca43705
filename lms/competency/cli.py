"""``lms competency``: frameworks from files, and the proof that what is kept follows from the ledger."""

import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from lms.competency.framework_files import read_digcomp
from lms.competency.service import frameworks, recompute
from lms.kit.db import transaction

group = click.Group("competency", help="Frameworks of competences.")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def import_framework(file: Path) -> None:
    """Read the official DigComp data supplement (JSON-LD) and bring the framework in line with it."""
    spec = read_digcomp(file.read_bytes())
    with transaction():
        loaded = frameworks.load_framework(spec, by=None)
    click.echo(
        f"{spec.title} {spec.version}: {len(spec.areas)} areas, {len(spec.competences)} competences, {len(spec.levels)} levels, "
        f"{len(spec.outcomes)} learning outcomes, {len(spec.statements)} statements; {loaded.made} made, {loaded.changed} changed."
    )


@group.command("recompute")
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 when something differs.")
@with_appcontext
def recompute_all(check: bool) -> None:
    """Compute every level from the ledger of evidence and compare it with what is kept; put right what differs."""
    last, compared, due, different = None, 0, 0, 0
    while True:
        with transaction():
            portion = recompute.compare(last, mend=not check)
        last, compared = portion.last, compared + portion.compared
        due, different = due + len(portion.due), different + len(portion.different)
        if last is None:
            break
    click.echo(f"{compared} standings compared, {different} differences ({due} more were due by age or new rules).")
    sys.exit(1 if check and different else 0)
