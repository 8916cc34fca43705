"""A learner without script who does whatever a course asks."""

from uuid import UUID

from sqlalchemy import select

from lms.assessment.marking.responses import form_values
from lms.assessment.models import Answer, Attempt, AttemptState
from lms.assessment.queries.sittings import sitting
from lms.catalogue.course_files.items import EssayItem
from lms.catalogue.models import Course, CourseVersion, Step, StepKind
from lms.credentials.models import Certificate
from lms.demo.answers import right
from lms.kit.db import db
from lms.people.models import Person


def steps(slug):
    """The steps of the published version, in their order: key and kind."""
    found = select(Step.key, Step.kind, Step.optional).join(CourseVersion, CourseVersion.id == Step.version_id)
    published = found.join(Course, Course.id == CourseVersion.course_id).where(Course.slug == slug, CourseVersion.state == "published")
    return db.session.execute(published.order_by(Step.position)).all()


def enrol(client, person, slug):
    """Sign in and enrol by the button of the course."""
    page = f"/courses/{slug}"
    client.sign_in(person)
    assert client.send(page, f"{page}/enrol").status_code == 303


def do_everything(client, person, slug, trainer):
    """Do each step of the course through its pages; essays are marked by ``trainer``."""
    for key, kind, _optional in steps(slug):
        client.sign_in(person)
        if kind is StepKind.LESSON:
            page = f"/learn/{slug}/{key}"
            assert client.get(page).status_code == 200, page
            assert client.send(page, f"{page}/done").status_code == 303, page
        else:
            _sit(client, person, slug, key, trainer)


def _sit(client, person, slug, key, trainer):
    quiz = f"/quizzes/{slug}/{key}"
    begun = client.send(quiz, quiz)
    assert begun.status_code == 303, quiz
    attempt_id = UUID(begun.location.split("/")[-1])
    fields = {}
    for item, order in sitting(attempt_id).items:
        fields |= {f"revision.{item.key}": "0", f"answer.{item.key}": form_values(item, right(item), order)}
    path = f"/attempts/{attempt_id}"
    assert client.send(path, f"{path}/answers", to="review", **fields).status_code == 303, quiz
    assert client.send(f"{path}/review", f"{path}/hand-in").status_code == 303, quiz
    if db.session.get_one(Attempt, attempt_id).state is AttemptState.TO_MARK:
        _mark(client, attempt_id, trainer)
        client.sign_in(person)
    attempt = db.session.get_one(Attempt, attempt_id)
    assert attempt.passed, f"{quiz}: right answers earned {attempt.percent} per cent"
    assert attempt.percent == 100, quiz


def _mark(client, attempt_id, trainer):
    client.sign_in(trainer)
    for answer in db.session.scalars(select(Answer).where(Answer.attempt_id == attempt_id)).all():
        item, _order = sitting(attempt_id).item(answer.item_key)
        if isinstance(item, EssayItem):
            page = f"/marking/{answer.id}"
            points = {f"points.{number}": f"{criterion.points:g}" for number, criterion in enumerate(item.rubric)}
            assert client.send(page, **points, comment="Clear and complete.").status_code == 303, page


def certificate(person: Person, slug: str) -> Certificate | None:
    """The certificate that the person holds for the course."""
    found = select(Certificate).join(Course, Course.id == Certificate.course_id)
    return db.session.scalars(found.where(Certificate.person_id == person.id, Course.slug == slug)).one_or_none()
