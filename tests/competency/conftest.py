"""What the tests of competences stand on."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from lms.competency.framework_files import DIGCOMP
from lms.competency.models import EvidenceKind
from lms.competency.queries.frameworks import competence_ids
from lms.competency.service import frameworks
from lms.competency.service.evidence import NewEvidence, add_evidence
from lms.kit.db import transaction

TODAY = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
def digcomp(session):
    """The framework that ships: code -> id of each competence."""
    with transaction():
        frameworks.load_framework(DIGCOMP, by=None)
    ids = competence_ids("digcomp", [one.code for one in DIGCOMP.competences])
    session.rollback()
    return ids


@pytest.fixture
def shows(digcomp):
    """``shows(person, "1.3", 4, "quiz", items=14)`` writes a piece of evidence; returns how many were new."""

    def write(person, code="1.3", level=3, kind="certificate", **facts):
        facts = {"source_id": uuid4(), "label": "Open data", **facts}
        with transaction():
            return add_evidence([NewEvidence(person.id, digcomp[code], level, EvidenceKind(kind), **facts)])

    return write
