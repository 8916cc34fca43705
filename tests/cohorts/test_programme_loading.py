"""Files of programmes are loaded, by the command and in the browser."""

import io
import re

import pytest

from lms.cohorts.cli import group
from lms.cohorts.queries.programmes import newest_versions
from lms.competency.framework_files import DIGCOMP
from lms.people.models import Role
from tests.cohorts.test_programme_files import FOLDER, GOOD
from tests.factories.people import make_person


@pytest.fixture
def lms(app, session):
    return lambda *words: app.test_cli_runner().invoke(group, [str(word) for word in words])


def test_the_command_checks_without_a_database_and_says_every_line(lms, tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text(GOOD.replace('code = "5.2"', 'code = "9.9"').replace("level = 3\nhours", "level = 33\nhours"))
    done = lms("check", bad)
    assert done.exit_code == 1
    assert re.search(r"bad\.toml:5: ", done.output)
    assert "2 errors" in done.output
    assert DIGCOMP.slug in done.output


def test_a_framework_of_the_city_is_no_error_where_no_database_can_be_asked(lms, tmp_path):
    file = tmp_path / "small.toml"
    file.write_text(GOOD.replace('code = "5.2"', 'framework = "city-skills", code = "C1"'))
    done = lms("check", file)
    assert done.exit_code == 0
    assert "`city-skills` cannot be checked here" in done.output
    assert lms("load", file, "--by", make_person("Tara", Role.TRAINER).email).exit_code == 1


def test_the_command_loads_a_new_version_only_when_the_plan_changed(lms, tmp_path):
    tara = make_person("Tara", Role.TRAINER)
    file = tmp_path / "small.toml"
    file.write_text(GOOD)
    assert "version 1 is loaded" in lms("load", file, "--by", tara.email).output
    file.write_text("# a comment\n" + GOOD)
    assert "unchanged; version 1" in lms("load", file, "--by", tara.email).output
    file.write_text(GOOD.replace("hours = 10", "hours = 12"))
    assert "version 2 is loaded" in lms("load", file, "--by", tara.email).output
    (version,) = newest_versions()
    assert (version.number, version.content["hours"]) == (2, 12)
    assert "small\tversion 2" in lms("list").output


def test_a_version_from_before_there_was_a_key_is_the_same_plan(lms, tmp_path, session):
    tara = make_person("Tara", Role.TRAINER)
    file = tmp_path / "small.toml"
    file.write_text(GOOD)
    lms("load", file, "--by", tara.email)
    (version,) = newest_versions()
    phases = [{key: value for key, value in phase.items() if key != "late_days"} for phase in version.content["phases"]]
    version.content = {**version.content, "phases": phases}
    session.commit()
    assert "unchanged; version 1" in lms("load", file, "--by", tara.email).output


def test_a_programme_goes_back_to_an_earlier_plan(lms, tmp_path):
    tara = make_person("Tara", Role.TRAINER)
    file = tmp_path / "small.toml"
    for hours in (10, 12, 10):
        file.write_text(GOOD.replace("hours = 10", f"hours = {hours}"))
        lms("load", file, "--by", tara.email)
    (version,) = newest_versions()
    assert (version.number, version.content["hours"]) == (3, 10)


def test_the_command_loads_nothing_that_holds_errors_and_only_for_trainers(lms, tmp_path):
    file = tmp_path / "small.toml"
    file.write_text(GOOD.replace("quota_percent = 25", "quota = 25"))
    tara, olu = make_person("Tara", Role.TRAINER), make_person("Olu")
    assert lms("load", file, "--by", tara.email).exit_code == 1
    file.write_text(GOOD)
    assert lms("load", file, "--by", olu.email).exit_code == 1
    assert newest_versions() == []


def test_the_shipped_programmes_load(lms):
    tara = make_person("Tara", Role.TRAINER)
    done = lms("load", *sorted(FOLDER.glob("*.toml")), "--by", tara.email)
    assert done.output.count("version 1 is loaded") == 2
    assert "advice" in done.output


def load_in_browser(client, text, name="small.toml", **fields):
    sent = client.send("/programmes/import", file=(io.BytesIO(text.encode()), name), content_type="multipart/form-data", **fields)
    assert sent.status_code == 303
    return sent.headers["Location"]


def test_a_trainer_loads_a_programme_in_the_browser_after_looking_it_through(client):
    client.sign_in(make_person("Tara", Role.TRAINER))
    address = load_in_browser(client, GOOD.replace("quota_percent = 25", "quota = 25"))
    page = client.get(address).text
    line = GOOD.splitlines().index("quota_percent = 25") + 1
    assert f"Line {line}" in page
    assert client.send(address).status_code == 422
    assert newest_versions() == []
    address = load_in_browser(client, GOOD)
    assert "it will be made" in client.get(address).text
    assert client.send(address).headers["Location"].endswith("/programmes/small")
    page = client.get("/programmes/small").text
    for part in ("Kick-off", "open-data", "not published here", "What graduation asks for", "At least", "Follow-up", "And?"):
        assert part in page
    assert client.get("/programmes/small/file").text == GOOD
    address = load_in_browser(client, GOOD)
    assert "Version 1 holds this plan already" in client.get(address).text
    address = load_in_browser(client, GOOD.replace("hours = 10", "hours = 12"))
    assert "It becomes version 2" in client.get(address).text
    assert client.send(address).status_code == 303
    assert [one.number for one in newest_versions()] == [2]


@pytest.mark.parametrize(("name", "slug"), [("import.toml", ""), ("Small One.toml", ""), ("x.toml", "../x"), ("x.toml", "<script>")])
def test_a_programme_has_an_address_that_can_be_one(client, name, slug):
    client.sign_in(make_person("Tara", Role.TRAINER))
    address = load_in_browser(client, GOOD, name, slug=slug)
    assert "is no address of a programme" in client.get(address).text
    assert client.send(address).status_code == 422
    assert newest_versions() == []


def test_only_trainers_load_programmes(client):
    client.sign_in(make_person("Olu"))
    assert client.get("/programmes/import").status_code == 403
    assert client.get(f"/programmes/import/{'0' * 64}").status_code == 403
    client.sign_in(make_person("Tara", Role.TRAINER))
    assert client.get(f"/programmes/import/{'0' * 64}").status_code == 404
