"""The organisations of the demo city's ecosystem, who keeps contact with them, and where nobody does."""

from collections import Counter
from datetime import timedelta
from random import Random

from lms.demo.citizens import DOMAIN, SEED
from lms.demo.founding import person
from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.kit.i18n import local_day
from lms.relations.models import Channel, Organisation, Sector, Size
from lms.relations.service import contacts, organisations
from lms.relations.service.organisations import Facts

NORA, EVA, MARCO, INGRID = (f"{name}@{DOMAIN}" for name in ("nora.lindgren", "eva.horvat", "marco.bianchi", "ingrid.larsen"))
NEAR, REGION = "Exampleville", "Example Region"

ORGANISATIONS: tuple[tuple[str, Sector, Size, str, bool, str, str, int | None], ...] = (
    ("Harbour Robotics", Sector.STARTUP, Size.SMALL, NEAR, True, NORA, INGRID, 12),
    ("Clearwater Sensors", Sector.STARTUP, Size.MICRO, NEAR, False, NORA, "", 40),
    ("Tram and Bus Company", Sector.UTILITY, Size.LARGE, NEAR, True, MARCO, "", 9),
    ("Exampleville Water Works", Sector.UTILITY, Size.LARGE, NEAR, True, NORA, "", 104),
    ("Regional Power Grid", Sector.UTILITY, Size.LARGE, REGION, True, NORA, "", 31),
    ("Technical University", Sector.RESEARCH, Size.LARGE, REGION, True, INGRID, NORA, 5),
    ("Institute for Applied Statistics", Sector.RESEARCH, Size.MEDIUM, REGION, False, INGRID, "", 130),
    ("Centre for Urban Air", Sector.RESEARCH, Size.SMALL, NEAR, False, EVA, "", 22),
    ("College of Public Administration", Sector.EDUCATION, Size.MEDIUM, REGION, False, "", "", 200),
    ("Vocational School for Media", Sector.EDUCATION, Size.SMALL, NEAR, False, "", "", None),
    ("Chamber of Commerce", Sector.SUPPORT, Size.MEDIUM, REGION, True, NORA, "", 47),
    ("Digital Innovation Hub North", Sector.SUPPORT, Size.SMALL, REGION, True, NORA, INGRID, 18),
    ("Old Mill Incubator", Sector.SUPPORT, Size.MICRO, NEAR, False, INGRID, "", 61),
    ("Bridgeworks Engineering", Sector.BUSINESS, Size.MEDIUM, NEAR, False, MARCO, "", 75),
    ("Lumen Street Lighting", Sector.BUSINESS, Size.SMALL, REGION, False, EVA, MARCO, 15),
    ("Paper and Post Archive Services", Sector.BUSINESS, Size.SMALL, NEAR, False, INGRID, "", 160),
    ("Fairlane Logistics", Sector.BUSINESS, Size.LARGE, REGION, True, MARCO, EVA, 28),
    ("Greenroof Cooperative", Sector.CIVIL, Size.MICRO, NEAR, False, EVA, "", 33),
    ("Cyclists' Association", Sector.CIVIL, Size.SMALL, NEAR, True, MARCO, "", 3),
    ("Neighbourhood Repair Café", Sector.CIVIL, Size.MICRO, NEAR, False, EVA, "", 88),
    ("Seniors Online", Sector.CIVIL, Size.MICRO, NEAR, False, NORA, "", 52),
    ("Example Region Statistics Office", Sector.PUBLIC, Size.MEDIUM, REGION, True, INGRID, "", 97),
    ("City of Neighbourton", Sector.PUBLIC, Size.LARGE, REGION, False, NORA, MARCO, 66),
    ("Regional Development Bank", Sector.FINANCE, Size.LARGE, REGION, True, "", "", 140),
    ("Community Savings Fund", Sector.FINANCE, Size.SMALL, NEAR, False, "", "", None),
)
"""Name, sector, size, region, key organisation, keeper, deputy, days since the last contact. Invented."""

SUBJECTS = (
    ("Which data both of us could open", Channel.MEETING, "head of department", True),
    ("A pilot in our streets", Channel.VISIT, "managing director", True),
    ("Places for interns in spring", Channel.CALL, "personnel", False),
    ("The call for test beds", Channel.EVENT, "several", True),
    ("A question on our procurement", Channel.MAIL, "sales", False),
    ("What keeps small firms from bidding", Channel.MEETING, "three owners", True),
)
NEXT = ("Send the draft of the agreement", "Ask for the list of datasets", "Invite to the day of the test beds", "Call about the pilot")


def keep() -> Counter[str]:
    """List the organisations, with two years of contacts; return how much of what."""
    chance, counts = Random(SEED + 27), Counter[str]()  # noqa: S311
    for number, row in enumerate(ORGANISATIONS):
        counts["contacts"] += _list(row, number, chance)
    counts["organisations"] = len(ORGANISATIONS)
    return counts


def _list(row: tuple[str, Sector, Size, str, bool, str, str, int | None], number: int, chance: Random) -> int:
    name, sector, size, region, key, keeper, deputy, last = row
    facts = Facts(name, sector, size, region, "", "", key)
    began = now() - timedelta(days=700 - number)
    with at(began), transaction():
        by = person(keeper or NORA)
        organisation_id = organisations.create(facts, by=by).id
        if deputy:
            organisations.keep(db.session.get_one(Organisation, organisation_id), person(deputy), deputy=True, by=by)
    days = sorted({last, *(last + chance.randint(20, 200) for _one in range(chance.randint(1, 3)))}, reverse=True) if last is not None else []
    for ago in days:
        subject, channel, role, published = chance.choice(SUBJECTS)
        with at(now() - timedelta(days=ago)), transaction():
            said = contacts.Said(today(), channel, subject, role, published=published)
            contacts.log(db.session.get_one(Organisation, organisation_id), said, by=person(keeper or NORA))
    if not keeper:
        with at(now() - timedelta(days=30)), transaction():
            organisations.release(db.session.get_one(Organisation, organisation_id), person(NORA).id, by=person(NORA))
    elif number % 3 == 0:
        _plan(organisation_id, keeper, number, chance)
    return len(days)


def _plan(organisation_id: object, keeper: str, number: int, chance: Random) -> None:
    """Most of what is next lies ahead; now and then it is late."""
    said = now() - timedelta(days=20)
    with at(said), transaction():
        due = local_day(said) + timedelta(days=12 if number % 9 == 0 else 20 + chance.randint(3, 40))
        contacts.plan(db.session.get_one(Organisation, organisation_id), chance.choice(NEXT), due, by=person(keeper))
