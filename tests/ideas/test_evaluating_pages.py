"""The pages of evaluation and of the culture of ideas: who judges, what stays hidden until all have scored, and which groups are too small."""

import csv
import io
import re
from decimal import Decimal

import pytest
from sqlalchemy import String, cast, select

from lms.audit.models import AuditEntry
from lms.ideas.models.evaluating import Evaluation
from lms.ideas.models.pitches import Idea, IdeaState
from lms.ideas.queries import evaluating as evaluations
from lms.kit.db import db
from lms.notices.models import Letter, Notice
from lms.people.models import Role
from lms.privacy.queries.slices import SLICES
from tests.factories.evaluating import mine, scores
from tests.factories.people import make_department, make_person, make_post
from tests.factories.sponsoring import a_sponsor, an_idea, evaluators, give, in_evaluation

SECRET = "Marker: this idea is nonsense."


def test_no_page_notice_file_or_count_tells_a_score_before_all_have_scored(client, app):
    author, office = make_person("Ina Inventor", department=make_department("Parks")), make_person("Otto Office", Role.PROGRAMME_OFFICE)
    auditor, sponsor = make_person("Axel Auditor", Role.AUDITOR, Role.CITY_MANAGER), a_sponsor()
    three = evaluators()
    round_id = in_evaluation(author).id
    number = evaluations.round_of(round_id).idea.number
    client.sign_in(three[0])
    given = {**scores(round_id, 1), "score_problem": "5"}
    assert client.send(f"/ideas/evaluations/{mine(round_id, three[0])}", comment=SECRET, **given).status_code == 303
    paths = [f"/ideas/{number}", f"/ideas/{number}/evaluation", "/ideas", "/ideas/evaluations", "/ideas/exchange", "/ideas/culture", "/inbox"]
    paths += ["/ideas/evaluations.csv", "/ideas/desk.csv", "/ideas/exchange.csv"]
    paths += ["/ideas/culture.csv", "/ideas/culture/ideas?figure=at-in_evaluation", "/ideas/ideas.csv", "/audit"]
    paths += [f"/ideas/evaluations/{mine(round_id, one)}" for one in three]
    for reader in (author, office, auditor, sponsor, three[1], three[2]):
        client.sign_in(reader)
        for path in paths:
            text = client.get(path).text
            assert SECRET not in text, (reader.name, path)
            assert "of 5 points" not in text, (reader.name, path)
            assert "Disagreement" not in text, (reader.name, path)
    facts = db.session.scalars(select(cast(Notice.facts, String))).all() + db.session.scalars(select(Letter.text_body)).all()
    facts += db.session.scalars(select(cast(AuditEntry.facts, String)).where(AuditEntry.thing_kind == "evaluation")).all()
    assert not [one for one in facts if SECRET in one or "score_" in one or '"problem"' in one]
    stored = next(one for one in SLICES if one.name == "ideas")
    for person in (author, three[1]):
        assert SECRET not in str(stored.what_is_stored(person.id)), "the copy of one's data holds one's own scores only"


@pytest.mark.parametrize("who", ["author", "stranger", "office", "other"])
def test_nobody_scores_or_steps_aside_for_another(client, who):
    author = make_person("Ina Inventor", Role.EVALUATOR, department=make_department("Parks"))
    three = evaluators()
    people = {"author": author, "stranger": make_person("Sam"), "office": make_person("Otto", Role.PROGRAMME_OFFICE), "other": three[1]}
    round_id = in_evaluation(author).id
    page = f"/ideas/evaluations/{mine(round_id, three[0])}"
    client.sign_in(people[who])
    assert client.get(page).status_code == 403
    for action in ("", "/recuse", "/outcome"):
        answer = client.send("/account", f"{page}{action}", why="x", outcome="x", comment="x", **scores(round_id, 5))
        assert answer.status_code == 403, action
    assert db.session.get_one(Evaluation, mine(round_id, three[0])).scores == {}


def test_fields_that_nobody_asked_for_change_nothing(client):
    three = evaluators()
    round_id = in_evaluation().id
    page = f"/ideas/evaluations/{mine(round_id, three[0])}"
    extra = {"state": "scored", "person_id": str(three[1].id), "round_id": "x", "score_made_up": "5", "is_admin": "1"}
    assert client.sign_in(three[0]).send(page, comment="", **scores(round_id, 3), **extra).status_code == 303
    kept = db.session.get_one(Evaluation, mine(round_id, three[0]))
    assert set(kept.scores) == {one.key for one in evaluations.round_of(round_id).criteria}
    assert kept.person_id == three[0].id


def test_an_office_that_wrote_the_idea_does_not_choose_its_judges(client):
    office = make_person("Otto Office", Role.PROGRAMME_OFFICE, department=make_department("Lab"))
    evaluators()
    number = evaluations.round_of(in_evaluation(office).id).idea.number
    assert client.sign_in(office).get(f"/ideas/{number}/evaluation").status_code == 403
    assert str(number) not in re.findall(r"/ideas/(\d+)/evaluation", client.get("/ideas/evaluations").text)


def test_the_office_appoints_releases_and_fills_by_forms(client):
    office = make_person("Otto Office", Role.PROGRAMME_OFFICE)
    three = evaluators()
    round_id = in_evaluation().id
    page = f"/ideas/{evaluations.round_of(round_id).idea.number}/evaluation"
    spare = make_person("Fay Fourth", Role.EVALUATOR, department=make_department("D"))
    client.sign_in(office)
    assert client.send(page, f"{page}/{mine(round_id, three[0])}/release").status_code == 303
    assert "At least three evaluators" in client.get(page).text
    assert client.send(page, f"{page}/appoint", person=str(spare.id)).status_code == 303
    assert client.send(page, f"{page}/appoint", person=str(spare.id)).status_code == 422
    assert "named by the office" in client.get(page).text
    other = evaluations.round_of(in_evaluation().id).round.evaluations[0].id
    assert client.send(page, f"{page}/{other}/release").status_code == 404, "an evaluation of another idea"


def test_criteria_are_changed_as_a_new_version(client):
    client.sign_in(make_person("Otto Office", Role.PROGRAMME_OFFICE))
    page = client.get("/ideas/criteria").text
    fields = dict(re.findall(r'name="(criteria-\d-(?:key|title|weight|anchor_\d))"[^>]*value="([^"]*)"', page))
    fields |= {"criteria-1-title": "", "based_on": "0", "pass_mark": "3.5", "most_disagreement": "1", "why": "One is enough"}
    assert client.send("/ideas/criteria", **fields).status_code == 303
    in_force = evaluations.criteria_in_force()
    assert (in_force.number, len(in_force.criteria), in_force.pass_mark) == (1, 4, Decimal("3.50"))
    assert client.send("/ideas/criteria", **fields).status_code == 422, "based on a version that is not the newest"


def test_the_way_of_a_disagreement_by_forms(client):
    three = evaluators()
    round_id = in_evaluation().id
    for one, score in zip(three, (5, 5, 0), strict=True):
        give(round_id, one, score, comment=f"Says {score}.")
    page = f"/ideas/evaluations/{mine(round_id, three[0])}"
    text = client.sign_in(three[0]).get(page).text
    assert "You do not agree" in text
    assert "Says 0." in text
    assert client.send(page, f"{page}/outcome", outcome="").status_code == 422
    assert client.send(page, f"{page}/outcome", outcome="It was a misunderstanding.").status_code == 303
    number = evaluations.round_of(round_id).idea.number
    assert "It was a misunderstanding." in client.get(f"/ideas/{number}").text


def crowd(department, number, **facts):
    return [an_idea(make_person(f"Author {place}", department=department), **facts) for place in range(number)]


def test_the_culture_shows_large_groups_and_keeps_small_ones_back(client):
    large, small = make_department("Largeville"), make_department("Smallville")
    crowd(large, 12, state=IdeaState.STOPPED, learning="Nobody needs it.")
    crowd(small, 10)
    third = make_department("Third")
    crowd(third, 11)
    client.sign_in(make_person("Otto Office", Role.PROGRAMME_OFFICE))
    page = client.get("/ideas/culture").text
    assert "Nobody needs it." in page
    assert "no grade" in page
    behind = f"/ideas/culture/ideas?figure=stopped&by=department&group={large.id}"
    assert "12 ideas" in client.get(behind).text
    crowd(make_department("Tiny"), 2)
    tiny = db.session.scalars(select(Idea.department_id).order_by(Idea.number.desc()).limit(1)).one()
    assert client.get(f"/ideas/culture/ideas?figure=submitted&by=department&group={tiny}").status_code == 404
    assert client.get(f"/ideas/culture/ideas?figure=submitted&by=department&group={small.id}").status_code == 404, "it would give the tiny one away"
    lines = list(csv.reader(io.StringIO(client.get("/ideas/culture.csv").text.lstrip("\ufeff"))))
    assert "Answered in term, %" in lines[0]
    assert {line[0]: line[1] for line in lines}["Tiny"] == "fewer than ten authors"
    assert client.get("/ideas/culture/ideas?figure=made-up").status_code == 404
    assert client.get("/ideas/culture/ideas?figure=submitted&by=name").status_code == 404


def test_the_culture_is_told_by_grade_and_small_grades_are_kept_back(client):
    for grade, number in (("A10", 12), ("A2", 13), ("Executive", 1), (None, 11)):
        post = make_post("Post", grade).id
        for place in range(number):
            an_idea(make_person(f"Author {place}", post_id=post))
    client.sign_in(make_person("Otto Office", Role.PROGRAMME_OFFICE))
    page = client.get("/ideas/culture").text.partition("grades-title")[2]
    assert page.index(">A2<") < page.index(">A10<") < page.index(">Executive<") < page.index(">no grade<")
    behind = "/ideas/culture/ideas?figure=submitted&by=grade&group="
    assert ("13 ideas" in client.get(f"{behind}A2").text, "12 ideas" in client.get(f"{behind}A10").text) == (True, True)
    assert client.get(f"{behind}Executive").status_code == 404
    assert client.get(f"{behind}none").status_code == 404, "it would give the one of the executives away"
    lines = {line[0]: line[1] for line in csv.reader(io.StringIO(client.get("/ideas/culture.csv").text.lstrip("\ufeff")))}
    assert (lines["A2"], lines["Executive"], lines["no grade"]) == ("13", "fewer than ten authors", "fewer than ten authors")


def test_the_culture_costs_the_same_for_ten_ideas_and_for_thirty(statements):
    from lms.ideas.queries.culture import culture_of

    department = make_department()
    crowd(department, 10)
    with statements() as few:
        culture_of(12)
    crowd(department, 20)
    with statements() as many:
        assert culture_of(12).all.submitted == 30
    assert len(many) == len(few)


test_the_culture_costs_the_same_for_ten_ideas_and_for_thirty = pytest.mark.usefixtures("session")(
    test_the_culture_costs_the_same_for_ten_ideas_and_for_thirty
)
