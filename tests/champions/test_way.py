"""From a certificate to an honourable exit: what happens, who hears of it, and what is refused."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import select

from lms.champions import jobs
from lms.champions.events import ChampionLapsed
from lms.champions.models import Champion, ChampionMove, ChampionState, Nominator
from lms.champions.queries.champions import active_on, live_of, waiting_for
from lms.champions.service import nominating
from lms.champions.service.following import follow_manager, follow_standing
from lms.champions.service.refusals import AlreadyNamed, NeedsHours, NeedsReason, NoMoreRenewals, NoSuchStep, NotEligible, TooEarly
from lms.competency.events import StandingChanged
from lms.competency.models import Competence, Evidence, EvidenceKind
from lms.competency.service.evidence import NewEvidence, add_evidence, withdraw_evidence
from lms.kit.clock import at, now, today
from lms.kit.db import db, transaction
from lms.notices.models import Letter, Notice
from lms.people.events import ManagerChanged
from lms.people.models import Person, Role
from lms.people.service import people as people_service
from tests.factories.certificates import certificate_of, certified_course
from tests.factories.champions import learned, make_champion, step, with_manager
from tests.factories.competences import digcomp, ids
from tests.factories.people import make_person

FIVE = ("1.3", "2.2", "3.2", "3.3", "4.2")


def _serving(person, **facts):
    """A champion with everything that the rules ask for, whom nobody had to ask."""
    learned(person)
    db.session.delete(_champion(person))
    db.session.commit()
    return make_champion(person, **facts)


def _champion(person):
    return db.session.scalars(select(Champion).where(Champion.person_id == person.id)).one_or_none()


def _told(person):
    return set(db.session.scalars(select(Notice.kind).where(Notice.person_id == person.id)))


def _letters(person):
    return {key.partition(":")[0] for key in db.session.scalars(select(Letter.key).where(Letter.person_id == person.id))}


def test_a_certificate_makes_a_champion(session):
    person, office = make_person("Lena"), make_person("Nora", Role.PROGRAMME_OFFICE)
    manager = with_manager(person)
    certificate_of(person, certified_course(codes=FIVE, level=4))
    champion = _champion(person)
    assert (champion.state, champion.nominated_by, champion.said_yes_at) == (ChampionState.NOMINATED, Nominator.SYSTEM, None)
    assert "champion-asked" in _told(person)
    assert "champion-asked" in _letters(person)
    assert champion.eligibility["eligible"] is True
    step(champion, "accept", person)
    assert _champion(person).state is ChampionState.ELIGIBLE
    assert _letters(manager) == {"champion-hours-asked"}
    assert [one.id for one in waiting_for(manager.id)] == [champion.id]
    step(champion, "agree", manager, hours=4)
    assert "champion-to-appoint" in _told(office)
    step(champion, "appoint", office)
    champion = _champion(person)
    assert champion.state is ChampionState.ACTIVE
    assert (champion.until - champion.appointed_on).days in (364, 365)
    assert _letters(person) >= {"champion-asked", "champion-appointed"}
    assert [one.hours_per_week for one in active_on(today())] == [Decimal(4)]
    moves = db.session.scalars(select(ChampionMove.deed).where(ChampionMove.champion_id == champion.id).order_by(ChampionMove.at)).all()
    assert sorted(moves) == sorted(["nominate", "accept", "reach", "agree", "appoint"])


def test_not_now_is_final_for_the_house_and_not_for_the_person(session):
    person = make_person()
    learned(person)
    step(_champion(person), "decline", person)
    assert _champion(person).state is ChampionState.DECLINED
    with transaction():
        add_evidence([NewEvidence(person.id, ids("5.3")["5.3"], 6, EvidenceKind.CERTIFICATE, uuid4(), "Another")])
    jobs.ask_eligible()
    assert _champion(person).state is ChampionState.DECLINED
    with transaction():
        nominating.nominate_self("Now I want to.", by=db.session.get_one(Person, person.id))
    assert live_of(person.id).champion.state is ChampionState.ELIGIBLE


def test_an_own_rating_asks_nobody(session):
    person = make_person()
    digcomp()
    with transaction():
        for competence_id in ids("1.3", "2.2", "3.2").values():
            add_evidence(NewEvidence(person.id, competence_id, 6, EvidenceKind.OWN_RATING, uuid4(), "") for _number in range(3))
    assert _champion(person) is None


def test_the_night_asks_whoever_became_eligible_and_was_never_asked_once(session):
    person = make_person()
    learned(person)
    db.session.delete(_champion(person))
    db.session.commit()
    assert jobs.ask_eligible() == 1
    assert jobs.ask_eligible() == 0
    assert _champion(person).nominated_by is Nominator.SYSTEM


def test_members_from_outside_are_not_asked(session):
    person = make_person(external=True)
    learned(person)
    assert _champion(person) is None


def test_whoever_says_yes_too_early_goes_on_when_the_evidence_comes(session):
    person = make_person()
    digcomp()
    manager = with_manager(person)
    with transaction():
        nominating.nominate_self("I help anyway.", by=db.session.get_one(Person, person.id))
    assert _champion(person).state is ChampionState.NOMINATED
    learned(person)
    assert _champion(person).state is ChampionState.ELIGIBLE
    assert "champion-hours-asked" in _told(manager)


def test_a_manager_puts_somebody_forward_who_is_asked_first(session):
    person = make_person()
    manager = with_manager(person)
    with transaction():
        nominating.nominate(db.session.get_one(Person, person.id), "She explains well.", by=db.session.get_one(Person, manager.id))
    assert "champion-nominated" in _letters(person)
    with pytest.raises(AlreadyNamed), transaction():
        nominating.nominate_self("", by=db.session.get_one(Person, person.id))
    step(_champion(person), "decline", person)
    assert _told(manager) == {"champion-not-now"}


@pytest.mark.parametrize(
    ("state", "deed", "who"),
    [
        ("nominated", "accept", "manager"),
        ("nominated", "reach", "person"),
        ("eligible", "agree", "person"),
        ("eligible", "agree", "office"),
        ("agreed", "appoint", "manager"),
        ("agreed", "appoint", "person"),
        ("active", "end", "manager"),
        ("active", "leave", "office"),
        ("ended", "come-back", "person"),
    ],
)
def test_a_step_is_refused_to_whoever_it_is_not_for(session, state, deed, who):
    person = make_person()
    people = {"person": person, "manager": with_manager(person), "office": make_person("Nora", Role.PROGRAMME_OFFICE)}
    champion = make_champion(person, state=ChampionState(state))
    with pytest.raises(NoSuchStep):
        step(champion, deed, people[who], hours=4)
    assert _champion(person).state.value == state


def test_nobody_of_the_office_appoints_themselves_or_agrees_to_their_own_hours(session):
    office = make_person("Nora", Role.PROGRAMME_OFFICE)
    with pytest.raises(NoSuchStep):
        step(make_champion(office, state=ChampionState.AGREED), "appoint", office)


def test_without_a_line_manager_the_office_answers_about_the_hours(session):
    person, office = make_person(), make_person("Nora", Role.PROGRAMME_OFFICE)
    learned(person)
    step(_champion(person), "accept", person)
    assert "champion-hours-asked" in _told(office)
    assert step(_champion(person), "agree", office, hours=2).state is ChampionState.AGREED


@pytest.mark.parametrize("hours", [None, 0, 21])
def test_hours_are_written_and_within_bounds(session, hours):
    person = make_person()
    manager = with_manager(person)
    with pytest.raises(NeedsHours):
        step(make_champion(person, state=ChampionState.ELIGIBLE), "agree", manager, hours=hours)


def test_a_refusal_says_why_and_a_twice_given_answer_is_refused(session):
    person = make_person()
    manager = with_manager(person)
    champion = make_champion(person, state=ChampionState.ELIGIBLE)
    with pytest.raises(NeedsReason):
        step(champion, "refuse", manager)
    step(champion, "refuse", manager, "The counter is short of people until spring.")
    assert "champion-refused" in _letters(person)
    with pytest.raises(NoSuchStep):
        step(champion, "agree", manager, hours=4)


def test_nobody_is_appointed_whose_evidence_is_gone_meanwhile(session):
    office = make_person("Nora", Role.PROGRAMME_OFFICE)
    digcomp()
    with pytest.raises(NotEligible, match=r"1\.3"):
        step(make_champion(state=ChampionState.AGREED), "appoint", office)


def _withdraw(person):
    """Piece by piece, the competence 1.3 last."""
    theirs = select(Evidence.source_id).join(Evidence.competence).where(Evidence.person_id == person.id)
    for source in db.session.scalars(theirs.order_by(Competence.code.desc())).all():
        with transaction():
            withdraw_evidence(EvidenceKind.CERTIFICATE, source)


def test_evidence_that_goes_in_mid_term_is_told_and_nothing_is_taken_away(app, session):
    person, office = make_person(), make_person("Nora", Role.PROGRAMME_OFFICE)
    _serving(person)
    _withdraw(person)
    champion = _champion(person)
    assert (champion.state, champion.lapsed_since is not None) == (ChampionState.ACTIVE, True)
    assert active_on(today())[0].lapsed
    assert "champion-lapsed" in _letters(person)
    assert "champion-lapsed-office" in _told(office)
    (told,) = session.scalars(select(Notice).where(Notice.person_id == person.id, Notice.kind == "champion-lapsed"))
    assert told.facts["reason"] == "the evidence shows 2 competences at level 3 or higher, and 3 are asked for"
    before = champion.lapsed_since
    jobs.keep_champions()
    jobs.keep_champions()
    assert _champion(person).lapsed_since == before
    learned(person)
    assert _champion(person).lapsed_since is None
    assert "champion-restored" in _told(person)


def test_the_lapse_is_a_fact_that_others_may_react_to(app, session, monkeypatch):
    heard = []
    monkeypatch.setitem(app.extensions["lms.teller"]._reactions, ChampionLapsed, [heard.append])
    person = make_person()
    champion = _serving(person)
    _withdraw(person)
    assert heard == [ChampionLapsed(champion.id, person.id)]


def test_the_end_is_reminded_sixty_and_thirty_days_before_once_each(session):
    person = make_person()
    champion = _serving(person, until=today() + timedelta(days=59))
    for days in (0, 0, 20, 40):
        with at(now() + timedelta(days=days)):
            jobs.keep_champions()
    reminders = db.session.scalars(select(Notice.key).where(Notice.kind == "champion-ends-soon")).all()
    assert sorted(key.split(":")[3] for key in reminders) == ["30", "60"]
    assert champion.state is ChampionState.ACTIVE


def test_another_year_is_wished_agreed_and_renewed(session):
    person, office = make_person(), make_person("Nora", Role.PROGRAMME_OFFICE)
    manager = with_manager(person)
    until = today() + timedelta(days=40)
    champion = _serving(person, until=until)
    with pytest.raises(NoSuchStep):
        step(champion, "renew", office)
    step(champion, "wish-renewal", person)
    assert [one.id for one in waiting_for(manager.id)] == [champion.id]
    step(champion, "agree-renewal", manager, hours=6)
    champion = step(champion, "renew", office)
    assert (champion.hours_per_week, champion.renewals, champion.renewal_wished_at) == (Decimal(6), 1, None)
    assert 364 <= (champion.until - until).days <= 366


def test_another_year_is_talked_about_late_and_twice_at_most(session):
    person = make_person()
    champion = make_champion(person)
    with pytest.raises(TooEarly):
        step(champion, "wish-renewal", person)
    champion.until, champion.renewals = today() + timedelta(days=10), 2
    db.session.commit()
    with pytest.raises(NoMoreRenewals):
        step(champion, "wish-renewal", person)


def test_a_term_that_is_over_ends_with_thanks(session):
    person = make_person()
    make_champion(person, until=today() - timedelta(days=1), appointed_on=today() - timedelta(days=366))
    jobs.keep_champions()
    assert _champion(person).state is ChampionState.ENDED
    assert "champion-thanks" in _letters(person)
    jobs.keep_champions()


def test_rest_and_back(session):
    person = make_person()
    champion = make_champion(person)
    assert step(champion, "rest", person).state is ChampionState.RESTING
    assert not active_on(today())
    assert step(champion, "come-back", person).state is ChampionState.ACTIVE


def test_whoever_leaves_the_administration_is_no_champion_and_the_office_is_told(session):
    person, office = make_person(), make_person("Nora", Role.PROGRAMME_OFFICE)
    champion = make_champion(person)
    with transaction():
        people_service.deactivate(db.session.get_one(Person, person.id), by=db.session.get_one(Person, make_person("Hr", Role.HR).id))
    assert db.session.get_one(Champion, champion.id).state is ChampionState.ENDED
    assert "champion-gone" in _told(office)


def test_a_new_manager_is_asked_anew_for_hours_that_nobody_was_appointed_with(session):
    person = make_person()
    old = with_manager(person)
    champion = make_champion(person, state=ChampionState.AGREED)
    new = with_manager(person, "Nils New")
    with transaction():
        follow_manager(ManagerChanged(person.id, old.id, new.id))
    champion = db.session.get_one(Champion, champion.id)
    assert (champion.state, champion.hours_per_week) == (ChampionState.ELIGIBLE, None)
    assert "champion-hours-asked" in _letters(new)
    with pytest.raises(NoSuchStep):
        step(champion, "agree", old, hours=4)


def test_one_champion_lives_per_person(session):
    person = make_person()
    make_champion(person)
    with pytest.raises(Exception, match=r"(?i)unique"):
        make_champion(person)
    db.session.rollback()


def test_the_clock_is_told_in_tests(session):
    with at(datetime(2026, 2, 28, 12, tzinfo=UTC)):
        person, office = make_person(), make_person("Nora", Role.PROGRAMME_OFFICE)
        champion = step(_serving(person, state=ChampionState.AGREED), "appoint", office)
    assert (str(champion.appointed_on), str(champion.until)) == ("2026-02-28", "2027-02-27")


def test_a_level_that_makes_no_champion_costs_one_statement(session, statements):
    person_id = make_person().id
    with statements() as seen:
        follow_standing(StandingChanged(person_id, uuid4(), 0, 2))
    assert len(seen) == 1
    with statements() as seen:
        follow_standing(StandingChanged(person_id, uuid4(), 3, 4))
    assert len(seen) == 2
