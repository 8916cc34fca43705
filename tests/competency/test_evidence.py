"""What people have shown."""

from datetime import timedelta
from uuid import uuid4

import pytest

from lms.competency.framework_files import DIGCOMP
from lms.competency.models import EvidenceKind
from lms.competency.queries.frameworks import competence_ids
from lms.competency.queries.standings import profile_of
from lms.competency.service import evidence, frameworks
from lms.kit.clock import now
from lms.kit.db import transaction
from tests.factories.people import make_person


@pytest.fixture
def digcomp(session):
    with transaction():
        frameworks.load_framework(DIGCOMP, by=None)


def shows(person, code="1.3", level=3, **facts):
    with transaction():
        found = competence_ids("digcomp", [code])[code]
        source = facts.pop("source_id", None) or uuid4()
        return evidence.award(person.id, found, level, kind=EvidenceKind.CERTIFICATE, source_id=source, label="Open data", **facts)


def test_the_highest_level_that_counts_is_shown_with_all_its_evidence(digcomp):
    person = make_person()
    shows(person, level=3)
    shows(person, level=5)
    (one,) = profile_of(person.id)
    assert (one.competence.code, one.level, one.band, len(one.evidence)) == ("1.3", 5, "Advanced", 2)


def test_expired_evidence_does_not_count(digcomp):
    person = make_person()
    shows(person, expires_at=now() - timedelta(days=1))
    assert profile_of(person.id) == []


def test_withdrawn_evidence_does_not_count(digcomp):
    person, source = make_person(), uuid4()
    shows(person, source_id=source)
    with transaction():
        evidence.withdraw_evidence(EvidenceKind.CERTIFICATE, source)
    assert profile_of(person.id) == []


def test_the_same_source_counts_once(digcomp):
    person, source = make_person(), uuid4()
    assert shows(person, source_id=source)
    assert not shows(person, source_id=source)
