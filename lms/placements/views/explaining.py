"""Why somebody was placed by a run or not, and what would change it."""

from dataclasses import dataclass
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.champions.models import Champion
from lms.kit.access import can, me, requires
from lms.kit.web import wants_fragment
from lms.permissions import Permission as P
from lms.placements.models import MatchAnswer, MatchRun, RunState
from lms.placements.queries import explaining as queries
from lms.placements.queries import runs
from lms.placements.queries.openings import OpeningAtHand, opening_at_hand
from lms.placements.service import matching
from lms.placements.views.blueprint import bp
from lms.placements.views.words import STAGES


@dataclass(frozen=True, slots=True)
class Question:
    """A champion and an opening in a run; belongs to the champion."""

    run: MatchRun
    champion: Champion
    found: OpeningAtHand

    @property
    def person_id(self) -> UUID:
        """Whom it is about."""
        return self.champion.person_id

    @property
    def answer(self) -> MatchAnswer | None:
        """What is kept of it."""
        return runs.answer_of(self.run.id, self.champion.id, self.found.opening.id)


def question(run_id: UUID, champion_id: UUID, opening_id: UUID) -> Question:
    """The three, each of which must be there."""
    return Question(runs.run_at_hand(run_id), queries.champion(champion_id), opening_at_hand(opening_id))


@bp.get("/matching/<uuid:run_id>/why/<uuid:champion_id>/<uuid:opening_id>")
@requires(P.MATCHING_ASK, load=question)
def why(asked: Question) -> ResponseReturnValue:
    """The answer, or a button to ask for it."""
    row = asked.answer
    if wants_fragment() and row is not None and row.state in (RunState.ASKED, RunState.RUNNING):
        return render_template("placements/_why_going.html", asked=asked)
    own = me().id == asked.person_id
    answer = queries.read(row) if row is not None and row.state is RunState.DONE else None
    page = "placements/_why_answer.html" if wants_fragment() else "placements/why.html"
    return render_template(
        page,
        asked=asked,
        row=row,
        answer=answer,
        names=queries.names_in(answer) if answer else None,
        own=own,
        stages=STAGES,
        states=RunState,
        office=can(P.MATCHING_VIEW),
    )


@bp.post("/matching/<uuid:run_id>/why/<uuid:champion_id>/<uuid:opening_id>")
@requires(P.MATCHING_ASK, load=question)
def ask_why(asked: Question) -> ResponseReturnValue:
    """Ask; a job finds the answer within a minute."""
    matching.ask_why(asked.run, asked.champion.id, asked.found.opening.id)
    return redirect(url_for(".why", run_id=asked.run.id, champion_id=asked.champion.id, opening_id=asked.found.opening.id), 303)
