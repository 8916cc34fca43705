"""A row that is read anew and held."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import joinedload

from lms.kit.db import db, hold
from lms.people.models import Person
from tests.factories.people import make_person


@pytest.fixture
def ada(session):
    """Somebody with their line manager loaded."""
    ada_id = make_person("Ada Ademola", manager=make_person("Maria Kowalska")).id
    session.expunge_all()
    return session.scalars(select(Person).where(Person.id == ada_id).options(joinedload(Person.manager))).one()


def _written_elsewhere(person, **facts):
    db.session.execute(update(Person.__table__).where(Person.__table__.c.id == person.id).values(**facts))


def test_it_is_as_others_wrote_it_meanwhile_and_keeps_who_was_loaded_beside_it(ada):
    _written_elsewhere(ada, name="Ada Lovelace")
    assert hold(ada) is ada
    assert ada.name == "Ada Lovelace"
    assert ada.manager.name == "Maria Kowalska"


def test_somebody_else_beside_it_has_to_be_loaded_again(ada):
    _written_elsewhere(ada, manager_id=make_person("Otto Berg").id)
    hold(ada)
    with pytest.raises(InvalidRequestError):
        assert ada.manager
