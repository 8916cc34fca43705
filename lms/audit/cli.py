"""Commands about the audit trail."""

import sys

import click
from flask.cli import with_appcontext

from lms.audit import queries, service
from lms.kit.db import transaction


@click.group("audit")
def group() -> None:
    """Check the audit trail, and seal it."""


@group.command("verify")
@with_appcontext
def verify() -> None:
    """Say whether the chain of the audit trail is whole and sealed, and if not, where it is broken."""
    broken = service.first_break()
    if broken is not None:
        click.echo(f"The chain is broken at entry {broken}: it, or the one before, was changed or removed in the database.", err=True)
        sys.exit(1)
    total = queries.page_of_entries(queries.Wanted(), 1)[1]
    if not service.is_sealed():
        click.echo(
            f"The chain fits in itself ({total} entries), but its seal was not made with this SECRET_KEY: the trail was written anew in the "
            "database, or the key was changed. If it was you who changed the key, run: lms audit seal",
            err=True,
        )
        sys.exit(1)
    click.echo(f"The chain is whole and sealed: {total} entries fit.")


@group.command("seal")
@with_appcontext
def seal() -> None:
    """Seal the audit trail anew after SECRET_KEY was changed. The trail itself notes it."""
    with transaction():
        number = service.seal_anew()
    click.echo(f"The audit trail is sealed up to entry {number}.")
