"""Frameworks to read, and a person's own profile."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.competency import queries
from lms.competency.models import Competence, FrameworkOutcome
from lms.competency.queries import FrameworkPage
from lms.kit.access import me, requires
from lms.permissions import Permission as P

bp = Blueprint("competency", __name__)


@bp.get("/me/competences")
@requires(P.PROFILE_VIEW_OWN)
def profile() -> ResponseReturnValue:
    """What I have shown, by competence, each with its evidence."""
    return render_template("competency/profile.html", shown=queries.profile_of(me().id))


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
