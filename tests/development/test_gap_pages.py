"""An officer's gap, what closes it, and the post they would like."""

import re

import pytest
from sqlalchemy import select

from lms.audit.models import AuditEntry
from lms.cohorts.models.cohorts import Cohort, CohortState
from lms.competency.models import Competence, Relation
from lms.competency.service import mapping
from lms.development.models import WishedPost
from lms.development.queries.candidates import candidates
from lms.development.queries.gaps import gaps_to
from lms.development.queries.suggestions import suggestions_for
from lms.kit.clock import now
from lms.kit.db import db, transaction
from lms.people.models import Role
from tests.factories.camps import camp, suitable
from tests.factories.certificates import certified_course
from tests.factories.cohorts import make_cohort, seat
from tests.factories.competences import digcomp, ids, own_framework, required, shows
from tests.factories.learning import completed, enrolled
from tests.factories.people import make_person, make_post


@pytest.fixture
def ada(session):
    post = required({"1.3": 4, "2.1": 3, "5.2": 4})
    ada = make_person("Ada Ademola", post_id=post.id)
    shows(ada, {"1.3": 2, "2.1": 3})
    return ada


def suggested(person):
    return suggestions_for(gaps_to(person.post_id, person.id), person.id)


def chosen(person):
    return [(one.candidate.title, [line.competence.code for line in one.closes]) for one in suggested(person).suggestions]


def test_the_gap_is_told_without_shame(client, ada):
    client.sign_in(ada)
    page = client.get("/me/gap").text
    assert "You meet 1 of 3." in page
    assert "not enough evidence yet" in page
    assert "some levels to go" in page


def test_the_fewest_hours_are_suggested_and_why(client, ada):
    certified_course("both", codes=("1.3", "5.2"), level=4, title="Both at once", effort_minutes=300)
    certified_course("one", codes=("1.3",), level=4, title="Only data", effort_minutes=100)
    certified_course("other", codes=("5.2",), level=5, title="Only needs", effort_minutes=120)
    certified_course("low", codes=("5.2",), level=3, title="Too low", effort_minutes=5)
    assert chosen(ada) == [("Only data", ["1.3"]), ("Only needs", ["5.2"])]
    client.sign_in(ada)
    page = client.get("/me/gap").text
    assert "No other choice of what is offered now takes less." in page
    assert "With “Both at once” it would take" in page


def test_the_hours_of_prerequisites_that_are_not_done_are_counted(client, ada):
    ground = certified_course("ground", codes=("2.1",), level=3, title="Ground", effort_minutes=200)
    certified_course("basis", codes=("2.1",), level=3, title="Basis", effort_minutes=100, prerequisites=["ground"])
    certified_course("short", codes=("5.2",), level=4, title="Short", effort_minutes=50, prerequisites=["basis", "not-here"])
    certified_course("long", codes=("5.2",), level=4, title="Long", effort_minutes=300)
    found = suggested(ada)
    assert [(one.candidate.title, one.candidate.before) for one in found.suggestions] == [("Long", ())]
    completed(ada, ground)
    found = suggested(ada)
    assert [(one.candidate.title, [first.title for first in one.candidate.before]) for one in found.suggestions] == [("Short", ["Basis"])]
    assert found.minutes == 150
    client.sign_in(ada)
    assert "First:" in client.get("/me/gap").text


def test_a_prerequisite_whose_certificate_was_revoked_is_not_done(ada):
    ground = certified_course("ground", codes=("2.1",), level=3, title="Ground", effort_minutes=200)
    certified_course("short", codes=("5.2",), level=4, title="Short", effort_minutes=50, prerequisites=["ground"])
    completed(ada, ground).revoked_at = now()
    db.session.commit()
    assert suggested(ada).minutes == 250


def test_what_two_courses_need_before_is_counted_once(client, ada):
    certified_course("ground", codes=("2.1",), level=3, title="Ground", effort_minutes=200)
    certified_course("data", codes=("1.3",), level=4, title="Data", effort_minutes=50, prerequisites=["ground"])
    certified_course("needs", codes=("5.2",), level=4, title="Needs", effort_minutes=60, prerequisites=["ground"])
    certified_course("alt", codes=("1.3",), level=4, title="Alt", effort_minutes=240)
    found = suggested(ada)
    assert [one.candidate.title for one in found.suggestions] == ["Data", "Needs"], "not Alt, though it takes less than Data and Ground alone"
    assert (found.minutes, found.is_smallest) == (310, True)
    assert [(other.candidate.title, other.more) for other in found.suggestions[0].instead] == [("Alt", 190)]
    client.sign_in(ada)
    assert "once, where several need it" in client.get("/me/gap").text


def test_courses_that_name_each_other_are_gone_through_once(ada):
    certified_course("hen", codes=("5.2",), level=4, title="Hen", effort_minutes=50, prerequisites=["egg"])
    certified_course("egg", codes=("1.3",), level=4, title="Egg", effort_minutes=70, prerequisites=["hen"])
    assert suggested(ada).minutes == 120


def test_what_no_course_closes_is_named_with_what_comes_nearest(client, ada):
    certified_course("low", codes=("5.2",), level=3, title="A first step")
    found = suggested(ada)
    nearest = {step.line.competence.code: step.nearest.title if step.nearest else None for step in found.never}
    assert nearest == {"1.3": None, "5.2": "A first step"}
    client.sign_in(ada)
    assert "brings you to level 3" in client.get("/me/gap").text


def test_a_course_that_is_begun_counts_with_its_rest(ada):
    long = certified_course("long", codes=("5.2",), level=4, title="Long", effort_minutes=300)
    certified_course("short", codes=("5.2",), level=4, title="Short", effort_minutes=150)
    assert chosen(ada) == [("Short", ["5.2"])]
    enrolled(ada, long, done=("01-why", "02-how"))
    assert chosen(ada) == [("Long", ["5.2"])]


def test_a_course_that_was_completed_is_not_suggested_again(ada):
    course = certified_course("done", codes=("5.2",), level=4, title="Done")
    completed(ada, course)
    assert [one.title for one in candidates(ada.id)] == []


def test_a_boot_camp_whose_call_is_open_is_a_candidate(session, ada):
    cohort = make_cohort()
    assert chosen(ada) == [("Small camp", ["5.2"])]
    assert suggested(ada).minutes == 24 * 60
    session.scalars(select(Cohort).where(Cohort.id == cohort.id)).one().state = CohortState.CALL_CLOSED
    session.commit()
    assert chosen(ada) == []


@pytest.mark.parametrize("state", [CohortState.CALL_OPEN, CohortState.RUNNING, CohortState.ENDED])
def test_nothing_is_suggested_for_what_a_place_will_close(client, session, ada, state):
    certified_course("needs", codes=("5.2",), level=4, title="Needs")
    certified_course("data", codes=("1.3",), level=4, title="Data")
    cohort = make_cohort(state=state)
    seat(cohort, [ada])
    found = suggested(ada)
    assert [(one.candidate.title, [line.competence.code for line in one.closes]) for one in found.under_way] == [("Small camp", ["5.2"])]
    assert [one.candidate.title for one in found.suggestions] == ["Data"]
    client.sign_in(ada)
    page = " ".join(client.get("/me/gap").text.split())
    assert re.search(r"Its certificate will close: 5\.2 [^<]+ \(level 4\)\. Nothing else is suggested for that\.", page)


def test_a_place_in_a_boot_camp_that_was_called_off_closes_nothing(session, ada):
    seat(make_cohort(state=CohortState.CANCELLED), [ada])
    assert [step.line.competence.code for step in suggested(ada).never] == ["5.2", "1.3"]


def test_a_boot_camp_without_a_free_seat_says_that_one_waits(client, session, ada):
    cohort, _trainer = camp(seats=2)
    client.sign_in(ada)
    seat(cohort, 1)
    assert "waiting list" not in client.get("/me/gap").text
    suitable(cohort)
    assert "No seat is free: you would be on the waiting list." in client.get("/me/gap").text


def test_evidence_of_the_same_competence_elsewhere_is_a_hint_and_never_counted(client, session, ada):
    own_framework(C1="Finding needs")
    with transaction():
        one, other = (db.session.get_one(Competence, key) for key in (ids("5.2")["5.2"], ids("C1", framework="city-skills")["C1"]))
        mapping.relate(one, Relation.SAME, other, "", by=make_person("Hanna Hr", Role.HR))
    shows(ada, {"C1": 6}, framework="city-skills")
    client.sign_in(ada)
    page = " ".join(client.get("/me/gap").text.split())
    assert "You show level 6 of C1 Finding needs" in page
    assert "It is not counted here by itself" in page
    assert gaps_to(ada.post_id, ada.id).met == 1


def test_a_post_without_profile_and_a_person_without_post_get_a_sentence(client, session):
    client.sign_in(make_person())
    assert "No post yet" in client.get("/me/gap").text
    client.sign_in(make_person(post_id=make_post().id))
    assert "Nothing is required yet" in client.get("/me/gap").text


def test_the_wished_post_is_remembered_for_the_officer_alone(client, session, ada):
    dream = required({"3.1": 5}, make_post("Head of dreams"))
    client.sign_in(ada)
    assert "choose a post</option>" in client.get("/me/gap/wished").text
    assert f'value="{ada.post_id}"' not in client.get("/me/gap/wished").text, "one's own post is nothing to wish for"
    assert client.send("/me/gap/wished", post="").status_code == 422
    assert client.send("/me/gap/wished", post=dream.id).status_code == 303
    assert "You meet 0 of 1." in client.get("/me/gap/wished").text
    manager = make_person("Max Manager")
    session.get_one(type(ada), ada.id).manager_id = manager.id
    session.commit()
    for who in (manager, make_person("Hanna", Role.HR), make_person("Adam", Role.ADMINISTRATOR)):
        client.sign_in(who)
        pages = [client.get(path).text for path in ("/my-team", "/me/gap/wished", f"/people/{ada.id}")]
        assert not any("You meet 0 of 1." in page for page in pages)
        assert "Head of dreams" not in pages[0]
    client.sign_in(ada)
    client.send("/me/gap/wished", "/me/gap/wished/forget")
    assert session.scalar(select(WishedPost.id)) is None


def test_a_wish_leaves_no_trace_in_the_audit_trail(client, session, ada):
    client.sign_in(ada)
    before = len(session.scalars(select(AuditEntry)).all())
    client.send("/me/gap/wished", post=make_post("Dream").id)
    assert len(session.scalars(select(AuditEntry)).all()) == before


def test_the_gap_asks_as_much_for_three_courses_as_for_thirty(client, session, ada, statements):
    def asked():
        with statements() as seen:
            client.get("/me/gap")
        return len(seen)

    client.sign_in(ada)
    for number in range(3):
        certified_course(f"c{number}", codes=("1.3", "5.2"), level=4)
    few = asked()
    for number in range(3, 30):
        certified_course(f"c{number}", codes=("1.3", "5.2"), level=4)
    assert asked() == few


def test_digcomp_alone_requires_nothing(session):
    digcomp()
    assert gaps_to(make_post().id, make_person().id).lines == ()
