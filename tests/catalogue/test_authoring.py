"""Courses are written in the browser, without script."""

import io
import re
import zipfile
from typing import Any

import pytest

from lms.catalogue.course_files.archives import read_zip, write_zip
from lms.people.models import Role
from tests.browser import PageClient
from tests.factories.courses import LESSON, course_files, make_course
from tests.factories.drafts import draft, got
from tests.factories.people import make_person


def seen_in(page: str) -> str:
    found = re.search(r'name="seen"[^>]*value="([^"]*)"', page) or re.search(r'value="([^"]*)"[^>]*name="seen"', page)
    assert found
    return found[1]


def save(client: PageClient, address: str, text: str, **more: Any) -> Any:
    return client.send(address, text=text, **{"seen": seen_in(client.get(address).text), **more})


def test_a_trainer_writes_a_course_from_nothing_and_it_has_no_problems(client: PageClient, author: Any) -> None:
    client.sign_in(author)
    answer = client.send("/teach/new", title="Daten öffnen")
    assert answer.status_code == 303, answer.text
    assert answer.location == "/teach/daten-offnen/versions/1"
    page = client.get(answer.location)
    assert "No problems" in page.text
    assert "Daten öffnen" in client.get("/teach").text


def test_an_address_that_is_taken_is_refused_and_the_words_stay(client: PageClient, author: Any) -> None:
    make_course(published=False)
    client.sign_in(author)
    answer = client.send("/teach/new", title="Mine", slug="open-data")
    assert answer.status_code == 422
    assert "There is a course at the address open-data already" in answer.text
    assert 'value="Mine"' in answer.text


@pytest.mark.parametrize("slug", ["new", "Big", "a b", "../x", "a" * 90, "ä"])
def test_an_address_that_is_none_is_refused(client: PageClient, author: Any, slug: str) -> None:
    client.sign_in(author)
    assert client.send("/teach/new", title="Mine", slug=slug).status_code == 422


def test_a_zip_becomes_a_course_and_comes_back_byte_by_byte(client: PageClient, author: Any) -> None:
    client.sign_in(author)
    files = {**course_files(), "media/p.png": bytes(range(256)), "README.md": "# Für uns\r\n".encode()}
    files["03-end.md"] = b"\xef\xbb\xbf# End\r\n\r\nText\r\n"
    answer = client.send("/teach/new", title="Mine", slug="mine", archive=(io.BytesIO(write_zip(files)), "mine.zip"))
    assert answer.status_code == 303
    back = client.get("/teach/mine/versions/1/zip")
    assert back.mimetype == "application/zip"
    assert read_zip(io.BytesIO(back.data)) == files
    again = client.send("/teach/mine/versions/1/replace", archive=(io.BytesIO(back.data), "mine.zip"))
    assert again.status_code == 303
    assert "Nothing was changed" in client.get(again.location).text


@pytest.mark.parametrize("name", ["../x.md", "/etc/x.md", "a\\b.md", "con.md"])
def test_an_evil_zip_is_refused_before_anything_is_written(client: PageClient, author: Any, name: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), "x")
    packed.seek(0)
    client.sign_in(author)
    answer = client.send("/teach/new", title="Mine", slug="mine", archive=(packed, "mine.zip"))
    assert answer.status_code == 422
    assert client.get("/teach/mine").status_code == 404


def test_a_text_is_saved_and_shown_again(client: PageClient, author: Any) -> None:
    address = f"{draft(client, author)}/files/01-why.md"
    answer = save(client, address, "# New title\r\n\r\nNew text.\r\n")
    assert answer.status_code == 303
    page = client.get(address)
    assert "New title" in page.text
    assert "<p>New text.</p>" in page.text


def test_the_second_of_two_editors_keeps_their_text_and_sees_the_others(client: PageClient, author: Any) -> None:
    address = f"{draft(client, author)}/files/01-why.md"
    seen = seen_in(client.get(address).text)
    save(client, address, "# Theirs\n\nTheir text.\n")
    answer = client.send(address, text="# Mine\n\nMy text.\n", seen=seen)
    assert answer.status_code == 422
    assert "My text." in answer.text
    assert "Their text." in answer.text
    final = client.send(address, text="# Mine\n\nMy text.\n", seen=seen_in(answer.text))
    assert final.status_code == 303


def test_saving_the_same_text_again_changes_nothing(client: PageClient, author: Any) -> None:
    address = f"{draft(client, author)}/files/01-why.md"
    answer = save(client, address, LESSON.replace("\n", "\r\n"))
    assert "nothing new to save" in client.get(answer.location).text


def test_the_preview_button_shows_what_is_written_and_saves_nothing(client: PageClient, author: Any) -> None:
    address = f"{draft(client, author)}/files/01-why.md"
    answer = save(client, address, "# Other\n\n## Jump\n\n#### Too far\n\nPreviewed words.", preview="1")
    assert "<p>Previewed words.</p>" in answer.text
    assert 'href="#L5"' in answer.text
    assert "Previewed words" not in client.get(address).text


def test_the_live_preview_answers_with_a_fragment_and_the_problems(client: PageClient, author: Any) -> None:
    base = draft(client, author)
    fields = {"path": "01-why.md", "text": "No title\n\n```mermaid\nflowchrt XX\n```"}
    answer = client.send(f"{base}/files/01-why.md", "/teach/open-data/preview", **fields)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "does not begin with its title" in answer.text
    assert "this diagram cannot be drawn" in answer.text
    assert 'href="#L3"' in answer.text


def test_a_quiz_is_previewed_with_its_right_answers(client: PageClient, author: Any) -> None:
    page = client.get(f"{draft(client, author)}/files/02-check.quiz.toml")
    assert "Which licence asks for credit" in page.text
    assert "Credit is all it asks for." in page.text


def test_files_are_added_renamed_and_deleted(client: PageClient, author: Any) -> None:
    base = draft(client, author)
    added = client.send(f"{base}/new-file", kind="lesson", title="Licences & more")
    assert added.location == f"{base}/files/03-licences-more.md"
    renamed = client.send(f"{base}/rename/03-licences-more.md", name="04-licences.md")
    assert renamed.location == f"{base}/files/04-licences.md"
    assert client.send(f"{base}/rename/04-licences.md", name="01-why.md").status_code == 422
    assert client.send(f"{base}/rename/04-licences.md", name="../x.md").status_code == 422
    assert client.send(f"{base}/rename/04-licences.md", name="notes.html").status_code == 422
    assert client.send(f"{base}/delete/04-licences.md").status_code == 303
    assert client.get(f"{base}/files/04-licences.md").status_code == 404
    refused = client.send(f"{base}/delete/01-why.md", f"{base}/delete/course.toml")
    assert refused.status_code == 422


def test_a_picture_is_taken_in_and_served_only_to_those_who_may_read_the_draft(client: PageClient, author: Any) -> None:
    base = draft(client, author)
    answer = client.send(f"{base}/media", f"{base}/media/add", files=(io.BytesIO(b"\x89PNG..."), "Über uns.PNG"))
    assert answer.status_code == 303
    page = client.get(f"{base}/media")
    assert "![uber uns](media/uber-uns.png)" in page.text
    shown = got(client, f"{base}/media/uber-uns.png")
    assert shown.data == b"\x89PNG..."
    assert shown.mimetype == "image/png"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    client.sign_in(make_person("Else", Role.TRAINER))
    assert client.get(f"{base}/media/uber-uns.png").status_code == 403
    assert client.get("/courses/open-data/media/1/uber-uns.png").status_code == 404


@pytest.mark.parametrize("name", ["x.svg", "x.html", "x.js", "x.png.html", "x", "x.xml", "x.exe"])
def test_files_that_could_run_are_refused_as_media(client: PageClient, author: Any, name: str) -> None:
    base = draft(client, author)
    answer = client.send(f"{base}/media", f"{base}/media/add", files=(io.BytesIO(b"<svg onload=x>"), name))
    assert answer.status_code == 422
    assert "cannot be used in a course" in answer.text


def test_media_that_came_with_a_folder_and_could_run_are_never_served(client: PageClient, author: Any) -> None:
    files = {"01-a.md": "# A\n\nText\n", "media/x.svg": "<svg/>", "media/x.html": "<script>1</script>", "media/d.csv": "a,b"}
    make_course(author=author, files=files)
    for name in ("x.svg", "x.html"):
        assert client.get(f"/courses/open-data/media/1/{name}").status_code == 404
    table = got(client, "/courses/open-data/media/1/d.csv")
    assert table.headers["Content-Disposition"].startswith("attachment")
    assert "immutable" in table.headers["Cache-Control"]


def test_a_video_is_sent_in_parts(client: PageClient, session: Any) -> None:
    make_course(files={"01-a.md": "# A\n\nText\n", "media/v.mp4": bytes(range(200))})
    part = got(client, "/courses/open-data/media/1/v.mp4", headers={"Range": "bytes=10-19"})
    assert part.status_code == 206
    assert part.data == bytes(range(10, 20))


TWENTY = "\n".join(f'wrong{number} = "x"' for number in range(20))


def test_a_folder_with_twenty_mistakes_reports_all_of_them_on_the_page(client: PageClient, author: Any) -> None:
    base = draft(client, author)
    answer = save(client, f"{base}/files/course.toml", course_files()["course.toml"].decode() + TWENTY)
    assert answer.status_code == 303
    page = client.get(base)
    assert all(f"wrong{number}" in page.text for number in range(20))
    assert "20 errors" in page.text
    assert "Submit for review" not in page.text
    refused = client.send(base + "/replace", f"{base}/submit")
    assert "The files hold 20 errors" in client.get(refused.location).text


XSS = '<script>alert(1)</script><img src=x onerror=alert(1)>"\'{{7*7}}'


def test_hostile_words_stay_words_wherever_they_are_shown(client: PageClient, author: Any) -> None:
    base = draft(client, author, title=XSS, summary=XSS)
    save(client, f"{base}/files/01-why.md", f"# {XSS}\n\n{XSS}\n\n[x](javascript:alert(1))\n\n#### {XSS}\n")
    pages = ["/teach", "/teach/open-data", base, f"{base}/files/01-why.md", f"{base}/files/course.toml", f"{base}/review", "/teach/open-data/compare"]
    for address in pages:
        text = client.get(address).text
        assert "<script>alert" not in text, address
        assert "<img src=x" not in text, address
        assert 'href="javascript' not in text, address
        assert ">49<" not in text, address


@pytest.mark.parametrize(
    "text",
    ["# A\n\n" + "[" * 20000, "# A\n\n" + "> " * 5000 + "x", "# A\n" + "*a " * 30000, "# A\n\n" + "<!--" * 20000],
    ids=["brackets", "quotes", "stars", "comments"],
)
def test_a_hostile_text_is_answered_in_bounded_time(client: PageClient, author: Any, text: str) -> None:
    base = draft(client, author)
    answer = client.send(f"{base}/files/01-why.md", "/teach/open-data/preview", path="01-why.md", text=text)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "text",
    ["a = " + "[" * 5000 + "]" * 5000, "x." * 5000 + "y = 1", 'a = "' + "x" * 400_000 + '"'],
    ids=["lists", "keys", "long"],
)
def test_a_hostile_toml_is_told_and_harms_nobody(client: PageClient, author: Any, text: str) -> None:
    base = draft(client, author)
    for path in ("course.toml", "02-check.quiz.toml"):
        answer = client.send(f"{base}/files/{path}", "/teach/open-data/preview", path=path, text=text)
        assert answer.status_code == 200


def test_a_lesson_of_five_megabytes_is_refused_and_kept_in_the_page(client: PageClient, author: Any) -> None:
    base = draft(client, author)
    answer = save(client, f"{base}/files/01-why.md", "# A\n\n" + "words " * 900_000)
    assert answer.status_code == 422
    assert "more than 1 MB" in answer.text


def test_what_is_published_is_read_only(client: PageClient, author: Any) -> None:
    make_course(author=author)
    client.sign_in(author)
    page = client.get("/teach/open-data/versions/1/files/01-why.md")
    assert "<textarea" not in page.text
    token = client.get("/teach/new").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    answer = client.post("/teach/open-data/versions/1/files/01-why.md", data={"csrf_token": token, "text": "x", "seen": ""})
    assert answer.status_code in (409, 422)
    assert "A published version is never changed" in answer.text
