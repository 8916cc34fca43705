"""Ideas are evaluated: people are asked, score blind, talk where they disagree, and the result moves the idea on, once."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from lms.audit.service import record
from lms.ideas import allocation, scoring
from lms.ideas.allocation import Candidate
from lms.ideas.events import EvaluationClosed, IdeaMoved
from lms.ideas.models.evaluating import Evaluation, EvaluationRound, EvaluationState
from lms.ideas.models.pitches import Idea, IdeaState
from lms.ideas.queries import evaluating as queries
from lms.ideas.queries.evaluating import EvaluationAtHand, RoundAtHand
from lms.ideas.scoring import Result
from lms.ideas.service.asking import ask_by_mail
from lms.ideas.service.evaluating_refusals import CannotEvaluate, NotNow, RoundOver, ScoresMissing, WordsMissing
from lms.ideas.service.moving import move
from lms.kit.clock import now
from lms.kit.db import db, one_at_a_time, publish
from lms.kit.i18n import gettext as _
from lms.notices.service import tell
from lms.people.models import Person, Role
from lms.people.queries.holders import holders

LONGEST = 4000


def follow_idea(fact: IdeaMoved) -> None:
    """Open an evaluation when an idea comes into it; call it off when the idea leaves by another way than its result."""
    if fact.after == IdeaState.IN_EVALUATION:
        idea = db.session.get_one(Idea, fact.idea_id)
        if idea.state is IdeaState.IN_EVALUATION and queries.open_round_id(idea.id) is None:  # an undone merger brought its own back
            open_round(idea)
    elif fact.before == IdeaState.IN_EVALUATION:
        _call_off(fact.idea_id)


def open_round(idea: Idea) -> EvaluationRound:
    """Begin an evaluation on the criteria of today, and ask those who are to do it."""
    in_force = queries.criteria_in_force()
    row = EvaluationRound(
        idea_id=idea.id,
        criteria=[one.plain() for one in in_force.criteria],
        pass_mark=in_force.pass_mark,
        most_disagreement=in_force.most_disagreement,
    )
    db.session.add(row)
    db.session.flush()
    record("open-evaluation", "evaluation-round", row.id, by=None, number=idea.number, criteria=in_force.number)
    _fill(row.id)
    return row


def _call_off(idea_id: UUID) -> None:
    round_id = queries.open_round_id(idea_id)
    if round_id is not None:
        found = queries.round_of(round_id)
        found.round.called_off_at = now()
        record("call-off-evaluation", "evaluation-round", found.round.id, by=None, number=found.idea.number)


def reopen(round_id: UUID) -> None:
    """Go on with an evaluation that a merger called off, as if it had never been: who has scored has scored.

    Those who waited and cannot judge any more (they left, or wrote it meanwhile) are replaced.
    """
    found = queries.round_of(round_id)
    found.round.called_off_at = None
    db.session.flush()
    record("reopen-evaluation", "evaluation-round", round_id, by=None, number=found.idea.number)
    for one in list(found.round.evaluations):  # to which replacements are added meanwhile
        fit = one.person.active and one.person.holds(Role.EVALUATOR) and one.person_id not in found.author_ids
        if one.state is EvaluationState.ASKED and not fit:
            release(queries.evaluation_at_hand(one.id), by=None)


def _fill(round_id: UUID) -> None:
    """Ask as many as are missing; where nobody is left to ask, the office is told."""
    found = queries.round_of(round_id)
    choice = allocation.allocate(
        queries.candidates(),
        authors=found.author_ids,
        own_departments=found.own_departments,
        taking_part=[Candidate(one.person_id, one.department_id, 0) for one in found.taking_part],
        asked_before={one.person_id for one in found.round.evaluations},
        seed=str(found.round.id),
    )
    for one in choice.chosen:
        _ask(found, one.id, one.department_id, {"load": one.load, "own": one.department_id in found.own_departments})
    if choice.missing:
        _tell_office(found, "evaluation-short", f"{found.round.id}:{len(found.round.evaluations)}")


def _ask(found: RoundAtHand, person_id: UUID, department_id: UUID | None, why: Mapping[str, object], *, by: Person | None = None) -> Evaluation:
    row = next((one for one in found.round.evaluations if one.person_id == person_id), None) or Evaluation(
        round_id=found.round.id, person_id=person_id
    )
    row.state, row.department_id, row.asked_at = EvaluationState.ASKED, department_id, now()
    row.asked_why, row.asked_by_id = dict(why), by.id if by else None
    db.session.add(row)
    db.session.flush()
    record("ask-evaluator", "evaluation", row.id, by=by.id if by else None, number=found.idea.number)
    path, about = f"/ideas/evaluations/{row.id}", f"{row.id}:{row.asked_at.isoformat()}"
    ask_by_mail(person_id, "evaluation-asked", found.idea, about=about, path=path)
    return row


def _tell_office(found: RoundAtHand, kind: str, about: str) -> None:
    for person in holders(Role.PROGRAMME_OFFICE):
        tell(person.id, kind, about=about, href=f"/ideas/{found.idea.number}/evaluation", title=found.idea.title)


def _locked(round_id: UUID, idea_id: UUID) -> RoundAtHand:
    """The round as it is once everybody else has let go of it. The lock is the idea's, which its moves take too."""
    one_at_a_time(f"idea:{idea_id}")
    found = queries.round_of(round_id)
    if not found.is_open:
        raise RoundOver(_("This evaluation is over; its result stands."))
    return found


def score(at_hand: EvaluationAtHand, scores: Mapping[str, int], comment: str, *, by: Person) -> bool:
    """Score the idea. While evaluators talk about a disagreement, they may think their own scores over. Returns whether the round is closed now.

    :raises RoundOver: the result stands already.
    :raises NotNow: the evaluator was taken off, or recused themselves.
    :raises ScoresMissing: a criterion has no whole score from 0 to 5.
    """
    found = _locked(at_hand.found.round.id, at_hand.found.idea.id)
    mine = next(one for one in found.round.evaluations if one.id == at_hand.evaluation.id)
    rethinking = mine.state is EvaluationState.SCORED and found.in_discussion
    if mine.state is not EvaluationState.ASKED and not rethinking:
        raise NotNow(_("You cannot score this now: you have scored already, or you are no longer asked."))
    if scoring.faults_of(found.criteria, scores):
        raise ScoresMissing(_("Give each criterion a whole score from 0 to 5."))
    mine.scores, mine.comment = dict(scores), comment.strip()[:LONGEST]
    if rethinking:
        record("think-over-score", "evaluation", mine.id, by=by.id, number=found.idea.number)
        db.session.flush()
        return False
    mine.state, mine.scored_at = EvaluationState.SCORED, now()
    record("score-idea", "evaluation", mine.id, by=by.id, number=found.idea.number)
    db.session.flush()
    return _settle(found)


def recuse(at_hand: EvaluationAtHand, why: str, *, by: Person) -> None:
    """Say that one cannot judge this idea; somebody else is asked by itself.

    :raises WordsMissing: no reason is given.
    :raises NotNow: who has scored cannot take it back.
    """
    found = _locked(at_hand.found.round.id, at_hand.found.idea.id)
    mine = next(one for one in found.round.evaluations if one.id == at_hand.evaluation.id)
    if mine.state is not EvaluationState.ASKED:
        raise NotNow(_("You have scored already, or you are no longer asked."))
    if not why.strip():
        raise WordsMissing(_("Say in a sentence why somebody else should judge this idea. The programme office reads it."))
    mine.state, mine.recused_why = EvaluationState.RECUSED, why.strip()[:LONGEST]
    record("recuse-evaluator", "evaluation", mine.id, by=by.id, number=found.idea.number)
    db.session.flush()
    _fill(found.round.id)
    _settle(queries.round_of(found.round.id))


def release(at_hand: EvaluationAtHand, *, by: Person | None) -> None:
    """Take an evaluator off who has not scored. ``by`` is None where the house does it, since they left or lost the role.

    :raises NotNow: they have scored: what was given counts.
    """
    found = _locked(at_hand.found.round.id, at_hand.found.idea.id)
    one = next(one for one in found.round.evaluations if one.id == at_hand.evaluation.id)
    if one.state is not EvaluationState.ASKED:
        raise NotNow(_("They have scored already, or are off already. A score that was given counts."))
    one.state = EvaluationState.RELEASED
    record("release-evaluator", "evaluation", one.id, by=by.id if by else None, number=found.idea.number)
    db.session.flush()
    if by is None:
        _fill(found.round.id)
    _settle(queries.round_of(found.round.id))


def release_all_of(person_id: UUID, idea_id: UUID | None = None) -> None:
    """Somebody left or is no evaluator any more: what waits for them is given to others; what they have scored counts.

    With ``idea_id`` of that idea alone: whoever writes it, or wants to, does not judge it.
    """
    waiting = select(Evaluation.id).join(Evaluation.round).where(Evaluation.person_id == person_id, Evaluation.state == EvaluationState.ASKED)
    if idea_id is not None:
        waiting = waiting.where(EvaluationRound.idea_id == idea_id)
    open_ones = waiting.where(EvaluationRound.closed_at.is_(None), EvaluationRound.called_off_at.is_(None)).order_by(EvaluationRound.idea_id)
    for evaluation_id in db.session.scalars(open_ones).all():
        release(queries.evaluation_at_hand(evaluation_id), by=None)


def appoint(found: RoundAtHand, person: Person, *, by: Person) -> Evaluation:
    """Ask somebody by hand.

    :raises CannotEvaluate: they are an author, no evaluator, asked already, or recused themselves; or the author's department would be the majority.
    :raises RoundOver: the result stands already.
    :raises NotNow: all have scored, and know each other's scores.
    """
    found = _locked(found.round.id, found.idea.id)
    if found.in_discussion:
        raise NotNow(_("All have scored and talk about it. Nobody can join now without knowing the scores."))
    _check_evaluator(found, person)
    return _ask(found, person.id, person.department_id, {"by": "office"}, by=by)


def _check_evaluator(found: RoundAtHand, person: Person) -> None:
    before = {one.person_id: one.state for one in found.round.evaluations}.get(person.id)
    if person.id in found.author_ids:
        raise CannotEvaluate(_("%(name)s is an author of this idea or may become one, and authors never judge it.", name=person.name))
    if not person.active or not person.holds(Role.EVALUATOR):
        raise CannotEvaluate(_("%(name)s is no evaluator. An administrator can give the role.", name=person.name))
    if before in queries.ASKED_OR_SCORED:
        raise CannotEvaluate(_("%(name)s is asked already.", name=person.name))
    if before is EvaluationState.RECUSED:
        raise CannotEvaluate(_("%(name)s said that somebody else should judge this idea.", name=person.name))
    own = sum(one.department_id in found.own_departments for one in found.taking_part)
    size = max(allocation.EVALUATORS, len(found.taking_part) + 1)
    if person.department_id in found.own_departments and (own + 1) * 2 > size:
        raise CannotEvaluate(_("With %(name)s most evaluators would come from the author's own department.", name=person.name))


def fill_up(found: RoundAtHand, *, by: Person) -> None:
    """Let the house choose those who are missing.

    :raises RoundOver: the result stands already.
    """
    found = _locked(found.round.id, found.idea.id)
    record("fill-evaluation", "evaluation-round", found.round.id, by=by.id, number=found.idea.number)
    _fill(found.round.id)


def _settle(found: RoundAtHand) -> bool:
    """Close the round if all have scored and agree enough; let them talk if they do not. Returns whether it is closed."""
    scored = [one for one in found.taking_part if one.state is EvaluationState.SCORED]
    if len(scored) < len(found.taking_part):
        return False
    if found.short is not None:
        _tell_office(found, "evaluation-short", f"{found.round.id}:{len(found.round.evaluations)}:scored")
        return False
    found.round.all_scored_at = now()
    for one in scored:
        one.blind_scores = dict(one.scores)
    result = scoring.result_of(found.criteria, [one.scores for one in scored])
    if result.disagreement <= found.round.most_disagreement:
        _close(found, result, {})
        return True
    found.round.result = result.plain()
    db.session.flush()
    for one in scored:
        tell(one.person_id, "evaluation-discuss", about=str(found.round.id), href=f"/ideas/evaluations/{one.id}", title=found.idea.title)
    _tell_office(found, "evaluation-discuss-office", str(found.round.id))
    return False


def conclude(found: RoundAtHand, outcome: str, *, by: Person) -> None:
    """Write down what the evaluators agreed on, with which the result stands.

    :raises RoundOver: somebody was faster.
    :raises NotNow: there is nothing to talk about (yet).
    :raises WordsMissing: the outcome is not written.
    """
    found = _locked(found.round.id, found.idea.id)
    if not found.in_discussion:
        raise NotNow(_("Not everybody has scored yet, so there is nothing to talk about."))
    if not outcome.strip():
        raise WordsMissing(_("Write what you agreed on: the authors read it with the result."))
    found.round.discussion, found.round.discussed_by_id = outcome.strip()[:LONGEST], by.id
    scored = [one for one in found.taking_part if one.state is EvaluationState.SCORED]
    blind = scoring.result_of(found.criteria, [one.blind_scores for one in scored])
    _close(found, scoring.result_of(found.criteria, [one.scores for one in scored]), {"blind": blind.plain()})
    record("conclude-evaluation", "evaluation-round", found.round.id, by=by.id, number=found.idea.number)


def _close(found: RoundAtHand, result: Result, more: Mapping[str, object]) -> None:
    found.round.result, found.round.closed_at = {**result.plain(), **more}, now()
    db.session.flush()
    passed = result.mean >= found.round.pass_mark
    words = _("The evaluators gave %(mean)s of 5 points on average; %(mark)s are needed.", mean=result.mean, mark=found.round.pass_mark)
    move(found.idea, "pass" if passed else "fail", f"{words} {found.round.discussion}".strip(), by=None)  # no name: who scored last stays unknown
    publish(EvaluationClosed(found.round.id, found.idea.id, passed))


def remind(one: queries.Unanswered, kind: str) -> bool:
    """Remind an evaluator once per ``kind`` (``evaluation-half`` or ``evaluation-due``). Returns whether it was new."""
    return tell(one.person_id, kind, about=f"{one.id}:{one.asked_at.isoformat()}", href=f"/ideas/evaluations/{one.id}", title=one.title)


def tell_late(one: queries.Unanswered) -> None:
    """Tell the office, once, that an evaluator let their time pass."""
    for person in holders(Role.PROGRAMME_OFFICE):
        tell(person.id, "evaluation-late", about=f"{one.id}:{one.asked_at.isoformat()}", href=f"/ideas/{one.number}/evaluation", title=one.title)
