"""Frameworks to read."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.competency.models import Competence, FrameworkOutcome
from lms.competency.queries import frameworks as queries
from lms.competency.queries.frameworks import FrameworkPage
from lms.competency.views.blueprint import bp
from lms.kit.access import requires
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
def competence(found: tuple[Competence, list[FrameworkOutcome]]) -> ResponseReturnValue:
    """A competence with the outcomes that its framework intends."""
    return render_template("competency/competence.html", competence=found[0], outcomes=found[1])
