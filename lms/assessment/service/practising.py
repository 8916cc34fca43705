"""Practise a question of a lesson. Nothing of it is kept."""

from lms.assessment.queries.quizzes import PracticeQuestion, is_being_sat
from lms.assessment.service.refusals import BeingSat
from lms.kit.i18n import gettext as _
from lms.people.models import Person


def refuse_while_sat(asked: PracticeQuestion, *, by: Person) -> None:
    """Practice tells the key at once, so nobody practises what they are being asked.

    :raises BeingSat: an open attempt of ``by`` asks the question.
    """
    if is_being_sat(asked, by.id):
        raise BeingSat(_("You are answering this question in a quiz just now. Hand in there first; then you can practise it here."))
