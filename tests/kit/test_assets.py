"""Static files under names that hold their hash."""

import re

from flask import Flask

from lms.kit import assets


def served(tmp_path, files):
    source = tmp_path / "static"
    for name, content in files.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes(content)
    app = Flask("x")
    static = assets.init_app(app, source=source, cache=tmp_path / "cache")
    return app.test_client(), static


def text_of(client, address):
    with client.get(address) as answer:
        return answer.text


def test_a_style_sheet_finds_its_fonts_under_their_hashed_names(tmp_path):
    css = b'@font-face{src:url("../fonts/a.woff2")} .x{background:url(../img/b.svg)} .y{background:url(data:image/png;base64,AA)}'
    client, static = served(tmp_path, {"css/app.css": css, "fonts/a.woff2": b"font", "img/b.svg": b"<svg/>"})
    text = text_of(client, static("css/app.css"))
    assert static("fonts/a.woff2") in text
    assert static("img/b.svg") in text
    assert "url(data:image/png;base64,AA)" in text
    assert text_of(client, static("fonts/a.woff2")) == "font"


def test_a_changed_file_has_another_address(tmp_path):
    _, before = served(tmp_path, {"js/a.js": b"1"})
    first = before("js/a.js")
    _, after = served(tmp_path, {"js/a.js": b"2"})
    assert after("js/a.js") != first


def test_files_are_kept_for_ever_and_compressed(tmp_path):
    client, static = served(tmp_path, {"js/a.js": b"x" * 5000})
    with client.get(static("js/a.js"), headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "immutable" in answer.headers["Cache-Control"]


def test_every_address_in_our_style_sheets_is_rewritten(client):
    page = client.get("/").text
    for address in re.findall(r'href="(/static/[^"]+\.css)"', page):
        urls = re.findall(r"url\(([^)]+)\)", text_of(client, address))
        loose = [url for url in urls if not url.strip("\"'").startswith(("/static/", "data:", "#"))]
        assert loose == []
