"""The work of a boot camp in the demo city: teams, hand-ins in each state, marks, comments, more time, feedback of peers.

Works on any cohort that has places and tasks. Everything is done by the house's own services, each on its day.
"""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid5

from sqlalchemy import select

from lms.cohorts.models.cohorts import Cohort
from lms.cohorts.queries.cohorts import cohort_at_hand
from lms.cohorts.queries.peers import review_at_hand, tasks_to_open, to_give
from lms.cohorts.queries.tasks import hand_in_at_hand, owner_in, task_at_hand
from lms.cohorts.queries.work import participants_of, tasks_of
from lms.cohorts.rubrics import rubric_of
from lms.cohorts.service import extensions, handing_in, marking, peers, teams
from lms.cohorts.service.handing_in import Typed
from lms.cohorts.service.marking import Marking
from lms.demo import camp_texts
from lms.demo.citizens import SEED
from lms.kit.clock import at, now
from lms.kit.db import db, transaction
from lms.kit.errors import DomainError
from lms.people.models import Person

TEAM_SIZE = 4
SEED_OF_TEAMS = "example"

NOBODY_FAILS = frozenset({"before"})
"""Tasks that only show where somebody stands."""


def work_everywhere() -> Counter[str]:
    """The same for every cohort that there is."""
    slugs = db.session.scalars(select(Cohort.slug).order_by(Cohort.starts_on)).all()
    db.session.rollback()
    return sum((work(slug) for slug in slugs), Counter[str]())


def work(slug: str) -> Counter[str]:
    """Let the work of the cohort at ``slug`` come about until today; return how much of what happened."""
    counts: Counter[str] = Counter()
    found = cohort_at_hand(slug)
    cohort, people = found.cohort, sorted(participants_of(found.cohort.id), key=str)
    trainer = min(found.trainer_ids, key=str)
    keys = [(task.key, task.by_team, task.opens_at, task.due_at) for task in tasks_of(cohort.id)]
    begins = datetime.combine(cohort.starts_on, datetime.min.time(), now().tzinfo)
    db.session.rollback()
    if not people or begins > now():
        return counts
    if any(by_team for _key, by_team, _opens, _due in keys):
        with at(begins + timedelta(hours=9)), transaction():
            by = db.session.get_one(Person, trainer)
            counts["teams"] = len(teams.balance(cohort_at_hand(slug), TEAM_SIZE, SEED_OF_TEAMS, by=by))
    for key, _by_team, opens, due in keys:
        counts.update(_task(slug, key, people, trainer, opens, due))
    return counts + _peers(slug, people)


def _task(slug: str, key: str, people: Sequence[UUID], trainer: UUID, opens: datetime, due: datetime) -> Counter[str]:
    """One task: who hands in when, what is marked and what waits; tasks that begin later are left alone."""
    counts: Counter[str] = Counter()
    chance = Random(f"{SEED}{slug}{key}")  # noqa: S311
    done: set[UUID] = set()
    for place, person_id in enumerate(people):
        owner = _owner(slug, key, person_id)
        moment = due - timedelta(hours=chance.randint(3, 90)) if place % 9 != 5 else due + timedelta(hours=20)
        if owner is None or owner in done or place % 12 == 11 or moment < opens:
            continue
        done.add(owner)
        if moment > now():
            counts["drafts"] += _draft(slug, key, person_id, place)
            continue
        hand_in_id = _hand_in(slug, key, person_id, place, moment)
        if hand_in_id is None:
            continue
        counts["hand-ins"] += 1
        counts["marks"] += _mark(slug, key, hand_in_id, trainer, place, moment + timedelta(days=2), passes=place % 6 != 4 or key in NOBODY_FAILS)
    if people and opens < now() < due:
        _ask(slug, key, people[-1])
    return counts


def _owner(slug: str, key: str, person_id: UUID) -> UUID | None:
    owner = owner_in(task_at_hand(slug, key), person_id)
    found = owner.key if owner else None
    db.session.rollback()
    return found


def _draft(slug: str, key: str, person_id: UUID, place: int) -> int:
    if place % 3:
        return 0
    with transaction():
        begun = camp_texts.hand_in(key, place).split("\n\n")[0]
        handing_in.save_draft(task_at_hand(slug, key), Typed(begun, "", 0), by=db.session.get_one(Person, person_id))
    return 1


def _hand_in(slug: str, key: str, person_id: UUID, place: int, moment: datetime) -> UUID | None:
    with suppress(DomainError), at(moment), transaction():  # a phase may be closed to somebody
        found, by = task_at_hand(slug, key), db.session.get_one(Person, person_id)
        link = "https://example.org/our-service" if place % 4 == 1 else ""
        handing_in.save_draft(found, Typed(camp_texts.hand_in(key, place), link, 0), by=by)
        if place % 3 == 0 and "file" in found.task.takes:
            handing_in.add_files(found, [("notes.csv", b"day,people,minutes\n1,14,25\n2,12,22\n3,15,31\n")], by=by)
        return handing_in.hand_in(found, uuid5(person_id, key).hex, by=by).id
    return None


def _mark(slug: str, key: str, hand_in_id: UUID, trainer: UUID, place: int, moment: datetime, *, passes: bool) -> int:
    if moment > now() or place % 8 == 7:
        return 0
    with at(moment), transaction():
        found, by = hand_in_at_hand(slug, key, hand_in_id), db.session.get_one(Person, trainer)
        best = {each.key: sorted(anchor.points for anchor in each.anchors) for each in rubric_of(found.task.rubric).criteria}
        points = {criterion: str(steps[-1] if passes else steps[0]) for criterion, steps in best.items()}
        adjustments = {found.owners[0].id: ("-1", "Was on leave for most of it.")} if found.hand_in.team_id and place % 5 == 0 else {}
        comment = camp_texts.PRAISE[place % len(camp_texts.PRAISE)] if passes else camp_texts.NOT_YET
        seen = Marking(points, comment, 0, found.task.rubric["revision"], adjustments)
        marking.mark(found, seen, by=by)
        if place % 5 == 0:
            marking.comment(found, camp_texts.TALK[0], by=found.owners[-1])
            marking.comment(found, camp_texts.TALK[1], by=by)
    return 1


def _ask(slug: str, key: str, person_id: UUID) -> None:
    with suppress(DomainError), transaction():
        by = db.session.get_one(Person, person_id)
        extensions.ask(task_at_hand(slug, key), "I sit in an evaluation panel all week and would like to hand in on Monday.", by=by)


def _peers(slug: str, people: Sequence[UUID]) -> Counter[str]:
    """Two of three give the feedback that they were asked for. Other boot camps are not drawn: their work has not come about yet."""
    given = 0
    with transaction():
        cohort_id = db.session.scalars(select(Cohort.id).where(Cohort.slug == slug)).one()
        for task_id in {task.id for task in tasks_of(cohort_id)} & set(tasks_to_open()):
            peers.open_round(task_id)
    for place, person_id in enumerate(people):
        reviews = [review.id for review in to_give(cohort_id, person_id) if review.given_at is None]
        db.session.rollback()
        for review_id in reviews if place % 3 else []:
            given += _give(slug, review_id, place)
    return Counter({"feedbacks of peers": given})


def _give(slug: str, review_id: UUID, place: int) -> int:
    with transaction():
        found = review_at_hand(slug, review_id)
        points = {each.key: str(sorted(anchor.points for anchor in each.anchors)[-1 - place % 2]) for each in rubric_of(found.review.rubric).criteria}
        by = db.session.get_one(Person, found.reviewer_id)
        peers.give(found, points, camp_texts.FEEDBACK[place % len(camp_texts.FEEDBACK)], by=by)
    return 1
