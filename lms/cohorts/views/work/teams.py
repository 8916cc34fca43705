"""The board of teams: made by hand with buttons, or balanced."""

from secrets import token_hex
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.cohorts.forms.work import BalanceForm, TeamForm
from lms.cohorts.queries import teams as queries
from lms.cohorts.queries.cohorts import CohortAtHand, cohort_at_hand
from lms.cohorts.queries.work import passed_without
from lms.cohorts.service import teams as service
from lms.cohorts.views.work.blueprint import COHORT, bp, id_in_form
from lms.kit.access import me, requires
from lms.kit.errors import NotFound
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.permissions import Permission as P


def _of_team(slug: str, team_id: UUID) -> CohortAtHand:
    """The cohort; the service finds the team within it."""
    return cohort_at_hand(slug)


def _page(found: CohortAtHand, form: TeamForm, *, status: int = 200) -> ResponseReturnValue:
    return render_template("cohorts/tasks/teams.html", found=found, board=queries.board(found), form=form), status


def _back(slug: str, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for(".teams", slug=slug, _anchor=anchor), 303)


@bp.get(f"{COHORT}/teams")
@requires(P.COHORT_RUN, load=cohort_at_hand)
def teams(found: CohortAtHand) -> ResponseReturnValue:
    """Who is in which team, and how even the teams are."""
    return _page(found, TeamForm(None))


@bp.post(f"{COHORT}/teams")
@requires(P.COHORT_RUN, load=cohort_at_hand)
def make_team(found: CohortAtHand) -> ResponseReturnValue:
    """Make an empty team."""
    form, slug = TeamForm(), found.cohort.slug
    if form.validate():
        with refusals_onto(form.name):
            team = service.make_team(found, form.name.data or "", by=me())
            flash(_("“%(team)s” is there. Move people into it.", team=team.name), "success")
            return _back(slug)
    return _page(cohort_at_hand(slug), form, status=422)


@bp.post(f"{COHORT}/teams/move")
@requires(P.COHORT_RUN, load=cohort_at_hand)
def move(found: CohortAtHand) -> ResponseReturnValue:
    """Move a participant to a team, or out of theirs."""
    slug, person_id = found.cohort.slug, id_in_form("person_id")
    if person_id is None:
        raise NotFound(_("There is no such participant in this boot camp."))
    team_id = id_in_form("team_id")
    service.move(found, person_id, team_id, by=me())
    if team_id and (titles := passed_without(found.cohort, team_id, person_id)):
        told = _("The team passed this work before, and it does not count for who came now: %(titles)s.", titles=", ".join(titles))
        flash(f"{told} {_('Open what the team handed in to count it for them, too.')}", "warning")
    return _back(slug, f"seat-{person_id}")


@bp.post(f"{COHORT}/teams/<uuid:team_id>/rename")
@requires(P.COHORT_RUN, load=_of_team)
def rename_team(found: CohortAtHand) -> ResponseReturnValue:
    """Give a team another name."""
    form, slug = TeamForm(), found.cohort.slug
    if form.validate():
        with refusals_onto(form.name):
            service.rename_team(found, _team_id(), form.name.data or "", by=me())
            flash(_("The team has its new name."), "success")
            return _back(slug, f"team-{_team_id()}")
    flash(" ".join(str(error) for error in form.name.errors), "danger")
    return _back(slug, f"team-{_team_id()}")


@bp.post(f"{COHORT}/teams/<uuid:team_id>/remove")
@requires(P.COHORT_RUN, load=_of_team)
def remove_team(found: CohortAtHand) -> ResponseReturnValue:
    """Take a team away that has no work."""
    slug = found.cohort.slug
    service.remove_team(found, _team_id(), by=me())
    flash(_("The team was taken away."), "success")
    return _back(slug)


def _team_id() -> UUID:
    return UUID(str((request.view_args or {})["team_id"]))


@bp.get(f"{COHORT}/teams/balance")
@requires(P.COHORT_RUN, load=cohort_at_hand)
def balance(found: CohortAtHand) -> ResponseReturnValue:
    """Teams as balancing would make them, and what chance would give."""
    form = BalanceForm(request.args or None, size=4, seed=token_hex(4))
    right = not request.args or form.validate()
    seed = (form.seed.data or "").strip() or token_hex(4)
    form.seed.data = seed
    proposal = queries.proposal(found, form.size.data or 4, seed) if right and found.participant_ids else None
    replaces = bool(proposal) and queries.has_teams(found.cohort.id)
    page = render_template("cohorts/tasks/balance.html", found=found, form=form, proposal=proposal, replaces=replaces)
    return page, 200 if right else 422


@bp.post(f"{COHORT}/teams/balance")
@requires(P.COHORT_RUN, load=cohort_at_hand)
def balance_teams(found: CohortAtHand) -> ResponseReturnValue:
    """Make the teams as they were shown."""
    form, slug = BalanceForm(), found.cohort.slug
    if form.validate() and form.seed.data:
        made = service.balance(found, form.size.data or 4, form.seed.data, by=me())
        flash(_("%(count)d teams are made. You can still move people by hand.", count=len(made)), "success")
        return _back(slug)
    return render_template("cohorts/tasks/balance.html", found=found, form=form, proposal=None), 422
