"""The rules by which evidence becomes a level: to read, to change, and whom a change would touch."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.audit.models import Form
from lms.competency.forms.rules import RulesForm
from lms.competency.levels.rules import KINDS
from lms.competency.levels.words import name_of
from lms.competency.models import LevelRules
from lms.competency.queries import ledger
from lms.competency.queries import rules as queries
from lms.competency.service import rules as service
from lms.competency.views.blueprint import bp
from lms.kit.access import me, requires
from lms.kit.forms import refusals_onto
from lms.kit.i18n import gettext as _
from lms.kit.web import wants_fragment
from lms.people.queries.scopes import reach_in_reports
from lms.people.service.noting import note_shown
from lms.permissions import Permission as P


@bp.get("/levels")
@requires(P.LEVEL_RULES_VIEW)
def rules() -> ResponseReturnValue:
    """The rules in force, how far they are carried out, and those of before."""
    number, in_force = ledger.rules_in_force()
    facts = {"number": number, "rules": in_force, "progress": ledger.progress_of_rules(), "kinds": KINDS, "kind_name": name_of}
    name = "competency/_rules_progress.html" if wants_fragment() else "competency/rules.html"
    return render_template(name, versions=queries.versions(), **facts)


@bp.route("/levels/change", methods=["GET", "POST"])
@requires(P.LEVEL_RULES_CHANGE)
def change_rules() -> ResponseReturnValue:
    """Write a draft of other rules; nothing changes by that."""
    _number, in_force = ledger.rules_in_force()
    form = RulesForm.showing(in_force)
    if form.validate_on_submit():
        with refusals_onto(form.reason):
            number = service.draft_rules(form.plain(), form.reason.data or "", by=me()).number
        if not form.reason.errors:
            return redirect(url_for(".drafted_rules", number=number), 303)
    page = render_template("competency/change_rules.html", form=form, kinds=KINDS, kind_name=name_of)
    return page, 422 if form.errors else 200


@bp.get("/levels/<int(max=100000):number>")
@requires(P.LEVEL_RULES_VIEW, load=queries.version_of_rules)
def drafted_rules(row: LevelRules) -> ResponseReturnValue:
    """A version of the rules; a draft with whom it would touch, for those who may see everybody.

    Whoever may not is told no number at all: two drafts that differ a little tell of those between them.
    """
    number, is_draft = row.number, row.in_force_at is None
    if openly := is_draft and reach_in_reports(me()) is None:
        note_shown("rules-effect", Form.PAGE, {"rules": str(number)}, by=me().id)
        row = queries.version_of_rules(number)
    drafted = queries.content_of(row)
    facts = {"is_draft": is_draft, "effect": queries.effect(drafted) if openly else None, "kinds": KINDS, "kind_name": name_of}
    return render_template("competency/drafted_rules.html", row=row, rules=drafted, **facts)


@bp.post("/levels/<int(max=100000):number>/put-in-force")
@requires(P.LEVEL_RULES_CHANGE, load=queries.version_of_rules)
def put_rules_in_force(row: LevelRules) -> ResponseReturnValue:
    """Let the draft be the rules from now on."""
    service.put_in_force(row, by=me())
    flash(_("The rules are in force. All levels are computed again within minutes; this page shows how far it is."), "success")
    return redirect(url_for(".rules"), 303)
