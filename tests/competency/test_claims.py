"""Prior learning: claimed, reviewed by a second person, and evidence from then on."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.competency.models import Claim, ClaimMove, ClaimState, Competence, Correspondence, Evidence, Relation
from lms.competency.queries.standings import standings_of
from lms.competency.service.claims import decide
from lms.competency.service.refusals import ClaimElsewhere, NotYours, ReasonNeeded
from lms.competency.workflow import MOVES, move
from lms.kit.clock import now, today
from lms.kit.db import db, transaction
from lms.notices.models import Notice
from lms.people.models import Person, Role
from tests.competency.sending import sent
from tests.factories.evidence import claimed
from tests.factories.people import holder_of, make_department, make_person

PDF = b"%PDF-1.7 a proof"
SENT = {"level": "4", "title": "Evening course", "text": "Two terms.", "learnt_on": (today() - timedelta(days=400)).isoformat()}
NEW = "/me/competences/digcomp/1.3/claim"


@pytest.fixture
def ada(digcomp):
    return make_person("Ada Ademola")


@pytest.fixture
def hanna():
    return make_person("Hanna Hr", Role.HR)


def decided(claim, after, reason="", *, by):
    with transaction():
        decide(db.session.get_one(Claim, claim.id), after, reason, by=db.session.get_one(Person, by.id))


def test_an_accepted_claim_is_evidence_as_old_as_the_learning(ada, hanna):
    claim = claimed(ada)
    assert standings_of([ada.id]) == {}
    decided(claim, ClaimState.ACCEPTED, by=hanna)
    piece = db.session.scalars(select(Evidence)).one()
    assert (piece.kind.value, piece.level, piece.by_id, piece.shown_at.date()) == ("prior_learning", 4, hanna.id, claim.learnt_on)
    assert list(standings_of([ada.id]).values()) == [4]


def test_nobody_decides_about_their_own(client, digcomp, hanna):
    claim = claimed(hanna)
    with pytest.raises(NotYours):
        decided(claim, ClaimState.ACCEPTED, by=hanna)
    assert sent(client.sign_in(hanna), f"/claims/{claim.id}/decide", data={"decision": "accept"}).status_code == 403
    assert db.session.get_one(Claim, claim.id).state is ClaimState.SUBMITTED


def test_a_claim_is_decided_once(ada, hanna):
    claim = claimed(ada)
    decided(claim, ClaimState.ACCEPTED, by=hanna)
    with pytest.raises(ClaimElsewhere):
        decided(claim, ClaimState.DECLINED, "Too late", by=make_person("Theo", Role.TRAINER))
    assert db.session.scalar(select(func.count()).select_from(Evidence)) == 1


@pytest.mark.parametrize("after", [ClaimState.RETURNED, ClaimState.DECLINED])
def test_sending_back_and_declining_need_a_reason(ada, hanna, after):
    claim = claimed(ada)
    with pytest.raises(ReasonNeeded):
        decided(claim, after, "  ", by=hanna)
    decided(claim, after, "The link is dead.", by=hanna)
    assert db.session.get_one(Claim, claim.id).state is after


def test_the_way_back_and_forth_leaves_a_move_each(client, ada, hanna):
    claim = claimed(ada)
    decided(claim, ClaimState.RETURNED, "Say more.", by=hanna)
    assert "Say more." in client.sign_in(ada).get(f"/claims/{claim.id}").text
    assert sent(client, f"/claims/{claim.id}/say-again", data={**SENT, "text": "More."}).status_code == 303
    assert sent(client.sign_in(hanna), f"/claims/{claim.id}/decide", data={"decision": "accept"}).status_code == 303
    moves = db.session.scalars(select(ClaimMove.after).where(ClaimMove.claim_id == claim.id).order_by(ClaimMove.at)).all()
    assert [one.value for one in moves] == ["submitted", "returned", "submitted", "accepted"]


def test_a_claim_can_be_given_up_until_it_is_decided(client, ada, hanna):
    claim = claimed(ada)
    assert sent(client.sign_in(ada), f"/claims/{claim.id}/give-up").status_code == 303
    assert sent(client, f"/claims/{claim.id}/give-up").status_code == 409
    with pytest.raises(ClaimElsewhere):
        decided(claim, ClaimState.ACCEPTED, by=hanna)


def test_hr_of_a_department_reviews_the_claims_of_its_people(client, digcomp):
    parks = make_department("Parks")
    hana, elsewhere = holder_of(Role.HR, parks), holder_of(Role.HR, make_department("Roads"))
    claim = claimed(make_person("Ada Ademola", department=parks))
    assert db.session.scalars(select(Notice.person_id).where(Notice.kind == "claim-waits")).all() == [hana.id]
    assert "Ada Ademola" not in client.sign_in(elsewhere).get("/claims").text
    assert client.get(f"/claims/{claim.id}").status_code == 403
    assert sent(client, f"/claims/{claim.id}/decide", data={"decision": "accept"}).status_code == 403
    assert "Ada Ademola" in client.sign_in(hana).get("/claims").text
    assert sent(client, f"/claims/{claim.id}/decide", data={"decision": "accept"}).status_code == 303


def test_a_wrong_acceptance_is_taken_back_from_the_claim_by_any_second_person(client, ada, hanna):
    claim = claimed(ada)
    decided(claim, ClaimState.ACCEPTED, by=hanna)
    evidence_id = db.session.scalars(select(Evidence.id)).one()
    back = f"/people/{ada.id}/competences/evidence/{evidence_id}/take-back"
    assert back not in client.sign_in(ada).get(f"/claims/{claim.id}").text
    assert client.get(back).status_code == 403
    assert client.sign_in(make_person("Otto")).get(back).status_code == 403
    client.sign_in(make_person("Theo", Role.TRAINER))
    assert back in client.get(f"/claims/{claim.id}").text
    assert sent(client, back, data={"reason": "The paper is another person's."}).headers["Location"].endswith(f"/claims/{claim.id}")
    assert standings_of([ada.id]) == {}
    page = client.get(f"/claims/{claim.id}").text
    assert "The paper is another person&#39;s." in page
    assert "Take back the acceptance" not in page
    assert "taken back and counts no more" in client.sign_in(ada).get("/inbox").text


def test_hr_of_another_department_does_not_take_an_acceptance_back(client, digcomp, hanna):
    claim = claimed(make_person("Ada Ademola", department=make_department("Parks")))
    decided(claim, ClaimState.ACCEPTED, by=hanna)
    evidence_id = db.session.scalars(select(Evidence.id)).one()
    client.sign_in(holder_of(Role.HR, make_department("Roads")))
    assert client.get(f"/people/{claim.person_id}/competences/evidence/{evidence_id}/take-back").status_code == 403


@pytest.mark.parametrize("before", ["accepted", "declined", "withdrawn"])
def test_the_ends_are_ends(before):
    assert not [one for one in MOVES if one.before == before]
    assert move(before, "submitted") is None


def test_strangers_see_neither_claim_nor_file(client, ada):
    claim = claimed(ada, file=("proof.pdf", PDF))
    for path in (f"/claims/{claim.id}", f"/claims/{claim.id}/file"):
        assert client.sign_in(make_person("Otto")).get(path).status_code == 403


def test_what_was_retired_meanwhile_is_declined_and_not_accepted(client, ada, hanna):
    claim = claimed(ada)
    with transaction():
        competence = db.session.get_one(Competence, claim.competence_id)
        competence.retired_at = now()
        other = db.session.scalars(select(Competence).where(Competence.code == "1.2")).one()
        db.session.add(Correspondence(competence_id=competence.id, other_id=other.id, relation=Relation.SAME))
    page = client.sign_in(hanna).get(f"/claims/{claim.id}").text
    assert "Accept as evidence" not in page
    assert other.title in page
    answer = sent(client, f"/claims/{claim.id}/decide", data={"decision": "accept"})
    assert answer.status_code == 422
    assert "no longer names this competence" in answer.text
    assert db.session.get_one(Claim, claim.id).state is ClaimState.SUBMITTED
    assert not db.session.scalar(select(func.count()).select_from(Evidence))
    assert sent(client, f"/claims/{claim.id}/decide", data={"decision": "decline", "reason": "Claim 1.2."}).status_code == 303


def test_what_came_back_is_not_handed_in_again_when_its_competence_was_retired(client, ada, hanna):
    claim = claimed(ada)
    sent(client.sign_in(hanna), f"/claims/{claim.id}/decide", data={"decision": "return", "reason": "Which year was it?"})
    with transaction():
        db.session.get_one(Competence, claim.competence_id).retired_at = now()
    client.sign_in(ada)
    answer = sent(client, f"/claims/{claim.id}/say-again", data=SENT)
    assert answer.status_code == 422
    assert "Give this claim up" in answer.text
    assert db.session.get_one(Claim, claim.id).state is ClaimState.RETURNED
    assert sent(client, f"/claims/{claim.id}/give-up").status_code == 303


def test_a_decision_without_its_reason_shows_the_claim_again(client, ada, hanna):
    claim = claimed(ada)
    answer = sent(client.sign_in(hanna), f"/claims/{claim.id}/decide", data={"decision": "return", "reason": " "})
    assert answer.status_code == 422
    assert "Say why, in a sentence or two" in answer.text
    assert "Ada Ademola" in answer.text


def test_a_file_goes_out_as_a_download_that_runs_nothing(client, ada, hanna):
    client.sign_in(ada)
    page = sent(client, NEW, data={**SENT, "file": (io.BytesIO(PDF), "../../my proof.html")}, content_type="multipart/form-data")
    assert page.status_code == 303
    claim = db.session.scalars(select(Claim)).one()
    answer = client.sign_in(hanna).get(f"/claims/{claim.id}/file")
    assert answer.data == PDF
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert ".pdf" in answer.headers["Content-Disposition"]
    assert "html" not in answer.headers["Content-Disposition"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("content", [b"<script>alert(1)</script>", b"<svg onload=alert(1)>", b"MZ\x90", b"PK\x03\x04", b""])
def test_other_files_are_not_kept(client, ada, content):
    page = sent(client.sign_in(ada), NEW, data={**SENT, "file": (io.BytesIO(content), "proof.pdf")}, content_type="multipart/form-data")
    assert page.status_code == 422
    assert db.session.scalar(select(func.count()).select_from(Claim)) == 0


WRONG = {
    "a level of nought": {"level": "0"},
    "a day to come": {"learnt_on": "2999-01-01"},
    "a link that runs": {"link": "javascript:alert(1)"},
    "a link into the house": {"link": "//evil.example"},
    "no title": {"title": " "},
    "a novel": {"text": "x" * 4001},
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_what_cannot_be_is_refused_beside_its_field(client, ada, change):
    assert sent(client.sign_in(ada), NEW, data={**SENT, **change}).status_code == 422


def test_hr_is_told_and_finds_it_in_the_list(client, ada, hanna):
    claimed(ada)
    assert "Evening course on databases" in client.sign_in(hanna).get("/claims").text
    assert "waits for a review" in client.get("/inbox").text
