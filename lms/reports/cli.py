"""``lms reports``: the kept figures, by hand."""

import sys

import click
from flask.cli import with_appcontext

from lms.kit.db import transaction
from lms.reports.service import heat, rolls
from lms.reports.service.grouping import refill_entries

group = click.Group("reports", help="Figures of the reports.")


@group.command("roll")
@with_appcontext
def roll() -> None:
    """Count who works where and what is asked of whom, if this month's roll is not taken yet."""
    with transaction():
        taken = rolls.take_roll()
        said = f"{taken.counted} people are counted, {taken.waiting} changes wait." if taken else "This month's roll is taken already."
    click.echo(said)


@group.command("recompute")
@click.option("--mend", is_flag=True, help="Write what the computation gives.")
@with_appcontext
def recompute(mend: bool) -> None:
    """Compute every cell of the heat map anew and print those that are kept otherwise."""
    with transaction():
        found = heat.bring_in_line() if mend else heat.differences()
        cells, sums = heat.count_of_cells(), refill_entries() if mend else heat.sums_that_differ()
    for one in found:
        click.echo(
            f"department {one.key.department_id} post {one.key.post_id} competence {one.key.competence_id}: kept {one.kept}, computed {one.computed}"
        )
    click.echo(f"{cells} cells, {len(found)} different; {sums} sums different{'; all mended' if mend and (found or sums) else ''}.")
    if (found or sums) and not mend:
        sys.exit(1)
