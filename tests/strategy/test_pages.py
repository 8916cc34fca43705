"""The pages of the strategy, as those see them who use them."""

import csv
import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.kit.clock import today
from lms.kit.db import db
from lms.people.models import Role
from lms.strategy.models.strategies import Contribution, Strategy, StrategyState
from lms.strategy.queries.strategies import strategy_by_id
from tests.factories import strategies as made
from tests.factories.competences import digcomp, ids
from tests.factories.people import make_department, make_person


@pytest.fixture
def nora(session):
    return made.office()


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page.text))


def test_the_programme_office_writes_consults_and_adopts(client, nora):
    department, head = made.headed("Parks")
    owner = make_person("Olga Owner")
    client.sign_in(nora)
    facts = {"title": "City digital", "slug": "city-digital", "vision": "A city that answers.", "starts_on": "2026-01-01", "ends_on": "2030-12-31"}
    assert client.send("/strategy/papers/new", **facts).status_code == 303
    paper = "/strategy/papers/city-digital"
    assert client.send(f"{paper}/objectives/new", code="O1", title="Services that work", why="").status_code == 303
    objective = strategy_by_id(db.session.scalars(select(Strategy.id)).one()).objectives[0].id
    indicator = {"title": "Permits", "unit": "per cent", "baseline": "10", "baseline_on": "2026-01-01", "target": "90", "due_on": "2030-12-31"}
    more = {"source": "Register", "owner": owner.email, "every_months": "3"}
    assert client.send(f"{paper}/objectives/{objective}/indicators/new", **indicator, **more).status_code == 303
    until = (today() + timedelta(days=30)).isoformat()
    assert client.send(f"{paper}/consultation/open", until=until, departments=str(department.id)).status_code == 303
    client.sign_in(head)
    assert "waits for Parks" in text_of(client.get("/strategy"))
    voice = f"{paper}/consultation/{department.id}"
    assert client.send(voice, f"{voice}/contributions", objective=str(objective), text="Think of <b>parks</b>.").status_code == 303
    client.sign_in(nora)
    page = client.get(f"{paper}/consultation")
    assert "Think of &lt;b&gt;parks&lt;/b&gt;." in page.text
    answering = f"{paper}/contributions/{db.session.scalars(select(Contribution.id)).one()}"
    assert client.send(answering, outcome="taken", line="It stands in O1.").status_code == 303
    assert client.send(paper, f"{paper}/moves/consolidate").status_code == 303
    refused = client.send(paper, f"{paper}/moves/adopt")
    assert refused.status_code == 422
    assert "has not decided on it yet" in refused.text
    made.decided(strategy_by_id(db.session.scalars(select(Strategy.id)).one()))
    assert client.send(paper, f"{paper}/moves/adopt").status_code == 303
    assert client.send(paper, f"{paper}/moves/put-in-force").status_code == 303
    assert db.session.scalars(select(Strategy.state)).one() is StrategyState.IN_FORCE
    start = text_of(client.get("/strategy"))
    assert "A city that answers." in start
    assert "Services that work" in start


def test_the_refusal_of_an_adoption_names_the_silent_department(client, nora):
    department, _head = made.headed("Parks")
    strategy = made.consulted(nora, department)
    made.move(strategy, "consolidate", nora)
    client.sign_in(nora)
    paper = f"/strategy/papers/{strategy.slug}"
    page = client.send(paper, f"{paper}/moves/adopt")
    assert page.status_code == 422
    assert "One department is silent: Parks" in text_of(page)


def test_every_page_opens_for_the_office_and_in_force_for_everybody(client, nora):
    digcomp()
    strategy = made.in_force(nora)
    initiative = made.ready(nora, strategy)
    made.need(initiative, ids("1.3")["1.3"], nora)
    indicator = made.indicator_of(strategy).id
    paper = f"/strategy/papers/{strategy.slug}"
    for_all = ("/strategy", "/strategy/papers", paper, f"{paper}/map", f"{paper}/coverage", f"{paper}/versions", "/strategy/indicators")
    for_all += (f"/strategy/indicators/{indicator}", "/strategy/initiatives", f"/strategy/initiatives/{initiative.slug}")
    office = (f"{paper}/consultation", f"/strategy/initiatives/{initiative.slug}/edit", f"/strategy/initiatives/{initiative.slug}/needs")
    office += (f"/strategy/indicators/{indicator}/edit", "/strategy/papers/new", "/strategy/initiatives/new")
    client.sign_in(make_person("Otto Officer"))
    assert "not measured yet" in client.get(paper).text
    assert {path: client.get(path).status_code for path in for_all} == dict.fromkeys(for_all, 200)
    assert {path: client.get(path).status_code for path in office} == dict.fromkeys(office, 403)
    client.sign_in(nora)
    assert {path: client.get(path).status_code for path in (*for_all, *office)} == dict.fromkeys((*for_all, *office), 200)


def test_a_draft_is_read_by_the_office_the_manager_and_auditors_only(client, nora):
    strategy = made.drafted(nora, title="Secret plan")
    paper, indicator = f"/strategy/papers/{strategy.slug}", f"/strategy/indicators/{made.indicator_of(strategy).id}"
    department, head = made.headed()
    for person in (make_person("Otto Officer"), head, make_person("Trude Trainer", Role.TRAINER)):
        client.sign_in(person)
        files = (f"{paper}/coverage.csv", f"{paper}/consultation.csv", f"{indicator}/measurements.csv", f"{paper}/paper.pdf")
        for path in (paper, f"{paper}/map", f"{paper}/versions", f"{paper}/coverage", indicator, *files):
            page = client.get(path)
            assert page.status_code == 403, path
            assert "Secret plan" not in page.text
        assert "Secret plan" not in client.get("/strategy/papers").text + client.get("/strategy").text
    for role in (Role.AUDITOR, Role.CITY_MANAGER):
        client.sign_in(make_person(f"Holder of {role}", role))
        shown = client.get(paper)
        assert shown.status_code == 200
        assert "not measured yet" not in shown.text, "nobody has to measure what is not in force"
        assert client.get(f"{paper}/edit").status_code == 403
    assert department


def test_a_member_from_outside_sees_nothing_of_it(client, nora):
    strategy = made.in_force(nora)
    client.sign_in(make_person("Olaf Outside", external=True))
    for path in ("/strategy", "/strategy/papers", f"/strategy/papers/{strategy.slug}", "/strategy/initiatives", "/strategy/indicators.csv"):
        assert client.get(path).status_code == 403, path


def test_a_head_speaks_for_the_own_department_only(client, nora):
    parks, head = made.headed("Parks")
    libraries, _other = made.headed("Libraries")
    strategy = made.consulted(nora, parks, libraries)
    client.sign_in(head)
    own, others = (f"/strategy/papers/{strategy.slug}/consultation/{one.id}" for one in (parks, libraries))
    assert client.get(others).status_code == 403
    assert client.send(own, f"{others}/contributions", text="For others").status_code == 403
    assert client.send(own, f"{others}/nothing-to-add", reason="For others").status_code == 403
    assert client.send(own, f"{own}/nothing-to-add", reason="").status_code == 422
    assert client.send(own, f"{own}/nothing-to-add", reason="All is well.").status_code == 303
    client.sign_in(nora)
    assert client.send("/account", f"{own}/contributions", text="For others").status_code == 403


def test_an_officer_whose_role_was_taken_away_speaks_no_more(client, nora):
    parks, head = made.headed("Parks")
    strategy = made.consulted(nora, parks)
    client.sign_in(head)
    voice = f"/strategy/papers/{strategy.slug}/consultation/{parks.id}"
    assert client.get(voice).status_code == 200
    for grant in made.fresh(head).grants:
        db.session.delete(grant)
    db.session.commit()
    assert client.get(voice).status_code == 403


def test_of_two_editors_the_second_sees_both_texts(client, nora):
    strategy = made.drafted(nora)
    objective = made.objective_of(strategy)
    page = f"/strategy/papers/{strategy.slug}/objectives/{objective.id}/edit"
    client.sign_in(nora)
    assert client.send(page, seen="1", code="O1", title="Mine", why="").status_code == 303
    second = client.send(page, seen="1", code="O1", title="Yours", why="")
    assert second.status_code == 422
    assert "yours was not saved" in second.text
    assert ">O1 Mine<" in second.text
    assert 'value="Yours"' in second.text
    seen = re.search(r'name="seen"[^>]*value="(\d+)"', second.text)[1]
    assert client.send(page, seen=seen, code="O1", title="Yours", why="").status_code == 303
    assert made.objective_of(strategy).title == "Yours"


def test_an_objective_with_initiatives_is_not_deleted_and_the_page_names_them(client, nora):
    strategy = made.consulted(nora, make_department())
    objective = made.objective_of(strategy)
    client.sign_in(nora)
    path = f"/strategy/papers/{strategy.slug}/objectives/{objective.id}"
    assert "Delete it" in client.get(f"{path}/edit").text
    made.proposed(nora, title="Open permits", objective_id=objective.id)
    assert "Delete it" not in client.get(f"{path}/edit").text
    assert client.send(f"{path}/remove").status_code == 303
    page = text_of(client.get(f"{path}/edit"))
    assert "These initiatives serve this objective, so it cannot be deleted: “Open permits”." in page
    assert client.send(f"{path}/edit", f"{path}/retire").status_code == 303


def test_things_are_found_through_their_parent_only(client, nora):
    parks, head = made.headed("Parks")
    one, other = made.consulted(nora, parks), made.drafted(nora)
    contribution = made.contribute(one, parks, head)
    client.sign_in(nora)
    for path in (f"contributions/{contribution}", f"objectives/{made.objective_of(one).id}/edit", f"consultation/{parks.id}"):
        assert client.get(f"/strategy/papers/{other.slug}/{path}").status_code == 404
        assert client.get(f"/strategy/papers/{one.slug}/{path}").status_code == 200


def test_the_owner_measures_and_others_do_not(client, nora):
    owner = make_person("Olga Owner")
    strategy = made.in_force(nora, owner=owner)
    page = f"/strategy/indicators/{made.indicator_of(strategy).id}"
    facts = {"on_day": today().isoformat(), "value": "42.5", "source": "Register", "note": ""}
    client.sign_in(make_person("Otto Officer"))
    assert client.send("/account", f"{page}/measurements", **facts).status_code == 403
    client.sign_in(owner)
    for wrong in ({"value": "NaN"}, {"value": "1e99"}, {"value": "many"}, {"on_day": "2999-01-01"}):
        assert client.send(page, f"{page}/measurements", **{**facts, **wrong}).status_code == 422, wrong
    assert client.send(page, f"{page}/measurements", **facts).status_code == 303
    shown = client.get(page)
    assert "42.5" in shown.text
    assert "<svg" in shown.text
    assert "Olga Owner" in shown.text


def test_an_indicator_of_per_cent_is_written_as_the_language_writes_it(client, nora):
    strategy = made.in_force(nora)
    page = f"/strategy/indicators/{made.indicator_of(strategy).id}"
    assert "90%, 31 December 2030" in client.sign_in(nora).get(page).text
    assert "90\N{NO-BREAK SPACE}%, 31 décembre 2030" in client.get(page, headers={"Accept-Language": "fr"}).text


def test_the_owner_of_an_initiative_reports_and_moves_it_but_does_not_rewrite_it(client, nora):
    strategy = made.in_force(nora)
    owner = make_person("Ines Owner")
    initiative = made.ready(nora, strategy, owner=owner.email)
    made.step(initiative, "approve", nora)
    page = f"/strategy/initiatives/{initiative.slug}"
    client.sign_in(owner)
    assert client.get(f"{page}/edit").status_code == 403
    assert client.send(page, f"{page}/moves/plan").status_code == 303
    assert client.send(page, f"{page}/moves/close", reason="Done").status_code == 422
    facts = {"on_day": today().isoformat(), "percent": "40", "text": "Half of the forms."}
    assert client.send(page, f"{page}/reports", **facts).status_code == 303
    assert client.send(page, f"{page}/reports", **{**facts, "percent": "140"}).status_code == 422
    assert "40% of the work done" in text_of(client.get(page))
    client.sign_in(make_person("Otto Officer"))
    assert client.send("/account", f"{page}/moves/start").status_code == 403
    assert client.send("/account", f"{page}/reports", **facts).status_code == 403


@pytest.mark.parametrize("slug", ["new", "", "../etc", "Größe", "a b", "x" * 81])
def test_an_address_that_cannot_be_is_refused(client, nora, slug):
    client.sign_in(nora)
    facts = {"title": "City", "vision": "V.", "starts_on": "2026-01-01", "ends_on": "2030-12-31"}
    assert client.send("/strategy/papers/new", slug=slug, **facts).status_code == 422


def test_what_somebody_else_must_not_set_is_not_taken_from_a_form(client, nora):
    strategy = made.drafted(nora)
    client.sign_in(nora)
    page = f"/strategy/papers/{strategy.slug}/edit"
    facts = {"title": "City", "vision": "V.", "starts_on": "2026-01-01", "ends_on": "2030-12-31", "seen": "1"}
    extra = {"state": "in_force", "decision_id": str(strategy.id), "slug": "other", "created_by_id": ""}
    assert client.send(page, **facts, **extra).status_code == 303
    row = strategy_by_id(strategy.id)
    assert (row.state, row.slug, row.decision_id) == (StrategyState.DRAFTING, strategy.slug, None)


def rows_of(page):
    return list(csv.reader(io.StringIO(page.text.removeprefix("\ufeff"))))


def test_lists_are_files_too_and_no_cell_is_a_formula(client, nora):
    parks, head = made.headed("Parks")
    strategy = made.in_force(nora)
    made.ready(nora, strategy, title="=HYPERLINK(1)", summary="x")
    asked = made.consulted(nora, parks, slug="asked")
    made.contribute(asked, parks, head, "=1+1")
    client.sign_in(nora)
    indicator = made.indicator_of(strategy).id
    files = ("/strategy/initiatives", "/strategy/indicators", f"/strategy/indicators/{indicator}/measurements")
    files += (f"/strategy/papers/{asked.slug}/coverage", f"/strategy/papers/{asked.slug}/consultation")
    for path in files:
        sheet = client.get(f"{path}.csv")
        assert (sheet.status_code, sheet.mimetype) == (200, "text/csv")
        assert not [cell for row in rows_of(sheet) for cell in row if cell[:1] in {"=", "+", "@"}], path
        book = client.get(f"{path}.xlsx")
        assert book.status_code == 200
        assert book.data.startswith(b"PK")
        assert client.get(f"{path}.exe").status_code == 404
    assert "'=HYPERLINK(1)" in client.get("/strategy/initiatives.csv").text
    assert "'=1+1" in client.get(f"/strategy/papers/{asked.slug}/consultation.csv").text


def test_words_of_departments_stay_words(client, nora):
    hostile = "<script>alert(1)</script>{{ 7*7 }}"
    parks, head = made.headed(hostile)
    strategy = made.consulted(nora, parks, title=hostile)
    made.contribute(strategy, parks, head, hostile)
    client.sign_in(nora)
    paper = f"/strategy/papers/{strategy.slug}"
    inside = ("", "/consultation", f"/consultation/{parks.id}", "/coverage", "/map", "/versions")
    for path in (*(f"{paper}{part}" for part in inside), "/inbox"):
        page = client.get(path)
        assert "<script>alert" not in page.text, path
        assert "49" not in re.sub(r"[0-9a-f-]{36}", "", text_of(page)) or "{{ 7*7 }}" in page.text


def test_the_paper_is_a_pdf(client, nora, told_undrawn):
    strategy = made.in_force(nora)
    client.sign_in(make_person("Otto Officer"))
    paper = client.get(f"/strategy/papers/{strategy.slug}/paper.pdf")
    assert paper.status_code == 200
    assert paper.data.startswith(b"%PDF")
    assert "Open the page for printing" in told_undrawn(client, f"/strategy/papers/{strategy.slug}/paper.pdf")


def test_an_unknown_version_is_not_there(client, nora):
    strategy = made.in_force(nora)
    client.sign_in(nora)
    for number in (99, -1, 99999999999999999999999):
        assert client.get(f"/strategy/papers/{strategy.slug}/versions?from=1&to={number}").status_code == 404
    assert client.get(f"/strategy/papers/{strategy.slug}/versions?from=x").status_code == 200


def test_the_start_page_costs_the_same_for_a_large_strategy(client, nora, statements):
    strategy = made.in_force(nora)
    client.sign_in(nora)
    counts = []
    for _round in range(2):
        client.get("/strategy")
        with statements() as seen:
            client.get("/strategy")
        counts.append(len(seen))
        for _number in range(6):
            made.ready(nora, strategy)
    assert counts[0] == counts[1]
    assert counts[0] <= 20
