"""Courses that give certificates, and certificates that were earned."""

from typing import Any

from sqlalchemy import select

from lms.catalogue.models import Course, CourseCompetence, CourseVersion
from lms.competency.framework_files import DIGCOMP
from lms.competency.models import Competence
from lms.competency.service import frameworks
from lms.credentials.models import Certificate
from lms.kit.db import db, transaction
from lms.people.models import Person
from tests.factories.learning import completed, open_course

OUTCOMES = [{"key": "publish", "text": "Publish a dataset"}, {"key": "choose", "text": "Choose a licence"}]


def certified_course(slug: str = "", *, codes: tuple[str, ...] = ("1.3", "2.1"), level: int = 4, **facts: Any) -> Course:
    """A published course of three lessons with a certificate that cites ``codes`` of DigComp."""
    with transaction():
        frameworks.load_framework(DIGCOMP, by=None)
    course = open_course(slug, **{"gives_certificate": True, "outcomes": OUTCOMES, "learning_points": 8, **facts})
    version = db.session.scalars(select(CourseVersion).where(CourseVersion.course_id == course.id)).one()
    for competence_id in db.session.scalars(select(Competence.id).where(Competence.code.in_(codes))).all():
        db.session.add(CourseCompetence(version_id=version.id, competence_id=competence_id, level=level))
    db.session.commit()
    return course


def certificate_of(person: Person, course: Course | None = None) -> Certificate:
    """The certificate that ``person`` gets by doing every step of ``course``."""
    enrolment = completed(person, course or certified_course())
    return db.session.scalars(select(Certificate).where(Certificate.enrolment_id == enrolment.id)).one()
