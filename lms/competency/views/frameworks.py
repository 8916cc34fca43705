"""Frameworks to read."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from lms.competency.forms.frameworks import RELATIONS
from lms.competency.framework_texts.plain import write_json
from lms.competency.framework_texts.tables import COLUMNS, framework_rows
from lms.competency.models import Competence, Framework, FrameworkOutcome, FrameworkStatement
from lms.competency.queries import framework_texts, mapping
from lms.competency.queries import frameworks as queries
from lms.competency.queries.framework_texts import History, VersionPage
from lms.competency.queries.frameworks import FrameworkPage
from lms.competency.views.blueprint import bp
from lms.kit.access import requires
from lms.kit.csv_files import csv_file
from lms.permissions import Permission as P


@bp.get("/frameworks")
@requires(P.FRAMEWORK_VIEW)
def frameworks() -> ResponseReturnValue:
    """The frameworks that courses cite."""
    return render_template("competency/frameworks.html", frameworks=queries.frameworks())


@bp.get("/frameworks/<slug>")
@requires(P.FRAMEWORK_VIEW, load=queries.framework_page)
def framework(page: FrameworkPage) -> ResponseReturnValue:
    """The competences of a framework by area, and its levels."""
    return render_template("competency/framework.html", page=page)


@bp.get("/frameworks/<slug>/<code>")
@requires(P.FRAMEWORK_VIEW, load=queries.competence_page)
def competence(found: tuple[Competence, list[FrameworkOutcome], list[FrameworkStatement]]) -> ResponseReturnValue:
    """A competence with its statements, the outcomes that its framework intends, and what other frameworks name for it."""
    one, outcomes, statements = found
    corresponding = mapping.corresponding(one.id)
    facts = {"outcomes": outcomes, "statements": statements, "corresponding": corresponding, "relations": RELATIONS}
    return render_template("competency/competence.html", competence=one, **facts)


@bp.get("/frameworks/<slug>/history")
@requires(P.FRAMEWORK_VIEW, load=framework_texts.history)
def framework_history(found: History) -> ResponseReturnValue:
    """All versions of a framework: who made them, when and why."""
    return render_template("competency/framework_history.html", framework=found.framework, versions=found.versions)


@bp.get("/frameworks/<slug>/history/<int(max=100000):number>")
@requires(P.FRAMEWORK_VIEW, load=framework_texts.version_page)
def framework_version(page: VersionPage) -> ResponseReturnValue:
    """What one version changed, word by word."""
    return render_template("competency/framework_version.html", page=page)


@bp.get("/frameworks/<slug>/framework.csv")
@requires(P.FRAMEWORK_VIEW, load=queries.framework_of)
def framework_table(framework: Framework) -> ResponseReturnValue:
    """The framework as a CSV list that can be imported again."""
    return csv_file(f"{framework.slug}.csv", COLUMNS, framework_rows(framework_texts.spec_of(framework)))


@bp.get("/frameworks/<slug>/framework.json")
@requires(P.FRAMEWORK_VIEW, load=queries.framework_of)
def framework_json(framework: Framework) -> ResponseReturnValue:
    """The framework as JSON that can be imported again."""
    response = Response(write_json(framework_texts.spec_of(framework)), mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{framework.slug}.json"'
    return response
