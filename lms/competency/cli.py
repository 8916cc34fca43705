"""``lms competency``: frameworks from files."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from lms.competency.framework_files import read_digcomp
from lms.competency.service import frameworks
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
        f"{len(spec.outcomes)} learning outcomes; {loaded.made} made, {loaded.changed} changed."
    )
