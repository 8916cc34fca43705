"""Commands about the audit trail."""

import sys

import click
from flask.cli import with_appcontext

from lms.audit import queries, service


@click.group("audit")
def group() -> None:
    """Check the audit trail."""


@group.command("verify")
@with_appcontext
def verify() -> None:
    """Say whether the chain of the audit trail is whole, and if not, where it is broken."""
    broken = service.first_break()
    if broken is not None:
        click.echo(f"The chain is broken at entry {broken}: it, or the one before, was changed or removed in the database.", err=True)
        sys.exit(1)
    click.echo(f"The chain is whole: {queries.page_of_entries(queries.Wanted(), 1)[1]} entries fit.")


COMMANDS = (group,)
