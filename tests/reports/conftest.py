"""The offices that reports are counted by hand for."""


import pytest

from lms.kit.db import transaction
from lms.reports.service.rolls import take_roll
from tests.factories.people import make_department, make_people, make_post


@pytest.fixture
def office(session):
    """Twenty clerks at Home, eleven in the Yard, and four guards Away, whose figures are held back, and with them those of the Yard."""
    home, away, yard = make_department("Home"), make_department("Away"), make_department("Yard")
    clerk, guard = make_post("Clerk"), make_post("Guard")
    people = make_people((f"Officer {n}" for n in range(20)), department=home, post_id=clerk.id)
    few = make_people((f"Guard {n}" for n in range(4)), department=away, post_id=guard.id)
    few += make_people((f"Yard {n}" for n in range(11)), department=yard, post_id=clerk.id)
    return home, clerk, people, few


@pytest.fixture
def counted(office):
    """The same after a roll."""
    with transaction():
        take_roll()
    return office
