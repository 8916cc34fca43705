"""My own page as a champion, or on the way: what I have shown, what is next, what I did for others, and who asks me."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.champions import workflow
from lms.champions.forms import KINDS, MoveForm, NominateForm, OfferForm, OutreachForm, SettleForm
from lms.champions.models import OutreachKind
from lms.champions.queries import champions as queries
from lms.champions.queries import outreach
from lms.champions.queries.champions import ChampionAtHand, HelpAtHand
from lms.champions.queries.eligibility import verdict_of
from lms.champions.service import nominating, serving
from lms.champions.service.serving import Done
from lms.champions.service.telling import hours_text
from lms.champions.views.blueprint import HELPED_IN, bp, language_names, words
from lms.kit.access import me, requires
from lms.kit.clock import today
from lms.kit.errors import NotFound
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.permissions import Permission as P


def _mine() -> ChampionAtHand:
    found = queries.live_of(me().id)
    if found is None:
        raise NotFound(_("You are no champion, and not on the way to be one. Your own page tells how."))
    return found


@bp.get("/me/champion")
@requires(P.CHAMPION_OWN)
def my_page() -> ResponseReturnValue:
    """Where I stand, line by line, with links to the evidence."""
    return _page(NominateForm())


def _page(form: NominateForm) -> str:
    found = queries.last_of(me().id)
    live = found if found is not None and found.champion.state in queries.LIVE else None
    return render_template(
        "champions/my_page.html",
        found=found,
        live=live,
        verdict=verdict_of(me().id),
        possible=set(workflow.open_to(live.champion.state.value, "person")) if live else set(),
        history=queries.moves_of(found.champion.id) if found else [],
        years=outreach.by_year(live.champion.id) if live else [],
        log=outreach.log_of(live.champion.id) if live else [],
        questions=queries.open_questions(live.champion.id) if live else [],
        form=form,
        move_form=MoveForm(),
        settle_form=SettleForm(),
        hours_text=hours_text,
        kinds=KINDS,
        **words(),
    )


@bp.post("/me/champion/nominate")
@requires(P.CHAMPION_OWN)
def nominate_self() -> ResponseReturnValue:
    """Put my own name forward."""
    form = NominateForm()
    if form.validate():
        with refusals_onto(form.motivation):
            nominating.nominate_self(form.motivation.data or "", by=me())
        if not form.errors:
            flash(_("Your name is put forward. This page tells how it goes on."), "success")
            return redirect(url_for(".my_page"), 303)
    return _page(form), 422


@bp.route("/me/champion/offer", methods=["GET", "POST"])
@requires(P.CHAMPION_SERVE, load=_mine)
def edit_offer(found: ChampionAtHand) -> ResponseReturnValue:
    """What colleagues may ask me for, and in which languages."""
    form = OfferForm(obj=found.champion)
    form.languages.choices = language_names(HELPED_IN)
    if form.validate_on_submit():
        serving.say_offer(found.champion, form.offers.data or "", form.languages.data or [])
        flash(_("It is saved."), "success")
        return redirect(url_for(".my_page"), 303)
    return render_template("champions/edit_offer.html", form=form), 422 if form.errors else 200


@bp.route("/me/champion/outreach", methods=["GET", "POST"])
@requires(P.CHAMPION_SERVE, load=_mine)
def log_outreach(found: ChampionAtHand) -> ResponseReturnValue:
    """Log what I did for others."""
    form = OutreachForm(data={"on_day": today(), "reached": 1, "minutes": 60})
    if form.validate_on_submit():
        done = Done(
            OutreachKind(form.kind.data), form.on_day.data or today(), form.title.data or "", form.reached.data or 0, form.minutes.data or 0
        )
        with refusals_onto(form.on_day):
            serving.log(found.champion, done)
        if not form.errors:
            flash(_("It is logged."), "success")
            return redirect(url_for(".my_page"), 303)
    return render_template("champions/log_outreach.html", form=form), 422 if form.errors else 200


@bp.post("/me/champion/outreach/<uuid:outreach_id>/remove")
@requires(P.CHAMPION_OWN)
def unlog_outreach(outreach_id: UUID) -> ResponseReturnValue:
    """Take an entry of mine out again."""
    serving.unlog(_mine().champion, outreach_id)
    flash(_("It is taken out."), "success")
    return redirect(url_for(".my_page"), 303)


@bp.post("/champions/<uuid:champion_id>/questions/<uuid:help_id>/settle")
@requires(P.CHAMPION_SERVE, load=queries.help_at_hand)
def settle_question(found: HelpAtHand) -> ResponseReturnValue:
    """A question was answered; with minutes it counts as help given."""
    form = SettleForm()
    if form.validate():
        serving.settle(found.at_hand, found.request, form.minutes.data)
        flash(_("The question is answered."), "success")
    else:
        flash(_("Write the minutes as a whole number, from one minute to a day."), "danger")
    return redirect(url_for(".my_page"), 303)
