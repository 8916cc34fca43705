"""What is swept at night, and what is not."""

from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import func, select

from lms.audit import service as audit
from lms.city.models import CityProfile
from lms.kit import blobs
from lms.kit.blobs import Blob
from lms.kit.clock import now
from lms.kit.db import Base, db
from lms.kit.limits import TryCount
from lms.kit.scheduling import JobRun
from lms.kit.sending import SentForm
from lms.notices.models import Notice
from lms.operations import jobs
from lms.operations.service import housekeeping
from lms.people.models import Role, SignIn
from tests.factories.people import make_person


def _count(model: type[Base]) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_what_is_long_over_goes_and_the_rest_stays(session):
    maria, old, new = make_person(), now() - timedelta(days=200), now() + timedelta(hours=1)
    db.session.add_all(
        [
            SignIn(token_hash="ended", person_id=maria.id, until=new, ended_at=old),
            SignIn(token_hash="over", person_id=maria.id, until=old),
            SignIn(token_hash="running", person_id=maria.id, until=new),
            TryCount(bucket="old", since=old, tries=1),
            TryCount(bucket="new", since=now(), tries=1),
            SentForm(key="old", at=old, led_to="/"),
            SentForm(key="new", led_to="/"),
            JobRun(job="x", slot="old", started_at=old),
            JobRun(job="x", slot="new"),
        ]
    )
    db.session.commit()
    assert jobs.tidy_up() == 5
    assert jobs.tidy_up() == 0
    assert db.session.scalars(select(SignIn.token_hash)).all() == ["running"]
    assert (_count(TryCount), _count(SentForm), _count(JobRun)) == (1, 1, 1)


def test_bytes_that_no_row_mentions_go_and_others_stay(session):
    loose, logo = blobs.keep(b"nobody's"), blobs.keep(b"the logo")
    colours = dict.fromkeys(("primary", "accent", "topic1", "topic2", "topic3"), "#123456")
    db.session.add(CityProfile(name="City", product="Campus", logo_hash=logo, stylesheet="", stylesheet_hash="x", **colours))
    db.session.commit()
    assert jobs.forget_loose_blobs() == 1
    assert jobs.forget_loose_blobs() == 0
    assert db.session.scalars(select(Blob.hash)).all() == [logo]
    assert loose == sha256(b"nobody's").hexdigest()


def test_every_column_that_holds_a_hash_of_bytes_is_asked(session):
    asked = {str(mention) for mention in housekeeping._mentions_of("x", Base.metadata.sorted_tables)}
    for column in ("course_file.hash", "city_profile.logo_hash"):
        assert any(column in mention for mention in asked), column


def test_bytes_that_are_mentioned_by_now_are_not_deleted(session):
    digest = blobs.keep(b"late")
    colours = dict.fromkeys(("primary", "accent", "topic1", "topic2", "topic3"), "#123456")
    db.session.add(CityProfile(name="City", product="Campus", logo_hash=digest, stylesheet="", stylesheet_hash="x", **colours))
    db.session.flush()
    assert housekeeping.forget_blob(digest) is False


def test_a_whole_audit_trail_is_no_news(session):
    audit.record("did", "thing", "1", by=None)
    assert jobs.check_audit_trail() is None


def test_a_broken_audit_trail_is_told_once_to_those_who_watch_over_it(session, monkeypatch):
    auditor, admin, officer = make_person("A", Role.AUDITOR), make_person("B", Role.ADMINISTRATOR), make_person("C")
    monkeypatch.setattr(audit, "first_break", lambda: 7)
    assert jobs.check_audit_trail() == 7
    assert jobs.check_audit_trail() == 7
    told = db.session.scalars(select(Notice.person_id).where(Notice.kind == "audit-broken")).all()
    assert sorted(told) == sorted([auditor.id, admin.id])
    assert officer.id not in told


def test_a_seal_of_another_key_is_told_to_the_same_people(session, monkeypatch):
    auditor = make_person("A", Role.AUDITOR)
    audit.record("did", "thing", "1", by=None)
    monkeypatch.setattr(audit, "is_sealed", lambda: False)
    assert jobs.check_audit_trail() is None
    assert jobs.check_audit_trail() is None
    assert db.session.scalars(select(Notice.person_id).where(Notice.kind == "audit-unsealed")).all() == [auditor.id]


@pytest.mark.parametrize("job", ["tidy-up", "forget-loose-blobs", "check-audit-trail", "forget-old-letters", "send-letters"])
def test_a_job_may_run_twice(app, session, job):
    run = next(one for one in app.extensions["lms.schedule"] if one.name == job).run
    run()
    run()
