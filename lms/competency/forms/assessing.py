"""A page of the self-assessment: one question for each competence of an area."""

from collections.abc import Sequence
from uuid import UUID

from wtforms import RadioField
from wtforms.validators import Optional

from lms.competency.forms.saying import level_choices
from lms.competency.queries.assessing import Asked
from lms.kit.forms import Form


def area_form(asked: Sequence[Asked]) -> Form:
    """The form of one page, with the answers that were given before."""
    choices = level_choices(0)
    fields = {
        name_of(one.competence.id): RadioField(
            f"{one.competence.code} {one.competence.title}",
            choices=choices,
            validators=[Optional(strip_whitespace=False)],
            default=None if one.level is None else str(one.level),
        )
        for one in asked
    }
    form: Form = type("AreaForm", (Form,), fields)()
    return form


def name_of(competence_id: UUID) -> str:
    """What the question about that competence is called in the form."""
    return f"c{competence_id.hex}"


def answers(form: Form, asked: Sequence[Asked]) -> dict[UUID, int]:
    """What was answered."""
    given = {one.competence.id: form[name_of(one.competence.id)].data for one in asked}
    return {competence_id: int(level) for competence_id, level in given.items() if level not in (None, "", "None")}
