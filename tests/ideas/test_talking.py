"""What colleagues say of an idea, what the office hides of it, and the lists in which ideas are found."""

import pytest
from sqlalchemy import func, select

from lms.ideas.models.pitches import CommentReport, Idea, IdeaAuthor, IdeaComment, IdeaState, IdeaSupport, Stance
from lms.ideas.service import moderating, talking
from lms.ideas.service.refusals import AlreadyDone, NotYours
from lms.kit.db import transaction
from lms.kit.errors import TooOften
from lms.notices.models import Notice
from tests.factories.ideas import at_hand, make_challenge, make_idea, office, person
from tests.factories.people import make_person

# ── talk ──────────────────────────────────────────────────


def test_support_counts_once_and_never_for_ones_own(session, author):
    idea, fan = make_idea("submitted", [author]), make_person()
    for _ in range(3):
        with transaction():
            talking.support(at_hand(idea), by=person(fan))
    with pytest.raises(NotYours), transaction():
        talking.support(at_hand(idea), by=person(author))
    assert session.scalar(select(func.count()).select_from(IdeaSupport)) == 1


def test_mentions_reach_colleagues_by_full_name(session, author):
    idea = make_idea("submitted", [author])
    ann, ann_lee, outside = make_person("Ann Lee"), make_person("Ann Lee Smith"), make_person("Otto Outside", external=True)
    with transaction():
        text = "What do you say, @ann lee smith? And @Otto Outside, and `@Ann Lee`, and mail@Ann Lee."
        talking.comment(at_hand(idea), text, Stance.NEUTRAL, by=person(make_person("Rita Reader")))
    told = session.scalars(select(Notice.person_id).where(Notice.kind == "idea-mention")).all()
    assert told == [ann_lee.id]
    assert {ann.id, outside.id}.isdisjoint(told)


def test_a_flood_of_comments_is_stopped(session):
    idea, reader = make_idea("submitted"), make_person()
    for number in range(talking.MOST_COMMENTS):
        with transaction():
            talking.comment(at_hand(idea), f"Comment {number}", Stance.FOR, by=person(reader))
    with pytest.raises(TooOften), transaction():
        talking.comment(at_hand(idea), "One too many", Stance.FOR, by=person(reader))


def test_a_comment_that_attacks_is_shown_as_text(client):
    idea, reader = make_idea("submitted"), make_person()
    client.sign_in(reader)
    for text in ("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))"):
        client.send(f"/ideas/{idea.number}", f"/ideas/{idea.number}/comments", stance="for", text=text)
    page = client.get(f"/ideas/{idea.number}").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'href="javascript' not in page


def test_the_office_hides_a_reported_comment_with_a_reason(client, session):
    idea, writer, reader, desk = make_idea("submitted"), make_person("Will Writer"), make_person(), office()
    with transaction():
        comment = talking.comment(at_hand(idea), "Rude words", Stance.AGAINST, by=person(writer)).id
    page = f"/ideas/{idea.number}/comments/{comment}"
    client.sign_in(reader)
    assert client.send(f"{page}/report", reason="It is rude.").status_code == 303
    assert client.send(f"{page}/report", reason="It is rude.").status_code == 422
    assert client.get(f"{page}/hide").status_code == 403
    client.sign_in(desk)
    assert "It is rude." in client.get("/ideas/desk/reports").text
    assert client.send(f"{page}/hide", reason="Speak to the matter.").status_code == 303
    assert "No reported comments" in client.get("/ideas/desk/reports").text
    shown = client.sign_in(reader).get(f"/ideas/{idea.number}").text
    assert "Rude words" not in shown
    assert "Hidden by the programme office: Speak to the matter." in shown
    assert "0 for, 0 against, 0 neutral" in shown
    assert session.scalars(select(Notice.kind).where(Notice.person_id == writer.id)).all() == ["idea-comment-hidden"]
    client.sign_in(desk)
    assert client.send(f"/ideas/{idea.number}", f"{page}/restore").status_code == 303
    assert "Rude words" in client.sign_in(reader).get(f"/ideas/{idea.number}").text
    other = make_idea("submitted")
    assert client.get(f"/ideas/{other.number}/comments/{comment}/report").status_code == 404
    assert session.scalar(select(func.count()).select_from(CommentReport).where(CommentReport.settled_at.is_(None))) == 0


def test_hiding_twice_meets_a_sentence(session):
    idea, desk = make_idea("submitted"), office()
    with transaction():
        comment = talking.comment(at_hand(idea), "Hm", Stance.FOR, by=person(make_person())).id
    from lms.ideas.queries.ideas import comment_at_hand

    with transaction():
        moderating.hide(comment_at_hand(idea.number, comment), "Why not.", by=person(desk))
    with pytest.raises(AlreadyDone), transaction():
        moderating.hide(comment_at_hand(idea.number, comment), "Why not.", by=person(desk))
    assert session.get_one(IdeaComment, comment).hidden_why == "Why not."
    assert session.scalar(select(func.count()).select_from(IdeaAuthor)) == 1


# ── lists ─────────────────────────────────────────────────


def _statements(client, statements, path):
    client.get(path)
    with statements() as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_lists_and_pages_cost_the_same_for_two_and_for_twenty(client, session, statements):
    desk, author, challenge = office(), make_person("Ira Idea"), make_challenge()
    idea = make_idea("submitted", [author], challenge_id=challenge.id)
    paths = ["/ideas", "/ideas?q=permits", "/ideas/desk", f"/ideas/{idea.number}", f"/ideas/challenges/{challenge.slug}", "/ideas/ideas.csv"]
    client.sign_in(desk)

    def grow(many):
        for number in range(many):
            other = make_idea("submitted", [author, make_person()], challenge_id=challenge.id, anonymous=number % 2 == 0)
            for found in (at_hand(other), at_hand(idea)):
                with transaction():
                    fan = person(make_person())
                    talking.support(found, by=fan)
                    talking.comment(found, "Good", Stance.FOR, by=fan)

    grow(2)
    few = [_statements(client, statements, path) for path in paths]
    grow(8)
    assert [_statements(client, statements, path) for path in paths] == few


def test_the_list_is_searched_and_filtered(client, session):
    bees = make_idea("submitted", title="Bees along tram lines")
    tram = make_idea("in_evaluation", title="Trams on time")
    client.sign_in(make_person())
    both = {bees, tram}
    asked = {"q=trám": both, "q=bees": {bees}, "state=in_evaluation": {tram}, "state=draft": both, "objective=x": both}
    for query, shown in asked.items():
        page = client.get(f"/ideas?{query}").text
        assert {one for one in (bees, tram) if one.title in page} == shown, query


def test_cells_of_the_file_are_no_formulas(client, session):
    make_idea("submitted", title="=HYPERLINK(1)")
    client.sign_in(office())
    assert "'=HYPERLINK(1)" in client.get("/ideas/ideas.csv").text
    assert client.sign_in(make_person()).get("/ideas/ideas.csv").status_code == 403


def test_an_author_of_the_office_does_not_screen_their_own(client, session):
    desk = office()
    idea = make_idea("submitted", [desk])
    client.sign_in(desk)
    assert client.get(f"/ideas/{idea.number}/screen").status_code == 403
    assert client.send("/ideas", f"/ideas/{idea.number}/screen", deed="admit").status_code == 403
    assert session.get_one(Idea, idea.id).state is IdeaState.SUBMITTED


def test_members_from_outside_see_no_ideas(client, session):
    idea = make_idea("submitted")
    client.sign_in(make_person("Otto Outside", external=True))
    assert client.get("/ideas").status_code == 403
    assert client.get(f"/ideas/{idea.number}").status_code == 403
