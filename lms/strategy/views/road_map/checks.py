"""Checks of realism: asked for by a button, watched while they run, read when they are done, and run again by whoever doubts them."""

from decimal import Decimal

from flask import Response, flash, json, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.kit.access import me, requires
from lms.kit.clock import today
from lms.kit.errors import NotFound
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.web import wants_fragment
from lms.permissions import Permission as P
from lms.strategy.forms.road_map import CheckForm
from lms.strategy.models.road_map import CheckState, DurationShape, PlanCheck
from lms.strategy.queries import checks as queries
from lms.strategy.queries.findings import Findings, LeverFound, findings_of
from lms.strategy.queries.snapshots import plan_as_it_stands
from lms.strategy.service import checking
from lms.strategy.service.checking import Setting
from lms.strategy.views.road_map.blueprint import bp
from lms.strategy.views.road_map.files import Sheetful, as_file
from lms.strategy.views.road_map.words import CHECKS, SHAPES, VERDICTS, by_when

AT_WORK = (CheckState.ASKED, CheckState.RUNNING)


@bp.get("/strategy/road-map/checks")
@requires(P.PLAN_CHECK_SEE)
def check_list() -> ResponseReturnValue:
    """The checks so far, and the way to another one."""
    return _list(CheckForm(formdata=None))


@bp.post("/strategy/road-map/checks/ask")
@requires(P.PLAN_CHECK_ASK)
def ask_check() -> ResponseReturnValue:
    """Ask for a check of the plan as it stands."""
    form = CheckForm()
    if form.validate_on_submit():
        setting = Setting(form.runs.data or 0, Decimal(form.correlation.data), DurationShape(form.shape.data), form.seed.data)
        with refusals_onto(form.runs):
            made = checking.ask(setting, by=me()).id
        if not form.errors:
            flash(_("The check is asked for. You can leave this page: your inbox tells you when it is done."), "success")
            return redirect(url_for(".check", check_id=made), 303)
    return _list(form)


def _list(form: CheckForm) -> ResponseReturnValue:
    page = render_template("road_map/check_list.html", checks=queries.checks(), form=form, states=CHECKS)
    return page, 422 if form.errors else 200


@bp.get("/strategy/road-map/checks/<uuid:check_id>")
@requires(P.PLAN_CHECK_SEE, load=queries.check_at_hand)
def check(found: PlanCheck) -> ResponseReturnValue:
    """How far a check is, and what it found."""
    at_work = found.state in AT_WORK
    if wants_fragment() and at_work:
        return render_template("road_map/_progress.html", check=found, at_work=at_work, states=CHECKS)
    if wants_fragment():
        answer = Response("")  # it is done: let the page load itself anew, with the result
        answer.headers["HX-Refresh"] = "true"
        return answer
    done = found.state is CheckState.DONE
    return render_template(
        "road_map/check.html",
        check=found,
        at_work=at_work,
        findings=findings_of(found) if done else None,
        changed=done and plan_as_it_stands(today()).fingerprint() != found.fingerprint,
        repeats=_repeats(found) if done else None,
        states=CHECKS,
        verdicts=VERDICTS,
        shapes=SHAPES,
    )


def _repeats(found: PlanCheck) -> bool | None:
    """Whether a check that repeats another one found the same figures; None where it repeats none."""
    if found.again_of_id is None:
        return None
    return bool(queries.check_at_hand(found.again_of_id).result == found.result)


@bp.post("/strategy/road-map/checks/<uuid:check_id>/again")
@requires(P.PLAN_CHECK_ASK, load=queries.check_at_hand)
def repeat_check(found: PlanCheck) -> ResponseReturnValue:
    """Run the same plan with the same seed once more, to see whether the figures are the same."""
    made = checking.ask_again(found, found.plan, by=me()).id
    flash(_("The check is run again with the same plan, seed and runs."), "success")
    return redirect(url_for(".check", check_id=made), 303)


@bp.get("/strategy/road-map/checks/<uuid:check_id>/plan.json")
@requires(P.PLAN_CHECK_SEE, load=queries.check_at_hand)
def check_plan(found: PlanCheck) -> ResponseReturnValue:
    """The plan that was simulated, with everything that is needed to run it elsewhere."""
    setting = {"seed": found.seed, "runs": found.runs, "plan": found.plan}
    response = Response(json.dumps(setting), mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="plan-{found.asked_at:%Y-%m-%d}-{found.seed}.json"'
    return response


@bp.get("/strategy/road-map/checks/<uuid:check_id>.csv", defaults={"form": "csv"})
@bp.get("/strategy/road-map/checks/<uuid:check_id>.xlsx", defaults={"form": "xlsx"})
@requires(P.PLAN_CHECK_SEE, load=lambda check_id, form: (queries.check_at_hand(check_id), form))
def check_file(wanted: tuple[PlanCheck, str]) -> ResponseReturnValue:
    """The result as a file: the promises as CSV, everything as a workbook."""
    found, form = wanted
    if found.state is not CheckState.DONE:
        raise NotFound(_("This check is not done yet, so it has no result."))
    findings = findings_of(found)
    sheets = [_promises(found, findings), _activities(findings), _strains(findings), _lacks(findings)]
    return as_file(f"plan-check-{found.asked_at:%Y-%m-%d}-{found.seed}", form, sheets)


def lever_words(lever: LeverFound) -> str:
    """A lever as a sentence without its gain."""
    if lever.kind == "date":
        return _("promise %(day)s instead", day=lever.day.isoformat() if lever.day else "")
    if lever.kind == "hours":
        return _("give %(team)s %(hours)s hours a month more", team=lever.name, hours=f"{lever.amount:.0f}")
    if lever.kind == "out":
        return _("leave “%(activity)s” out", activity=lever.name)
    return _("do “%(activity)s” in three quarters of the time", activity=lever.name)


def _promises(found: PlanCheck, findings: Findings) -> Sheetful:
    header = [_("Initiative"), _("Promise"), _("First promised for"), _("Promised for"), _("Probability"), _("P50"), _("P80"), _("Verdict"),
              _("What helps most"), _("Then"), _("What helps next"), _("Then"), _("And then"), _("Then"),
              _("Seed"), _("Runs"), _("Correlation"), _("Three points as"), _("Plan of"),
              _("Appointments of champions counted as renewed from")]  # fmt: skip
    setting = [found.seed, found.runs, found.correlation, str(SHAPES[found.shape]), findings.start, findings.renewed_from]
    rows: list[list[object]] = []
    for one in findings.promises:
        levers: list[object] = []
        for lever in one.levers:
            levers += [lever_words(lever), round(lever.probability, 3)]
        days = [by_when(day, one.probability is not None) for day in (one.p50, one.p80)]
        rows.append([one.initiative, one.title, one.baseline_on, one.promised_on, one.probability, *days, str(VERDICTS[one.verdict][0]),
                     *levers, *[""] * (6 - len(levers)), *setting])  # fmt: skip
    return Sheetful(_("Promises"), header, rows)


def _activities(findings: Findings) -> Sheetful:
    rows = [[one.initiative, one.title, one.promise, round(one.share, 3)] for one in findings.activities]
    return Sheetful(_("Critical activities"), [_("Initiative"), _("Activity"), _("Promise"), _("Critical in this share of runs")], rows)


def _strains(findings: Findings) -> Sheetful:
    header = [_("Team"), _("Month"), _("Hours asked for"), _("Hours there are"), _("Hours were said for this month"), _("Too much")]
    rows = [
        [_("Digital champions") if one.champions else one.team, one.month, one.asked, one.hours, not one.assumed, one.too_much]
        for one in findings.strains
    ]
    return Sheetful(_("Teams by month"), header, rows)


def _lacks(findings: Findings) -> Sheetful:
    header = [_("Competence"), _("Level"), _("Month"), _("Hours asked for"), _("Hours there are"), _("Officers at the level"), _("Initiatives"),
              _("Needs the same champions as"), _("Hours asked of them"), _("Hours they have")]  # fmt: skip
    rows = [
        [f"{one.code} {one.title}", one.level, one.since, round(one.asked, 1), one.hours, one.people, "; ".join(one.initiatives),
         "; ".join(one.beside), *([round(one.asked_together, 1), round(one.hours_together, 1)] if one.beside else ["", ""])]
        for one in findings.lacks_by_month
    ]  # fmt: skip
    return Sheetful(_("Missing competences"), header, rows)

