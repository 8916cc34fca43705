"""Courses are taken out of the catalogue, and put back as they were."""

import pytest
from sqlalchemy import update

from lms.catalogue.models import VersionState
from lms.catalogue.queries import versions
from lms.catalogue.service import publishing, reviewing
from lms.catalogue.service.refusals import HasErrors, NeedsReason, NoSuchMove
from lms.competency.models import Competence
from lms.kit import search
from lms.kit.db import db, transaction
from lms.people.models import Person
from tests.factories.courses import make_course
from tests.factories.drafts import at_hand, load


def test_a_withdrawn_course_is_found_no_more_and_can_come_back(author: Person, curator: Person) -> None:
    version = make_course(author=author)
    with pytest.raises(NeedsReason), transaction():
        reviewing.withdraw(at_hand().course, "", by=curator)
    with transaction():
        reviewing.withdraw(at_hand().course, "The law changed.", by=curator)
    assert versions.current_version(version.course_id) is None
    assert search.find("course", "timetables") == []
    with pytest.raises(NoSuchMove), transaction():
        reviewing.withdraw(at_hand().course, "Again.", by=curator)
    assert load(author).version.number == 2


def test_a_withdrawal_is_undone_with_a_reason(author: Person, curator: Person) -> None:
    version_id = make_course(author=author).id
    with pytest.raises(NoSuchMove), transaction():
        publishing.offer_again(at_hand().course, "Nothing was withdrawn.", by=curator)
    with transaction():
        reviewing.withdraw(at_hand().course, "By mistake.", by=curator)
    with pytest.raises(NeedsReason), transaction():
        publishing.offer_again(at_hand().course, " ", by=curator)
    with transaction():
        publishing.offer_again(at_hand().course, "It was a mistake.", by=db.session.get_one(Person, curator.id))
    current = versions.current_version(at_hand().course_id)
    assert current is not None
    assert (current.id, current.state) == (version_id, VersionState.PUBLISHED)
    assert search.find("course", "timetables") != []
    assert [move.reason for move in versions.moves_of(version_id)][:2] == ["It was a mistake.", "By mistake."]


def test_a_withdrawn_course_whose_files_hold_errors_by_now_is_written_anew(author: Person, curator: Person) -> None:
    make_course(author=author, competences=[{"code": "1.3", "level": 3}])
    with transaction():
        reviewing.withdraw(at_hand().course, "By mistake.", by=curator)
    with transaction():
        db.session.execute(update(Competence).where(Competence.code == "1.3").values(code="1.99"))
    with pytest.raises(HasErrors, match="begin the next version") as refusal, transaction():
        publishing.offer_again(at_hand().course, "It was a mistake.", by=db.session.get_one(Person, curator.id))
    assert len(refusal.value.problems) == 1
    assert at_hand().state is VersionState.WITHDRAWN
