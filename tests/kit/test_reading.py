"""What only reads: it writes nothing, and the server keeps what it prepared for it."""

import pytest
from flask_security.utils import hash_password
from sqlalchemy import select, text
from sqlalchemy.exc import InternalError, OperationalError

from lms.kit.db import db, transaction
from lms.people.models import Person
from lms.people.service.proving import prove
from tests.conftest import ON_POSTGRES
from tests.factories.people import make_person
from tests.people.conftest import PASSWORD

pytestmark = [pytest.mark.postgres, pytest.mark.skipif(not ON_POSTGRES, reason="SQLite prepares for itself and lets everybody write")]
PREPARED = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%FROM person%'")


def test_postgresql_refuses_what_a_page_would_write_while_it_only_reads(house):
    with house.test_request_context(), transaction():
        make_person("Ada Ademola")
    with house.test_request_context(), pytest.raises(InternalError, match="read-only transaction"):
        make_person("Ada Lovelace")


def test_postgresql_keeps_what_it_prepared_from_one_page_to_the_next(house):
    with house.test_request_context():
        for _page in range(7):
            db.session.scalars(select(Person.name)).all()
            db.session.rollback()
        assert db.session.scalar(PREPARED) == 1


def test_postgresql_keeps_what_it_prepared_from_one_sign_in_to_the_next(house):
    with house.test_request_context(), transaction():
        make_person("Ada Ademola", email="ada@city.test", password=hash_password(PASSWORD))
    with house.test_request_context():
        for _sign_in in range(7):
            with transaction():
                assert prove("ada@city.test", PASSWORD, address="10.0.0.1") is not None
        assert db.session.scalar(PREPARED) >= 1


def test_a_connection_that_broke_while_a_page_read_is_replaced(house):
    with house.app_context():
        with transaction():
            ada_id = make_person("Ada Ademola").id
        with house.test_request_context(), pytest.raises(OperationalError):
            db.session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        db.session.rollback()
        with house.test_request_context():
            assert db.session.scalars(select(Person.id)).all() == [ada_id]
