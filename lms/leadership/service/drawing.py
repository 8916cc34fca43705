"""Draw the minutes as PDF, each time they are asked for, in the language of the reader."""

from lms.city.queries import city_look
from lms.kit import i18n, papers, pdf
from lms.kit.clock import now
from lms.kit.db import let_go
from lms.kit.i18n import gettext as _
from lms.kit.markdown import learner_html
from lms.leadership.models import Choice, MeetingState, Result
from lms.leadership.queries.meetings import MeetingAtHand
from lms.leadership.service.minutes import draft
from lms.leadership.service.refusals import NoSuchStep

SHOWN_OF_DRAFT = 6000
"""Letters of minutes that nobody wrote yet; the record below them is whole."""

_papers = papers.environment()


def paper_of(at_hand: MeetingAtHand) -> bytes:
    """The PDF of the minutes of a meeting that was held. Lets go of the database before it draws.

    :raises NoSuchStep: it was not held yet.
    :raises PdfUnavailable: this machine cannot draw.
    """
    meeting = at_hand.meeting
    if meeting.state not in (MeetingState.HELD, MeetingState.MINUTED):
        raise NoSuchStep(_("This meeting was not held, so there are no minutes of it."))
    look = city_look()
    page = _papers.get_template("pdf/leadership_minutes.html").render(
        meeting=meeting,
        at_hand=at_hand,
        text=learner_html(meeting.minutes or draft(at_hand)[:SHOWN_OF_DRAFT]),
        approved=meeting.approved_in,
        results={Result.APPROVED: _("approved"), Result.REJECTED: _("rejected"), Result.NOTED: _("noted")},
        choices={Choice.FOR.value: _("for"), Choice.AGAINST.value: _("against"), Choice.ABSTAINED.value: _("abstained")},
        look=look,
        city=look.identity,
        today=now(),
        locale=i18n.language(),
        dir=i18n.direction(),
    )
    let_go()
    return pdf.draw(page, base=look.files)
