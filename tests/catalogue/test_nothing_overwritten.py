"""What is in a draft is not overwritten by a folder or a picture without a word."""

import io
import re
from typing import Any

import pytest

from lms.catalogue.course_files.archives import write_zip
from lms.catalogue.queries import files as file_queries
from lms.catalogue.service import drafting, editing
from lms.catalogue.service.refusals import WouldOverwrite
from lms.people.models import Role
from tests.browser import PageClient
from tests.factories.courses import course_files, make_course
from tests.factories.people import make_person

BASE = "/teach/open-data/versions/1"


@pytest.fixture
def tara(session: Any) -> Any:
    return make_person("Tara", Role.TRAINER, email="tara@city.test")


@pytest.fixture
def draft(tara: Any) -> Any:
    return make_course(published=False, author=tara)


def write(session: Any, draft: Any, text: str, by: Any) -> None:
    seen = next(row.hash for row in file_queries.list_files(draft.id) if row.path == "01-why.md")
    editing.save_file(draft, "01-why.md", text, seen=seen, by=by)
    session.commit()


def lesson(draft: Any) -> str:
    return file_queries.folder_of(draft.id)["01-why.md"].decode()


def send(client: PageClient, files: dict[str, bytes], **more: Any) -> Any:
    return client.send(f"{BASE}/replace", archive=(io.BytesIO(write_zip(files)), "x.zip"), **more)


def test_a_zip_asks_before_it_replaces_what_a_colleague_saved(client: PageClient, session: Any, tara: Any, draft: Any) -> None:
    files = file_queries.folder_of(draft.id)
    write(session, draft, "# Why\n\nUli's hour of work.\n", make_person("Uli", Role.TRAINER))
    client.sign_in(tara)
    asked = send(client, files | {"03-more.md": b"# More\n"})
    assert asked.status_code == 422
    assert "Uli wrote in this draft, too" in asked.text
    assert re.search(r"01-why\.md\s*<span class=\"muted\">would change", asked.text)
    assert "03-more.md" not in asked.text
    assert "Uli's hour" in lesson(draft)
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', asked.text)
    assert seen
    assert send(client, files, seen=seen[1]).status_code == 303
    assert "Uli's hour" not in lesson(draft)


def test_a_zip_asks_again_when_something_was_saved_since_it_asked(client: PageClient, session: Any, tara: Any, draft: Any) -> None:
    files, seen = file_queries.folder_of(draft.id), draft.content_hash
    write(session, draft, "# Why\n\nUli.\n", make_person("Uli", Role.TRAINER))
    client.sign_in(tara)
    assert send(client, files, seen=seen).status_code == 422


def test_who_writes_alone_is_not_asked(client: PageClient, session: Any, tara: Any, draft: Any) -> None:
    files = file_queries.folder_of(draft.id)
    write(session, draft, "# Why\n\nMy own.\n", tara)
    client.sign_in(tara)
    assert send(client, files).status_code == 303


def test_what_only_adds_files_is_not_asked_about(client: PageClient, session: Any, tara: Any, draft: Any) -> None:
    write(session, draft, "# Why\n\nUli.\n", make_person("Uli", Role.TRAINER))
    client.sign_in(tara)
    assert send(client, file_queries.folder_of(draft.id) | {"03-more.md": b"# More\n"}).status_code == 303


def test_a_folder_is_not_loaded_over_what_a_colleague_saved(session: Any, tara: Any, draft: Any) -> None:
    write(session, draft, "# Why\n\nUli.\n", make_person("Uli", Role.TRAINER))
    with pytest.raises(WouldOverwrite) as refused:
        drafting.load_folder(course_files(), "open-data", by=tara)
    assert [change.path for change in refused.value.changes] == ["01-why.md"]
    assert drafting.load_folder(course_files(), "open-data", by=tara, overwrite=True).changed


def add(client: PageClient, *files: tuple[str, bytes], **more: Any) -> Any:
    return client.send(f"{BASE}/media", f"{BASE}/media/add", files=[(io.BytesIO(content), name) for name, content in files], **more)


def media(draft: Any) -> dict[str, bytes]:
    return {path: content for path, content in file_queries.folder_of(draft.id).items() if path.startswith("media/")}


def test_pictures_whose_names_become_one_get_a_number(client: PageClient, tara: Any, draft: Any) -> None:
    client.sign_in(tara)
    answer = add(client, ("Обзор.png", b"1"), ("概要.png", b"2"))
    assert media(draft) == {"media/file.png": b"1", "media/file-2.png": b"2"}
    assert "so these got a number: media/file-2.png" in client.get(answer.location).text
    add(client, ("file.PNG", b"3"))
    assert media(draft)["media/file-3.png"] == b"3"


def test_the_same_picture_again_stays_one(client: PageClient, tara: Any, draft: Any) -> None:
    client.sign_in(tara)
    add(client, ("a.png", b"1"))
    add(client, ("a.png", b"1"))
    assert media(draft) == {"media/a.png": b"1"}


def test_a_picture_is_replaced_when_that_is_said(client: PageClient, tara: Any, draft: Any) -> None:
    client.sign_in(tara)
    add(client, ("plan-a.png", b"1"))
    add(client, ("Plan A.png", b"2"), ("plan-a.PNG", b"3"), replace="y")
    assert media(draft) == {"media/plan-a.png": b"2", "media/plan-a-2.png": b"3"}


@pytest.mark.parametrize(
    ("came_from", "led_to"),
    [
        (f"http://localhost{BASE}/files/01-why.md?x=1", f"/sign-in?next={BASE}/files/01-why.md?x%3D1"),
        ("https://evil.example/x", "/sign-in"),
        ("http://[x/", "/sign-in"),
        ("", "/sign-in"),
    ],
)
def test_who_saves_after_the_sign_in_ended_is_told_and_comes_back(client: PageClient, draft: Any, came_from: str, led_to: str) -> None:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)
    assert found
    fields = {"csrf_token": found[1], "text": "# Mine\n"}
    answer = client.post(f"{BASE}/files/01-why.md", data=fields, headers={"Referer": came_from})
    assert answer.location == led_to
    assert "nothing was saved" in client.get(answer.location).text
