"""What HR of the demo city has on its desk: a list that was brought, one that the night did not dare to take, a request for erasure."""

from flask import current_app
from sqlalchemy import select

from lms.demo.citizens import DOMAIN
from lms.kit.db import db, transaction
from lms.people.events import ImportEnded
from lms.people.models import ImportKind, ImportState, Person
from lms.people.queries.sign_ins import by_email
from lms.people.service import people as service
from lms.people.service.importing import carrying_out, files
from lms.people.service.importing.planning import plan
from lms.privacy.service import erasures
from lms.privacy.service.telling import tell_import

LEFT = ("Bernd Altmann", f"bernd.altmann@{DOMAIN}")


def _hr() -> Person:
    found = by_email(f"paul.dubois@{DOMAIN}")
    assert found is not None  # noqa: S101  (the city was just founded)
    return found


def bring_lists() -> None:
    """A list of the newest colleagues that Paul brought, and a list of everybody that lacks most of them."""
    people = db.session.scalars(select(Person).order_by(Person.email).limit(5)).all()
    rows = [f"{one.name};{one.email}" for one in people]
    newest = "\n".join(["name;email", *rows, f"{LEFT[0]};{LEFT[1]}"]) + "\n"
    short = "\n".join(["name;email", *rows]) + "\n"
    languages = current_app.config["LANGUAGES"]
    db.session.rollback()
    with transaction():
        found = files.begin(newest.encode(), ImportKind.PEOPLE, file_name="new-colleagues.csv", full_list=False, by=_hr())
        planned = plan(found, files.table_of(found), languages=languages, by=_hr())
        carrying_out.carry_out(found, planned, seen=planned.fingerprint, good_rows_only=True, by=_hr())
    with transaction():
        held = files.begin(short.encode(), ImportKind.PEOPLE, file_name="people-all.csv", full_list=True, by=None)
        held.state, held.report = ImportState.STOPPED, {"why": "many_leavers"}
        tell_import(ImportEnded(held.id, False, held.file_name, 0))


def leave_a_request() -> None:
    """Somebody who left asked, by letter, that their data be erased."""
    with transaction():
        person = by_email(LEFT[1])
        if person is not None:
            service.deactivate(person, by=_hr())
            erasures.ask(person, by=_hr())
