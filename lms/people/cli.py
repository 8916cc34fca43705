"""Commands about people."""

import click
from flask.cli import with_appcontext

from lms.kit.db import transaction
from lms.kit.links import absolute
from lms.people.models import LinkPurpose, Person, Role
from lms.people.queries.sign_ins import by_email, with_roles, with_second_step
from lms.people.service import links, passwords, people


def _administrator(email: str, name: str) -> Person:
    person = by_email(email) or people.create(people.Facts(name=name, email=email), by=None)
    person = with_roles(person.id)
    if not person.has(Role.ADMINISTRATOR):
        people.grant_role(person, Role.ADMINISTRATOR, None, by=None)
    return person


@click.command("create-admin")
@click.argument("email")
@click.argument("name")
@click.option("--link", is_flag=True, help="Print a link that sets the password once, instead of asking for a password.")
@with_appcontext
def create_admin(email: str, name: str, link: bool) -> None:
    """Make EMAIL an administrator; create the account of NAME where there is none."""
    password = None if link else click.prompt("Password (at least 12 characters)", hide_input=True, confirmation_prompt=True)
    if password is not None:
        passwords.check_rules(passwords.normalised(password))
    with transaction():
        token = links.make_link(_administrator(email, name), LinkPurpose.INVITE, by=None)
    if password is None:
        click.echo(f"{absolute('/set-password/' + token)}\nThe link works once, for seven days.")
        return
    with transaction():
        passwords.set_by_link(token, password)
    click.echo(f"{email} is an administrator now and can sign in at {absolute('/sign-in')}.")


@click.command("second-step-off")
@click.argument("emails", nargs=-1, metavar="[EMAIL]...")
@click.option("--everybody", is_flag=True, help="After SECRET_KEY was changed: the new key cannot read anybody's second step.")
@with_appcontext
def second_step_off(emails: tuple[str, ...], everybody: bool) -> None:
    """Let those with EMAIL sign in with their password alone, and set their second step up anew. They are told by letter."""
    if everybody == bool(emails):
        raise click.UsageError("Name the e-mail addresses of those who lost their second step, or say --everybody.")
    with transaction():
        ids = with_second_step() if everybody else [_person(email).id for email in emails]
        for person_id in ids:
            people.turn_off_second_step(with_roles(person_id), by=None)
    click.echo(f"The second step is off for {len(ids)} people.")


def _person(email: str) -> Person:
    person = by_email(email)
    if person is None:
        raise click.UsageError(f"Nobody here has the address {email}. Nothing was changed.")
    return person
