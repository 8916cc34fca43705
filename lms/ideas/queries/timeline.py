"""What happened to an idea, told like a story."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from lms.ideas.models.evaluating import Evaluation, EvaluationRound, EvaluationState
from lms.ideas.models.pitches import Idea, IdeaComment, IdeaMerger, IdeaMove, IdeaState, Stance
from lms.ideas.models.sponsoring import Pilot, PilotDecision, Sponsorship
from lms.ideas.queries.ideas import IdeaAtHand
from lms.kit.db import db
from lms.kit.i18n import LazyString, local_day, ngettext
from lms.kit.i18n import gettext as _
from lms.kit.i18n import lazy_gettext as _l
from lms.people.models import Person

_SAID: dict[str, tuple[LazyString, str, str]] = {
    "submit": (_l("The idea was submitted"), "send", "main"),
    "withdraw": (_l("The authors withdrew it, to write more"), "rotate-ccw", "neutral"),
    "return": (_l("The programme office asked for more detail"), "rotate-ccw", "warning"),
    "admit": (_l("It passed screening, and evaluators began to read it"), "clipboard-check", "info"),
    "decline": (_l("It was declined"), "circle-x", "danger"),
    "park": (_l("It was parked"), "hourglass", "neutral"),
    "unpark": (_l("It was taken up again"), "play", "info"),
    "merge": (_l("It was merged into another idea"), "git-branch", "neutral"),
    "unmerge": (_l("The merger was undone, and it stands for itself again"), "git-branch", "neutral"),
    "pass": (_l("It passed its evaluation"), "badge-check", "success"),
    "fail": (_l("It did not pass its evaluation"), "circle-x", "danger"),
    "sponsor": (_l("It found a sponsor, and the charter was signed"), "handshake", "success"),
    "lose-sponsor": (_l("It lost its sponsor and looks for another one"), "triangle-alert", "warning"),
    "design": (_l("The pilot was designed"), "flask-conical", "info"),
    "adapt": (_l("The pilot is adapted and tried once more"), "rotate-ccw", "info"),
    "run": (_l("The pilot began"), "play", "info"),
    "hand-over": (_l("It was handed over to the projects"), "rocket", "success"),  # or to the strategy: see _handed_over
    "adopt": (_l("It became routine"), "circle-check", "success"),
    "stop": (_l("It was stopped, and what was learnt is kept"), "flag", "neutral"),
}
_DECIDED = {
    PilotDecision.ADOPT: _l("The pilot worked: it is adopted"),
    PilotDecision.ADAPT: _l("The pilot ended: it is adapted and tried again"),
    PilotDecision.STOP: _l("The pilot ended: it is stopped, with what was learnt"),
}
_BY_AUTHORS = frozenset({"submit", "withdraw", "design"})


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened, as the part ``timeline`` shows it."""

    at: datetime
    title: str
    by: str = ""
    text: str = ""
    icon: str = "circle-dot"
    color: str = "neutral"


def timeline(at_hand: IdeaAtHand, *, knows: bool) -> list[Happened]:
    """The story of an idea, oldest first, in a fixed number of statements. Masked authors are named where the reader ``knows`` them."""
    idea = at_hand.idea
    masked = frozenset() if knows else at_hand.masked_ids
    found = [
        Happened(idea.created_at, _("The first words were written"), icon="pencil"),
        *_evaluations(idea.id),
        *_sponsors(idea.id),
        *_pilots(idea),
        *_moves(idea, masked),  # of what happened at one moment, the move is what followed
        *_co_authors(idea, masked),
        *_comments(idea.id),
        *_mergers(idea),
    ]
    return sorted(found, key=lambda one: one.at)


def states_of(idea_id: UUID) -> frozenset[IdeaState]:
    """All states that the idea came into on its way. One statement."""
    return frozenset(db.session.scalars(select(IdeaMove.after).where(IdeaMove.idea_id == idea_id)))


def question_to(idea: Idea) -> str:
    """What the programme office asked its authors, while it waits for their answer. One statement."""
    if idea.state is not IdeaState.RETURNED:
        return ""
    asked = select(IdeaMove.reason).where(IdeaMove.idea_id == idea.id, IdeaMove.deed == "return")
    return db.session.scalar(asked.order_by(IdeaMove.at.desc()).limit(1)) or ""


def _moves(idea: Idea, masked: frozenset[UUID]) -> Iterable[Happened]:
    rows = db.session.execute(
        select(IdeaMove, Person.name).outerjoin(Person, Person.id == IdeaMove.by_id).where(IdeaMove.idea_id == idea.id).order_by(IdeaMove.at)
    )
    for move, name in rows:
        title, icon, color = _SAID.get(move.deed, (move.after.value, "circle-dot", "neutral"))
        title = _handed_over(idea) if move.deed == "hand-over" else str(title)
        who = _("by its authors") if move.by_id in masked or (move.deed in _BY_AUTHORS and masked) else name or ""
        yield Happened(move.at, title, who, move.reason, icon, color)


def _handed_over(idea: Idea) -> str:
    if idea.initiative is None:
        return str(_SAID["hand-over"][0])
    return _("It was handed over to the strategy, as the initiative “%(title)s”", title=idea.initiative.title)


def _co_authors(idea: Idea, masked: frozenset[UUID]) -> Iterable[Happened]:
    for author in idea.authors:
        if author.agreed_at is not None and not author.first:
            unnamed = author.person_id in masked
            title = _("A co-author joined") if unnamed else _("%(name)s became a co-author", name=author.person.name)
            yield Happened(max(author.agreed_at, author.since), title, icon="user-plus", color="main")


def _comments(idea_id: UUID) -> Iterable[Happened]:
    shown = (IdeaComment.idea_id == idea_id, IdeaComment.hidden_at.is_(None), IdeaComment.origin_id.is_(None))  # a merger brought the others
    rows = db.session.execute(select(IdeaComment.at, IdeaComment.stance).where(*shown))
    days: dict[date, list[tuple[datetime, Stance]]] = {}
    for at, stance in rows:
        days.setdefault(local_day(at), []).append((at, stance))
    for said in days.values():
        count = Counter(stance for _at, stance in said)
        text = _(
            "%(pro)d for, %(con)d against, %(neither)d neutral", pro=count[Stance.FOR], con=count[Stance.AGAINST], neither=count[Stance.NEUTRAL]
        )
        title = ngettext("A colleague commented", "%(num)d comments were written", len(said))
        yield Happened(min(at for at, _stance in said), title, text=text, icon="message-square")


def _mergers(idea: Idea) -> Iterable[Happened]:
    other = aliased(Idea)
    rows = db.session.execute(
        select(IdeaMerger, other.number, other.title).join(other, other.id == IdeaMerger.merged_id).where(IdeaMerger.into_id == idea.id)
    )
    for merger, number, title in rows:
        said = _("“%(title)s” (number %(number)s) was merged into this idea", title=title, number=number)
        yield Happened(merger.at, said, text=merger.reason, icon="git-branch")
        if merger.undone_at is not None:
            yield Happened(merger.undone_at, _("“%(title)s” (number %(number)s) left this idea again", title=title, number=number), icon="git-branch")


def _evaluations(idea_id: UUID) -> Iterable[Happened]:
    closed = select(EvaluationRound.id, EvaluationRound.closed_at).where(EvaluationRound.idea_id == idea_id, EvaluationRound.closed_at.is_not(None))
    rounds = {row.id: row.closed_at for row in db.session.execute(closed) if row.closed_at is not None}
    scored: Counter[UUID] = Counter()
    if rounds:
        done = select(Evaluation.round_id).where(Evaluation.round_id.in_(rounds), Evaluation.state == EvaluationState.SCORED)
        scored.update(db.session.scalars(done))
    for round_id, at in rounds.items():
        title = ngettext("%(num)d evaluator has read and scored it", "%(num)d evaluators have read and scored it", scored[round_id])
        yield Happened(at, title, icon="scale", color="info")


def _sponsors(idea_id: UUID) -> Iterable[Happened]:
    rows = db.session.execute(
        select(Sponsorship.sponsor_signed_at, Sponsorship.author_signed_at, Sponsorship.outcome, Person.name)
        .join(Person, Person.id == Sponsorship.sponsor_id)
        .where(Sponsorship.idea_id == idea_id)
    )
    for sponsor_at, author_at, outcome, name in rows:
        if sponsor_at is None or author_at is None:
            continue
        title = _("%(name)s stands for it as its sponsor", name=name)
        yield Happened(max(sponsor_at, author_at), title, text=outcome, icon="handshake", color="success")


def _pilots(idea: Idea) -> Iterable[Happened]:
    for pilot in db.session.scalars(select(Pilot).where(Pilot.idea_id == idea.id, Pilot.decided_at.is_not(None))):
        if pilot.decided_at is not None and pilot.decision is not None:
            went_on = pilot.decision is PilotDecision.ADOPT and idea.state is IdeaState.HANDED_OVER
            title = _("The pilot worked: the idea is handed over") if went_on else str(_DECIDED[pilot.decision])
            yield Happened(pilot.decided_at, title, text=pilot.learning, icon="flask-conical", color="success")
