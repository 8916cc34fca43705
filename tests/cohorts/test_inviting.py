"""Invitations by need: found from the record, sent by HR, and known to the person and HR alone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.audit.models import AuditEntry
from lms.cohorts.models.calls import Invitation
from lms.cohorts.models.cohorts import CohortState
from lms.cohorts.queries.inviting import in_need
from lms.cohorts.service import inviting
from lms.cohorts.service.refusals import CallClosed, CannotBeInvited
from lms.competency.models import Competence, Framework, Requirement, RoleProfile, Standing
from lms.kit.clock import at
from lms.kit.db import db, transaction
from lms.notices.models import Letter, Notice
from lms.people.models import Person, Role
from tests.factories.camps import applied, camp, found, officer
from tests.factories.people import make_person, make_post


def needed(code="5.2", level=5):
    """A post that requires a level of a competence."""
    competence = db.session.scalars(select(Competence).join(Framework).where(Framework.slug == "digcomp", Competence.code == code)).one()
    post = make_post("Buyer of services")
    profile = RoleProfile(post_id=post.id)
    profile.requirements = [Requirement(competence_id=competence.id, level=level)]
    db.session.add(profile)
    db.session.commit()
    return post, competence


def shows(person, competence, level):
    db.session.add(Standing(person_id=person.id, competence_id=competence.id, level=level))
    db.session.commit()


def names(cohort):
    at_cohort = found(cohort)
    return [one.name for one in in_need(at_cohort.cohort, at_cohort.plan, page=1)[0]]


@pytest.fixture
def scene(session):
    cohort, trainer = camp()
    post, competence = needed()
    manager, hanna = make_person("Mia Manager"), make_person("Hanna", Role.HR)
    olu = officer("Olu", manager=manager, post_id=post.id)
    return cohort, trainer, manager, hanna, olu, competence, post


def test_a_gap_is_what_the_post_requires_minus_what_is_shown(scene):
    cohort, _trainer, _manager, _hanna, olu, competence, post = scene
    strong, weak = officer("Strong", post_id=post.id), officer("Weak", post_id=post.id)
    shows(strong, competence, 5)
    shows(weak, competence, 3)
    at_cohort = found(cohort)
    people, total = in_need(at_cohort.cohort, at_cohort.plan, page=1)
    assert total == 2
    assert {(one.name, gap.code, gap.required, gap.shown) for one in people for gap in one.gaps} == {("Olu", "5.2", 5, 0), ("Weak", "5.2", 5, 3)}
    assert olu.name == "Olu"


def test_a_gap_in_what_the_camp_does_not_teach_is_none_here(session):
    cohort, _trainer = camp()
    post, _competence = needed("4.1")
    officer("Olu", post_id=post.id)
    assert names(cohort) == []


def test_nobody_is_asked_to_a_camp_that_certifies_no_more_than_they_show(scene):
    cohort, _trainer, _manager, hanna, olu, competence, _post = scene
    shows(olu, competence, 4)  # the post asks for 5, the camp certifies 4
    assert names(cohort) == []
    with pytest.raises(CannotBeInvited), transaction():
        inviting.invite(found(cohort), olu.id, by=hanna)


def test_those_inside_those_who_left_and_those_invited_are_not_listed(scene):
    cohort, _trainer, _manager, hanna, olu, _competence, post = scene
    applied(cohort, officer("Applied", post_id=post.id))
    officer("Left", post_id=post.id, active=False)
    assert names(cohort) == ["Olu"]
    with transaction():
        inviting.invite(found(cohort), olu.id, by=db.session.get_one(Person, hanna.id))
    assert names(cohort) == []


def test_only_whoever_shows_a_gap_is_invited_and_once(scene):
    cohort, trainer, _manager, hanna, olu, *_rest = scene
    with transaction():
        inviting.invite(found(cohort), olu.id, by=hanna)
    for nobody in (olu.id, trainer.id):
        with pytest.raises(CannotBeInvited):
            inviting.invite(found(cohort), nobody, by=hanna)


def test_nobody_is_invited_when_nobody_can_apply(scene):
    cohort, _trainer, _manager, hanna, olu, *_rest = scene
    with at(cohort.apply_until + timedelta(seconds=1)), pytest.raises(CallClosed):
        inviting.invite(found(cohort), olu.id, by=hanna)
    cohort.state = CohortState.CALL_CLOSED
    db.session.commit()
    with pytest.raises(CallClosed):
        inviting.invite(found(cohort), olu.id, by=hanna)


def test_the_reason_is_in_no_letter_no_notice_and_no_trail(scene):
    cohort, _trainer, _manager, hanna, olu, competence, _post = scene
    with transaction():
        inviting.invite(found(cohort), olu.id, by=hanna)
    letter = db.session.scalars(select(Letter).where(Letter.person_id == olu.id)).one()
    notice = db.session.scalars(select(Notice).where(Notice.person_id == olu.id)).one()
    trail = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "invited")).one()
    told = f"{letter.subject}{letter.text_body}{letter.html_body}{notice.facts}{trail.facts}"
    assert not [word for word in (competence.title, "5.2", "Buyer of services", str(olu.id)) if word in told]


def test_the_person_and_hr_read_the_reason_and_nobody_else_finds_a_trace(client, scene):
    cohort, trainer, manager, hanna, olu, competence, _post = scene
    with transaction():
        inviting.invite(found(cohort), olu.id, by=hanna)
    call, slug = f"/boot-camps/{cohort.slug}", cohort.slug
    client.sign_in(olu)
    assert competence.title in client.get(call).text
    application_id = applied(cohort, olu)
    client.sign_in(hanna)
    assert competence.title in client.get(f"/cohorts/{slug}/invitations").text
    auditor = make_person("Axel", Role.AUDITOR)
    inside = ("", "/applications", "/applications.csv", "/waiting-list", "/people", "/invitations")
    paths = (call, f"/cohorts/applications/{application_id}", "/inbox", "/boot-camps", *(f"/cohorts/{slug}{path}" for path in inside))
    for person in (trainer, manager, auditor):
        client.sign_in(person)
        for path in paths:
            text = client.get(path).text
            assert "nvited" not in text, (person.name, path)
            assert competence.title not in text, (person.name, path)


def test_an_invitation_goes_with_the_person(session, scene):
    cohort, _trainer, _manager, hanna, olu, *_rest = scene
    with transaction():
        kept = inviting.invite(found(cohort), olu.id, by=hanna)
    assert (kept.gaps[0]["required"], kept.gaps[0]["shown"], kept.post) == (5, 0, "Buyer of services")
    assert db.session.scalars(select(Invitation)).one().person_id == olu.id


def test_the_list_costs_the_same_for_two_and_for_twenty(scene, statements):
    cohort, _trainer, _manager, _hanna, _olu, _competence, post = scene
    counted = []
    for more in (1, 18):
        for number in range(more):
            officer(f"Officer {number}", post_id=post.id)
        at_cohort = found(cohort)
        with statements() as seen:
            in_need(at_cohort.cohort, at_cohort.plan, page=1)
        counted.append(len(seen))
    assert counted == [3, 3]
