"""Openings to look at: the list for all officers, one opening, what a champion says of it, and its way."""

from dataclasses import dataclass
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.champions.models import Champion
from lms.kit.access import can, me, requires
from lms.kit.clock import today
from lms.kit.errors import NotFound
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.list_files import list_file
from lms.permissions import Permission as P
from lms.placements.forms import ConflictForm, ReasonForm
from lms.placements.models import Leaning
from lms.placements.queries import coverage, fitting, placements, saying
from lms.placements.queries import openings as queries
from lms.placements.queries.openings import OpeningAtHand
from lms.placements.service import leaning, openings
from lms.placements.views import files
from lms.placements.views.blueprint import bp
from lms.placements.views.words import DONE, OPENING_DEEDS, OPENING_STATES, PLACEMENT_STATES
from lms.placements.workflow import OPENING_STEPS, open_to


@dataclass(frozen=True, slots=True)
class Mine:
    """An opening, and the champion who is looking at it, if they are one."""

    found: OpeningAtHand
    champion: Champion | None

    @property
    def person_id(self) -> UUID | None:
        """Whose words on the opening these are."""
        return self.champion.person_id if self.champion else None

    @property
    def is_draft(self) -> bool:
        """Whether nobody can say anything of it yet."""
        return self.found.is_draft


def mine(opening_id: UUID) -> Mine:
    """The opening with the champion of whoever asks."""
    return Mine(queries.opening_at_hand(opening_id), placements.champion_of(me().id))


@bp.get("/openings")
@requires(P.OPENING_LIST)
def all_openings() -> ResponseReturnValue:
    """Openings for all officers, with what they would fit and why."""
    listed = queries.open_ones()
    fits = fitting.fits_of(me().id, listed)
    only = request.args.get("show") == "mine"
    shown = [one for one in listed if not only or fits[one.opening.id].fits]
    teams = queries.team_counts(one.opening.id for one in shown)
    champion = placements.champion_of(me().id)
    said = saying.leanings_of(champion.id) if champion else {}
    owns = bool(queries.offerings_of(me().id))
    return render_template(
        "placements/openings.html", shown=shown, total=len(listed), fits=fits, teams=teams, states=OPENING_STATES, only=only, said=said, owns=owns,
        champion=champion,
    )  # fmt: skip


@bp.get("/openings/list.<form>")
@requires(P.OPENING_LIST)
def openings_file(form: str) -> Response:
    """The list as CSV or XLSX."""
    listed = queries.open_ones()
    return list_file("openings", form, files.openings(listed, queries.team_counts(one.opening.id for one in listed)))


@bp.get("/openings/owned")
@requires(P.OPENING_LIST)
def owned_openings() -> ResponseReturnValue:
    """Openings of what one owns, in every state; the programme office sees all."""
    everything = can(P.MATCHING_RUN)
    listed = queries.of_owner(None if everything else me().id)
    teams = queries.team_counts(one.opening.id for one in listed)
    offerings = queries.offerings_of(None if everything else me().id)
    return render_template(
        "placements/owned.html", listed=listed, teams=teams, states=OPENING_STATES, offerings=offerings, everything=everything
    )


@bp.get("/openings/owned.<form>")
@requires(P.OPENING_LIST)
def owned_file(form: str) -> Response:
    """The same as CSV or XLSX."""
    listed = queries.of_owner(None if can(P.MATCHING_RUN) else me().id)
    return list_file("my-openings", form, files.openings(listed, queries.team_counts(one.opening.id for one in listed)))


@bp.get("/openings/<uuid:opening_id>")
@requires(P.OPENING_VIEW, load=queries.opening_at_hand)
def opening(found: OpeningAtHand) -> ResponseReturnValue:
    """One opening."""
    return _page(found, ConflictForm(), ReasonForm())


def _page(found: OpeningAtHand, conflict: ConflictForm, form: ReasonForm) -> ResponseReturnValue:
    manages = can(P.OPENING_MANAGE, found)
    champion = placements.champion_of(me().id)
    people, covers = placements.of_opening(found.opening.id), coverage.covers([found], today())[found.opening.id]
    page = render_template(
        "placements/opening.html",
        found=found,
        fit=fitting.fits_of(me().id, [found])[found.opening.id],
        champion=champion,
        said=saying.leanings_of(champion.id).get(found.opening.id) if champion else None,
        own_conflict=saying.conflict_of(champion.id, found.opening.id) if champion else None,
        covers=covers,
        gaps=coverage.with_cover(queries.gaps_of([found.opening.id]), covers),
        people=people,
        manages=manages,
        possible=open_to(OPENING_STEPS, found.opening.state.value, "owner", "office") if manages else (),
        history=queries.moves_of(found.opening.id) if manages else (),
        states=OPENING_STATES,
        placement_states=PLACEMENT_STATES,
        deeds=OPENING_DEEDS,
        conflict=conflict,
        form=form,
        today=today(),
    )
    return page, 422 if conflict.errors or form.errors else 200


@bp.post("/openings/<uuid:opening_id>/say/<said>")
@requires(P.OPENING_LEAN, load=lambda opening_id, said: Said(mine(opening_id), said))
def say(given: "Said") -> ResponseReturnValue:
    """Say that one would like it, that it is not for one, or nothing any more."""
    assert given.mine.champion is not None  # noqa: S101  (the policy let only a champion in)
    leaning.lean(given.mine.champion, given.mine.found.opening, given.leaning, by=me())
    words = {
        Leaning.WISH: _("Noted: you would like it. The next matching counts it."),
        Leaning.NOT_FOR_ME: _("Noted: it is not for you. Nobody but the matching knows."),
        None: _("Taken back."),
    }
    flash(words[given.leaning], "success")
    return redirect(url_for(".opening", opening_id=given.mine.found.opening.id), 303)


@dataclass(frozen=True, slots=True)
class Said:
    """What a champion says of an opening."""

    mine: Mine
    word: str

    @property
    def person_id(self) -> UUID | None:
        """Whose words these are."""
        return self.mine.person_id

    @property
    def is_draft(self) -> bool:
        """Whether nobody can say anything of it yet."""
        return self.mine.is_draft

    @property
    def leaning(self) -> Leaning | None:
        """The word as the house knows it."""
        if self.word == "nothing":
            return None
        if self.word not in set(Leaning):
            raise NotFound(_("There is no such page."))
        return Leaning(self.word)


@bp.post("/openings/<uuid:opening_id>/conflict")
@requires(P.OPENING_LEAN, load=mine)
def declare_conflict(given: Mine) -> ResponseReturnValue:
    """Declare a conflict of interest of one's own."""
    form = ConflictForm()
    assert given.champion is not None  # noqa: S101  (the policy let only a champion in)
    if form.validate_on_submit():
        with refusals_onto(form.interest):
            leaning.declare_conflict(given.champion, given.found.opening, form.interest.data or "", by=me())
        if not form.interest.errors:
            flash(_("Your conflict of interest is noted. You will not be placed here."), "success")
            return redirect(url_for(".opening", opening_id=given.found.opening.id), 303)
    return _page(given.found, form, ReasonForm(formdata=None))


@bp.post("/openings/<uuid:opening_id>/no-conflict")
@requires(P.OPENING_LEAN, load=mine)
def withdraw_conflict(given: Mine) -> ResponseReturnValue:
    """Take one's own declaration back."""
    assert given.champion is not None  # noqa: S101  (the policy let only a champion in)
    leaning.withdraw_conflict(given.champion, given.found.opening, by=me())
    flash(_("The declaration is taken back."), "success")
    return redirect(url_for(".opening", opening_id=given.found.opening.id), 303)


@dataclass(frozen=True, slots=True)
class Step:
    """A step with an opening."""

    found: OpeningAtHand
    deed: str

    @property
    def owner_id(self) -> UUID | None:
        """Who owns what offers it."""
        return self.found.owner_id


@bp.post("/openings/<uuid:opening_id>/<any(open, reopen, close):deed>")
@requires(P.OPENING_MANAGE, load=lambda opening_id, deed: Step(queries.opening_at_hand(opening_id), deed))
def move_opening(step: Step) -> ResponseReturnValue:
    """Take a step with an opening."""
    form = ReasonForm()
    if form.validate_on_submit():
        with refusals_onto(form.reason):
            openings.move_opening(step.found, step.deed, form.reason.data or "", by=me())
        if not form.reason.errors:
            flash(str(DONE[step.deed]), "success")
            return redirect(url_for(".opening", opening_id=step.found.opening.id), 303)
    return _page(queries.opening_at_hand(step.found.opening.id), ConflictForm(formdata=None), form)
