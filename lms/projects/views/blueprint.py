"""The blueprint of projects: their tabs, their words, and the page of a form."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.kit.clock import today
from lms.kit.forms import Form
from lms.kit.markdown import learner_html
from lms.projects.queries.projects import ProjectAtHand
from lms.projects.views import words

bp = Blueprint("projects", __name__)


@bp.context_processor
def _words() -> dict[str, Any]:
    """What every page of projects calls things."""
    return {"words": words, "learner_html": learner_html}


def show(template: str, at_hand: ProjectAtHand, tab: str, **more: Any) -> str:
    """A tab of a project."""
    return render_template(f"projects/{template}.html", at_hand=at_hand, project=at_hand.project, tab=tab, today=today(), **more)


def ask(form: Form, at_hand: ProjectAtHand, tab: str, title: str, submit: str, **more: Any) -> ResponseReturnValue:
    """The page of a form about a project; a refused one comes back as such."""
    page = render_template(
        "projects/form.html", form=form, at_hand=at_hand, project=at_hand.project, tab=words.tab(tab), title=title, submit=submit, **more
    )
    return page, 422 if form.errors else 200


def back(at_hand: ProjectAtHand, tab: str = "project") -> ResponseReturnValue:
    """Lead on to a tab."""
    return redirect(url_for(f"projects.{tab}", slug=at_hand.project.slug), 303)
