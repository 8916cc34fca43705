"""Forms of the talk about an idea."""

from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from lms.ideas.models.pitches import Stance
from lms.kit.forms import Form, SelectChoice
from lms.kit.i18n import lazy_gettext as _

STANCES = {Stance.FOR: _("For"), Stance.AGAINST: _("Against"), Stance.NEUTRAL: _("Neutral")}


class CommentForm(Form):
    """Something to say, and where it stands."""

    stance = RadioField(
        _("Where do you stand?"),
        choices=[SelectChoice(stance, words) for stance, words in STANCES.items()],
        default=Stance.NEUTRAL,
        validators=[InputRequired()],
    )
    text = TextAreaField(
        _("Your comment"),
        validators=[InputRequired(_("Write something first.")), Length(max=5000, message=_("Shorten the comment to %(max)d characters."))],
        description=_("To speak to somebody, write @ and their full name."),
    )


class ReasonForm(Form):
    """Why something is done."""

    reason = TextAreaField(
        _("Reason"),
        validators=[
            InputRequired(_("Write a reason: a sentence or two are enough.")),
            Length(max=300, message=_("Shorten the reason to %(max)d characters.")),
        ],
    )
