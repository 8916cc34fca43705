"""The rules of levels as rows: read, changed with a reason, looked at before, and carried out by a job."""

import pytest
from sqlalchemy import func, select

from lms.audit.models import ReportView
from lms.competency import jobs
from lms.competency.levels.rules import DEFAULT, rules_from
from lms.competency.models import LevelRules, StandingChange
from lms.competency.queries import ledger
from lms.competency.queries.rules import effect, version_of_rules
from lms.competency.queries.standings import standings_of
from lms.competency.service import rules as service
from lms.competency.service.refusals import RulesStale
from lms.kit.db import db, transaction
from lms.people.models import Person, Role
from tests.competency.sending import sent
from tests.factories.people import make_person


@pytest.fixture
def hanna():
    return make_person("Hanna Hr", Role.HR)


def strict():
    """Rules by which a quiz alone shows nothing."""
    plain = DEFAULT.plain()
    plain["kinds"]["quiz"]["weight"] = 20
    return plain


def drafted(hanna, plain=None):
    with transaction():
        return service.draft_rules(plain or strict(), "Quizzes are easy", by=db.session.get_one(Person, hanna.id)).number


def put_in_force(hanna, number):
    with transaction():
        service.put_in_force(version_of_rules(number), by=db.session.get_one(Person, hanna.id))


def test_a_new_house_has_the_rules_that_ship(session):
    assert ledger.rules_in_force() == (1, DEFAULT)


def test_new_rules_are_a_version_and_a_job_computes_all_levels(digcomp, shows, hanna):
    person = make_person()
    shows(person, level=2, kind="quiz", items=5)
    shows(person, "1.2", level=4)
    number = drafted(hanna)
    assert ledger.rules_in_force()[0] == 1, "a draft changes nothing"
    put_in_force(hanna, number)
    assert ledger.progress_of_rules() == (0, 2)
    assert jobs.apply_rules() == 1
    assert ledger.progress_of_rules() == (2, 2)
    assert standings_of([person.id]) == {(person.id, digcomp["1.2"]): 4}
    assert db.session.scalars(select(StandingChange.because).where(StandingChange.after == 0)).all() == ["rules"]
    assert jobs.apply_rules() == 0


def test_one_version_is_in_force_and_those_of_before_stay(session, hanna):
    for _round in range(3):
        put_in_force(hanna, drafted(hanna))
    assert session.scalar(select(func.count()).select_from(LevelRules).where(LevelRules.in_force.is_(True))) == 1
    assert session.scalar(select(func.count()).select_from(LevelRules).where(LevelRules.superseded_at.is_not(None))) == 3


def test_a_draft_made_before_others_came_into_force_is_refused(session, hanna):
    first, second = drafted(hanna), drafted(hanna)
    put_in_force(hanna, second)
    with pytest.raises(RulesStale):
        put_in_force(hanna, first)
    with pytest.raises(RulesStale):
        put_in_force(hanna, second)


def test_the_effect_is_told_for_ten_people_and_more_only(digcomp, shows, hanna):
    many = [make_person() for _number in range(10)]
    for person in many:
        shows(person, "1.3", level=2, kind="quiz", items=5)
    shows(many[0], "1.2", level=2, kind="quiz", items=5)
    found = effect(rules_from(strict()))
    assert (found.people, found.of, found.is_sample) == (10, 10, False)
    assert {row.competence.code: (row.up, row.down) for row in found.rows} == {"1.2": (None, None), "1.3": (None, 10)}


@pytest.mark.parametrize(("role", "told"), [(Role.HR, True), (Role.AUDITOR, True), (Role.ADMINISTRATOR, False), (Role.TRAINER, False)])
def test_the_effect_is_told_to_those_only_who_may_see_everybody_and_noted(client, digcomp, shows, hanna, session, role, told):
    for _number in range(10):
        shows(make_person(), "1.3", level=2, kind="quiz", items=5)
    number, reader = drafted(hanna), make_person("Rita Reader", role)
    page = client.sign_in(reader).get(f"/levels/{number}").text
    assert ("Levels that would change" in page, "is not told to you" in page) == (told, not told)
    noted = [(reader.id, "rules-effect", {"rules": str(number)})] if told else []
    assert [(one.person_id, one.report, one.filters) for one in session.scalars(select(ReportView))] == noted


def form_of(rules):
    """The form as a browser sends it."""
    plain, sent = rules.plain(), {"ratings_alone_up_to": str(rules.ratings_alone_up_to), "reason": "Quizzes are easy"}
    for number, kind in enumerate(plain["kinds"].values()):
        sent |= {f"kinds-{number}-weight": str(kind["weight"]), f"kinds-{number}-items_for_full": str(kind["items_for_full"])}
        sent |= {f"kinds-{number}-fades": " ".join(f"{months}:{percent}" for months, percent in kind["fades"])}
        sent |= {f"kinds-{number}-alone": "y"} if kind["alone"] else {}
    for number, need in enumerate(plain["levels"]):
        sent |= {f"levels-{number}-weight": str(need["weight"]), f"levels-{number}-pieces": str(need["pieces"])}
    for name, sure in plain["confidence"].items():
        sent |= {f"{name}-weight": str(sure["weight"]), f"{name}-kinds": str(sure["kinds"])}
    return sent


def test_hr_changes_the_rules_by_the_form(client, digcomp, shows, hanna):
    shows(make_person(), level=2, kind="quiz", items=5)
    client.sign_in(hanna)
    page = sent(client, "/levels/change", data={**form_of(DEFAULT), "kinds-3-weight": "20"})
    assert page.status_code == 303
    preview = client.get(page.headers["Location"]).text
    assert "fewer than ten" in preview
    assert sent(client, page.headers["Location"] + "/put-in-force").status_code == 303
    assert ledger.rules_in_force()[1].kinds["quiz"].weight == 20
    assert "Quizzes are easy" in client.get("/levels").text


def test_the_form_shows_the_rules_of_today(client, session, hanna):
    page = client.sign_in(hanna).get("/levels/change").text
    assert "24:80 48:60 72:40" in page


@pytest.mark.parametrize(
    "change", [{"kinds-0-weight": "10"}, {"kinds-3-fades": "12-80"}, {"levels-7-weight": "5"}, {"reason": " "}, {"kinds-3-weight": "many"}]
)
def test_rules_that_cannot_be_are_refused_with_a_sentence(client, session, hanna, change):
    assert sent(client.sign_in(hanna), "/levels/change", data={**form_of(DEFAULT), **change}).status_code == 422
    assert session.scalar(select(func.count()).select_from(LevelRules)) == 1


def test_trainers_read_the_rules_and_change_nothing(client, session):
    client.sign_in(make_person("Theo", Role.TRAINER))
    assert client.get("/levels").status_code == 200
    assert client.get("/levels/change").status_code == 403
    assert sent(client, "/levels/1/put-in-force").status_code == 403
