"""``lms certificates``: papers by the thousand."""

import time

import click
from flask import current_app
from flask.cli import with_appcontext

from lms.credentials.service import drawing

group = click.Group("certificates", help="Certificates and their papers.")


@group.command("draw")
@click.option("--missing", is_flag=True, required=True, help="Draw those that nobody has asked for yet.")
@click.option("--processes", type=click.IntRange(1, 16), default=2, show_default=True, help="How many draw at the same time.")
@with_appcontext
def draw(missing: bool, processes: int) -> None:
    """Draw the papers of certificates ahead of the first download, for instance the night before a ceremony."""
    began, drawn = time.perf_counter(), 0
    for drawn, _place in enumerate(drawing.draw_missing(current_app.config["DATA_DIR"] / "cache" / "papers", processes=processes), start=1):
        if drawn % 100 == 0:
            click.echo(f"{drawn} papers drawn.")
    click.echo(f"{drawn} papers drawn in {time.perf_counter() - began:.1f} seconds.")
