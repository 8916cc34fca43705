"""A copy of all that is stored on a person: whole, theirs alone, without secrets."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.audit.models import AuditEntry
from lms.kit.clock import at, now
from lms.kit.db import db
from lms.learning.models import LessonNote
from lms.notices.models import Letter, Notice
from lms.people.models import Person, Role
from lms.people.service import links
from lms.privacy import jobs
from lms.privacy.models import DataCopy
from lms.privacy.queries.slices import SLICES
from lms.privacy.service import copying
from tests.factories.certificates import certificate_of
from tests.factories.people import make_person


@pytest.fixture
def ada(session):
    """Somebody with a certificate and a note, and a mail with a link."""
    ada = make_person("Ada <b>Ademola</b>", staff_number="4711")
    paper = certificate_of(ada)
    db.session.add(LessonNote(person_id=ada.id, course_id=paper.course_id, step_key="01-why", text="My own thought"))
    db.session.commit()
    return ada


def copy_of(client):
    assert client.send("/account/data", "/account/data/copy").status_code == 303
    newest = db.session.scalars(select(DataCopy).order_by(DataCopy.asked_at.desc())).first()
    answer = client.get(f"/account/data/{newest.id}.zip")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.zip"'
    return zipfile.ZipFile(io.BytesIO(answer.data))


def test_it_holds_a_file_per_slice_and_a_page_to_read(client, ada):
    client.sign_in(ada)
    archive = copy_of(client)
    assert set(archive.namelist()) == {"index.html", *(f"{one.name}.json" for one in SLICES)}
    people, learning = (json.loads(archive.read(f"{name}.json")) for name in ("people", "learning"))
    assert people["person"][0]["staff_number"] == "4711"
    assert learning["notes"][0]["text"] == "My own thought"
    assert json.loads(archive.read("credentials.json"))["certificates"]
    assert json.loads(archive.read("audit.json"))["audit"]
    page = archive.read("index.html").decode()
    assert "My own thought" in page
    assert "<b>Ademola" not in page


def test_hr_makes_the_copy_of_somebody_who_left(client, ada):
    hana = make_person("Hana HR", Role.HR)
    client.sign_in(hana)
    assert client.send(f"/people/{ada.id}", f"/people/{ada.id}/copy").status_code == 403, "who works here makes their own"
    db.session.get_one(Person, ada.id).active = False
    db.session.commit()
    assert "Make a copy of their data" in client.get(f"/people/{ada.id}").text
    answer = client.send(f"/people/{ada.id}", f"/people/{ada.id}/copy")
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    assert json.loads(archive.read("learning.json"))["notes"][0]["text"] == "My own thought"
    made = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "copy-made")).one()
    assert (made.thing_id, made.actor_id) == (str(ada.id), hana.id)


@pytest.mark.parametrize("role", [None, Role.TRAINER, Role.AUDITOR])
def test_others_make_nobody_s_copy(client, ada, role):
    db.session.get_one(Person, ada.id).active = False
    db.session.commit()
    client.sign_in(make_person("Olaf", *([role] if role else [])))
    assert client.send("/account/data", f"/people/{ada.id}/copy").status_code == 403


def test_it_holds_nothing_that_opens_the_account(client, ada):
    links.invite(db.session.get_one(Person, ada.id), by=ada)
    db.session.add(Letter(key="reset-password:x", person_id=ada.id, address=ada.email, subject="S", text_body="TOKEN", html_body="TOKEN"))
    db.session.commit()
    client.sign_in(ada)
    archive = copy_of(client)
    told = "".join(archive.read(name).decode() for name in archive.namelist())
    assert "TOKEN" not in told
    assert ada.fs_uniquifier not in told


def test_it_holds_nothing_of_others(client, ada):
    other = make_person("Otto Other", staff_number="OTTO-77")
    certificate_of(other)
    client.sign_in(ada)
    archive = copy_of(client)
    told = "".join(archive.read(name).decode() for name in archive.namelist())
    assert not [word for word in ("Otto", "OTTO-77", other.email, str(other.id)) if word in told]


def test_nobody_else_downloads_it(client, ada):
    client.sign_in(ada)
    copy_of(client)
    copy = db.session.scalars(select(DataCopy)).one()
    client.sign_in(make_person("Otto Other"))
    assert client.get(f"/account/data/{copy.id}.zip").status_code == 403


def test_a_large_one_is_made_by_a_job_once_and_told(client, ada, monkeypatch):
    monkeypatch.setattr(copying, "AT_ONCE", 0)
    client.sign_in(ada)
    client.send("/account/data", "/account/data/copy")
    copy = db.session.scalars(select(DataCopy)).one()
    assert copy.digest is None
    assert client.get(f"/account/data/{copy.id}.zip").status_code == 404
    assert [jobs.make_data_copies() for _ in range(2)] == [1, 0]
    assert client.get(f"/account/data/{copy.id}.zip").status_code == 200
    assert db.session.scalars(select(Notice.kind).where(Notice.kind == "data-copy-ready")).all() == ["data-copy-ready"]


def test_it_goes_after_a_week(client, ada):
    client.sign_in(ada)
    copy_of(client)
    copy = db.session.scalars(select(DataCopy)).one()
    with at(now() + timedelta(days=8)):
        assert [jobs.forget_data_copies() for _ in range(2)] == [1, 0]
    assert client.get(f"/account/data/{copy.id}.zip").status_code == 404
    assert "deleted" in client.get("/account/data").text


def test_three_a_day_are_enough(client, ada):
    client.sign_in(ada)
    statuses = [client.send("/account/data", "/account/data/copy").status_code for _ in range(4)]
    assert statuses == [303, 303, 303, 429]
