"""Draw the agreed plan as PDF, in the language of the officer, each time it is asked for: what it shows of progress is of that day."""

from lms.city.queries import city_look
from lms.development.models import ActionKind, PlanState
from lms.development.queries.plans import PlanAtHand, progress_of
from lms.development.service.refusals import NoSuchMove
from lms.kit import i18n, papers, pdf
from lms.kit.clock import now
from lms.kit.db import let_go
from lms.kit.i18n import gettext as _

SIGNED = (PlanState.AGREED, PlanState.SUPERSEDED, PlanState.CLOSED)

_papers = papers.environment()


def paper_of(at_hand: PlanAtHand) -> bytes:
    """The PDF of a plan that both have signed. Lets go of the database before it draws.

    :raises NoSuchMove: it is not signed by both.
    :raises PdfUnavailable: this machine cannot draw.
    """
    if at_hand.plan.state not in SIGNED:
        raise NoSuchMove(_("This plan is not agreed yet, so there is no paper of it."))
    look = city_look()
    with i18n.speaking(i18n.offered(at_hand.plan.person.language)):
        page = _papers.get_template("pdf/development_plan.html").render(
            plan=at_hand.plan,
            far=progress_of(at_hand),
            kinds=_kinds(),
            look=look,
            city=look.identity,
            today=now(),
            locale=i18n.language(),
            dir=i18n.direction(),
        )
    let_go()
    return pdf.draw(page, base=look.files)


def _kinds() -> dict[ActionKind, str]:
    return {
        ActionKind.COURSE: _("Course"),
        ActionKind.BOOT_CAMP: _("Boot camp"),
        ActionKind.OBSERVED: _("Observed task"),
        ActionKind.FREE: _("Other"),
    }
