"""What development keeps of a person."""

from uuid import UUID

from sqlalchemy import select

from lms.development.models import Action, DevelopmentPlan, Goal, PlanMove, WishedPost
from lms.kit.i18n import lazy_gettext
from lms.kit.personal import Fate, Part, Stored, rows_of

_PLANS = lazy_gettext("All plans go, with everything in them: nothing else rests on them.")


def _plans(person_id: UUID):  # type: ignore[no-untyped-def]  # a Select of ids; its type has no short name
    return select(DevelopmentPlan.id).where(DevelopmentPlan.person_id == person_id)


STORED = (
    Stored(
        "wished_post",
        lazy_gettext("The post wished for"),
        WishedPost,
        (WishedPost.person_id,),
        Fate.DELETED,
        lazy_gettext("The wish goes."),
    ),
    Stored(
        "plans",
        lazy_gettext("Development plans"),
        DevelopmentPlan,
        (DevelopmentPlan.person_id,),
        Fate.DELETED,
        _PLANS,
        secret=("content_hash",),
    ),
    Stored("goals", lazy_gettext("Goals of the plans"), Goal, (), Fate.DELETED, _PLANS, where=lambda person_id: Goal.plan_id.in_(_plans(person_id))),
    Stored(
        "actions",
        lazy_gettext("What was planned for the goals"),
        Action,
        (),
        Fate.DELETED,
        _PLANS,
        where=lambda person_id: Action.goal_id.in_(select(Goal.id).where(Goal.plan_id.in_(_plans(person_id)))),
    ),
    Stored(
        "plan_moves",
        lazy_gettext("Steps of the plans"),
        PlanMove,
        (),
        Fate.DELETED,
        _PLANS,
        where=lambda person_id: PlanMove.plan_id.in_(_plans(person_id)),
    ),
    Stored(
        "plans_signed",
        lazy_gettext("Plans of others, signed as their manager"),
        DevelopmentPlan,
        (DevelopmentPlan.agreed_by_id,),
        Fate.ANONYMISED,
        lazy_gettext("The name goes from the signature; that the plan was signed stays with its owner."),
        secret=("person_id", "intention", "content_hash"),
    ),
)


def what_is_stored(person_id: UUID) -> list[Part]:
    """Everything that development keeps of the person."""
    return rows_of(STORED, person_id)
