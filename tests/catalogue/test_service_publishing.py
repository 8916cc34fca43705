"""Courses are published once, by another person than their author."""

from typing import Any

import pytest
from sqlalchemy import func, select

from lms.audit.models import AuditEntry
from lms.catalogue.course_files.shapes import QuizSpec
from lms.catalogue.events import Learners, VersionPublished
from lms.catalogue.models import QuestionSet, VersionMove, VersionState
from lms.catalogue.service import compiling, publishing, reviewing
from lms.catalogue.service.refusals import ChangedMeanwhile, HasErrors, NoSuchMove, OwnText
from lms.competency.models import Competence, CompetenceArea, Framework
from lms.kit import search
from lms.kit.db import db, transaction
from lms.people.models import Person, Role
from tests.factories.courses import make_course, published_version
from tests.factories.drafts import at_hand, load, publish, submitted
from tests.factories.people import make_person


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    facts: list[Any] = []
    monkeypatch.setattr(publishing, "tell_the_house", facts.append)
    return facts


def test_a_small_course_is_published_with_its_steps(session: Any) -> None:
    version = make_course()
    assert version.state is VersionState.PUBLISHED
    assert [(step.key, step.kind) for step in version.steps] == [("01-why", "lesson"), ("02-check", "quiz")]
    assert published_version().id == version.id


def test_nobody_publishes_their_own_text(author: Person) -> None:
    both = make_person("Both", Role.TRAINER, Role.CURATOR)
    submitted(both)
    with pytest.raises(OwnText):
        publish(both)


def test_who_wrote_in_a_version_cannot_publish_it_after_leaving_the_authors(author: Person) -> None:
    both = make_person("Both", Role.TRAINER, Role.CURATOR)
    load(author)
    with transaction():
        reviewing.name_author(at_hand().course, both, by=author)
    load(both, title="By both")
    with transaction():
        reviewing.remove_author(at_hand().course, both.id, by=author)
    with transaction():
        reviewing.submit(at_hand(), by=db.session.get_one(Person, author.id))
    with pytest.raises(OwnText):
        publish(both)
    with pytest.raises(OwnText), transaction():
        reviewing.send_back(at_hand(), "no", by=both)


def test_a_draft_is_not_published_without_review(author: Person, curator: Person) -> None:
    load(author)
    with pytest.raises(NoSuchMove):
        publish(curator)


def test_publishing_writes_everything_that_readers_need(author: Person, curator: Person, told: list[Any]) -> None:
    submitted(author, certificate={"valid_months": 24}, prerequisites=["basics"], order="in-sequence")
    assert publish(curator)
    version = published_version()
    assert (version.certificate_months, version.gives_certificate, version.in_sequence) == (24, True, True)
    assert version.prerequisites == ["basics"]
    assert version.outcomes == [{"key": "publish", "text": "Publish a dataset"}]
    html = db.session.scalars(select(type(version.steps[0]).html).where(type(version.steps[0]).id == version.steps[0].id)).one()
    assert "Timetables, trees, budgets." in html
    content = db.session.scalars(select(QuestionSet.content).where(QuestionSet.version_id == version.id)).one()
    item = content["sections"][0]["items"][1]
    assert item["stem_html"].startswith("<p>Which licence")
    assert item["options"][0]["text_html"] == "<p>CC BY 4.0</p>"
    assert QuizSpec.from_json(content).items[0].key == "free"
    found = search.find("course", "timetables")
    assert [hit.part for hit in search.parts("course", found, "timetables", each=3)[found[0]]] == ["01-why"]
    assert [type(fact) for fact in told] == [VersionPublished]
    assert told[0].previous_id is None


def test_a_new_version_supersedes_the_one_before(author: Person, curator: Person, told: list[Any]) -> None:
    first = make_course(author=author)
    load(author, title="Second")
    with transaction():
        reviewing.submit(at_hand(number=2), by=db.session.get_one(Person, author.id))
    publish(curator, 2, Learners.MIGRATE)
    assert at_hand(number=1).state is VersionState.SUPERSEDED
    assert (told[-1].previous_id, told[-1].learners) == (first.id, Learners.MIGRATE)
    moves = db.session.scalars(select(VersionMove.after).where(VersionMove.version_id == first.id).order_by(VersionMove.at)).all()
    assert moves == ["draft", "in_review", "published", "superseded"]


def test_pressing_publish_twice_publishes_once(author: Person, curator: Person, told: list[Any]) -> None:
    submitted(author)
    assert publish(curator)
    assert not publish(curator)
    assert len(told) == 1


def test_the_second_of_two_curators_is_told_that_somebody_was_faster(author: Person, curator: Person) -> None:
    submitted(author)
    publish(curator)
    with pytest.raises(NoSuchMove):
        publish(make_person("Carl", Role.CURATOR))


def _meanwhile(monkeypatch: pytest.MonkeyPatch, deed: Any) -> None:
    """Let ``deed`` happen while the lessons are compiled, when nobody holds the database."""
    real = compiling.compile_course

    def compile_course(*args: Any) -> Any:
        compiled = real(*args)
        monkeypatch.setattr(publishing, "compile_course", real)
        deed()
        return compiled

    monkeypatch.setattr(publishing, "compile_course", compile_course)


def test_a_version_sent_back_while_it_is_compiled_is_not_published(
    author: Person, curator: Person, monkeypatch: pytest.MonkeyPatch, told: list[Any]
) -> None:
    submitted(author)

    def deed() -> None:
        with transaction():
            reviewing.send_back(at_hand(), "Wait.", by=make_person("Carl", Role.CURATOR))

    _meanwhile(monkeypatch, deed)
    with pytest.raises(NoSuchMove):
        publish(curator)
    assert at_hand().state is VersionState.DRAFT
    assert told == []


def test_a_version_that_another_curator_published_meanwhile_has_one_outcome(
    author: Person, curator: Person, monkeypatch: pytest.MonkeyPatch, told: list[Any]
) -> None:
    submitted(author)
    _meanwhile(monkeypatch, lambda: publish(make_person("Carl", Role.CURATOR)))
    with pytest.raises(NoSuchMove):
        publish(curator)
    assert len(told) == 1
    assert len(published_version().steps) == 2


def test_files_that_changed_while_they_were_compiled_are_not_published(author: Person, curator: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    submitted(author)

    def deed() -> None:
        with transaction():
            reviewing.take_back(at_hand(), by=author)
        load(author, title="Sneaked in")
        with transaction():
            reviewing.submit(at_hand(), by=author)

    _meanwhile(monkeypatch, deed)
    with pytest.raises(ChangedMeanwhile):
        publish(curator)
    assert at_hand().state is VersionState.IN_REVIEW


def test_a_fault_between_compiling_and_writing_leaves_nothing_half(author: Person, curator: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    make_course(author=author)
    load(author, title="Second")
    with transaction():
        reviewing.submit(at_hand(number=2), by=db.session.get_one(Person, author.id))

    def fault(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(publishing, "_write_competences", fault)
    with pytest.raises(KeyboardInterrupt):
        publish(curator, 2)
    assert published_version().number == 1
    assert at_hand(number=2).state is VersionState.IN_REVIEW
    assert search.find("course", "timetables")
    assert db.session.scalar(select(func.count()).select_from(QuestionSet)) == 1


def test_a_lesson_that_cannot_be_compiled_is_named_and_nothing_is_published(author: Person, curator: Person) -> None:
    quiz = 'title = "Q"\n[[items]]\nkey = "a"\nkind = "true-false"\nanswer = true\nfeedback = "f"\nstem = "' + "x" * 30_000 + '"\n'
    load(author, files={"01-a.md": "# A\n\nText\n", "02-q.quiz.toml": quiz})
    with transaction():
        reviewing.submit(at_hand(), by=db.session.get_one(Person, author.id))
    with pytest.raises(HasErrors, match=r"02-q\.quiz\.toml"):
        publish(curator)
    assert at_hand().state is VersionState.IN_REVIEW


def test_competences_are_cited_by_their_framework_and_code(author: Person, curator: Person) -> None:
    other = Framework(slug="other", title="Other", version="1")
    db.session.add(other)
    db.session.flush()
    area = CompetenceArea(framework_id=other.id, code="1", title="Information")
    db.session.add(area)
    db.session.flush()
    db.session.add(Competence(framework_id=other.id, area_id=area.id, code="1.3", title="Managing (other)"))
    db.session.commit()
    version = make_course(author=author, curator=curator, competences=[{"code": "1.3", "level": 3}])
    assert [(cited.competence.title, cited.level) for cited in version.competences] == [("Managing information", 3)]


def test_each_move_is_audited_without_anybodys_words(author: Person, curator: Person) -> None:
    submitted(author)
    publish(curator)
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
    assert [entry.deed for entry in entries] == ["create", "submit", "publish", "choose-for-learners"]
    assert not any("Tara" in str(entry.facts) or "New." in str(entry.facts) for entry in entries)
