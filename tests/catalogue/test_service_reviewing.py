"""Versions are handed in, checked, and sent back by another person."""

from typing import Any

import pytest
from sqlalchemy import select

from lms.catalogue.course_files.reading import Reading
from lms.catalogue.models import VersionState
from lms.catalogue.queries import diagrams, files
from lms.catalogue.service import reviewing
from lms.catalogue.service.refusals import ChangedMeanwhile, HasErrors, LastAuthor, NeedsReason
from lms.kit.db import db, transaction
from lms.notices.models import Notice
from lms.people.models import Person, Role
from tests.factories.drafts import at_hand, load, submitted
from tests.factories.people import make_person


def test_a_draft_with_errors_is_not_submitted_and_all_are_named(author: Person) -> None:
    load(author, level=99, topic="cooking", nonsense=1)
    with pytest.raises(HasErrors) as refusal, transaction():
        reviewing.submit(at_hand(), by=db.session.get_one(Person, author.id))
    assert len(refusal.value.problems) == 3


def test_curators_are_told_of_a_version_in_review_but_never_its_authors(author: Person, curator: Person) -> None:
    both = make_person("Both", Role.TRAINER, Role.CURATOR)
    load(author)
    with transaction():
        reviewing.name_author(at_hand().course, both, by=author)
    with transaction():
        reviewing.submit(at_hand(), by=db.session.get_one(Person, author.id))
    told = set(db.session.scalars(select(Notice.person_id).where(Notice.kind == "version-in-review")))
    assert curator.id in told
    assert both.id not in told


def test_a_course_keeps_one_author(author: Person) -> None:
    load(author)
    with pytest.raises(LastAuthor), transaction():
        reviewing.remove_author(at_hand().course, author.id, by=author)


def test_sending_back_needs_a_reason_and_tells_the_writers(author: Person, curator: Person) -> None:
    submitted(author)
    with pytest.raises(NeedsReason), transaction():
        reviewing.send_back(at_hand(), "  ", by=curator)
    with transaction():
        reviewing.send_back(at_hand(), "Name the law.", by=curator)
    assert at_hand().state is VersionState.DRAFT
    notice = db.session.scalars(select(Notice).where(Notice.kind == "version-returned")).one()
    assert (notice.person_id, notice.facts["reason"]) == (author.id, "Name the law.")


UNDRAWN = "# A\n\nText\n\n```mermaid\nflowchrt XX\n```\n\n```text\nflowchrt\n```\n"


def test_a_course_with_a_diagram_that_cannot_be_drawn_is_not_handed_in(author: Person) -> None:
    with pytest.raises(HasErrors, match="one error") as refusal:
        submitted(author, files={"01-a.md": UNDRAWN})
    assert [str(problem).partition(" (")[0] for problem in refusal.value.problems] == ["01-a.md:5: this diagram cannot be drawn"]
    assert at_hand().state is VersionState.DRAFT


def test_files_that_changed_while_they_were_checked_are_not_handed_in(author: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    load(author)
    check_all = files.check_all

    def meanwhile(*arguments: Any) -> Any:
        load(author, title="Sneaked in")
        return check_all(*arguments)

    monkeypatch.setattr(files, "check_all", meanwhile)
    with pytest.raises(ChangedMeanwhile), transaction():
        reviewing.submit(at_hand(), by=db.session.get_one(Person, author.id))
    assert at_hand().state is VersionState.DRAFT


def test_diagrams_that_take_too_long_are_left_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    monkeypatch.setattr(diagrams, "MOST_SECONDS", -1)
    monkeypatch.setattr(diagrams, "diagram_fault", tried.append)
    found = diagrams.with_diagrams(Reading(None, ()), {"01-a.md": UNDRAWN.encode()}).problems
    assert [(problem.line, problem.severity) for problem in found] == [(5, "advice")]
    assert tried == []
