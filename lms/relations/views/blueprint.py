"""The blueprint of the pages of relations, and the words that they share."""

from flask import Blueprint

from lms.kit.i18n import lazy_gettext
from lms.relations.alarms import Kind
from lms.relations.forms import CHANNELS, SECTORS, SIZES

bp = Blueprint("relations", __name__)

ALARMS = {
    Kind.ORPHANED: (lazy_gettext("nobody keeps the contact"), "stopped"),
    Kind.SILENT: (lazy_gettext("silent for more than 90 days"), "warning"),
    Kind.OVERDUE: (lazy_gettext("the next action is late"), "warning"),
    Kind.NO_DEPUTY: (lazy_gettext("hangs on one officer"), "waiting"),
}


def words() -> dict[str, object]:
    """What every page of relations calls things."""
    return {"sectors": SECTORS, "sizes": SIZES, "channels": CHANNELS, "alarm_words": ALARMS}
