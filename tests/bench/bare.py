"""The ceiling: the least that a page of this house can be, on the same stack.

A sign-in check, three questions to the database, a template of 20 KB; and a save that is durable. The kit's transaction, headers, log line
and counters are there, since no page is without them; accounts, languages, navigation, rules and macros are not.
"""

from typing import Any

from flask import Flask, render_template
from flask import session as cookie
from flask_login import LoginManager, current_user, login_required
from jinja2 import DictLoader
from sqlalchemy import text

from lms.kit import db as house
from lms.kit import logs, web
from lms.kit.db import db
from lms.kit.events import Teller
from lms.people.queries.sign_ins import person_of_sign_in
from lms.settings import read_settings

PAGE = (
    "<!doctype html><html lang='en'><title>{{ city.name or 'City' }}</title><body><p>{{ me.name }}, {{ unread }} unread</p><h1>Courses</h1><ul>"
    "{% for course in courses %}<li><h2><a href='/courses/{{ course.title }}'>{{ course.title }}</a></h2><p>{{ course.summary }}</p>"
    "<p>{{ filling }}</p></li>{% endfor %}</ul></body></html>"
)
FILLING = "What a card of this list says about its course, at some length, so that the whole page has its twenty thousand bytes. " * 8
TABLE = "CREATE TABLE IF NOT EXISTS bench_save (id INTEGER PRIMARY KEY, person varchar(40), words text)"


def create_bare() -> Flask:
    """The bare application, with the settings of the house."""
    settings = read_settings()
    app = web.Application("bare")
    app.jinja_loader = DictLoader({"page.html": PAGE})  # type: ignore[assignment]  # compiled once, as templates in files are
    app.config.from_mapping(settings.flask())
    logs.set_up(settings.log_level)
    house.init_app(app)
    app.extensions["lms.teller"] = Teller(())
    web.init_app(app, trusted_proxies=0, secure=False)
    manager = LoginManager(app)
    manager.user_loader(lambda _key: person_of_sign_in(cookie.get("sign_in", "")))
    _add_views(app)
    return app


def _add_views(app: Flask) -> None:
    @app.get("/page")
    @login_required  # type: ignore[untyped-decorator]
    def page() -> str:
        return render_template("page.html", filling=FILLING, **_three_questions())

    @app.post("/save")
    @login_required  # type: ignore[untyped-decorator]
    def save() -> str:
        number = db.session.scalar(text("SELECT count(*) FROM bench_save WHERE person = :person AND id < 0"), {"person": str(current_user.id)})
        db.session.execute(
            text("INSERT INTO bench_save (person, words) VALUES (:person, :words)"), {"person": str(current_user.id), "words": "x" * 100}
        )
        return f"saved {number}"

    @app.get("/healthz")
    def alive() -> str:
        return "alive"


def _three_questions() -> dict[str, Any]:
    me = current_user._get_current_object()
    return {
        "me": me,
        "city": db.session.execute(text("SELECT name FROM city_profile")).first() or {},
        "unread": db.session.scalar(text("SELECT count(*) FROM notice WHERE person_id = :me AND read_at IS NULL"), {"me": me.id.hex}),
        "courses": db.session.execute(text("SELECT title, summary FROM course_version WHERE level >= 1 LIMIT 16")).all(),
    }


def make_table() -> None:
    """Make the table that the bare save writes to."""
    serial = TABLE if house.is_sqlite() else TABLE.replace("INTEGER PRIMARY KEY", "bigserial PRIMARY KEY")
    db.session.execute(text(serial))
