"""Who is in a cohort: participants, trainers and mentors; and giving up a place."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.cohorts.forms.planning import STAFF_KINDS, ReasonForm, StaffForm
from lms.cohorts.models.cohorts import Cohort, StaffKind
from lms.cohorts.queries import pages
from lms.cohorts.queries.cohorts import CohortAtHand, cohort_at_hand
from lms.cohorts.queries.pages import PlaceAtHand, StaffAtHand, place_at_hand, staff_at_hand
from lms.cohorts.queries.queue import moves_still
from lms.cohorts.service import offering, planning
from lms.cohorts.views.blueprint import COHORT, bp
from lms.cohorts.views.words import PLACE
from lms.kit.access import me, requires
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.list_files import list_file
from lms.people.queries.officers import officer_with_address
from lms.permissions import Permission as P


def _page(found: CohortAtHand, form: StaffForm) -> ResponseReturnValue:
    rows = pages.places_of(found.cohort.id)
    page = render_template("cohorts/people.html", found=found, cohort=found.cohort, rows=rows, form=form, kinds=STAFF_KINDS)
    return page, 422 if form.errors else 200


@bp.get(f"{COHORT}/people")
@requires(P.COHORT_VIEW, load=cohort_at_hand)
def people(found: CohortAtHand) -> ResponseReturnValue:
    """Participants, trainers and mentors."""
    return _page(found, StaffForm(formdata=None))


@bp.get(f"{COHORT}/people.<form>")
@requires(P.APPLICATION_LIST, load=cohort_at_hand, also=("form",))
def people_file(found: CohortAtHand, form: str) -> ResponseReturnValue:
    """The participants as a file."""
    header = (_("Name"), _("Department"), _("Place since"), _("State"))
    rows = (
        (row.name, row.department, row.place.taken_at.isoformat(timespec="seconds"), str(PLACE[row.place.state][0]))
        for row in pages.places_of(found.cohort.id)
    )
    return list_file(f"participants-{found.cohort.slug}", form, (header, rows))


@bp.post(f"{COHORT}/people")
@requires(P.COHORT_NAME_STAFF, load=cohort_at_hand)
def name_staff(found: CohortAtHand) -> ResponseReturnValue:
    """Name a trainer or mentor."""
    form = StaffForm()
    if form.validate_on_submit():
        person = officer_with_address(str(form.email.data))
        if person is None:
            form.email.errors = [_("Nobody has an account with this address.")]
        else:
            with refusals_onto(form.email):
                planning.name_staff(found.cohort, person, StaffKind(form.kind.data), by=me())
        if not form.errors:
            flash(_("They run the boot camp, too, from now on."), "success")
            return redirect(url_for(".people", slug=found.cohort.slug), 303)
    return _page(found, form)


@bp.post(f"{COHORT}/staff/<uuid:person_id>/remove")
@requires(P.COHORT_NAME_STAFF, load=staff_at_hand)
def remove_staff(one: StaffAtHand) -> ResponseReturnValue:
    """Let somebody run the cohort no longer."""
    planning.remove_staff(one.cohort, one.person_id, by=me())
    flash(_("They do not run the boot camp any more."), "success")
    return redirect(url_for(".people", slug=one.cohort.slug), 303)


@bp.route(f"{COHORT}/places/<uuid:place_id>/give-up", methods=["GET", "POST"])
@requires(P.PLACE_GIVE_UP, load=place_at_hand)
def give_up(at_hand: PlaceAtHand) -> ResponseReturnValue:
    """Leave the cohort, after being asked once more."""
    cohort = at_hand.found.cohort
    if request.method == "POST":
        offering.give_up(at_hand.place, by=me())
        flash(_("You gave up your place."), "success")
        return redirect(url_for(".call", slug=cohort.slug), 303)
    return render_template(
        "_parts/confirm.html",
        title=_("Give up your place"),
        question=_("Do you want to leave “%(camp)s”?", camp=cohort.name),
        consequences=[_seat_goes(cohort), _("You cannot take it back.")],
        action=url_for(".give_up", slug=cohort.slug, place_id=at_hand.place.id),
        confirm=_("Give up my place"),
        back=url_for(".overview", slug=cohort.slug),
        danger=True,
    )


def _seat_goes(cohort: Cohort) -> str:
    """What becomes of a seat that is given back now."""
    if moves_still(cohort):
        return _("The seat goes to the next on the waiting list at once.")
    return _("The boot camp has begun, so the seat stays empty.")


@bp.route(f"{COHORT}/places/<uuid:place_id>/end", methods=["GET", "POST"])
@requires(P.PLACE_END, load=place_at_hand)
def end_place(at_hand: PlaceAtHand) -> ResponseReturnValue:
    """End somebody's place, with a reason that they read."""
    form, cohort = ReasonForm(), at_hand.found.cohort
    if form.validate_on_submit():
        with refusals_onto(form.reason):
            offering.give_up(at_hand.place, by=me(), reason=str(form.reason.data))
        if not form.errors:
            flash(_("The place is ended, and the person is told why."), "success")
            return redirect(url_for(".people", slug=cohort.slug), 303)
    page = render_template("cohorts/end_place.html", form=form, cohort=cohort, name=at_hand.name, seat_goes=_seat_goes(cohort))
    return page, 422 if form.errors else 200
