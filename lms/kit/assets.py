"""Static files under names that hold their hash: cached for ever, compressed once at the start."""

import functools
import gzip
import os
import posixpath
import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from flask import Flask
from markupsafe import Markup, escape  # noqa: TID251  (the type; made in kit.markup)
from whitenoise import WhiteNoise

from lms.kit.markup import safe

_URL = re.compile(rb"""url\(["']?([^)"':]+)["']?\)""")
_TEXT = frozenset({".css", ".js", ".svg", ".json", ".txt"})


def _hashed_name(path: Path, content: bytes) -> str:
    return f"{path.stem}.{sha256(content).hexdigest()[:12]}{path.suffix}"


def _prepare(source: Path, target: Path) -> dict[str, str]:
    """Copy ``source`` to ``target`` under hashed names with a gzipped neighbour; return name -> hashed name."""
    names: dict[str, str] = {}
    files = sorted((path for path in source.rglob("*") if path.is_file()), key=lambda path: (path.suffix == ".css", path))
    for path in files:
        name = path.relative_to(source)
        content = path.read_bytes()
        if path.suffix == ".css":
            content = _with_hashed_addresses(content, name, names)
        hashed = name.with_name(_hashed_name(name, content))
        names[name.as_posix()] = hashed.as_posix()
        place = target / hashed
        if place.exists():
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix in _TEXT:
            _write(place.with_name(place.name + ".gz"), gzip.compress(content, 9, mtime=0))
        _write(place, content)
    return names


def _with_hashed_addresses(content: bytes, name: Path, names: dict[str, str]) -> bytes:
    """A style sheet whose relative ``url(…)`` point to the hashed names (style sheets come after all else)."""

    def hashed(match: re.Match[bytes]) -> bytes:
        meant = posixpath.normpath(posixpath.join(name.parent.as_posix(), match[1].decode()))
        return b"url(/static/" + names[meant].encode() + b")" if meant in names else match[0]

    return _URL.sub(hashed, content)


def _write(place: Path, content: bytes) -> None:
    """Write whole or not at all: several workers may start at once."""
    fresh = place.with_name(f".{place.name}.{os.getpid()}.new")
    fresh.write_bytes(content)
    fresh.replace(place)


def init_app(app: Flask, *, source: Path, cache: Path) -> Callable[[str], str]:
    """Serve ``source`` under ``/static/`` by WhiteNoise; return the function that gives a file's address."""
    names = _prepare(source, cache)
    app.wsgi_app = WhiteNoise(app.wsgi_app, root=cache, prefix="static/", max_age=365 * 86400, immutable_file_test=lambda _path, _url: True)  # type: ignore[method-assign]

    def static(name: str) -> str:
        return f"/static/{names[name]}"

    turning = frozenset({"arrow-left", "arrow-right", "chevron-left", "chevron-right", "log-out"})  # pictures that turn round in right-to-left

    @functools.cache
    def pictures(name: str) -> tuple[str, str]:
        kind = " icon-turns" if name in turning else ""
        use = f'width="20" height="20"><use href="{escape(static("img/icons.svg"))}#{escape(name)}"></use></svg>'
        return f'<svg class="icon{kind}"', use

    def draw_icon(name: str, label: str | None = None) -> Markup:
        """A picture of the sprite; a page shows some forty, so this is no macro, whose call costs more than the picture."""
        begin, end = pictures(name)
        role = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
        return safe(f"{begin} {role} {end}")  # each part is escaped above

    app.jinja_env.globals["static"] = static
    app.jinja_env.globals["draw_icon"] = draw_icon
    return static
