"""A person's own competences: what is shown, why, how it went, and what is close."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.competency.forms.saying import AskForm
from lms.competency.levels.words import level_words, name_of
from lms.competency.models import Competence
from lms.competency.queries import profile as queries
from lms.competency.queries import ratings, standings
from lms.competency.queries.ratings import Officer
from lms.competency.service.ratings import ask_for_rating
from lms.competency.views.blueprint import bp
from lms.kit.access import can, me, requires
from lms.kit.i18n import gettext as _
from lms.people.models import Person
from lms.permissions import Permission as P


@bp.get("/me/competences")
@requires(P.PROFILE_VIEW_OWN)
def profile() -> ResponseReturnValue:
    """What I have shown, by area, and what is close."""
    return render_template("competency/profile.html", profile=queries.profile(me().id), kind_name=name_of)


@bp.get("/me/competences/history")
@requires(P.PROFILE_VIEW_OWN)
def history() -> ResponseReturnValue:
    """How my levels went."""
    return render_template("competency/history.html", changes=standings.changes_of(me().id))


@bp.get("/me/competences/<slug>/<code>")
@requires(P.PROFILE_VIEW_OWN, load=queries.competence_named)
def why(competence: Competence) -> ResponseReturnValue:
    """What stands behind one of my levels, and what would raise it."""
    return render_template("competency/why.html", why=queries.why(me().id, competence), words=level_words(), kind_name=name_of)


def _askable(person: Person) -> list[Person]:
    """Those who may rate the person, were they asked."""
    about = Officer(person)
    return [one for one in ratings.possible_raters(person) if can(P.RATING_GIVE, about, person=one)]


@bp.route("/me/competences/<slug>/<code>/ask", methods=["GET", "POST"])
@requires(P.RATING_ASK, load=queries.competence_to_cite)
def ask(competence: Competence) -> ResponseReturnValue:
    """Ask my manager or a trainer of mine how they see it."""
    people, form = {str(one.id): one for one in _askable(me())}, AskForm()
    form.offer((key, one.name) for key, one in people.items())
    if form.validate_on_submit():
        rater = people[form.rater.data]
        new = ask_for_rating(competence, rater, form.note.data or "", by=me())
        flash(
            _("%(name)s is asked.", name=rater.name) if new else _("%(name)s was asked before and has not answered yet.", name=rater.name), "success"
        )
        return redirect(url_for(".why", slug=competence.framework.slug, code=competence.code), 303)
    return render_template("competency/ask.html", form=form, competence=competence, people=people), 422 if form.errors else 200
