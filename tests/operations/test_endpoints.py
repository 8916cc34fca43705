"""What machines ask of the house."""

import pytest
from sqlalchemy import text

from lms.kit.db import db
from lms.notices import service as notices
from lms.operations import queries
from tests.factories.people import make_person


def test_alive_asks_the_database_nothing(client, statements):
    with statements() as seen:
        answer = client.get("/healthz")
    assert (answer.status_code, answer.text, seen) == (200, "alive\n", [])


def test_ready_when_the_database_stands_at_the_newest_schema(client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"ready": True, "faults": []})


def test_not_ready_says_which_schema_is_needed(client):
    db.session.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    db.session.commit()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["faults"] == [f"The database stands at schema older, this version needs {queries.head_of_schema()}. Run: lms db upgrade"]


def test_not_ready_when_the_disk_cannot_be_written(app, session, tmp_path):
    (tmp_path / "a-file").write_text("")
    assert queries.readiness_faults(tmp_path / "a-file") == ["LMS_DATA_DIR cannot be written: Not a directory."]


def test_not_ready_when_the_disk_is_full(app, session, tmp_path, monkeypatch):
    monkeypatch.setattr(queries, "LEAST_DISK", 2**62)
    assert "The disk of LMS_DATA_DIR is full" in queries.readiness_faults(tmp_path)[0]


def test_numbers_are_for_this_machine_while_no_token_is_set(client):
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "127.0.0.1"}).status_code == 200
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 404


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_numbers_do_not_leave_through_a_proxy_on_this_machine(client, header):
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "127.0.0.1"}, headers={header: "192.0.2.7"}).status_code == 404


@pytest.mark.parametrize(("given", "status"), [("Bearer right-token", 200), ("Bearer wrong", 404), ("", 404), ("right-token", 404)])
def test_numbers_are_for_who_holds_the_token(app, client, monkeypatch, given, status):
    settings = app.extensions["lms.settings"]
    monkeypatch.setitem(app.extensions, "lms.settings", settings.model_copy(update={"metrics_token": "right-token"}))
    assert client.get("/metrics", headers={"Authorization": given}).status_code == status


def test_numbers_tell_what_waits(client):
    maria = make_person("Maria Kowalska")
    notices.write_letter_to("password-changed", address=maria.email, language="en", person_id=maria.id, about="x", facts={"name": maria.name})
    db.session.commit()
    page = client.get("/metrics").text
    assert "lms_letters_waiting 1.0" in page
    assert "lms_attempts_open 0.0" in page
    assert "Maria" not in page
