"""What the strategy keeps of a person."""

from uuid import UUID

from lms.kit.i18n import lazy_gettext
from lms.kit.personal import Fate, Part, Stored, rows_of
from lms.strategy.models.initiatives import Initiative
from lms.strategy.models.road_map import PlanAcceptance
from lms.strategy.models.strategies import ConsultedDepartment, Contribution, Indicator

_OFFICIAL = lazy_gettext(
    "What a department said in a consultation is the record of a public decision (Article 17(3)(b) and (d) GDPR). The name goes from it."
)

STORED = (
    Stored(
        "initiatives",
        lazy_gettext("Initiatives owned or sponsored"),
        Initiative,
        (Initiative.owner_id, Initiative.sponsor_id),
        Fate.ANONYMISED,
        lazy_gettext("The initiative stays; the name of its owner or sponsor goes."),
    ),
    Stored(
        "indicators",
        lazy_gettext("Indicators measured"),
        Indicator,
        (Indicator.owner_id,),
        Fate.ANONYMISED,
        lazy_gettext("The indicator stays; the name of its owner goes."),
    ),
    Stored(
        "accepted_dates",
        lazy_gettext("Dates of initiatives accepted"),
        PlanAcceptance,
        (PlanAcceptance.owner_id,),
        Fate.ANONYMISED,
        lazy_gettext("That the dates were accepted stays; the name goes."),
    ),
    Stored("contributions", lazy_gettext("Contributions for a department"), Contribution, (Contribution.person_id,), Fate.KEPT, _OFFICIAL),
    Stored(
        "nothing_to_add",
        lazy_gettext("Signatures for a department"),
        ConsultedDepartment,
        (ConsultedDepartment.signed_by_id,),
        Fate.KEPT,
        _OFFICIAL,
    ),
)


def what_is_stored(person_id: UUID) -> list[Part]:
    """Everything that the strategy keeps of the person."""
    return rows_of(STORED, person_id)
