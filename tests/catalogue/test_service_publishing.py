"""Courses are loaded, reviewed by another person, and published once."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from lms.audit.models import AuditEntry
from lms.catalogue.course_files.reading import Reading
from lms.catalogue.course_files.shapes import QuizSpec
from lms.catalogue.events import Learners, VersionPublished
from lms.catalogue.models import Course, CourseVersion, QuestionSet, VersionMove, VersionState
from lms.catalogue.queries import changes, diagrams, files, versions
from lms.catalogue.queries.files import reading_of
from lms.catalogue.service import compiling, drafting, publishing, reviewing
from lms.catalogue.service.refusals import (
    BadAddress,
    ChangedMeanwhile,
    HasErrors,
    LastAuthor,
    NeedsReason,
    NoSuchMove,
    NotADraft,
    NotAnAuthor,
    OwnText,
)
from lms.competency.models import Competence, CompetenceArea, Framework
from lms.kit import search
from lms.kit.db import db, transaction
from lms.notices.models import Notice
from lms.people.models import Person, Role
from tests.factories.courses import course_files, make_course, published_version
from tests.factories.people import make_person


@pytest.fixture
def author(session: Any) -> Person:
    return make_person("Tara Trainer", Role.TRAINER)


@pytest.fixture
def curator(session: Any) -> Person:
    return make_person("Cora Curator", Role.CURATOR)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    facts: list[Any] = []
    monkeypatch.setattr(publishing, "tell_the_house", facts.append)
    return facts


def load(author: Person, slug: str = "open-data", **more: Any) -> drafting.Loaded:
    with transaction():
        return drafting.load_folder(course_files(**more), slug, by=db.session.get_one(Person, author.id), overwrite=True)


def at_hand(slug: str = "open-data", number: int = 1) -> CourseVersion:
    return versions.version_at_hand(slug, number).version


def submitted(author: Person, **more: Any) -> None:
    load(author, **more)
    with transaction():
        reviewing.submit(at_hand(), by=db.session.get_one(Person, author.id))


def publish(by: Person, number: int = 1, learners: Learners = Learners.PIN) -> bool:
    with transaction():
        return publishing.publish(at_hand(number=number), "New.", learners=learners, by=db.session.get_one(Person, by.id))


def test_a_small_course_is_published_with_its_steps(session: Any) -> None:
    version = make_course()
    assert version.state is VersionState.PUBLISHED
    assert [(step.key, step.kind) for step in version.steps] == [("01-why", "lesson"), ("02-check", "quiz")]
    assert published_version().id == version.id


def test_whoever_loads_a_new_course_becomes_its_author(author: Person) -> None:
    loaded = load(author)
    assert loaded.created
    assert loaded.changed
    assert versions.author_ids_of(loaded.version.course_id) == {author.id}


def test_the_same_folder_again_changes_nothing(author: Person) -> None:
    load(author)
    again = load(author)
    assert not again.changed
    assert again.version.revision == 1


def test_a_changed_folder_goes_into_the_open_draft(author: Person) -> None:
    load(author)
    again = load(author, title="Another title")
    assert (again.version.number, again.version.title, again.version.revision) == (1, "Another title", 2)


def test_a_changed_folder_of_a_published_course_opens_the_next_version(author: Person) -> None:
    make_course(author=author)
    assert not load(author).changed
    again = load(author, title="Another title")
    assert (again.version.number, again.version.state) == (2, VersionState.DRAFT)
    assert published_version().number == 1


def test_only_authors_load_into_a_course(author: Person) -> None:
    load(author)
    with pytest.raises(NotAnAuthor):
        load(make_person("Other", Role.TRAINER), title="Mine")


def test_nothing_is_loaded_while_a_version_waits_for_its_review(author: Person) -> None:
    submitted(author)
    with pytest.raises(NotADraft):
        load(author, title="Mine")


@pytest.mark.parametrize("slug", ["new", "Big", "a b", "", "a" * 81])
def test_a_bad_address_is_refused(author: Person, slug: str) -> None:
    with pytest.raises(BadAddress):
        load(author, slug)


def test_a_draft_may_hold_anything_and_counts_its_errors(author: Person) -> None:
    loaded = load(author, files={"course.toml": b"\xff\xfe\x00", "01-a.md": "no title\0"})
    assert loaded.version.error_count > 2
    assert loaded.version.title == "open-data"


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


def test_a_course_keeps_one_author(author: Person) -> None:
    load(author)
    with pytest.raises(LastAuthor), transaction():
        reviewing.remove_author(at_hand().course, author.id, by=author)


def test_a_draft_is_not_published_without_review(author: Person, curator: Person) -> None:
    load(author)
    with pytest.raises(NoSuchMove):
        publish(curator)


def test_sending_back_needs_a_reason_and_tells_the_writers(author: Person, curator: Person) -> None:
    submitted(author)
    with pytest.raises(NeedsReason), transaction():
        reviewing.send_back(at_hand(), "  ", by=curator)
    with transaction():
        reviewing.send_back(at_hand(), "Name the law.", by=curator)
    assert at_hand().state is VersionState.DRAFT
    notice = db.session.scalars(select(Notice).where(Notice.kind == "version-returned")).one()
    assert (notice.person_id, notice.facts["reason"]) == (author.id, "Name the law.")


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


def test_an_unknown_competence_is_an_error_with_its_line(author: Person) -> None:
    loaded = load(author, competences=[{"code": "9.9", "level": 3}])
    assert loaded.version.error_count == 1
    reading = versions.version_at_hand("open-data", 1)
    assert "9.9" in str(reading_of(reading.version, "open-data").errors[0])


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


def test_a_text_with_the_sign_zero_is_an_error_and_not_a_crash(author: Person) -> None:
    loaded = load(author, title="a\0b")
    assert loaded.version.error_count >= 1


def test_each_move_is_audited_without_anybodys_words(author: Person, curator: Person) -> None:
    submitted(author)
    publish(curator)
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
    assert [entry.deed for entry in entries] == ["create", "submit", "publish", "choose-for-learners"]
    assert not any("Tara" in str(entry.facts) or "New." in str(entry.facts) for entry in entries)


def test_changes_between_two_versions_are_told_step_by_step(author: Person) -> None:
    one = make_course(author=author).id
    files = {"01-why.md": "# Why open data\n\nOther words.\n", "03-new.md": "# New\n\nText\n"}
    make_course(author=author, files=files, published=False, outcomes=[{"key": "other", "text": "Do other things"}])
    found = changes.changes_between(db.session.get_one(CourseVersion, one), at_hand(number=2))
    assert {(step.key, step.change) for step in found.steps} == {("01-why", "changed"), ("03-new", "added"), ("02-check", "removed")}
    assert found.outcomes_removed == ("Publish a dataset",)


def test_one_course_has_one_open_and_one_published_version(author: Person) -> None:
    version = make_course(author=author)
    for state in (VersionState.PUBLISHED, VersionState.DRAFT):
        twins = [CourseVersion(course_id=version.course_id, number=number, state=state, title="x") for number in (7, 8)]
        db.session.add_all(twins)
        with pytest.raises(IntegrityError):
            db.session.flush()
        db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Course)) == 1
