"""``lms demo``: a believable city to try everything in."""

from datetime import timedelta

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select

from lms.city.models import CityProfile
from lms.demo import (
    bottlenecks,
    camp_care,
    camp_work,
    camps,
    champions,
    competences,
    development,
    founding,
    history,
    ideas,
    leadership,
    personnel,
    placements,
    projects,
    relations,
    reports,
    road_map,
    sponsoring,
    strategy,
    timetables,
)
from lms.demo.citizens import KNOWN
from lms.kit.clock import now
from lms.kit.db import db, without_waiting_for_the_disk
from lms.kit.errors import DomainError
from lms.people.models import Person
from lms.settings import Environment

group = click.Group("demo", help="A city to try everything in; never in production.")


class NotHere(DomainError):
    """The demo city has no place in this installation."""


def _refuse_in_production() -> None:
    if current_app.extensions["lms.settings"].environment is Environment.PRODUCTION:
        raise NotHere("This is a production installation: the demo city's accounts have a password that everybody knows. Nothing was changed.")


@group.command("load")
@click.option("--people", default=320, show_default=True, help="How many officers the city has.")
@click.option("--learners", default=60, show_default=True, help="How many of them have a learning history.")
@with_appcontext
def load(people: int, learners: int) -> None:
    """Found the city in an empty database. Done once: a city that is there stays as it is."""
    _refuse_in_production()
    if db.session.scalar(select(CityProfile.id)) is not None:
        click.echo("The city is there already.")
        return
    if db.session.scalar(select(func.count()).select_from(Person)):
        raise NotHere("There are people in this database, but no demo city. Take an empty database. Nothing was changed.")
    db.session.rollback()
    with without_waiting_for_the_disk():
        _found(people, learners)


def _found(people: int, learners: int) -> None:
    opened = now() - timedelta(days=760)
    click.echo("Founding the city ...")
    founding.found(people)
    sponsoring.entrust()
    click.echo("Publishing the courses ...")
    founding.teach(opened)
    click.echo("Letting two years pass ...")
    counts = history.live(learners)
    history.leave_work()
    development.grow()
    counts.update(competences.show(learners))
    personnel.bring_lists()
    personnel.leave_a_request()
    click.echo("Holding boot camps ...")
    counts.update(camps.run())
    counts += timetables.keep()
    counts += camp_work.work_everywhere()
    counts += camp_care.care_everywhere()
    click.echo("Gathering the leadership team, adopting a strategy ...")
    leadership.seat_team()
    counts.update(strategy.live())
    counts["decisions"] += leadership.meet()
    click.echo("Appointing champions, and talking to the world outside ...")
    counts.update(champions.appoint())
    counts.update(relations.keep())
    click.echo("Pitching ideas ...")
    counts += ideas.pitch()
    counts.update(sponsoring.carry())
    click.echo("Planning the road map, opening projects, placing champions ...")
    counts.update(road_map.plan())
    counts.update(projects.build())
    counts += placements.place()
    counts["bottlenecks"] += bottlenecks.report_all()
    reports.read_reports()
    history.read_news()
    click.echo(", ".join(f"{count} {what}" for what, count in counts.items()) + ".")


@group.command("accounts")
def accounts() -> None:
    """Print one account per role."""
    click.echo(f"\n  Sign in with one of these accounts; the password of each is  {founding.PASSWORD}\n")
    for citizen in KNOWN:
        click.echo(f"    {citizen.shown_as:16}  {citizen.email}")
    click.echo(f"    leadership team member (from outside)  {leadership.NAMED[3]}")
