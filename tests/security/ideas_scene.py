"""Ideas of the scene: one that the owner submitted, with everything on it, and a draft."""

from typing import Any

from sqlalchemy import select

from lms.city.models import Holiday
from lms.ideas.models.pitches import IdeaFile, IdeaMerger, Stance
from lms.ideas.service import co_authoring, merging, pitching, talking
from lms.kit.clock import today
from lms.kit.db import db, transaction
from lms.people.models import Person
from tests.factories.ideas import at_hand, make_challenge, make_idea, office, person, take
from tests.factories.people import make_person

DRAFT = "Marker title of a draft of an idea."
MARKERS = {DRAFT: "title of a draft of an idea"}
WRITING = ("edit", "autosave", "similar_now", "submit", "ask", "take_back")
"""Pages of a draft."""


def set_up_ideas(people: dict[str, Person]) -> dict[str, dict[str, Any]]:
    """What the addresses of ideas lead to."""
    owner, desk = people["owner"], office("Marker of no Office")
    challenge, draft = make_challenge("A call of the scene", by=desk), make_idea("draft", [owner], title=DRAFT)
    asked = make_person("Asta Asked")
    idea, merged = make_idea("draft", [owner]), make_idea("submitted")
    with transaction():
        co_authoring.ask(at_hand(draft), asked.email, by=person(owner))
        pitching.add_files(at_hand(idea), [("count.csv", b"a,b\n")], by=person(owner))
    with transaction():
        take(idea, "submit", by=owner)
    with transaction():
        comment = talking.comment(at_hand(idea), "Good.", Stance.FOR, by=person(make_person("Cleo Comments"))).id
        join = co_authoring.ask_to_join(at_hand(idea), "", by=person(make_person("Joe Joins"))).id
        merging.merge(at_hand(merged), idea.number, "One idea.", by=person(desk))
        day = today().replace(month=1, day=1)
        free = db.session.scalars(select(Holiday).where(Holiday.day == day)).one_or_none() or Holiday(day=day, name="New Year")
        db.session.add(free)
    file = db.session.scalars(select(IdeaFile).where(IdeaFile.idea_id == idea.id)).one()
    merger = db.session.scalars(select(IdeaMerger).where(IdeaMerger.into_id == idea.id)).one()
    things = {"file_id": file.id, "comment_id": comment, "join_id": join, "merger_id": merger.id, "person_id": asked.id}
    return {
        "ideas": {"number": idea.number, "slug": challenge.slug, **things},
        **{f"ideas.{page}": {"number": draft.number} for page in WRITING},
        "city.remove_holiday": {"holiday_id": free.id},
    }
