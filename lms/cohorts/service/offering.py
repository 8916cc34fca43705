"""Offers are accepted, declined or lapse; places are taken and given up."""

from uuid import UUID

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import contains_eager, joinedload

from lms.audit.service import record
from lms.cohorts.events import PlaceGivenUp, PlaceTaken
from lms.cohorts.models.calls import Application, ApplicationState
from lms.cohorts.models.cohorts import Cohort, CohortState, Place, PlaceState
from lms.cohorts.queries import calls
from lms.cohorts.queries.calls import ApplicationAtHand
from lms.cohorts.queries.dates import is_over
from lms.cohorts.queries.queue import MOVING, local_day, moves_still, offers_out
from lms.cohorts.service import telling
from lms.cohorts.service.moving import application_step, go_application, hold, hold_application
from lms.cohorts.service.queue import promote
from lms.cohorts.service.refusals import NoSeatLeft, NoSuchStep, OfferOver
from lms.cohorts.workflow import UNSETTLED
from lms.kit.clock import now
from lms.kit.db import db, publish
from lms.kit.i18n import gettext as _
from lms.people.models import Person

GOING_ON = (*MOVING, CohortState.RUNNING)


def accept(found: ApplicationAtHand, *, by: Person) -> Place:
    """Take the seat that was offered. Of any number who try at once, no more get one than there are seats.

    :raises OfferOver: when the offer was answered, its time is over, or they run the boot camp meanwhile.
    :raises NoSeatLeft: when no seat is left, or the cohort has begun.
    """
    application, cohort = found.application, found.cohort
    _refuse_over(application)
    if any(one.person_id == application.person_id for one in cohort.staff):
        raise OfferOver(_("You run this boot camp meanwhile, so you cannot take part in it."))
    _take_seat(cohort)
    step = application_step("accept", _still_offered(application))
    place = Place(cohort_id=cohort.id, person_id=application.person_id, department_id=application.department_id)
    db.session.add(place)
    db.session.flush()
    go_application(application, cohort, step, by=by)
    publish(PlaceTaken(place.id, cohort.id, application.person_id))
    return place


def _refuse_over(application: Application) -> None:
    if application.state is not ApplicationState.OFFERED:
        raise OfferOver(_("This offer was answered already, or there is none."))
    if application.offer_until is None or application.offer_until <= now():
        raise OfferOver(_("The time to answer this offer is over. The seat goes to the next on the list."))


def _still_offered(application: Application) -> Application:
    _refuse_over(hold_application(application))
    return application


def _take_seat(cohort: Cohort) -> None:
    """One statement decides: it finds a free seat and takes it, or it changes nothing. The row stays ours until the end."""
    statement = (
        update(Cohort)
        .where(Cohort.id == cohort.id, Cohort.taken < Cohort.seats, Cohort.state.in_(MOVING), Cohort.starts_on > local_day(cohort))
        .values(taken=Cohort.taken + 1)
        .execution_options(synchronize_session=False)
    )
    taken: CursorResult[object] = db.session.execute(statement)  # type: ignore[assignment]
    db.session.refresh(cohort, ["taken", "seats", "state", "starts_on"])
    if taken.rowcount == 1:
        return
    if not moves_still(cohort):
        raise NoSeatLeft(_("The boot camp has begun or is over, so no seat can be taken any more."))
    raise NoSeatLeft(_("The last seat was taken a moment ago. You stay on the list, and are told when a seat becomes free."))


def decline(found: ApplicationAtHand, *, by: Person) -> None:
    """Not take the seat; it is offered to the next at once.

    :raises NoSuchStep: when there is no offer.
    """
    hold(found.cohort)
    application = hold_application(found.application)
    go_application(application, found.cohort, application_step("decline", application), by=by)
    promote(found.cohort.id)


def lapse(cohort_id: UUID, application_id: UUID) -> bool:
    """End an offer that was not answered in time, and offer the seat to the next; return whether there was one to end."""
    cohort = hold(db.session.get_one(Cohort, cohort_id))
    application = hold_application(db.session.get_one(Application, application_id))
    over = application.state is ApplicationState.OFFERED and application.offer_until is not None and application.offer_until <= now()
    if over:
        go_application(application, cohort, application_step("lapse", application), by=None)
        promote(cohort.id)
    return over


def give_up(place: Place, *, by: Person | None, reason: str = "") -> None:
    """Leave the cohort. Before it begins the seat is free again, and whoever comes first is offered it; ``by`` None: the house, for one who left.

    :raises NoSuchStep: when the place was given up already, or the cohort is over.
    """
    cohort = hold(db.session.get_one(Cohort, place.cohort_id))
    if cohort.state in (CohortState.ENDED, CohortState.CANCELLED):
        raise NoSuchStep(_("This boot camp is over, so places in it stay as they are."))
    db.session.refresh(place, ["state"], with_for_update=True)
    if place.state is not PlaceState.HELD:
        raise NoSuchStep(_("This place was given up already, or its outcome is decided."))
    place.state, place.ended_at = PlaceState.GIVEN_UP, now()
    if cohort.state in MOVING:
        cohort.taken -= 1
    db.session.flush()
    record("place-given-up", "place", place.id, by=by.id if by else None, cohort=str(cohort.id), person=str(place.person_id))
    application = calls.newest_application(cohort.id, place.person_id)
    if application is not None and application.state is ApplicationState.ACCEPTED:
        go_application(application, cohort, application_step("give-up", application), by=by, reason=reason)
    if by is not None and by.id != place.person_id:
        telling.tell_place_ended(place, cohort, reason)
    publish(PlaceGivenUp(place.id, cohort.id, place.person_id))


def leave_all(person_id: UUID) -> None:
    """Somebody left the administration: their applications and places end, and the seats go to the next.

    A place in a boot camp whose last day has come stays: who was there until the end is decided on as everybody else.
    """
    mine = select(Application).where(Application.person_id == person_id, Application.state.in_(UNSETTLED))
    for application in db.session.scalars(mine.options(joinedload(Application.cohort)).order_by(Application.cohort_id)).all():
        cohort = hold(application.cohort)
        go_application(application, cohort, application_step("leave", hold_application(application)), by=None)
        promote(cohort.id)
    held = select(Place).join(Place.cohort).where(Place.person_id == person_id, Place.state == PlaceState.HELD, Cohort.state.in_(GOING_ON))
    for place in db.session.scalars(held.options(contains_eager(Place.cohort)).order_by(Place.cohort_id)).all():
        if not is_over(place.cohort):
            give_up(place, by=None)


def come_back(person_id: UUID) -> None:
    """Somebody works here again: places that the house gave up for them are theirs again, as long as a seat is free or the boot camp runs."""
    for place in calls.places_given_up(person_id, GOING_ON):
        cohort, application = hold(place.cohort), calls.newest_application(place.cohort_id, person_id)
        if application is None or not _left_by_the_house(hold_application(application)) or not _seat_again(cohort):
            continue
        place.state, place.ended_at = PlaceState.HELD, None
        db.session.flush()
        record("place-restored", "place", place.id, by=None, cohort=str(cohort.id), person=str(person_id))
        go_application(application, cohort, application_step("return", application), by=None)
        publish(PlaceTaken(place.id, cohort.id, person_id))


def _left_by_the_house(application: Application) -> bool:
    last = calls.moves_of(application.id)[-1]
    return (last.before, last.after, last.by_id) == (ApplicationState.ACCEPTED, ApplicationState.WITHDRAWN, None)


def _seat_again(cohort: Cohort) -> bool:
    """Whether there is room for who comes back: their seat was kept once it runs; before that one must be free, and offered to nobody."""
    if cohort.state is CohortState.RUNNING:
        return True
    if not moves_still(cohort) or cohort.taken + offers_out(cohort.id) >= cohort.seats:
        return False
    _take_seat(cohort)
    return True


def follow_person(person_id: UUID) -> None:
    """Somebody works in another department: the quota counts them there, in cohorts that have not begun."""
    department_id = db.session.get_one(Person, person_id).department_id
    open_ = select(Cohort.id).where(Cohort.state.in_(MOVING))
    for model, states in ((Application, (*UNSETTLED, "accepted")), (Place, (PlaceState.HELD,))):
        still = update(model).where(model.person_id == person_id, model.cohort_id.in_(open_), model.state.in_(states))
        db.session.execute(still.values(department_id=department_id).execution_options(synchronize_session="fetch"))
