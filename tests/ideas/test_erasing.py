"""What becomes of ideas when somebody is erased, or their department merged."""

from sqlalchemy import func, select

from lms.ideas.models.pitches import Idea, IdeaAuthor, IdeaComment, IdeaFollow, IdeaJoin, IdeaSupport, Stance
from lms.ideas.queries.stored import what_is_stored
from lms.ideas.service import co_authoring, erasing, merged_departments, talking
from lms.kit.db import transaction
from lms.people.events import DepartmentMerged, PersonErased
from lms.people.service.erasing import NAME
from tests.factories.ideas import at_hand, make_challenge, make_idea, person
from tests.factories.people import make_department, make_person


def test_credit_stays_and_what_they_said_goes(session):
    ada, other = make_person("Ada Ademola"), make_person("Otto Other")
    submitted, draft, theirs = make_idea("submitted", [ada]), make_idea("draft", [ada]), make_idea("submitted", [other])
    joint, draft_id = make_idea("draft", [other, ada]), draft.id
    with transaction():
        talking.comment(at_hand(theirs), "Words of my own", Stance.FOR, by=person(ada))
        talking.comment(at_hand(theirs), "I agree with @Ada Ademola on that", Stance.FOR, by=person(other))
        talking.support(at_hand(theirs), by=person(ada))
        co_authoring.ask_to_join(at_hand(theirs), "Words of my own", by=person(ada))
    names = {part.stored.name for part in what_is_stored(ada.id) if part.rows}
    assert names == {"idea_authorships", "idea_comments", "idea_support", "idea_follows", "idea_joins"}
    with transaction():
        erasing.erase(PersonErased(ada.id, "Ada Ademola", ada.email))
    session.expire_all()
    assert sorted(session.scalars(select(IdeaComment.text))) == sorted([NAME, f"I agree with {NAME} on that"])
    for model in (IdeaSupport, IdeaFollow, IdeaJoin):
        assert session.scalar(select(func.count()).select_from(model).where(model.person_id == ada.id)) == 0
    assert session.scalar(select(func.count()).select_from(Idea).where(Idea.id == draft_id)) == 0
    kept = session.scalars(select(IdeaAuthor.idea_id).where(IdeaAuthor.person_id == ada.id)).all()
    assert set(kept) == {submitted.id, joint.id}


def test_ideas_and_challenges_follow_a_merged_department(session):
    old, new = make_department("Parks"), make_department("Green")
    author = make_person("Ira Idea", department=old)
    idea, challenge = make_idea("submitted", [author]), make_challenge(department=old)
    with transaction():
        merged_departments.move_ideas(DepartmentMerged(old.id, new.id))
    session.expire_all()
    assert at_hand(idea).idea.department_id == new.id
    assert challenge.department_id == new.id
