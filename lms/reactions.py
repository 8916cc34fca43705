"""What follows from what: the whole of it.

Each reaction translates a fact from one slice into a call on another. It runs in the transaction
that made the fact true, so either all of this happened or none of it.
"""

from contextlib import suppress

from lms.assessment.events import QuizPassed
from lms.catalogue.events import VersionPublished
from lms.competency.events import RequirementsChanged, StandingChanged
from lms.credentials.events import CertificateIssued, CertificateRevoked
from lms.credentials.service import telling as certificates
from lms.kit.db import db, savepoint
from lms.kit.events import Event, Reaction
from lms.learning.events import CourseCompleted
from lms.learning.service.moving import move_learners
from lms.learning.service.steps import pass_quiz
from lms.notices.service import write_letter, write_letter_to
from lms.people import events as people
from lms.people.models import Person
from lms.reports.service import heat


def _send_link(fact: people.LinkMade) -> None:
    name = "invite" if fact.purpose == "invite" else "reset-password"
    person = db.session.get_one(Person, fact.person_id)
    write_letter(name, to=person, about=str(fact.link_id), facts={"path": f"/set-password/{fact.token}"})


class _NotSent(Exception):
    pass


def _work_as_if_sent(fact: people.LinkRefused) -> None:
    """Write the letter and tear it up: whoever asks cannot tell by the clock whether there is an account."""
    with suppress(_NotSent), savepoint():
        facts = {"name": fact.email, "path": "/set-password/"}
        write_letter_to("reset-password", address=fact.email, language="en", person_id=None, about=fact.email, facts=facts)
        raise _NotSent


def _tell_of_password(fact: people.PasswordChanged) -> None:
    write_letter("password-changed", to=db.session.get_one(Person, fact.person_id), about=fact.change, facts={})


def _tell_of_sign_in(fact: people.SignInChanged) -> None:
    write_letter("sign-in-changed", to=db.session.get_one(Person, fact.person_id), about=fact.change, facts={"deed": fact.deed})


def _tell_old_address(fact: people.AddressChanged) -> None:
    person = db.session.get_one(Person, fact.person_id)
    facts = {"name": person.name}
    write_letter_to(
        "address-changed", address=fact.old_address, language=person.language, person_id=person.id, about=f"{fact.change}:{person.id}", facts=facts
    )


def _pass_quiz(fact: QuizPassed) -> None:
    pass_quiz(fact.enrolment_id, fact.version_id, fact.quiz_key)


def _move_learners(fact: VersionPublished) -> None:
    move_learners(fact.course_id, fact.version_id, fact.learners)


REACTIONS: tuple[tuple[type[Event], Reaction], ...] = (
    (people.LinkMade, _send_link),
    (people.LinkRefused, _work_as_if_sent),
    (people.PasswordChanged, _tell_of_password),
    (people.SignInChanged, _tell_of_sign_in),
    (people.AddressChanged, _tell_old_address),
    (VersionPublished, _move_learners),
    (QuizPassed, _pass_quiz),
    (CourseCompleted, certificates.issue_certificate),
    (CertificateIssued, certificates.award_competences),
    (CertificateIssued, certificates.tell_certificate),
    (CertificateRevoked, certificates.withdraw_competences),
    (CertificateRevoked, certificates.tell_revocation),
    (StandingChanged, heat.follow_standing),
    (RequirementsChanged, heat.follow_requirements),
)
