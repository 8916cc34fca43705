"""The pages of the road map, as each role uses them."""

import json
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from lms.kit.clock import today
from lms.kit.db import db, transaction
from lms.kit.i18n import format_day
from lms.people.models import Grant, Role
from lms.strategy.jobs import checks as jobs
from lms.strategy.models.initiatives import Initiative, InitiativeState, MilestoneMove
from lms.strategy.models.road_map import Activity, CheckState, PlanCheck
from lms.strategy.network.shapes import Supply
from lms.strategy.queries.checks import hours_of
from tests.factories.people import make_department, make_person
from tests.factories.road_map import activity, an_initiative, checked, hours, nobody, office, promised

MAP = "/strategy/road-map"


@pytest.fixture
def owner(session):
    return make_person("Olga Owner")


@pytest.fixture
def plan(owner):
    team = make_department("Data office")
    slug = an_initiative(owner)
    key = promised(slug)
    first = activity(slug, "Tender", (10, 20, 60), team_id=team.id, hours_per_month=40)
    last = activity(slug, "Build it", (5, 10, 30), first, milestone_id=key)
    return {"slug": slug, "milestone": key, "first": first, "last": last, "team": team, "at": f"{MAP}/initiatives/{slug}"}


def test_the_picture_and_the_table_hold_the_same_facts(client, plan):
    page = client.sign_in(make_person("Otto Officer")).get(MAP).text
    start = page.index("<svg viewBox")
    picture, table = page[start : page.index("</svg>", start)], page[page.index("The same as a table") :]
    for title in ("Tender", "Build it", "Sensors are public", "Open sensors"):
        assert title in picture
        assert title in table
    assert 'role="img"' in picture
    assert "style=" not in page


def test_a_map_with_nothing_on_it_says_what_will_be_there(client, session):
    assert "an initiative has to be proposed first" in client.sign_in(make_person()).get(MAP).text


NONSENSE = ("department=nonsense", "since=31.12.2026", "until=2026-13-99", "since=2030-01-01&until=2020-01-01", "department=' OR 1=1", "page=-3",
            "page=99")  # fmt: skip


@pytest.mark.parametrize("asked", NONSENSE)
def test_filters_that_make_no_sense_break_nothing(client, plan, asked):
    client.sign_in(make_person())
    assert client.get(f"{MAP}?{asked}").status_code == 200


def test_the_owner_plans_and_a_colleague_only_reads(client, plan, owner):
    client.sign_in(make_person("Otto Officer"))
    assert "Add an activity" not in client.get(plan["at"]).text
    assert client.get(f"{plan['at']}/activities/new").status_code == 403
    client.sign_in(owner)
    assert "Add an activity" in client.get(plan["at"]).text
    points = {"shortest_days": 1, "likely_days": 2, "longest_days": 3}
    answer = client.send(f"{plan['at']}/activities/new", title="Train colleagues", **points)
    assert answer.status_code == 303
    assert "What waits for what" in client.get(answer.location).text
    wrong = client.send(f"{plan['at']}/activities/new", title="Wrong", **{**points, "shortest_days": 9})
    assert wrong.status_code == 422
    assert "shortest duration is at most the likely one" in wrong.text


def test_fields_that_nobody_offered_change_nothing(client, plan, owner):
    client.sign_in(owner)
    other = an_initiative()
    their = db.session.scalars(select(Initiative.id).where(Initiative.slug == other)).one()
    path = f"{plan['at']}/activities/{plan['first']}"
    points = {"shortest_days": 1, "likely_days": 2, "longest_days": 3}
    seen = re.search(r'name="seen"[^>]*value="(\w+)"', client.get(path).text)[1]
    assert client.send(path, title="Tender", seen=seen, **points, initiative_id=their, id=their).status_code == 303
    row = db.session.get_one(Activity, plan["first"])
    assert (row.initiative_id == their, row.likely_days) == (False, 2)


def test_who_opened_the_page_before_somebody_else_saved_is_told(client, plan, owner):
    client.sign_in(owner)
    path = f"{plan['at']}/activities/{plan['first']}"
    answer = client.send(path, title="Mine", seen="0" * 16, shortest_days=1, likely_days=2, longest_days=3)
    assert answer.status_code == 422
    assert "Somebody else changed this activity" in answer.text


def test_a_circle_is_named_beside_the_field(client, plan, owner):
    client.sign_in(owner)
    answer = client.send(f"{plan['at']}/activities/{plan['first']}/waits/new", before_id=plan["last"])
    assert answer.status_code == 422
    assert "“Tender” → “Build it” → “Tender”" in answer.text


def test_an_activity_that_others_wait_for_stays_and_they_are_named(client, plan, owner):
    client.sign_in(owner)
    answer = client.send(f"{plan['at']}/activities/{plan['first']}/remove")
    assert answer.status_code == 409
    assert "“Build it”" in answer.text


def test_a_date_moves_on_the_page_with_a_reason_only(client, plan, owner, session):
    client.sign_in(owner)
    path, day = f"{plan['at']}/milestones/{plan['milestone']}/move", (today() + timedelta(days=99)).isoformat()
    seen = (today() + timedelta(days=60)).isoformat()
    assert client.send(path, promised_on=day, reason=" ", seen=seen).status_code == 422
    assert client.send(path, promised_on=day, reason="The tender <b>failed</b>.", seen=seen).status_code == 303
    assert [move.reason for move in session.scalars(select(MilestoneMove))] == ["The tender <b>failed</b>."]
    page = client.get("/promises").text
    assert "The tender &lt;b&gt;failed&lt;/b&gt;." in page
    assert "moved" in page


def test_a_promise_that_is_taken_back_stays_in_the_tracker_with_the_reason(client, plan, owner):
    client.sign_in(owner)
    path = f"{plan['at']}/milestones/{plan['milestone']}/remove"
    assert client.send(path, reason=" ").status_code == 422
    assert client.send(path, reason="The <b>grant</b> was refused.").status_code == 303
    for page in (client.get("/promises").text, client.get(plan["at"]).text):
        assert "The &lt;b&gt;grant&lt;/b&gt; was refused." in page
        assert "taken back" in page
    assert "The <b>grant</b> was refused." in client.get("/promises.csv").text


def test_everybody_reads_public_promises_and_no_names(client, plan, session):
    secret = promised(plan["slug"], "A secret promise", public=False)
    assert secret
    promised(an_initiative(state=InitiativeState.CANDIDATE), "Only thought of")
    page = client.get("/promises").text
    assert "Sensors are public" in page
    assert "A secret promise" not in page
    assert "Only thought of" not in page
    assert "Olga" not in page
    lines = client.get("/promises.csv").text
    assert "A secret promise" not in lines
    assert "Sensors are public" in lines
    assert client.get("/promises.xlsx").data.startswith(b"PK")


def test_a_promise_that_is_late_or_kept_says_so(client, session, plan):
    late = promised(plan["slug"], "Long ago", days=-5)
    assert late
    page = client.get("/promises").text
    assert re.search(r"late</span>\s*</dt><dd>1|late.{0,80}<dd>1", page, re.S)


def test_formulas_in_titles_are_words_in_the_files(client, plan, owner):
    promised(plan["slug"], '=HYPERLINK("http://evil.test")')
    activity(plan["slug"], "+cmd|' /C calc'!A0")
    client.sign_in(owner)
    for path in ("/promises.csv", f"{MAP}.csv", f"{MAP}/slips.csv"):
        cells = [cell for line in client.get(path).text.splitlines() for cell in line.split(",")]
        assert not [cell for cell in cells if cell.lstrip('"').startswith(("=", "+"))], path


def test_the_head_of_a_department_says_its_hours_and_no_others(client, plan, session):
    head = make_person("Heidi Head")
    roads = make_department("Roads")
    session.add(Grant(person_id=head.id, role=Role.DEPARTMENT_HEAD, department_id=roads.id))
    session.commit()
    client.sign_in(head)
    month = today().replace(day=1)
    path = f"{MAP}/capacity/{roads.id}"
    assert client.send(path, **{f"hours-{month:%Y-%m}": "120,5"}).status_code == 303
    assert hours_of(roads.id).hours == {month: pytest.approx(120.5)}
    later = date(month.year + (month.month > 10), (month.month + 1) % 12 + 1, 1)
    assert client.send(path, f"{path}/copy", month=month.isoformat(), until=later.isoformat()).status_code == 303
    assert len(hours_of(roads.id).hours) == 3
    assert client.get(f"{MAP}/capacity/{plan['team'].id}").status_code == 403


@pytest.mark.parametrize("typed", ["many", "-3", "1e999", "NaN", "Infinity"])
def test_hours_that_are_no_number_are_refused_and_stay_in_the_field(client, plan, typed):
    client.sign_in(office())
    path = f"{MAP}/capacity/{plan['team'].id}"
    answer = client.send(path, **{f"hours-{today():%Y-%m}": typed})
    assert answer.status_code == 422
    assert typed in answer.text
    assert not hours_of(plan["team"].id).hours


def test_a_check_is_asked_for_watched_and_read(client, plan, owner):
    hours(plan["team"], 100)
    client.sign_in(owner)
    answer = client.send(f"{MAP}/checks", f"{MAP}/checks/ask", runs=200, correlation="0.3", shape="pert", seed="5")
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "waits for its turn" in page
    assert 'hx-trigger="every 3s"' in page
    assert client.get(answer.location, headers={"HX-Request": "true"}).text.lstrip().startswith('<div id="check-progress"')
    jobs.run_checks(nobody)
    assert client.get(answer.location, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    page = client.get(answer.location).text
    assert "What would help most" in page
    assert "The plan has changed since" not in page
    again = client.send(answer.location, f"{answer.location}/again")
    jobs.run_checks(nobody)
    assert "The same figures" in client.get(again.location).text


def test_a_change_of_the_plan_is_told_on_the_page_of_the_check(client, plan, owner):
    check = checked()
    activity(plan["slug"], "One more")
    assert "The plan has changed since" in client.sign_in(owner).get(f"{MAP}/checks/{check.id}").text


def test_a_second_check_waits_for_the_first(client, plan, owner):
    client.sign_in(owner)
    asked = {"runs": 200, "correlation": "0", "shape": "pert"}
    client.send(f"{MAP}/checks", f"{MAP}/checks/ask", **asked)
    answer = client.send(f"{MAP}/checks", f"{MAP}/checks/ask", **asked)
    assert answer.status_code == 422
    assert "under way already" in answer.text


def test_who_has_no_initiative_reads_checks_and_asks_for_none(client, plan):
    client.sign_in(make_person("Otto Officer"))
    assert "Check the plan as it stands" not in client.get(f"{MAP}/checks").text
    assert client.send("/", f"{MAP}/checks/ask", runs=200).status_code == 403


def test_hours_that_nobody_said_are_told_on_the_page_of_the_check(client, plan, owner):
    page = client.sign_in(owner).get(f"{MAP}/checks/{checked().id}").text
    assert "Nobody said how many hours these departments have" in page
    assert "Data office" in page
    assert "counts those that end as renewed" not in page


def test_appointments_that_are_counted_as_renewed_are_told(client, plan, owner):
    ends = today() + timedelta(days=200)
    check = checked(supply=lambda: Supply(champion_hours={today().replace(day=1): 40.0}, renewed_from=ends))
    client.sign_in(owner)
    assert f"{format_day(ends)}; from then on the check counts those that end as renewed" in client.get(f"{MAP}/checks/{check.id}").text
    assert f",{ends.isoformat()}" in client.get(f"{MAP}/checks/{check.id}.csv").text


def test_a_promise_that_no_run_reaches_is_beyond_ten_years_wherever_it_is_told(client, plan, owner):
    hours(plan["team"], 0)
    check = checked()
    client.sign_in(owner)
    for page in ("/promises", "/promises.csv", MAP, f"{MAP}/slips.csv", f"{MAP}/checks/{check.id}", f"{MAP}/checks/{check.id}.csv"):
        assert "beyond ten years" in client.get(page).text, page
    page = client.get(plan["at"]).text
    assert "realism: unlikely" in page
    assert "not reached within ten years" in page


def test_the_result_and_the_plan_can_be_taken_along(client, plan, owner):
    check = checked()
    client.sign_in(owner)
    lines = client.get(f"{MAP}/checks/{check.id}.csv").text
    assert "Sensors are public" in lines
    assert ",7,200," in lines
    assert client.get(f"{MAP}/checks/{check.id}.xlsx").data.startswith(b"PK")
    taken = json.loads(client.get(f"{MAP}/checks/{check.id}/plan.json").data)
    assert (taken["seed"], taken["runs"]) == (7, 200)
    assert len(taken["plan"]["tasks"]) == 2


def test_a_check_that_failed_says_why(client, plan, session, owner):
    check_id = checked().id
    with transaction():
        session.execute(update(PlanCheck).where(PlanCheck.id == check_id).values(state=CheckState.FAILED, why_failed="It broke off."))
    assert "It broke off." in client.sign_in(owner).get(f"{MAP}/checks/{check_id}").text
    assert client.get(f"{MAP}/checks/{check_id}.csv").status_code == 404


def test_the_programme_office_agrees_the_plan_that_owners_accepted_and_slips_are_measured_against_it(client, plan, owner, session):
    client.sign_in(office())
    answer = client.send(f"{MAP}/baselines", f"{MAP}/baselines/agree")
    assert (answer.status_code, "have not accepted their dates" in answer.text) == (422, True)
    assert client.send(f"{MAP}/baselines", f"{MAP}/baselines/ask").status_code == 303
    assert client.send(plan["at"], f"{plan['at']}/accept", seen="x").status_code == 403
    client.sign_in(owner)
    assert "Please look at the dates of" in client.get("/inbox").text
    seen = re.search(r'name="seen"[^>]*value="(\w{64})"', client.get(plan["at"]).text)[1]
    assert client.send(plan["at"], f"{plan['at']}/accept", seen=seen).status_code == 303
    assert "accepted by the owner" in client.get(plan["at"]).text
    client.sign_in(office())
    assert client.send(f"{MAP}/baselines", f"{MAP}/baselines/agree").status_code == 303
    assert client.send(f"{MAP}/baselines", f"{MAP}/baselines/agree").status_code == 422
    page = client.get(f"{MAP}/baselines/1").text
    assert "Sensors are public" in page
    assert "Tender" in page
    client.sign_in(make_person("Otto Officer"))
    assert "Agree the plan as it stands" not in client.get(f"{MAP}/baselines").text


def test_an_unchecked_plan_is_agreed_with_a_warning(client, plan):
    client.sign_in(office())
    assert "Not checked as it stands" in client.get(f"{MAP}/baselines").text
    checked()
    assert "Not checked as it stands" not in client.get(f"{MAP}/baselines").text


def test_the_word_for_a_promise_follows_its_date_of_today(client, plan, owner):
    client.sign_in(owner)
    checked()
    path = f"{plan['at']}/milestones/{plan['milestone']}/move"
    days = {"likely": 2000, "unlikely": 1}
    seen = today() + timedelta(days=60)
    for word, later in days.items():
        day = today() + timedelta(days=later)
        client.send(path, promised_on=day.isoformat(), reason="To see.", seen=seen.isoformat())
        seen = day
        page = client.get(plan["at"]).text
        assert re.search(rf"</svg>{word}|> *{word}</span>|{word}</span>", page), word


def test_things_of_one_initiative_are_not_reached_through_another(client, plan, owner):
    mine = an_initiative(owner)
    client.sign_in(owner)
    for path in (f"activities/{plan['first']}", f"milestones/{plan['milestone']}/move"):
        assert client.get(f"{MAP}/initiatives/{mine}/{path}").status_code == 404


def test_members_from_outside_see_promises_and_no_plans(client, plan, session):
    client.sign_in(make_person("Xenia External", external=True))
    assert client.get(MAP).status_code == 403
    assert client.get(f"{MAP}/checks").status_code == 403
    assert client.get("/promises").status_code == 200
