"""The consultation: nobody is forgotten, everything is answered, and without that nothing is adopted."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.leadership.models import AgendaItem, Result
from lms.notices.models import Letter, Notice
from lms.people.models import Department, Grant, Role
from lms.people.queries.merging import merger
from lms.people.service import merging
from lms.people.service.leaving import let_many_go
from lms.strategy.jobs.consultations import remind_departments
from lms.strategy.models.initiatives import Initiative
from lms.strategy.models.strategies import ConsultedDepartment, Contribution, StrategyState, StrategyVersion
from lms.strategy.queries.consultation import askable, consultation_of, voice_at_hand, waiting_for
from lms.strategy.queries.strategies import strategy_by_id
from lms.strategy.service import asking_leadership, consulting, drafting, refusals
from tests.factories import strategies as made
from tests.factories.people import make_department, make_person


@pytest.fixture
def nora(session):
    return made.office()


@pytest.fixture
def parks(session):
    return made.headed("Parks")


@pytest.fixture
def libraries(session):
    return made.headed("Libraries")


def kinds(person):
    return list(db.session.scalars(select(Notice.kind).where(Notice.person_id == person.id).order_by(Notice.created_at)))


def letters(person, name):
    return db.session.scalar(select(func.count()).select_from(Letter).where(Letter.person_id == person.id, Letter.key.startswith(f"{name}:")))


def test_no_department_with_people_is_left_out_when_the_others_are_asked(nora, parks, libraries):
    strategy = made.drafted(nora)
    with pytest.raises(refusals.NotReady, match="One department is not asked: Libraries"), transaction():
        consulting.open_consultation(strategy_by_id(strategy.id), [parks[0].id], today() + timedelta(days=9), by=made.fresh(nora))
    assert strategy_by_id(strategy.id).state is StrategyState.DRAFTING
    assert consultation_of(strategy_by_id(strategy.id)).voices == ()


def test_a_department_that_was_founded_later_is_asked_before_the_adoption(nora, parks, client):
    strategy = made.consulted(nora, parks[0])
    made.sign(strategy, *parks)
    late = made.headed("Late foundation")
    made.move(strategy, "consolidate", nora)
    made.decided(strategy)
    with pytest.raises(refusals.NotReady, match="One department is not asked: Late foundation"):
        made.move(strategy, "adopt", nora)
    assert "Not asked yet: Late foundation" in client.sign_in(nora).get(f"/strategy/papers/{strategy.slug}/consultation").text
    with transaction():
        consulting.ask_another(strategy_by_id(strategy.id), db.session.get_one(Department, late[0].id), by=made.fresh(nora))
    made.sign(strategy, *late)
    made.move(strategy, "adopt", nora)
    assert strategy_by_id(strategy.id).state is StrategyState.ADOPTED


def test_those_who_head_departments_are_asked_in_the_inbox_and_by_mail(nora, parks, libraries):
    made.consulted(nora, parks[0], libraries[0])
    for _department, head in (parks, libraries):
        assert kinds(head) == ["strategy-asks"]
        assert letters(head, "strategy-asks") == 1
    assert db.session.scalar(select(func.count()).select_from(StrategyVersion)) == 1


def test_a_strategy_is_adopted_only_when_all_departments_spoke(nora, parks, libraries):
    strategy = made.consulted(nora, parks[0], libraries[0])
    contribution = made.contribute(strategy, *parks)
    made.answer(strategy, contribution, nora)
    made.move(strategy, "consolidate", nora)
    made.decided(strategy)
    with pytest.raises(refusals.NotReady, match="One department is silent: Libraries"):
        made.move(strategy, "adopt", nora)
    assert strategy_by_id(strategy.id).state is StrategyState.CONSOLIDATED
    made.sign(strategy, *libraries)
    made.move(strategy, "adopt", nora)
    row = strategy_by_id(strategy.id)
    assert (row.state, row.decision.result) == (StrategyState.ADOPTED, Result.APPROVED)
    whys = db.session.scalars(select(StrategyVersion.why).where(StrategyVersion.strategy_id == strategy.id).order_by(StrategyVersion.number))
    assert list(whys) == ["open-consultation", "consolidate", "adopt"]


def test_nothing_is_consolidated_while_a_contribution_has_no_answer(nora, parks):
    strategy = made.consulted(nora, parks[0])
    contribution = made.contribute(strategy, *parks)
    with pytest.raises(refusals.NotReady, match="One contribution has no answer yet"):
        made.move(strategy, "consolidate", nora)
    made.answer(strategy, contribution, nora)
    made.move(strategy, "consolidate", nora)
    assert kinds(parks[1]) == ["strategy-asks", "contribution-taken", "strategy-consolidated"]


def test_a_late_contribution_has_to_be_answered_before_the_adoption(nora, parks):
    strategy = made.consulted(nora, parks[0])
    made.sign(strategy, *parks)
    made.move(strategy, "consolidate", nora)
    made.decided(strategy)
    contribution = made.contribute(strategy, *parks)
    with pytest.raises(refusals.NotReady, match="no answer"):
        made.move(strategy, "adopt", nora)
    made.answer(strategy, contribution, nora)
    made.move(strategy, "adopt", nora)


def test_after_the_adoption_nobody_speaks_any_more(nora, parks):
    strategy = made.consulted(nora, parks[0])
    made.sign(strategy, *parks)
    made.move(strategy, "consolidate", nora)
    made.decided(strategy)
    made.move(strategy, "adopt", nora)
    for deed in (made.contribute, made.sign):
        with pytest.raises(refusals.NotConsulted):
            deed(strategy, *parks)


@pytest.mark.parametrize("result", [Result.REJECTED, Result.NOTED])
def test_a_decision_that_is_no_approval_adopts_nothing(nora, parks, result):
    strategy = made.consulted(nora, parks[0])
    made.sign(strategy, *parks)
    made.move(strategy, "consolidate", nora)
    with pytest.raises(refusals.NotReady, match="has not decided"):
        made.move(strategy, "adopt", nora)
    made.decided(strategy, on=today())
    made.decided(strategy, result)
    with pytest.raises(refusals.NotReady, match="not an approval"):
        made.move(strategy, "adopt", nora)


def test_the_approval_of_an_older_text_adopts_nothing(nora, parks):
    strategy = made.consulted(nora, parks[0])
    made.sign(strategy, *parks)
    made.move(strategy, "consolidate", nora)
    made.decided(strategy)
    made.move(strategy, "reopen", nora, "The vision is too long.")
    with transaction():
        head = {"title": "Another strategy", "vision": "Something else.", "starts_on": strategy.starts_on, "ends_on": strategy.ends_on}
        drafting.write_head(strategy_by_id(strategy.id), **head, seen=strategy_by_id(strategy.id).revision, by=made.fresh(nora))
    made.move(strategy, "consolidate", nora)
    with pytest.raises(refusals.NotReady, match="older text"):  # though it was voted on today
        made.move(strategy, "adopt", nora)
    made.decided(strategy)
    made.move(strategy, "adopt", nora)


def test_the_team_votes_on_the_version_that_was_consolidated_last(nora, parks):
    strategy = made.consulted(nora, parks[0])
    with pytest.raises(refusals.NotReady, match="Consolidate the text first"):
        asking_leadership.ask_for_adoption(strategy, by=made.fresh(nora))
    made.sign(strategy, *parks)
    made.move(strategy, "consolidate", nora)
    for version, deed in ((2, "reopen"), (3, "reopen")):
        with transaction():
            item = asking_leadership.ask_for_adoption(strategy_by_id(strategy.id), by=made.fresh(nora))
            assert (item.subject_version, item.subject_path) == (version, f"/strategy/papers/{strategy.slug}")
        made.move(strategy, deed, nora, "Not yet.")
        made.move(strategy, "consolidate", nora)
    assert db.session.scalar(select(func.count()).select_from(AgendaItem)) == 1


def test_an_objective_that_cannot_be_measured_stops_the_adoption(nora, parks):
    strategy = made.consulted(nora, parks[0], measurable=False)
    made.sign(strategy, *parks)
    made.move(strategy, "consolidate", nora)
    made.decided(strategy)
    with pytest.raises(refusals.NotReady, match="O1"):
        made.move(strategy, "adopt", nora)


def test_an_owner_who_left_leaves_the_indicator_incomplete(nora, parks):
    owner = make_person("Olga Owner")
    strategy = made.consulted(nora, parks[0], owner=owner)
    made.sign(strategy, *parks)
    made.move(strategy, "consolidate", nora)
    made.decided(strategy)
    made.fresh(owner).active = False
    db.session.commit()
    with pytest.raises(refusals.NotReady, match="O1"):
        made.move(strategy, "adopt", nora)


def test_nothing_to_add_needs_a_reason_and_is_no_second_word(nora, parks):
    strategy = made.consulted(nora, parks[0])
    with pytest.raises(refusals.NeedsReason):
        made.sign(strategy, *parks, reason="  ")
    made.contribute(strategy, *parks)
    with pytest.raises(refusals.HasSpoken):
        made.sign(strategy, *parks)


def test_a_contribution_takes_the_place_of_a_signature(nora, parks):
    strategy = made.consulted(nora, parks[0])
    made.sign(strategy, *parks)
    made.contribute(strategy, *parks)
    row = voice_at_hand(strategy.slug, parks[0].id).voice
    assert (row.has_signed, row.row.nothing_to_add, len(row.contributions)) == (False, "", 1)


def test_who_is_asked_cannot_be_left_out_and_more_can_be_asked(nora, parks):
    strategy = made.consulted(nora, parks[0])
    libraries = made.headed("Libraries")
    with transaction():
        consulting.ask_another(strategy_by_id(strategy.id), db.session.get_one(Department, libraries[0].id), by=made.fresh(nora))
    assert kinds(libraries[1]) == ["strategy-asks"]
    with pytest.raises(refusals.ChangedMeanwhile), transaction():
        consulting.ask_another(strategy_by_id(strategy.id), db.session.get_one(Department, libraries[0].id), by=made.fresh(nora))


def test_a_consultation_needs_somebody_to_ask_and_a_day_to_come(nora, parks):
    strategy = made.drafted(nora)
    with pytest.raises(refusals.NotReady), transaction():
        consulting.open_consultation(strategy_by_id(strategy.id), [], today() + timedelta(days=9), by=made.fresh(nora))
    with pytest.raises(refusals.WrongDates), transaction():
        consulting.open_consultation(strategy_by_id(strategy.id), [parks[0].id], today(), by=made.fresh(nora))
    assert kinds(parks[1]) == []


def test_departments_at_the_top_that_have_people_are_asked_by_default(session):
    city = make_department("City")
    parks, empty, below = make_department("Parks", parent=city), make_department("Empty", parent=city), None
    below = make_department("Trees", parent=parks)
    make_person("Theo", department=below)
    found = {one.branch.department.id: (one.people, one.by_default) for one in askable()}
    assert found[city.id] == (1, False)
    assert found[parks.id] == (1, True)
    assert found[empty.id] == (0, False)
    assert found[below.id] == (1, False)


# ---- reminders


def test_silent_departments_are_reminded_once_for_each_round(nora, parks, libraries):
    strategy = made.consulted(nora, parks[0], libraries[0], days=28)
    made.sign(strategy, *libraries)
    assert remind_departments() == 0
    with at(now() + timedelta(days=16)):
        assert remind_departments() == 1
        assert remind_departments() == 0
    with at(now() + timedelta(days=29)):
        assert remind_departments() == 2  # the head, and the programme office
    assert kinds(parks[1]) == ["strategy-asks", "strategy-waits", "strategy-waits"]
    assert letters(parks[1], "strategy-waits") == 2
    assert kinds(libraries[1]) == ["strategy-asks"]
    assert "strategy-silent" in kinds(nora)


def test_a_head_who_is_new_is_asked_by_the_next_run(nora, parks):
    made.consulted(nora, parks[0])
    heir = made.head_of(parks[0], "Heir")
    remind_departments()
    assert kinds(heir) == ["strategy-asks"]
    assert kinds(parks[1]) == ["strategy-asks"]


def test_when_the_head_leaves_the_office_is_told_and_the_department_stays_silent(nora, parks):
    strategy = made.consulted(nora, parks[0])
    with transaction():
        let_many_go([parks[1].id], way="by-hand", by=None)
    assert "strategy-no-head" in kinds(nora)
    assert made.silent_names(strategy) == ["Parks"]
    assert not voice_at_hand(strategy.slug, parks[0].id).voice.heads


def test_a_head_who_leaves_after_speaking_is_nobodys_trouble(nora, parks):
    strategy = made.consulted(nora, parks[0])
    made.sign(strategy, *parks)
    with transaction():
        let_many_go([parks[1].id], way="by-hand", by=None)
    assert "strategy-no-head" not in kinds(nora)
    assert made.silent_names(strategy) == []


# ---- merged departments


def merge(row, into):
    by = make_person("Hana Hr", Role.HR)
    with transaction():
        row, into = db.session.get_one(Department, row.id), db.session.get_one(Department, into.id)
        merging.merge(row, into, seen=merger(row, into).fingerprint, by=made.fresh(by))


def test_a_department_that_is_merged_takes_its_words_along(nora, parks):
    green = make_department("Green")
    strategy = made.consulted(nora, parks[0])
    made.contribute(strategy, *parks)
    initiative = made.proposed(nora, parks[0])
    merge(parks[0], green)
    (voice,) = consultation_of(strategy_by_id(strategy.id)).voices
    assert (voice.row.department.name, len(voice.contributions)) == ("Green", 1)
    assert [head.name for head in voice.heads] == ["Head of Parks"]
    assert db.session.scalars(select(Initiative.department_id).where(Initiative.id == initiative.id)).one() == green.id


def test_where_both_are_asked_contributions_count_for_the_one_that_stays(nora, parks, libraries):
    strategy = made.consulted(nora, parks[0], libraries[0])
    made.contribute(strategy, *parks)
    merge(parks[0], libraries[0])
    assert made.silent_names(strategy) == []
    assert db.session.scalar(select(func.count()).select_from(ConsultedDepartment)) == 1
    assert db.session.scalars(select(Contribution.department_id)).one() == libraries[0].id


def test_the_signature_of_a_merged_department_does_not_speak_for_the_other(nora, parks, libraries):
    strategy = made.consulted(nora, parks[0], libraries[0])
    made.sign(strategy, *parks, reason="The parks are served well.")
    merge(parks[0], libraries[0])
    assert made.silent_names(strategy) == ["Libraries"]
    assert voice_at_hand(strategy.slug, libraries[0].id).voice.row.earlier == "The parks are served well."


# ---- who speaks


def test_the_head_of_a_department_above_may_speak_too(nora, parks):
    city = make_department("City")
    db.session.get_one(Department, parks[0].id).parent_id = city.id
    db.session.commit()
    mayor = made.head_of(city, "Mayor")
    strategy = made.consulted(nora, parks[0])
    assert [(one.department.name, one.has_spoken) for one in waiting_for(made.fresh(mayor))] == [("Parks", False)]
    made.sign(strategy, parks[0], mayor)
    assert made.silent_names(strategy) == []


def test_without_the_role_nothing_waits_for_anybody(nora, parks):
    made.consulted(nora, parks[0])
    db.session.execute(delete(Grant).where(Grant.person_id == parks[1].id))
    db.session.commit()
    assert waiting_for(made.fresh(parks[1])) == []


def test_a_consultation_costs_the_same_for_many_departments(nora, parks, libraries, statements):
    small = made.consulted(nora, parks[0])
    more = [make_department(f"Department {number}") for number in range(8)]
    large = made.consulted(nora, libraries[0], *more, slug="large")
    made.contribute(large, *libraries)
    counts = []
    for strategy in (small, large):
        row = strategy_by_id(strategy.id)
        with statements() as seen:
            consultation_of(row)
        counts.append(len(seen))
    assert counts == [3, 3]
