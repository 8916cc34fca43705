"""What my post requires of me, and a post that I would like; and what closes the gap."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.competency.gaps import State
from lms.development.forms import WishForm
from lms.development.queries import gaps as queries
from lms.development.queries.suggestions import suggestions_for
from lms.development.service import wishing
from lms.development.views.blueprint import bp
from lms.kit.access import me, requires
from lms.kit.forms import SelectChoice
from lms.kit.i18n import gettext as _
from lms.kit.i18n import lazy_gettext
from lms.people.queries import directory
from lms.permissions import Permission as P

STATES = {
    State.MET: (lazy_gettext("you meet it"), "done"),
    State.NEAR: (lazy_gettext("one level to go"), "going"),
    State.OPEN: (lazy_gettext("some levels to go"), "going"),
    State.UNKNOWN: (lazy_gettext("not enough evidence yet"), "waiting"),
}


@bp.get("/me/gap")
@requires(P.GAP_VIEW_OWN)
def gap() -> ResponseReturnValue:
    """What my post requires, what I have shown, and what closes the gap in the fewest hours."""
    person = me()
    found = queries.gaps_to(person.post_id, person.id) if person.post_id else None
    return _page("development/gap.html", found)


@bp.get("/me/gap/wished")
@requires(P.GAP_VIEW_OWN)
def wished_gap() -> ResponseReturnValue:
    """The same for the post that I would like; nobody else sees which that is."""
    post = queries.wished_post(me().id)
    found = queries.gaps_to(post.id, me().id) if post else None
    form = WishForm(data={"post": post.id if post else None})
    _offer(form)
    return _page("development/wished_gap.html", found, form=form)


def _offer(form: WishForm) -> None:
    others = (post for post in directory.posts() if post.id != me().post_id)  # what my own post requires stands on the page beside
    form.post.choices = [SelectChoice("", _("choose a post")), *(SelectChoice(post.id, post.title) for post in others)]


def _page(template: str, found: queries.Gaps | None, form: WishForm | None = None) -> str:
    suggested = suggestions_for(found, me().id) if found and found.open else None
    return render_template(template, found=found, suggested=suggested, form=form, states=STATES)


@bp.post("/me/gap/wished")
@requires(P.GAP_VIEW_OWN)
def wish() -> ResponseReturnValue:
    """Remember the post that I would like."""
    form = WishForm()
    _offer(form)
    if not form.validate():
        return _page("development/wished_gap.html", None, form=form), 422
    wishing.wish_for(directory.post(form.post.data), by=me())
    flash(_("It is remembered. Only you can see it."), "success")
    return redirect(url_for(".wished_gap"), 303)


@bp.post("/me/gap/wished/forget")
@requires(P.GAP_VIEW_OWN)
def forget_wish() -> ResponseReturnValue:
    """Remember no post any more."""
    wishing.forget_wish(by=me())
    flash(_("It is forgotten."), "success")
    return redirect(url_for(".wished_gap"), 303)
