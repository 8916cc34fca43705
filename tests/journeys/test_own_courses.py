"""The courses that ship with the product: without faults, and each can be completed by answering rightly."""

from pathlib import Path
from random import Random

import pytest

from lms.assessment.marking.drawing import draw
from lms.catalogue.cli import group as courses
from lms.catalogue.course_files.folders import read_folder
from lms.catalogue.course_files.reading import read_course
from lms.people.models import Role
from tests.factories.people import make_person
from tests.journeys.learner import certificate, do_everything, enrol

FOLDERS = sorted(path for path in (Path(__file__).resolve().parents[2] / "courses").iterdir() if (path / "course.toml").is_file())
each_course = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


@pytest.fixture
def staff(session):
    """A trainer and a curator, whom the operator names by their addresses."""
    trainer = make_person("Maria Kowalska", Role.TRAINER, email="maria.kowalska@exampleville.example")
    return trainer, make_person("Ingrid Larsen", Role.CURATOR, email="ingrid.larsen@exampleville.example")


def _publish(app, folder, staff):
    trainer, curator = staff
    words = ["load", str(folder), "--by", trainer.email, "--publish", "--curator", curator.email]
    done = app.test_cli_runner().invoke(courses, words)
    assert done.exit_code == 0, done.output + repr(done.exception)
    assert "is published" in done.output


def test_four_courses_ship():
    assert len(FOLDERS) == 4


@each_course
def test_a_course_has_no_errors_and_needs_no_advice(app, folder):
    done = app.test_cli_runner().invoke(courses, ["check", str(folder)])
    assert done.exit_code == 0, done.output
    assert "0 errors, 0 pieces of advice" in done.output, done.output


@each_course
def test_each_draw_of_the_final_quiz_covers_every_outcome(folder):
    course = read_course(read_folder(folder), slug=folder.name).course
    final = next(quiz for quiz in reversed(course.quizzes) if "final" in quiz.key)
    promised = {outcome.key for outcome in course.outcomes}
    items = {item.key: item for section in final.sections for item in section.items}
    for seed in range(100):
        drawn = {items[place["item"]].outcome for place in draw(final, Random(seed))}
        assert promised <= drawn, f"seed {seed} leaves out {promised - drawn}"


@each_course
def test_a_course_is_completed_to_a_certificate_by_answering_rightly(app, client, staff, folder):
    _publish(app, folder, staff)
    officer = make_person("Lena Fischer")
    enrol(client, officer, folder.name)
    do_everything(client, officer, folder.name, staff[0])
    paper = certificate(officer, folder.name)
    assert paper is not None
    public = client.get(f"/verify/{paper.code}").text
    assert "This certificate is valid" in public
    assert "Lena Fischer" in public


@each_course
def test_loading_the_same_folder_again_changes_nothing(app, staff, folder):
    _publish(app, folder, staff)
    again = app.test_cli_runner().invoke(courses, ["load", str(folder), "--by", staff[0].email])
    assert again.exit_code == 0
    assert "nothing is new" in again.output
