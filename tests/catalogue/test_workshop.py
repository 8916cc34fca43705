"""The workshop in the browser: who reads a draft, who changes it, who reviews and withdraws."""

from typing import Any

import pytest

from lms.people.models import Role
from tests.browser import PageClient
from tests.factories.courses import make_course
from tests.factories.drafts import draft, got
from tests.factories.people import make_person

STRANGERS = [(), (Role.TRAINER,), (Role.HR,), (Role.ADMINISTRATOR,)]
READ = ["", "/versions/1", "/versions/1/files/01-why.md", "/versions/1/zip", "/versions/1/media", "/versions/1/review", "/compare"]


@pytest.mark.parametrize("roles", STRANGERS, ids=str)
@pytest.mark.parametrize("page", READ)
def test_a_course_of_others_shows_nothing_of_itself(client: PageClient, session: Any, roles: Any, page: str) -> None:
    make_course(published=False, title="Secret plans")
    client.sign_in(make_person("Eve", *roles))
    answer = client.get(f"/teach/open-data{page}")
    assert answer.status_code == 403
    assert "Secret plans" not in answer.text


@pytest.mark.parametrize("role", [Role.CURATOR, Role.AUDITOR])
@pytest.mark.parametrize("page", READ)
def test_curators_and_auditors_read_without_writing(client: PageClient, session: Any, role: Role, page: str) -> None:
    make_course(published=False)
    client.sign_in(make_person("Reader", role))
    answer = client.get(f"/teach/open-data{page}")
    assert answer.status_code == 200
    assert b"<textarea" not in answer.data
    assert b"/new-file" not in answer.data


@pytest.mark.parametrize("page", READ)
def test_a_visitor_is_asked_to_sign_in(client: PageClient, session: Any, page: str) -> None:
    make_course(published=False)
    assert client.get(f"/teach/open-data{page}").status_code == 302


def test_a_version_belongs_to_its_course(client: PageClient, author: Any) -> None:
    base = draft(client, author, "mine")
    make_course("theirs", published=False)
    make_course("theirs-2", published=False)
    assert client.get("/teach/mine/versions/2").status_code == 404
    assert client.get(f"{base}/files/nothing.md").status_code == 404
    assert client.get(f"{base}/files/%00.md").status_code == 400
    assert client.get("/teach/%00").status_code == 400
    assert client.get("/teach/mine/versions/99999999999999999999").status_code == 404
    assert client.get("/teach/mine/compare?from=99999999999999999999999&to=-1").status_code == 200


WRITING = ["submit", "take-back", "send-back", "files/01-why.md", "new-file", "media/add", "replace", "delete/01-why.md", "rename/01-why.md"]


@pytest.mark.parametrize("deed", WRITING)
def test_another_trainer_changes_nothing_by_posting(client: PageClient, author: Any, deed: str) -> None:
    make_course("theirs", published=False)
    client.sign_in(author)
    answer = client.send("/teach/new", f"/teach/theirs/versions/1/{deed}", text="x", name="x.md", title="x", reason="x")
    assert answer.status_code == 403


def test_a_version_goes_to_review_and_comes_back_with_the_reason(client: PageClient, author: Any) -> None:
    base = draft(client, author)
    client.send(f"{base}/replace", f"{base}/submit")
    curator = make_person("Cora", Role.CURATOR)
    client.sign_in(curator)
    assert "Working with open data" in client.get("/teach?tab=review").text
    assert client.send(f"{base}/review", f"{base}/send-back", reason="").status_code == 422
    assert client.send(f"{base}/review", f"{base}/send-back", reason="Name <b>the law</b>.").status_code == 303
    assert "Name &lt;b&gt;the law&lt;/b&gt;." in client.get(base).text
    twice = client.send("/teach/open-data/withdraw", f"{base}/send-back", reason="Again.")
    assert "somebody may have been faster" in twice.text


def test_a_curator_who_is_an_author_may_not_review(client: PageClient, session: Any) -> None:
    both = make_person("Both", Role.TRAINER, Role.CURATOR)
    base = draft(client, both)
    client.send(f"{base}/replace", f"{base}/submit")
    page = client.get(f"{base}/review")
    assert "Another person reviews this" in page.text
    assert client.send("/teach/new", f"{base}/send-back", reason="x").status_code == 403


def test_authors_are_named_and_removed_but_never_the_last(client: PageClient, author: Any) -> None:
    draft(client, author)
    other = make_person("Olga Other", Role.TRAINER, email="olga@city.test")
    assert client.send("/teach/open-data", "/teach/open-data/authors", email="nobody@city.test").status_code == 422
    make_person("Nina Notrainer", email="nina@city.test")
    assert "Nina Notrainer is no trainer here" in client.send("/teach/open-data", "/teach/open-data/authors", email="nina@city.test").text
    client.send("/teach/open-data", "/teach/open-data/authors", email="Olga@city.test")
    assert "Olga Other" in client.get("/teach/open-data").text
    stranger = make_person("Stranger")
    assert client.send("/teach/open-data", f"/teach/open-data/authors/{stranger.id}/remove").status_code == 404
    assert client.send("/teach/open-data", f"/teach/open-data/authors/{other.id}/remove").status_code == 303
    last = client.send("/teach/open-data", f"/teach/open-data/authors/{author.id}/remove")
    assert last.status_code == 409
    assert "A course needs an author" in last.text


def test_a_course_is_withdrawn_with_a_reason_and_its_media_are_no_longer_public(client: PageClient, session: Any) -> None:
    make_course(files={"01-a.md": "# A\n\nText\n", "media/d.csv": "a,b"})
    assert got(client, "/courses/open-data/media/1/d.csv").status_code == 200
    client.sign_in(make_person("Cora", Role.CURATOR))
    assert client.send("/teach/open-data/withdraw", reason=" ").status_code == 422
    assert client.send("/teach/open-data/withdraw", reason="The law changed.").status_code == 303
    assert got(client, "/courses/open-data/media/1/d.csv").headers["Cache-Control"] == "private, no-cache"
    assert client.send("/teach/open-data/offer-again", reason="By mistake.").status_code == 303
    assert "Offered again" in client.get("/teach/open-data/versions/1").text
    assert client.send("/teach/open-data/offer-again", reason="Twice.").status_code == 409
    client.send("/teach/open-data/withdraw", reason="The law changed.")
    assert "Offer the course again" in client.get("/teach/open-data").text
    with client.session_transaction() as cookie:
        cookie.clear()
    assert client.get("/courses/open-data/media/1/d.csv").status_code == 302


def test_the_list_costs_the_same_for_two_courses_and_for_twelve(client: PageClient, author: Any, statements: Any) -> None:
    def cost() -> int:
        client.get("/teach")
        with statements() as seen:
            assert client.get("/teach").status_code == 200
        return len(seen)

    for number in range(2):
        make_course(f"course-{number}", published=False, author=author)
    client.sign_in(author)
    few = cost()
    for number in range(2, 12):
        make_course(f"course-{number}", published=False, author=author)
    assert cost() == few
    assert few <= 8
