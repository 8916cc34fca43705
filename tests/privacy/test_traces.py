"""What boot camps, competences, plans and reports keep of a person: in the copy, and after an erasure."""

import io
import json
import zipfile

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError

from lms.cohorts.models.ending import FollowUpAnswer, GraduationDecision
from lms.cohorts.models.feedback import PeerReview, WorkComment
from lms.cohorts.models.forum import ForumPost, PostReport
from lms.cohorts.models.work import Extension, HandIn, Mark, WorkFile
from lms.competency.models import Claim, ClaimMove
from lms.development.models import DevelopmentPlan
from lms.kit.blobs import Blob
from lms.kit.db import db, transaction
from lms.operations import jobs
from lms.people.events import PersonErased
from lms.people.mentions import without_name
from lms.people.models import Person, Role
from lms.people.service.erasing import NAME
from lms.privacy.jobs import make_data_copies
from lms.privacy.models import DataCopy
from lms.reactions import REACTIONS
from lms.reports.models.heat import CountedPlace
from lms.reports.models.questions import CountedAnswer
from tests.factories import idea_traces
from tests.factories.people import make_person
from tests.factories.traces import FILE, leave_traces

WORDS = "Marker words of my own"


@pytest.fixture
def ada(session):
    ada = make_person("Ada Ademola")
    leave_traces(ada, WORDS, make_person("Hana HR", Role.HR))
    return ada


def erase(person):
    with transaction():
        fact = PersonErased(person.id, person.name, person.email)
        for event, reaction in REACTIONS:
            if event is PersonErased:
                reaction(fact)
    db.session.expire_all()


def number_of(model):
    return db.session.scalar(select(func.count()).select_from(model))


def texts(column, *where):
    return set(db.session.scalars(select(column).where(*where)))


def copy_of(client, person):
    client.sign_in(person)
    client.send("/account/data", "/account/data/copy")
    make_data_copies()
    copy = db.session.scalars(select(DataCopy)).one()
    return zipfile.ZipFile(io.BytesIO(client.get(f"/account/data/{copy.id}.zip").data))


def test_the_copy_holds_the_files_that_somebody_handed_in(client, ada):
    archive = copy_of(client, ada)
    files = [name for name in archive.namelist() if name.startswith("files/")]
    assert sorted(name.split("/")[2] for name in files) == ["claims", "files", "idea_files", "team_files"]
    assert {archive.read(name) for name in files} == {FILE, idea_traces.FILE}
    assert not [name for name in files if ".." in name or name.count("/") != 3]


def test_the_copy_does_not_tell_who_gave_feedback_or_reported_it(client, ada):
    archive = copy_of(client, ada)
    told = json.loads(archive.read("cohorts.json"))
    (received,), given = told["feedback_received"], told["feedback_given"]
    assert received["comment"] == WORDS
    assert "reviewer_id" not in received
    assert not [row for row in given if "reported_by_id" in row or "report_reason" in row]


def test_feedback_that_trainers_hid_is_not_in_the_copy_of_its_authors(client, ada):
    own = select(HandIn.id).where(HandIn.person_id == ada.id)
    db.session.query(PeerReview).filter(PeerReview.hand_in_id.in_(own)).update({"hidden": True, "reported_by_id": None}, synchronize_session=False)
    db.session.commit()
    assert json.loads(copy_of(client, ada).read("cohorts.json"))["feedback_received"] == []


def test_what_others_rely_on_stays_without_the_name(ada):
    kept = (Mark, HandIn, GraduationDecision, ForumPost, FollowUpAnswer, Claim, ClaimMove, CountedPlace, CountedAnswer)
    before = [number_of(model) for model in kept]
    erase(ada)
    after = [number_of(model) for model in kept]
    assert after == [*before[:6], before[6] + 1, *before[7:]], "only the claim that waited was given up"
    assert db.session.scalars(select(CountedAnswer.person_id)).all() == [None], "what is counted is nobody's"
    assert texts(HandIn.text, HandIn.team_id.is_not(None)) == {f"By {NAME} and others"}
    assert texts(WorkFile.name) == {f"{NAME}.pdf"}
    assert f"{NAME} did most of it" in texts(Mark.comment)
    assert f"Thank you, {NAME}, this helps" in texts(ForumPost.text)
    assert texts(GraduationDecision.reason) == {NAME}
    assert texts(DevelopmentPlan.agreed_by_name) == {NAME}, "the plan of somebody else is still signed"


def test_whether_an_answer_was_shown_to_be_true_still_counts(ada):
    erase(ada)
    answers = {(row.value, row.evidence, row.link) for row in db.session.scalars(select(FollowUpAnswer))}
    assert answers == {("yes", NAME, ""), (NAME, "", "")}


def test_nothing_waits_for_somebody_who_is_gone(ada):
    erase(ada)
    assert texts(Claim.state) == {"withdrawn"}
    assert not texts(PeerReview.id, PeerReview.given_at.is_(None))
    assert texts(Extension.state) == {"given"}
    own = select(ForumPost.id).where(ForumPost.person_id == ada.id)
    assert None not in texts(PostReport.settled_at, PostReport.post_id.in_(own))
    assert texts(WorkComment.text) == {NAME}


def test_the_bytes_of_files_go_unless_a_team_needs_them(ada):
    db.session.query(WorkFile).filter(WorkFile.team_id.is_not(None)).delete()
    db.session.commit()
    erase(ada)
    jobs.forget_loose_blobs()
    assert FILE not in texts(Blob.content)


def test_a_move_of_a_claim_is_emptied_and_never_rewritten(ada):
    for statement in ("UPDATE claim_move SET reason = 'Another'", "UPDATE claim_move SET reason = '', after = 'accepted'", "DELETE FROM claim_move"):
        with pytest.raises(DatabaseError, match=r"append-only|never changed"), db.session.begin_nested():
            db.session.execute(db.text(statement))
    db.session.execute(db.text("UPDATE claim_move SET reason = ''"))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Ask Ada Lee, please", "Ask —, please"),
        ("@ada  lee said so", "— said so"),
        ("Ada Leeson is not her, nor is x@ada lee.test", "Ada Leeson is not her, nor is x@ada lee.test"),
        ("ada lee in small letters is left to who wrote it", "ada lee in small letters is left to who wrote it"),
    ],
)
def test_a_name_goes_from_a_text(text, left):
    assert without_name(text, "Ada Lee", "—") == left


def test_a_name_of_one_word_is_taken_only_where_somebody_is_spoken_to():
    assert without_name("Will you come, @Will?", "Will", "—") == "Will you come, —?"


def test_somebody_whose_name_has_letters_beyond_ascii_is_found(ada):
    with transaction():
        person = db.session.get_one(Person, ada.id)
        person.name = "Åsa Öberg"
        db.session.scalars(select(ForumPost).where(ForumPost.person_id != ada.id)).one().text = "Thank you, @åsa öberg"
    erase(db.session.get_one(Person, ada.id))
    assert "Thank you, —" in texts(ForumPost.text)
