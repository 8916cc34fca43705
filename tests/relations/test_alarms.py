"""What is wrong with relations, as tables of cases."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from lms.relations.alarms import ALONE, Facts, Kind, alarms, alarms_of, coverage, gaps, loads

TODAY = date(2026, 11, 22)
ANNA, BEN, ORG, PARKS = (UUID(int=number) for number in range(1, 5))


def _days(number):
    return TODAY - timedelta(days=number)


def _facts(**said):
    return Facts(**{"id": ORG, "sector": "business", "key": True, "main": ANNA, "deputies": (BEN,), "last_contact": _days(1), **said})


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ({}, []),
        ({"last_contact": _days(90)}, []),
        ({"last_contact": _days(91)}, [Kind.SILENT]),
        ({"last_contact": _days(400), "key": False}, []),
        ({"last_contact": None, "known_since": _days(91)}, [Kind.SILENT]),
        ({"last_contact": None, "known_since": _days(3)}, []),
        ({"last_contact": None}, []),
        ({"deputies": ()}, [Kind.NO_DEPUTY]),
        ({"deputies": (), "key": False}, []),
        ({"main": None}, []),
        ({"main": None, "deputies": ()}, [Kind.ORPHANED]),
        ({"main": None, "deputies": (), "key": False}, [Kind.ORPHANED]),
        ({"next_due": TODAY}, []),
        ({"next_due": _days(1)}, [Kind.OVERDUE]),
        ({"next_due": _days(1), "deputies": (), "last_contact": _days(100)}, [Kind.SILENT, Kind.OVERDUE, Kind.NO_DEPUTY]),
    ],
)
def test_alarms_of_one_organisation(said, kinds):
    assert [alarm.kind for alarm in alarms_of(_facts(**said), TODAY)] == kinds


def test_the_gravest_stand_first_and_then_the_longest():
    one, other, lonely = UUID(int=11), UUID(int=12), UUID(int=13)
    found = alarms(
        [
            _facts(id=one, last_contact=_days(100)),
            _facts(id=other, last_contact=_days(300)),
            _facts(id=lonely, main=None, deputies=()),
        ],
        TODAY,
    )
    assert [(alarm.organisation, alarm.kind, alarm.days) for alarm in found] == [
        (lonely, Kind.ORPHANED, None),
        (other, Kind.SILENT, 300),
        (one, Kind.SILENT, 100),
    ]


@pytest.mark.parametrize(("alone", "depends"), [(ALONE - 1, False), (ALONE, True)])
def test_a_dependence_is_so_many_key_organisations_without_a_deputy(alone, depends):
    facts = [_facts(id=UUID(int=20 + number), deputies=()) for number in range(alone)]
    facts += [_facts(id=UUID(int=40), key=False, deputies=()), _facts(id=UUID(int=41))]
    load = loads(facts)[0]
    assert (load.person, load.main, load.key, load.alone, load.depends) == (ANNA, alone + 2, alone + 1, alone, depends)


def test_whoever_only_stands_in_carries_something_too():
    assert [(load.person, load.main, load.deputy) for load in loads([_facts()])] == [(ANNA, 1, 0), (BEN, 0, 1)]


def test_gaps_are_sectors_that_nobody_talked_to():
    facts = [_facts(), _facts(sector="research", last_contact=_days(91)), _facts(sector="civil", last_contact=None)]
    found = gaps(facts, ["business", "research", "civil", "finance"], TODAY)
    assert [(gap.sector, gap.organisations) for gap in found] == [("research", 1), ("civil", 1), ("finance", 0)]


def test_coverage_counts_sector_by_department():
    facts = [_facts(department=PARKS), _facts(department=PARKS), _facts(main=None, deputies=())]
    assert coverage(facts) == {("business", PARKS): 2, ("business", None): 1}
