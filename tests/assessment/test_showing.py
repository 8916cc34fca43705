"""Quiz results as evidence: by the questions that are tagged with an outcome, once per quiz and cycle."""

import pytest
from sqlalchemy import select

from lms.assessment.events import AttemptMarked
from lms.assessment.service.showing import show_competences
from lms.catalogue.models import CourseCompetence
from lms.competency.framework_files import DIGCOMP
from lms.competency.models import Competence, Evidence
from lms.competency.service import frameworks
from lms.kit.db import db, transaction
from tests.factories.assessment import NO_ESSAY, RIGHT, make_class, quiz_file, sit

RESPONSES = {key: RIGHT[key] for key in NO_ESSAY}
TAGGED = ("single", "multiple", "truth")


@pytest.fixture
def digcomp(session):
    with transaction():
        frameworks.load_framework(DIGCOMP, by=None)


def sat(responses, *, shown_by=("publish",), pass_mark=50, times=1):
    """Somebody sits a quiz with three tagged questions; the attempt, and the evidence that came of it."""
    quiz = quiz_file(NO_ESSAY, pass_mark=str(pass_mark))
    for key in TAGGED:
        quiz = quiz.replace(f'key = "{key}"\n', f'key = "{key}"\noutcome = "publish"\n')
    marked = make_class(quiz)
    competence_id = db.session.scalars(select(Competence.id).where(Competence.code == "3.3")).one()
    db.session.add(CourseCompetence(version_id=marked.enrolment.version_id, competence_id=competence_id, level=2, shown_by=list(shown_by)))
    db.session.commit()
    for _time in range(times):
        attempt = sit(marked, responses)
    return marked, attempt, db.session.scalars(select(Evidence)).all()


def test_well_answered_questions_are_evidence(digcomp):
    marked, _attempt, pieces = sat(RESPONSES)
    (piece,) = pieces
    assert (piece.kind.value, piece.level, piece.items, piece.by_id) == ("quiz", 2, 3, None)
    assert piece.person_id == marked.learner.id


def test_wrong_answers_to_them_are_none_though_the_quiz_is_passed(digcomp):
    wrong = {**RESPONSES, "single": {"option": 2}, "multiple": {"options": [2]}, "truth": {"value": False}}
    assert sat(wrong)[2] == []


def test_less_than_half_right_is_none_however_low_the_pass_mark(digcomp):
    third = {**RESPONSES, "multiple": {"options": [2]}, "truth": {"value": False}}
    assert sat(third, pass_mark=10)[2] == []


def test_a_course_that_names_no_outcome_shows_by_its_certificate_alone(digcomp):
    assert sat(RESPONSES, shown_by=())[2] == []


def test_the_same_quiz_counts_once_however_often_it_is_sat_and_told(digcomp):
    _marked, attempt, pieces = sat(RESPONSES, times=2)
    assert len(pieces) == 1
    with transaction():
        show_competences(AttemptMarked(attempt.id, attempt.enrolment_id, attempt.person_id, True))
    assert len(db.session.scalars(select(Evidence)).all()) == 1
