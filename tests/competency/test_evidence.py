"""The ledger of evidence, and the standings that are kept beside it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from lms.competency import cli, jobs
from lms.competency.events import CompetenceAwarded, StandingChanged
from lms.competency.models import Evidence, EvidenceKind, Standing, StandingChange
from lms.competency.queries.standings import changes_of, standings_of
from lms.competency.service import evidence, recompute
from lms.competency.service.evidence import NewEvidence, add_evidence
from lms.competency.service.refusals import NotYours, ReasonNeeded
from lms.kit.clock import at, now
from lms.kit.db import db, is_sqlite, savepoint, transaction
from lms.kit.events import waiting_in
from tests.conftest import ON_POSTGRES
from tests.factories.people import make_person


def standing(person, competence_id):
    wanted = select(Standing).where(Standing.person_id == person.id, Standing.competence_id == competence_id)
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()


def test_evidence_and_standing_are_written_together(digcomp, shows):
    person = make_person()
    assert shows(person, "1.3", 4) == 1
    kept = standing(person, digcomp["1.3"])
    assert (kept.level, kept.confidence, kept.pieces, kept.rules_number) == (4, "medium", 1, 1)
    assert standings_of([person.id]) == {(person.id, digcomp["1.3"]): 4}


def test_the_same_source_counts_once(digcomp, shows):
    person, source = make_person(), uuid4()
    assert shows(person, source_id=source) == 1
    assert shows(person, source_id=source) == 0
    assert standing(person, digcomp["1.3"]).pieces == 1


def test_withdrawn_evidence_stays_and_counts_no_more(digcomp, shows):
    person, source = make_person(), uuid4()
    shows(person, source_id=source)
    with transaction():
        evidence.withdraw_evidence(EvidenceKind.CERTIFICATE, source)
    assert standings_of([person.id]) == {}
    assert db.session.scalars(select(Evidence.withdrawn_at).where(Evidence.person_id == person.id)).one() is not None


def test_each_change_of_a_level_is_history(digcomp, shows):
    person, source = make_person(), uuid4()
    shows(person, level=3)
    shows(person, level=5, source_id=source)
    shows(person, level=2)
    with transaction():
        evidence.withdraw_evidence(EvidenceKind.CERTIFICATE, source)
    told = [(change.before, change.after, change.because) for change, _competence in changes_of(person.id)]
    assert sorted(told) == sorted([(0, 3, "evidence"), (3, 5, "evidence"), (5, 3, "withdrawal")])


def test_the_house_is_told_of_evidence_and_of_levels(digcomp):
    person = make_person()
    person_id, competence_id = person.id, digcomp["1.3"]
    piece = NewEvidence(person_id, competence_id, 4, EvidenceKind.CERTIFICATE, uuid4(), "Open data")
    told = []
    with transaction():
        add_evidence([piece])
        told += waiting_in(db.session())
    assert told == [StandingChanged(person_id, competence_id, 0, 4), CompetenceAwarded(person_id, competence_id, 4)]


def test_a_failed_command_leaves_neither_evidence_nor_standing(digcomp):
    person = make_person()
    piece = NewEvidence(person.id, digcomp["1.3"], 4, EvidenceKind.CERTIFICATE, uuid4(), "Open data")

    def fails():
        with transaction():
            add_evidence([piece])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert db.session.scalar(select(func.count()).select_from(Evidence)) == 0
    assert standings_of([person.id]) == {}


def test_writing_costs_four_statements_at_most_and_many_pieces_cost_no_more(digcomp, statements):
    person = make_person()
    person_id = person.id

    def pieces(count, level):
        codes = list(digcomp)[:count]
        return [NewEvidence(person_id, digcomp[code], level, EvidenceKind.CERTIFICATE, uuid4(), "Open data") for code in codes]

    counts = []
    for count, level in ((1, 3), (1, 3), (15, 4)):
        with transaction(), statements() as seen:
            add_evidence(pieces(count, level))
        counts.append(len([one for one in seen if not one.startswith("SELECT pg_advisory") and "level_rules.content" not in one]))
    with_change = 4 if is_sqlite() else 3  # PostgreSQL notes a single change within the upsert
    assert counts == [with_change, 3, 4], "insert with the turn, select, upsert, and the change of a level where there is one"


GUARDED = {
    "the level": {"level": 8},
    "the person": {"person_id": uuid4()},
    "the day": {"shown_at": now()},
    "the expiry": {"expires_at": now()},
    "the kind": {"kind": EvidenceKind.OBSERVED},
    "the note": {"note": "Something else"},
}


@pytest.mark.parametrize("change", GUARDED.values(), ids=GUARDED)
def test_the_database_refuses_to_change_evidence(digcomp, shows, change):
    person = make_person()
    shows(person)
    with pytest.raises(DBAPIError), savepoint():
        db.session.execute(update(Evidence).where(Evidence.person_id == person.id).values(**change))


@pytest.mark.parametrize("model", [Evidence, StandingChange])
def test_the_database_refuses_to_delete_evidence_and_history(digcomp, shows, model):
    person = make_person()
    shows(person)
    with pytest.raises(DBAPIError), savepoint():
        db.session.execute(delete(model).where(model.person_id == person.id))


@pytest.mark.postgres
@pytest.mark.skipif(not ON_POSTGRES, reason="SQLite knows no TRUNCATE")
@pytest.mark.parametrize("table", ["evidence", "standing_change", "claim_move", "evidence, person CASCADE"])
def test_postgresql_refuses_to_empty_the_ledger(session, table):
    with pytest.raises(DBAPIError, match="never changed"), savepoint():
        db.session.execute(text(f"TRUNCATE {table}"))


def test_a_withdrawal_cannot_be_undone(digcomp, shows):
    person, source = make_person(), uuid4()
    shows(person, source_id=source)
    with transaction():
        evidence.withdraw_evidence(EvidenceKind.CERTIFICATE, source)
    with pytest.raises(DBAPIError), savepoint():
        db.session.execute(update(Evidence).where(Evidence.source_id == source).values(withdrawn_at=None))


def test_a_note_can_be_emptied_when_a_person_is_erased(digcomp, shows):
    person = make_person()
    shows(person, note="Ada did it")
    with transaction():
        db.session.execute(update(Evidence).where(Evidence.person_id == person.id).values(note=""))
    assert db.session.scalars(select(Evidence.note).where(Evidence.person_id == person.id)).one() == ""


def test_only_the_giver_takes_a_rating_back_and_says_why(digcomp, shows):
    person, giver = make_person(), make_person("Mia Manager")
    shows(person, level=2, kind="manager_rating", by_id=giver.id)
    piece = db.session.scalars(select(Evidence).where(Evidence.person_id == person.id)).one()
    with pytest.raises(NotYours), transaction():
        evidence.take_back(piece, "No reason of mine", by=person)
    with pytest.raises(ReasonNeeded), transaction():
        evidence.take_back(piece, " ", by=giver)
    assert standings_of([person.id]) == {(person.id, digcomp["1.3"]): 2}
    with transaction():
        evidence.take_back(piece, "I mixed up two people", by=giver)
    assert standings_of([person.id]) == {}


def test_levels_age_in_the_night(digcomp, shows):
    person = make_person()
    shows(person, level=4, expires_at=now() + timedelta(days=10))
    shows(person, "1.2", level=4)
    assert jobs.age_standings() == 0
    with at(now() + timedelta(days=11)):
        assert jobs.age_standings() == 1
        assert jobs.age_standings() == 0
    assert standings_of([person.id]) == {(person.id, digcomp["1.2"]): 4}
    aged = db.session.scalars(select(StandingChange.because).where(StandingChange.person_id == person.id, StandingChange.after == 0)).one()
    assert aged == "age"


def compared(*, mend):
    last, due, different = None, [], []
    while True:
        with transaction():
            portion = recompute.compare(last, mend=mend)
        last, due, different = portion.last, due + portion.due, different + portion.different
        if last is None:
            return due, different


def test_what_is_kept_equals_a_recomputation(digcomp, shows):
    people = [make_person() for _number in range(3)]
    for person in people:
        shows(person, level=4)
        shows(person, level=2, kind="quiz", items=7)
        shows(person, "4.2", level=3, kind="observed")
    assert compared(mend=False) == ([], [])


def test_a_recomputation_finds_and_mends_what_is_wrong(digcomp, shows):
    person, spared = make_person(), make_person()
    shows(person, level=4)
    shows(spared, level=4)
    with transaction():
        db.session.execute(update(Standing).where(Standing.person_id == person.id).values(level=7))
    assert compared(mend=False) == ([], [(person.id, digcomp["1.3"])])
    compared(mend=True)
    assert compared(mend=False) == ([], [])
    assert standing(person, digcomp["1.3"]).level == 4


def test_what_age_will_change_is_due_and_no_difference(digcomp, shows):
    shows(make_person(), level=4, expires_at=now() + timedelta(days=10))
    with at(now() + timedelta(days=11)):
        due, different = compared(mend=False)
    assert (len(due), different) == (1, [])


def test_the_command_reports_the_differences(app, digcomp, shows):
    shows(make_person(), level=4)
    said = app.test_cli_runner().invoke(cli.group, ["recompute", "--check"])
    assert (said.exit_code, said.output) == (0, "1 standings compared, 0 differences (0 more were due by age or new rules).\n")
