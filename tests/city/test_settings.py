"""The city's name, logo and colours."""

import io
import re

import pytest
from sqlalchemy import select

from lms.city import colours
from lms.city.models import CityProfile
from lms.kit import blobs
from lms.kit.db import db
from lms.people.models import Role
from tests.factories.people import make_person

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 50
LOOK = {
    "name": "Ville-Neuve",
    "product": "Campus",
    "primary": "#7a1f5c",
    "accent": "#e8743b",
    "topic1": "#6b4fb3",
    "topic2": "#d9a514",
    "topic3": "#2a7a4b",
}


@pytest.fixture
def administrator(client):
    client.sign_in(make_person("Ada Administrator", Role.ADMINISTRATOR))
    return client


def _sheet(client, page="/"):
    return re.search(r'href="(/brand/[0-9a-f]+\.css)"', client.get(page).text)[1]


def test_what_is_saved_is_on_every_page_at_once(administrator):
    before = _sheet(administrator)
    assert administrator.send("/settings", **LOOK).status_code == 303
    after = _sheet(administrator)
    assert after != before
    assert "#7a1f5c" in administrator.get(after).text
    assert "Ville-Neuve" in administrator.get("/account").text


def test_the_style_sheet_is_computed_once_and_kept(administrator, monkeypatch):
    administrator.send("/settings", **LOOK)
    monkeypatch.setattr(colours, "stylesheet", None)
    assert administrator.get(_sheet(administrator)).status_code == 200


def test_a_preview_saves_nothing(administrator):
    before = _sheet(administrator)
    page = administrator.send("/settings", **LOOK, preview="yes")
    assert page.status_code == 200
    strip = re.search(r'href="(/settings/preview\.css[^"]+)"', page.text)[1].replace("&amp;", "&")
    css = administrator.get(strip).text
    assert "#7a1f5c" in css
    assert ":root" not in css
    assert _sheet(administrator) == before
    assert db.session.scalar(select(CityProfile.id)) is None


def test_the_preview_keeps_what_was_typed_and_shows_light_and_dark(administrator):
    page = administrator.send("/settings", **LOOK, preview="yes").text
    assert 'value="Ville-Neuve"' in page
    assert 'data-color-scheme="light"' in page
    assert 'data-color-scheme="dark"' in page


@pytest.mark.parametrize(
    ("colour", "sentence"),
    [
        ("#ffffff", "so pale"),
        ("#000000", "so dark"),
        ("red", "is not a colour"),
        ("#12345", "is not a colour"),
        ("#0f6b66}body{x:y", "is not a colour"),
    ],
)
@pytest.mark.parametrize("field", ["primary", "accent", "topic1", "topic2", "topic3"])
def test_a_colour_that_cannot_be_read_is_refused_beside_its_field(administrator, field, colour, sentence):
    page = administrator.send("/settings", **{**LOOK, field: colour})
    assert page.status_code == 422
    assert sentence in page.text
    assert f'id="{field}-error"' in page.text
    assert db.session.scalar(select(CityProfile.id)) is None


@pytest.mark.parametrize("colour", ["#ffffff", "x", "}*{}", ""])
def test_the_preview_takes_no_other_colours_either(administrator, colour):
    assert administrator.get("/settings/preview.css", query_string={**LOOK, "accent": colour}).status_code == 404


@pytest.mark.parametrize(
    ("content", "kind"),
    [(PNG, "image/png"), (b"\xff\xd8\xff\xe0" + b"0" * 50, "image/jpeg"), (b"RIFF\x00\x00\x00\x00WEBPVP8 " + b"0" * 50, "image/webp")],
)
def test_a_picture_becomes_the_logo(administrator, content, kind):
    administrator.send("/settings", **LOOK, logo=(io.BytesIO(content), "logo.bin"), content_type="multipart/form-data")
    address = re.search(r'src="(/logo/[0-9a-f]+)"', administrator.get("/account").text)[1]
    answer = administrator.get(address)
    assert answer.data == content
    assert answer.mimetype == kind
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>",
        b"<html></html>",
        b"GIF89a" + b"0" * 50,
        b"",
        b"%PDF-1.7",
        b"RIFF\x00\x00\x00\x00WAVE",
        b"\x89PNG",
    ],
)
def test_what_is_no_such_picture_is_refused_whatever_its_name_says(administrator, content):
    page = administrator.send("/settings", **LOOK, logo=(io.BytesIO(content), "logo.png", "image/png"), content_type="multipart/form-data")
    if content:
        assert page.status_code == 422
        assert "PNG, JPEG or WebP" in page.text
    assert "/logo/" not in administrator.get("/account").text


def test_a_logo_that_is_too_large_is_refused(administrator):
    page = administrator.send(
        "/settings", **LOOK, logo=(io.BytesIO(PNG + b"0" * 300 * 1024), "logo.png"), content_type="multipart/form-data"
    )
    assert "larger than 300 KB" in page.text


def test_the_logo_can_be_taken_down_again(administrator):
    administrator.send("/settings", **LOOK, logo=(io.BytesIO(PNG), "logo.png"), content_type="multipart/form-data")
    administrator.send("/settings", **LOOK)
    assert "/logo/" in administrator.get("/account").text
    administrator.send("/settings", **LOOK, without_logo="y")
    assert "/logo/" not in administrator.get("/account").text


def test_other_bytes_of_the_house_are_no_logo(client, session):
    digest = blobs.keep(b"a secret list")
    db.session.commit()
    assert client.get(f"/logo/{digest}").status_code == 404


def test_the_look_of_the_product_comes_back(administrator):
    before = _sheet(administrator)
    administrator.send("/settings", **LOOK)
    assert administrator.send("/settings", "/settings/reset").status_code == 303
    assert _sheet(administrator) == before
    assert "Ville-Neuve" in administrator.get("/account").text


@pytest.mark.parametrize("role", [None, Role.TRAINER, Role.CURATOR, Role.HR, Role.AUDITOR])
def test_only_administrators_change_the_look(client, role):
    client.sign_in(make_person("Olaf Officer", *([role] if role else [])))
    assert client.get("/settings").status_code == 403
    assert client.send("/account", "/settings", **LOOK).status_code == 403
    assert client.send("/account", "/settings/reset").status_code == 403


@pytest.mark.parametrize("name", ["", " ", "x" * 121])
def test_the_city_needs_a_name_of_reasonable_length(administrator, name):
    assert administrator.send("/settings", **{**LOOK, "name": name}).status_code == 422


def test_a_name_with_signs_of_html_stays_a_name(administrator):
    administrator.send("/settings", **{**LOOK, "name": '<b>City</b> & "Co"'})
    assert "<b>City" not in administrator.get("/account").text
