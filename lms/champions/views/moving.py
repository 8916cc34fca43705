"""The steps of a champion: one door for all of them, and the page where a line manager answers."""

from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.champions import workflow
from lms.champions.forms import MoveForm, NominateForm
from lms.champions.models import ChampionState
from lms.champions.queries.champions import ChampionAtHand, champion_at_hand
from lms.champions.queries.eligibility import verdict_of
from lms.champions.service import nominating
from lms.champions.service.moving import Said, move, roles_of
from lms.champions.service.telling import hours_text
from lms.champions.views.blueprint import DONE, bp, words
from lms.champions.views.directory import page_of
from lms.kit.access import me, requires
from lms.kit.errors import NotFound
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.people.models import Person
from lms.people.queries.directory import person as person_at_hand
from lms.permissions import Permission as P

OF_HOURS = frozenset({"agree", "refuse", "change-hours", "agree-renewal", "refuse-renewal"})
USUAL_HOURS = 4


@dataclass(frozen=True, slots=True)
class ChampionAndDeed:
    """A champion, and what somebody wants to do."""

    at_hand: ChampionAtHand
    deed: str

    @property
    def person_id(self) -> UUID:
        """Who it is."""
        return self.at_hand.person_id

    @property
    def manager_id(self) -> UUID | None:
        """The line manager of today."""
        return self.at_hand.manager_id


def _champion_and_deed(champion_id: UUID, deed: str) -> ChampionAndDeed:
    if deed not in DONE:
        raise NotFound(_("That cannot be done with a champion."))
    return ChampionAndDeed(champion_at_hand(champion_id), deed)


@bp.post("/champions/<uuid:champion_id>/moves/<deed>")
@requires(P.CHAMPION_MOVE, load=_champion_and_deed)
def move_champion(found: ChampionAndDeed) -> ResponseReturnValue:
    """Take a step: what the table allows this person."""
    form, champion_id, mine = MoveForm(), found.at_hand.champion.id, found.person_id == me().id
    if form.validate():
        with refusals_onto(form.hours if found.deed in ("agree", "change-hours", "agree-renewal") else form.reason):
            move(found.at_hand, found.deed, Said(form.reason.data or "", form.hours.data), by=me())
        if not form.errors:
            flash(DONE[found.deed], "success")
            return redirect(url_for(".my_page") if mine else url_for(".champion", champion_id=champion_id), 303)
    if mine:
        flash(" ".join(str(error) for errors in form.errors.values() for error in errors), "danger")
        return redirect(url_for(".my_page"), 303)
    again = champion_at_hand(champion_id)
    return (_hours_page(again, form) if found.deed in OF_HOURS else page_of(again, form)), 422


@bp.get("/champions/<uuid:champion_id>/hours")
@requires(P.CHAMPION_MOVE, load=champion_at_hand)
def hours(found: ChampionAtHand) -> ResponseReturnValue:
    """Where the line manager answers, in one click."""
    champion = found.champion
    return _hours_page(found, MoveForm(data={"hours": champion.renewal_hours or champion.hours_per_week or USUAL_HOURS}))


def _hours_page(found: ChampionAtHand, form: MoveForm) -> str:
    champion = found.champion
    answers = "manager" in roles_of(found, me())
    possible = set(workflow.open_to(champion.state.value, "manager")) if answers else set()
    waits_renewal = champion.state is ChampionState.ACTIVE and champion.renewal_wished_at is not None and champion.renewal_hours is None
    if not waits_renewal:
        possible -= {"agree-renewal", "refuse-renewal"}
    return render_template(
        "champions/hours.html",
        found=found,
        form=form,
        possible=possible,
        renewal=waits_renewal,
        verdict=verdict_of(found.person_id),
        hours_text=hours_text,
        **words(),
    )


@dataclass(frozen=True, slots=True)
class Nominee:
    """Somebody whom their line manager may put forward."""

    person: Person
    person_id: UUID
    manager_id: UUID | None


def _nominee(person_id: UUID) -> Nominee:
    person = person_at_hand(person_id)
    return Nominee(person, person.id, person.manager_id if person.active else None)


@bp.route("/champions/nominate/<uuid:person_id>", methods=["GET", "POST"])
@requires(P.CHAMPION_NOMINATE, load=_nominee)
def nominate(found: Nominee) -> ResponseReturnValue:
    """Put somebody of my team forward."""
    form, person_id, name = NominateForm(), found.person_id, found.person.name
    if form.validate_on_submit():
        with refusals_onto(form.motivation):
            nominating.nominate(found.person, form.motivation.data or "", by=me())
        if not form.errors:
            flash(_("%(name)s is asked.", name=name), "success")
            return redirect("/my-team", 303)
    return render_template("champions/nominate.html", person=person_at_hand(person_id), verdict=verdict_of(person_id), form=form), (
        422 if form.errors else 200
    )
