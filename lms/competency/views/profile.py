"""A person's own profile."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.competency.queries import standings
from lms.competency.views.blueprint import bp
from lms.kit.access import me, requires
from lms.permissions import Permission as P


@bp.get("/me/competences")
@requires(P.PROFILE_VIEW_OWN)
def profile() -> ResponseReturnValue:
    """What I have shown, by competence, each with its evidence."""
    return render_template("competency/profile.html", shown=standings.profile_of(me().id))
