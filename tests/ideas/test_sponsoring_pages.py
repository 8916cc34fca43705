"""The pages of sponsorship, money and pilots, as people use them without script: the whole way of an idea, and which doors open to whom."""

import csv
import io
import re
from datetime import timedelta

from sqlalchemy import select

from lms.ideas.models.pitches import Idea, IdeaState
from lms.ideas.models.sponsoring import Fund, GrantState, MicroGrant, SponsorshipState
from lms.ideas.queries import evaluating as evaluations
from lms.ideas.queries.sponsoring import charter_at_hand
from lms.kit.clock import now, today
from lms.kit.db import db
from lms.kit.workbooks import MIMETYPE
from lms.people.models import Person, Role
from lms.strategy.models.initiatives import Initiative
from tests.factories.evaluating import mine, scores
from tests.factories.ideas import make_challenge
from tests.factories.people import make_department, make_person
from tests.factories.sponsoring import (
    a_fund,
    a_sponsor,
    an_idea,
    asked,
    booked,
    drafted,
    evaluators,
    in_evaluation,
    piloted,
    sign,
    sponsored,
)

CHARTER = {"outcome": "Waiting time halves.", "money": "2000", "protected_hours": "4", "obstacles": "The old form"}


def in_days(days):
    return (today() + timedelta(days=days)).isoformat()


def test_an_officers_idea_becomes_a_sponsored_pilot_and_then_an_initiative(client):
    """The whole way, by forms alone."""
    author, sponsor = make_person("Ina Inventor", department=make_department("Parks")), a_sponsor()
    office, cora = make_person("Otto Office", Role.PROGRAMME_OFFICE), make_person("Cora Controller", Role.FINANCE_CONTROLLER)
    three = evaluators()
    round_id = in_evaluation(author, title="Ask once").id
    idea = evaluations.round_of(round_id).idea
    number, idea_id = idea.number, idea.id
    for one in three:
        page = f"/ideas/evaluations/{mine(round_id, one)}"
        assert client.sign_in(one).send(page, comment="Clear and short.", **scores(round_id, 4)).status_code == 303
    page = client.sign_in(author).get(f"/ideas/{number}").text
    assert "4.00 of 5 points" in page
    assert "Clear and short." in page
    assert "Eva Evaluator" not in page

    client.sign_in(sponsor)
    assert "Ask once" in client.get("/ideas/exchange").text
    made = client.send(f"/ideas/{number}/charter/new", **CHARTER, **{"reviews-0": in_days(30)})
    charter = made.location
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', client.get(charter).text)[1]
    assert client.send(charter, f"{charter}/sign", seen=seen).status_code == 303
    assert client.sign_in(author).send(charter, f"{charter}/sign", seen=seen).status_code == 303
    assert db.session.get_one(Idea, idea_id).state is IdeaState.SPONSORED

    client.sign_in(cora)
    fund = client.send("/ideas/funds/new", title="Small trials", year=str(now().year), amount="5000", most_in_pilot="3000").location
    client.sign_in(sponsor)
    fund_id = fund.rsplit("/", 1)[1]
    asked_for = client.send(f"{charter}/grant", fund=fund_id, amount="1500", purpose="Tablets", use_by=f"{now().year}-12-31")
    assert asked_for.status_code == 303
    grant = f"/ideas/grants/{db.session.scalars(select(MicroGrant.id)).one()}"
    assert client.sign_in(cora).send(grant, f"{grant}/book").status_code == 303
    assert client.send(grant, f"{grant}/use", used="400").status_code == 303
    assert "€1,500.00" in client.get(fund).text

    client.sign_in(author)
    plan = {"hypothesis": "It halves the time.", "measure": "Minutes.", "starts_on": in_days(-1), "ends_on": in_days(30)}
    assert client.send(f"/ideas/{number}/pilot/edit", **plan).status_code == 303
    assert client.post(f"/ideas/{number}/pilot/run").status_code == 400, "no token"
    client.sign_in(sponsor)
    assert client.send(f"/ideas/{number}/pilot", f"/ideas/{number}/pilot/run").status_code == 303
    assert client.send(f"/ideas/{number}/pilot", f"/ideas/{number}/pilot/results", on=in_days(0), value="9 minutes", note="").status_code == 303
    changed = {"what": "measure", "after": "Minutes at two counters.", "why": "One more takes part."}
    assert client.send(f"/ideas/{number}/pilot", f"/ideas/{number}/pilot/amend", **changed).status_code == 303
    assert "Minutes at two counters." in client.get(f"/ideas/{number}/pilot").text
    department = str(db.session.get_one(Idea, idea_id).department_id)
    decided = {"what": "initiative", "department": department, "learning": "It works in the morning."}
    assert client.send(f"/ideas/{number}/decide", **decided).status_code == 303
    made = db.session.scalars(select(Initiative).where(Initiative.title == "Ask once")).one()
    page = client.sign_in(office).get(f"/ideas/{number}").text
    assert "It works in the morning." in page
    assert db.session.get_one(Idea, idea_id).initiative_id == made.id
    assert db.session.get_one(Fund, db.session.scalars(select(Fund.id)).one()).booked == 400, "what was not used went back"


def roles_and_things():
    """Everybody who could want something of a sponsored idea, and its addresses."""
    author = make_person("Ina Inventor", department=make_department("Parks"))
    sponsor = a_sponsor()
    row = sponsored(author=author, sponsor=sponsor)
    fund = a_fund()
    grant = booked(row, fund, 100)
    number = piloted(row)
    people = {
        "author": author,
        "sponsor": sponsor,
        "other sponsor": a_sponsor("Sam Second"),
        "controller": make_person("Carl Controller", Role.FINANCE_CONTROLLER),
        "office": make_person("Otto Office", Role.PROGRAMME_OFFICE),
        "stranger": make_person("Sina Stranger"),
        "member from outside": make_person("Max Member", external=True),
    }
    things = {"charter": f"/ideas/charters/{row.id}", "grant": f"/ideas/grants/{grant.id}"}
    things |= {"fund": f"/ideas/funds/{fund.id}", "idea": f"/ideas/{number}"}
    review = charter_at_hand(row.id).sponsorship.reviews[0].id
    return people, things, review


ALL = {"author", "sponsor", "other sponsor", "controller", "office", "stranger"}
MAY = [
    ("GET", "{charter}", {"author", "sponsor", "controller", "office"}),
    ("GET", "{charter}/edit", {"sponsor"}),
    ("POST", "{charter}/edit", {"sponsor"}),
    ("POST", "{charter}/sign", {"author", "sponsor"}),
    ("POST", "{charter}/decline", {"author"}),
    ("POST", "{charter}/withdraw", {"sponsor"}),
    ("POST", "{charter}/reviews/{review}", {"sponsor"}),
    ("GET", "{charter}/grant", {"sponsor"}),
    ("GET", "{grant}", {"author", "sponsor", "controller", "office"}),
    ("POST", "{grant}/book", {"controller"}),
    ("POST", "{grant}/refuse", {"controller"}),
    ("POST", "{grant}/use", {"controller"}),
    ("POST", "{grant}/settle", {"controller"}),
    ("GET", "/ideas/funds", {"controller", "office"}),
    ("GET", "/ideas/funds/new", {"controller"}),
    ("GET", "{fund}", {"controller", "office"}),
    ("GET", "{fund}/edit", {"controller"}),
    ("GET", "{fund}/grants.csv", {"controller", "office"}),
    ("GET", "{fund}/grants.xlsx", {"controller", "office"}),
    ("GET", "{idea}/pilot", ALL),
    ("GET", "{idea}/pilot/edit", {"author", "sponsor"}),
    ("POST", "{idea}/pilot/run", {"sponsor"}),
    ("POST", "{idea}/pilot/results", {"author", "sponsor"}),
    ("POST", "{idea}/pilot/amend", {"author", "sponsor"}),
    ("GET", "{idea}/decide", {"sponsor", "office"}),
    ("GET", "{idea}/charter/new", {"sponsor", "other sponsor"}),
    ("GET", "/ideas/exchange", {"sponsor", "other sponsor", "office"}),
    ("GET", "/ideas/charters", ALL),
    ("GET", "/ideas/evaluations", {"office"}),
    ("GET", "/ideas/exchange.csv", {"sponsor", "other sponsor", "office"}),
    ("GET", "/ideas/charters.xlsx", ALL),
    ("GET", "/ideas/evaluations.csv", {"office"}),
    ("GET", "/ideas/funds.csv", {"controller", "office"}),
    ("GET", "/ideas/desk.csv", {"office"}),
    ("GET", "/ideas/challenges.xlsx", ALL),
    ("GET", "/ideas/criteria", {"office"}),
    ("GET", "/ideas/culture", {"office"}),
    ("GET", "/ideas/culture.csv", {"office"}),
    ("GET", "/ideas/culture.xlsx", {"office"}),
    ("GET", "/ideas/culture/ideas", {"office"}),
]


def test_each_door_opens_to_those_for_whom_it_is_and_to_nobody_else(client):
    people, things, review = roles_and_things()
    for name, person in people.items():
        client.sign_in(person)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/account").text)[1]
        for method, door, who in MAY:
            path = door.format(review=review, **things)
            answer = client.get(path) if method == "GET" else client.post(path, data={"csrf_token": token})
            assert answer.status_code < 500, (name, path)
            assert (answer.status_code != 403) is (name in who), (name, method, path, answer.status_code)


def test_the_lists_leave_as_files_with_what_the_page_shows(client):
    sponsor, desk, judges = a_sponsor(), make_person("Otto Office", Role.PROGRAMME_OFFICE, Role.FINANCE_CONTROLLER), evaluators()
    charter = sponsored(5, 60, sponsor=sponsor, title="=Ask once")
    an_idea(title="Seeks somebody"), a_fund(title="Small trials"), make_challenge("Shorter queues"), in_evaluation(title="Is judged")
    for reader, page, words in (
        (sponsor, "charters", [str(charter_at_hand(charter.id).idea.number), "'=Ask once", "in force", "2000.00"]),
        (sponsor, "exchange", ["Seeks somebody", "Parks"]),
        (desk, "desk", ["Seeks somebody", "Is judged", "in evaluation", "Ina Inventor"]),
        (desk, "evaluations", ["Open evaluations", "Is judged", "being scored"]),
        (judges[0], "evaluations", ["Yours", "Is judged", "waits for you"]),
        (desk, "funds", ["Small trials", "whole city", "10000"]),
        (desk, "challenges", ["Shorter queues", "open"]),
    ):
        client.sign_in(reader)
        shown = client.get(f"/ideas/{page}").text
        for form, kind in (("csv", "text/csv"), ("xlsx", MIMETYPE)):
            assert f"/ideas/{page}.{form}" in shown, page
            answer = client.get(f"/ideas/{page}.{form}")
            assert (answer.status_code, answer.mimetype) == (200, kind)
        text = client.get(f"/ideas/{page}.csv").text
        assert [word for word in words if word not in text] == [], (page, text)
    assert client.get("/ideas/funds.pdf").status_code == 404


def test_a_review_of_another_charter_is_not_found(client):
    _people, _things, review = roles_and_things()
    sponsor = a_sponsor("Sam Second")
    other = sponsored(sponsor=sponsor)
    client.sign_in(sponsor)
    assert client.send(f"/ideas/charters/{other.id}", f"/ideas/charters/{other.id}/reviews/{review}", note="x").status_code == 404


def test_a_review_is_not_offered_weeks_before_its_day(client):
    row = sponsored(3, 60)
    client.sign_in(charter_at_hand(row.id).sponsorship.sponsor)
    page = client.get(f"/ideas/charters/{row.id}").text
    assert (page.count("Note this review"), page.count("to be noted from")) == (1, 1)


def test_a_charter_that_waits_concerns_those_whom_it_binds_only(client):
    author, sponsor = make_person("Ina Inventor", department=make_department("Parks")), a_sponsor()
    idea = an_idea(author)
    drafted(idea, sponsor)
    number = idea.number
    words = "A charter waits for signatures"
    assert words in client.sign_in(author).get(f"/ideas/{number}").text
    assert words not in client.sign_in(make_person("Sina Stranger")).get(f"/ideas/{number}").text
    assert "Stand for this idea" not in client.sign_in(a_sponsor("Sam Second")).get(f"/ideas/{number}").text


def test_the_reason_of_a_withdrawal_is_on_the_page(client):
    row = sponsored()
    sponsor, number = charter_at_hand(row.id).sponsorship.sponsor, charter_at_hand(row.id).idea.number
    page = f"/ideas/charters/{row.id}"
    client.sign_in(sponsor)
    assert client.send(page, f"{page}/withdraw", reason="").status_code == 422
    assert client.send(page, f"{page}/withdraw", reason="My department merges.").status_code == 303
    assert charter_at_hand(row.id).sponsorship.state is SponsorshipState.WITHDRAWN
    assert "My department merges." in client.get(f"/ideas/{number}").text


def test_names_and_titles_in_files_are_no_formulas(client):
    sponsor = a_sponsor("=HYPERLINK(1)")
    row = sponsored(sponsor=sponsor, title="+1+1")
    fund = a_fund()
    asked(row, fund, 10)
    client.sign_in(make_person("Carl Controller", Role.FINANCE_CONTROLLER))
    lines = list(csv.reader(io.StringIO(client.get(f"/ideas/funds/{fund.id}/grants.csv").text.lstrip("\ufeff"))))
    assert lines[1][1:3] == ["'+1+1", "'=HYPERLINK(1)"]
    assert client.get(f"/ideas/funds/{fund.id}/grants.xlsx").data[:2] == b"PK"


def test_words_of_people_are_shown_as_words(client):
    hostile = "<script>alert(1)</script>"
    row = sponsored(title=hostile)
    sponsor = charter_at_hand(row.id).sponsorship.sponsor
    client.sign_in(sponsor)
    page = client.send(f"/ideas/charters/{row.id}", f"/ideas/charters/{row.id}/withdraw", reason="")
    assert hostile not in page.text
    assert "&lt;script&gt;" in page.text


def test_the_fourth_charter_is_refused_with_a_sentence_on_the_page(client):
    sponsor = a_sponsor()
    for letter in "ABC":
        drafted(an_idea(title=f"Plan {letter}"), sponsor)
    number = an_idea().number
    answer = client.sign_in(sponsor).send(f"/ideas/{number}/charter/new", **CHARTER, **{"reviews-0": in_days(30)})
    assert answer.status_code == 422
    assert "Plan A" in answer.text
    assert "Plan C" in answer.text


def test_a_grant_that_cannot_be_booked_says_why(client):
    row, fund = sponsored(), a_fund(50)
    grant = asked(row, fund, 100)
    client.sign_in(make_person("Carl Controller", Role.FINANCE_CONTROLLER))
    answer = client.send(f"/ideas/grants/{grant.id}", f"/ideas/grants/{grant.id}/book")
    assert answer.status_code == 409
    assert "50.00 € are left" in answer.text
    assert db.session.get_one(MicroGrant, grant.id).state is GrantState.ASKED


def test_the_credit_of_an_initiative_names_its_authors(app, session):
    from flask import render_template

    idea = an_idea(make_person("Ina Inventor"), state=IdeaState.HANDED_OVER, title="Ask once")
    made = Initiative(slug="ask-once", title="Ask once", department_id=make_department().id)
    db.session.add(made)
    db.session.flush()
    db.session.get_one(Idea, idea.id).initiative_id = made.id
    db.session.commit()
    with app.test_request_context():
        assert "by Ina Inventor" in render_template("ideas/_credit.html", initiative=made)


def test_a_charter_signed_by_both_is_printed(client, told_undrawn):
    row = sponsored()
    client.sign_in(charter_at_hand(row.id).sponsorship.sponsor)
    answer = client.get(f"/ideas/charters/{row.id}/charter.pdf")
    assert (answer.status_code, answer.data[:4]) == (200, b"%PDF")
    assert f"/ideas/charters/{row.id}" in told_undrawn(client, f"/ideas/charters/{row.id}/charter.pdf")
    client.sign_in(make_person("Otto Office", Role.PROGRAMME_OFFICE))
    answer = client.get("/ideas/culture.pdf")
    assert (answer.status_code, answer.data[:4]) == (200, b"%PDF")
    assert "/ideas/culture" in told_undrawn(client, "/ideas/culture.pdf")


def test_an_unsigned_signature_falls_when_the_page_is_old(client):
    sponsor = a_sponsor()
    row = drafted(an_idea(), sponsor)
    sign(row.id, sponsor)
    author = db.session.get_one(Person, next(iter(charter_at_hand(row.id).author_ids)))
    answer = client.sign_in(author).send(f"/ideas/charters/{row.id}", f"/ideas/charters/{row.id}/sign", seen="sha256:old")
    assert answer.status_code == 409
    assert charter_at_hand(row.id).sponsorship.state is SponsorshipState.DRAFTED
