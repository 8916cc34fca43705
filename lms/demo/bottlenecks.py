"""What blocks the demo city: fifteen bottlenecks in all states, reported by officers, entrepreneurs, researchers and citizens."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from lms.bottlenecks.models import Frequency, Kind
from lms.bottlenecks.queries.register import by_number
from lms.bottlenecks.service import assessing, moving, reporting
from lms.bottlenecks.service.assessing import Assessment
from lms.bottlenecks.service.moving import Mover, Said
from lms.bottlenecks.service.reporting import Contact, Report
from lms.demo.citizens import DOMAIN
from lms.demo.founding import person
from lms.kit.clock import at, now
from lms.kit.db import db, transaction
from lms.notices.models import Letter
from lms.strategy.models.initiatives import Initiative

OFFICE = f"nora.lindgren@{DOMAIN}"
REGION = "the ministry of the interior"


@dataclass(frozen=True, slots=True)
class Blocked:
    """A bottleneck of the demo: who reported it how many days ago, and which steps it went since."""

    title: str
    text: str
    kind: Kind
    days: int
    by: str
    """Address of an officer, or name, organisation and address from outside, divided by semicolons."""
    who: tuple[str, ...] = ()
    cost: tuple[int, int] | None = None
    effort: tuple[int, int] | None = None
    steps: tuple[tuple[str, str], ...] = ()
    """Deeds with their words."""
    owner: str = "sofia.marchetti"
    often: Frequency = Frequency.MONTHLY
    unnamed: bool = False
    initiative: bool = False


LOOKED = (("triage", ""), ("confirm", ""))
OWNED = (*LOOKED, ("own", ""))
GOING = (*OWNED, ("begin", "We started with the forms that are used most."))
REMOVED = (*GOING, ("report-removal", "The new form is online since Monday."))

ALL = (
    Blocked(
        "A building permit takes nine months",
        "Three offices read the same drawings one after the other. Nobody can say where an application lies.",
        Kind.REGULATION,
        200,
        "Ana Baker;Baker Build;ana@bakerbuild.example",
        ("Baker Build", "Mill Architects", "Harbour Lab", "Housing association"),
        (18_000, 32_000),
        (6, 10),
        GOING,
        initiative=True,
    ),
    Blocked(
        "Start-ups cannot bid: three years of balance sheets are asked for",
        "Each call below 50,000 euro asks for the same papers as a bridge.",
        Kind.PROCUREMENT,
        150,
        "Yara Nowak;Sensorix;yara@sensorix.example",
        ("Sensorix", "Greenloop", "Harbour Lab"),
        (9_000, 20_000),
        (2, 4),
        REMOVED,
        owner="henrik.olsen",
        unnamed=True,
    ),
    Blocked(
        "Traffic counts are published as pictures",
        "We need numbers for our model and type them from a PDF each month.",
        Kind.DATA,
        320,
        "Dr. Leon Weiss;University of Exampleville;leon.weiss@uni.example",
        ("University of Exampleville", "Mobility start-ups"),
        (2_000, 4_000),
        (1, 2),
        (*REMOVED, ("gone", "The table is there each Monday. Thank you."), ("close", "")),
        owner="maria.kowalska",
        initiative=True,
    ),
    Blocked(
        "No officer can read a data-sharing contract",
        "Each request waits for the one lawyer who knows the subject.",
        Kind.SKILLS,
        95,
        "ingrid.larsen",
        ("Digital and innovation", "Mobility", "Environment and parks"),
        (6_000, 12_000),
        (3, 5),
        LOOKED,
    ),
    Blocked(
        "The north quarter has no fibre",
        "Two schools and a clinic share one line. Video calls break.",
        Kind.CONNECTIVITY,
        410,
        "Rosa Marin;Parents of the north school;rosa.marin@example.example",
        ("North school", "Hill school", "Clinic"),
        (15_000, 40_000),
        (18, 30),
        (*OWNED, ("raise", "The licence for the trench is the state's. We asked for it in writing.")),
    ),
    Blocked(
        "Pilots are paid a year later",
        "The fund pays after the audit of the year; small firms cannot wait.",
        Kind.FINANCE,
        260,
        "Emil Klein;Greenloop;emil@greenloop.example",
        ("Greenloop", "Sensorix"),
        (5_000, 9_000),
        (1, 3),
        (*REMOVED, ("gone", ""), ("close", ""), ("come-back", "It happened again in this quarter.")),
        owner="henrik.olsen",
    ),
    Blocked(
        "Nobody answers letters about try-outs",
        "We wrote four times about a test of a cargo bike and got no answer.",
        Kind.CULTURE,
        40,
        "Omar Haddad;Pedal Freight;omar@pedalfreight.example",
        ("Pedal Freight",),
        None,
        None,
        (("triage", ""),),
        unnamed=True,
    ),
    Blocked(
        "Five departments hold five address lists",
        "Each move of a company is typed five times, and each list is wrong.",
        Kind.COORDINATION,
        130,
        "lena.fischer",
        ("Planning and permits", "Finance", "Citizens' services", "Environment and parks", "Mobility"),
        (7_000, 11_000),
        (4, 6),
        OWNED,
        owner="amina.rahimi",
        initiative=True,
    ),
    Blocked(
        "The open data portal is down at night",
        "Our service asks for data at two in the morning and gets an error.",
        Kind.DATA,
        60,
        "Tilda Olsen;Night Bus Collective;tilda@nightbus.example",
        ("Night Bus Collective",),
        (500, 1_500),
        (1, 1),
        REMOVED,
        owner="amina.rahimi",
    ),
    Blocked(
        "Drones over the river are forbidden",
        "We want to look at the bridges from the air.",
        Kind.REGULATION,
        75,
        "marco.bianchi",
        steps=(*LOOKED, ("raise", "Air space is the state's matter.")),
    ),
    Blocked(
        "Sensors wait for a permit to hang on lamp posts",
        "Each post needs a signature of its own.",
        Kind.REGULATION,
        20,
        "eva.horvat",
        ("Environment and parks", "Sensorix"),
        (1_500, 3_000),
        (1, 2),
        LOOKED,
    ),
    Blocked(
        "Meeting rooms are too cold",
        "The heating is off on Fridays.",
        Kind.CULTURE,
        30,
        "lena.fischer",
        steps=(("triage", ""), ("reject", "Heating is a matter for the house service; we passed it on.")),
    ),
    Blocked(
        "Permits: nobody says what is missing",
        "An application comes back without a word on what is missing.",
        Kind.REGULATION,
        35,
        "Filip Dvorak;Citizen;filip.dvorak@example.example",
        (),
        None,
        None,
        (("triage", ""), ("duplicate", "")),
    ),
    Blocked(
        "The catalogue of calls is a folder of PDFs",
        "We learn of calls when they are over.",
        Kind.PROCUREMENT,
        6,
        "Uma Rahman;Harbour Lab;uma@harbourlab.example",
        ("Harbour Lab",),
        (1_000, 3_000),
    ),
    Blocked(
        "No room to try things out on the street",
        "A test bed needs a street for six weeks, and nobody may give it.",
        Kind.COORDINATION,
        2,
        "marco.bianchi",
    ),
)


def report_all() -> int:
    """Let everything be reported and go its way over the last year; return how many there are."""
    for number, one in enumerate(ALL, start=1):
        when = now() - timedelta(days=one.days)
        with at(when):
            _report(one)
        _go(number, one)
    _link()
    return len(ALL)


def _report(one: Blocked) -> None:
    low, high = one.cost or (None, None)
    amounts = (Decimal(low), Decimal(high)) if low is not None and high is not None else (None, None)
    said = Report(one.title, one.text, one.kind, one.often, one.who, "", *amounts)
    if ";" not in one.by:
        with transaction():
            reporting.report_it(said, by=person(f"{one.by}@{DOMAIN}"))
        return
    name, organisation, email = one.by.split(";")
    with transaction():
        reporting.ask_to_confirm(said, Contact(name, organisation, email, one.unnamed), visitor=f"demo {email}")
        token = _token_of(email)
    with transaction():
        reporting.confirm(token)


def _token_of(email: str) -> str:
    """The secret of the link that was just sent: it is in the letter only."""
    from_letter = select(Letter.text_body).where(Letter.address == email).order_by(Letter.created_at.desc()).limit(1)
    text = db.session.scalars(from_letter).one()
    return text.partition("/bottlenecks/confirm/")[2].split()[0]


def _go(number: int, one: Blocked) -> None:
    """Take the steps, spread over the time since, and assess it in between."""
    begun, every = now() - timedelta(days=one.days), timedelta(days=one.days) / (len(one.steps) + 1)
    for place, (deed, words) in enumerate(one.steps, start=1):
        with at(begun + every * place), transaction():
            by = person(OFFICE)
            if deed == "confirm" and one.effort:
                _assess(number, one)
            said = Said(words, person(f"{one.owner}@{DOMAIN}"), duplicate_of=by_number(1), raised_to=REGION)
            row = by_number(number)
            if row is not None:
                moving.move(row, deed, said, by=_mover(deed, outside=";" in one.by) or Mover(("office", "owner", "reporter"), by))


def _mover(deed: str, *, outside: bool) -> Mover | None:
    return moving.OUTSIDE if outside and deed in ("gone", "not-gone", "come-back") else None


def _assess(number: int, one: Blocked) -> None:
    row = by_number(number)
    if row is not None and one.effort:
        low, high = (Decimal(value) for value in one.effort)
        found = Assessment(row.title, row.kind, row.blocked, row.reach, row.cost_low, row.cost_high, low, high)
        assessing.assess(row, found, by=person(OFFICE))


def _link() -> None:
    """Link some with initiatives, where the city has any."""
    with transaction():
        initiatives = db.session.scalars(select(Initiative).order_by(Initiative.slug).limit(3)).all()
        numbers = [number for number, one in enumerate(ALL, start=1) if one.initiative]
        for number, initiative in zip(numbers, initiatives, strict=False):
            row = by_number(number)
            if row is not None:
                assessing.link(row, initiative, by=person(OFFICE))
