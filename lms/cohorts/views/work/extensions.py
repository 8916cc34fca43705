"""More time: what was asked for, and the trainer's answers."""

from collections.abc import Mapping
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.cohorts.forms.work import DeclineForm, GiveForm, GrantForm
from lms.cohorts.queries import tasks, teams
from lms.cohorts.queries.tasks import ExtensionAtHand, TaskAtHand
from lms.cohorts.service import extensions as service
from lms.cohorts.views.work.blueprint import TASK, bp
from lms.kit.access import me, requires
from lms.kit.db import db
from lms.kit.forms import Form, SelectChoice, refusals_onto
from lms.kit.i18n import gettext as _
from lms.people.models import Person
from lms.permissions import Permission as P


def _give_form(at_hand: TaskAtHand, *, filled: bool) -> GiveForm:
    form = GiveForm() if filled else GiveForm(None)
    people = teams.participants(at_hand.cohort.id)
    form.person.choices = [SelectChoice("", _("Choose"))] + [SelectChoice(str(each.person.id), each.person.name) for each in people]
    return form


def _before_fields(extension_id: UUID) -> str:
    """What the names of a request's fields begin with: one page holds the answers to several."""
    return f"answer-{extension_id}-"


def _page(at_hand: TaskAtHand, form: GiveForm, answered: Mapping[UUID, Form] | None = None, *, status: int = 200) -> ResponseReturnValue:
    rows = tasks.extensions_of(at_hand.task)
    answers = {each.id: GrantForm(None, prefix=_before_fields(each.id)) for each in rows} | dict(answered or {})
    return render_template("cohorts/tasks/extensions.html", at_hand=at_hand, rows=rows, answers=answers, form=form), status


@bp.get(f"{TASK}/extensions")
@requires(P.COHORT_RUN, load=tasks.task_at_hand)
def extensions(at_hand: TaskAtHand) -> ResponseReturnValue:
    """Who asked for more time, who has it, and why."""
    return _page(at_hand, _give_form(at_hand, filled=False))


@bp.post(f"{TASK}/extensions")
@requires(P.COHORT_RUN, load=tasks.task_at_hand)
def give_time(at_hand: TaskAtHand) -> ResponseReturnValue:
    """Give somebody more time who did not ask."""
    form, slug, key = _give_form(at_hand, filled=True), at_hand.cohort.slug, at_hand.task.key
    if form.validate() and form.until.data:
        with refusals_onto(form.until):
            service.give(at_hand, db.session.get_one(Person, UUID(form.person.data)), form.until.data, form.reason.data or "", by=me())
            flash(_("The participant has more time, and is told."), "success")
            return _back(slug, key)
    return _page(tasks.task_at_hand(slug, key), form, status=422)


@bp.post(f"{TASK}/extensions/<uuid:extension_id>")
@requires(P.COHORT_RUN, load=tasks.extension_at_hand)
def decide(at_hand: ExtensionAtHand) -> ResponseReturnValue:
    """Answer a request: more time until a day, or none, and why."""
    slug, key, extension_id = at_hand.cohort.slug, at_hand.extension.task.key, at_hand.extension.id
    declines = request.form.get("decision") == "decline"
    form = (DeclineForm if declines else GrantForm)(prefix=_before_fields(extension_id))
    if form.validate():
        with refusals_onto(form.until):
            service.decide(at_hand, None if declines else form.until.data, form.answer.data or "", by=me())
            flash(_("Your answer was sent."), "success")
            return _back(slug, key)
    at_task = tasks.task_at_hand(slug, key)
    return _page(at_task, _give_form(at_task, filled=False), {extension_id: form}, status=422)


@bp.post(f"{TASK}/extensions/<uuid:extension_id>/end")
@requires(P.COHORT_RUN, load=tasks.extension_at_hand)
def end_time(at_hand: ExtensionAtHand) -> ResponseReturnValue:
    """Take back the time that was given."""
    slug, key = at_hand.cohort.slug, at_hand.extension.task.key
    service.end(at_hand, by=me())
    flash(_("The extra time is ended, and the participant is told."), "success")
    return _back(slug, key)


def _back(slug: str, key: str) -> ResponseReturnValue:
    return redirect(url_for(".extensions", slug=slug, key=key), 303)
