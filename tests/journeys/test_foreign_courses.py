"""Real texts of others become courses, and an officer gets a certificate for them."""

import pytest

from lms.catalogue.cli import group as courses
from lms.people.models import Role
from tests.factories.people import make_person
from tests.journeys.learner import certificate, do_everything, enrol, steps

pytestmark = pytest.mark.needs_shared

each_source = pytest.mark.parametrize("name", ["plainlanguage", "ditap"])


@pytest.fixture
def command(app, session):
    """Run ``lms courses`` and expect that it succeeds."""

    def run(*words):
        done = app.test_cli_runner().invoke(courses, [str(word) for word in words])
        assert done.exit_code == 0, done.output + repr(done.exception)
        return done.output

    return run


@pytest.fixture
def staff(session):
    """A trainer and a curator."""
    return make_person("Tara Trainer", Role.TRAINER, email="tara@city.test"), make_person("Cora Curator", Role.CURATOR, email="cora@city.test")


@each_source
def test_a_folder_of_others_goes_all_the_way_to_a_certificate(command, client, staff, shared, tmp_path, name):
    source = shared / "data" / name
    if not source.is_dir():
        pytest.skip(f"shared/data/{name} is not beside this checkout")
    folder = tmp_path / f"brought-{name}"
    imported = command("import", source, "--to", folder, "--owner", "tara@city.test", "--language", "en")
    assert "Read it, then" in imported
    card = folder / "course.toml"
    if "[certificate]" not in card.read_text():
        card.write_text(card.read_text() + "\n[certificate]\nvalid_months = 24\n")
    assert " 0 errors" in command("check", folder)
    assert "is a draft with 0 errors" in command("load", folder, "--by", "tara@city.test")
    assert "waits for its review" in command("load", folder, "--by", "tara@city.test", "--submit")
    assert "is published" in command("load", folder, "--by", "tara@city.test", "--publish", "--curator", "cora@city.test")
    officer = make_person("Lena Fischer")
    enrol(client, officer, folder.name)
    assert len(steps(folder.name)) >= 3
    do_everything(client, officer, folder.name, staff[0])
    paper = certificate(officer, folder.name)
    assert paper is not None
    assert "This certificate is valid" in client.get(f"/verify/{paper.code}").text


@each_source
def test_what_was_brought_is_found_by_its_words(command, client, staff, shared, tmp_path, name):
    source = shared / "data" / name
    if not source.is_dir():
        pytest.skip(f"shared/data/{name} is not beside this checkout")
    folder = tmp_path / f"brought-{name}"
    command("import", source, "--to", folder, "--owner", "tara@city.test")
    command("load", folder, "--by", "tara@city.test", "--publish", "--curator", "cora@city.test")
    word = {"plainlanguage": "nominalizations", "ditap": "procurement"}[name]
    text = " ".join(path.read_text().lower() for path in source.rglob("*.md"))
    assert word in text or name == "plainlanguage"
    asked = word if word in text else "sentences"
    assert f"/courses/brought-{name}" in client.get("/search", query_string={"q": asked}).text
    assert f"brought-{name}" not in client.get("/search", query_string={"q": "zyxwvutsrq"}).text
