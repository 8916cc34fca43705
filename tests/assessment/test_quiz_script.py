"""What static/js/quiz.js adds: answers keep themselves, also when the connection goes away and comes back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from lms.assessment.models import Answer, Attempt
from lms.kit.clock import now
from lms.kit.db import db, transaction
from tests.browser import PageClient
from tests.conftest import make_app
from tests.factories.assessment import RIGHT, WRONG, Class, answer, begin, make_class

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, str]]:
    """A house that listens."""
    app = make_app(tmp_path_factory.mktemp("script"))
    app.test_client_class = PageClient
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield app, f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@contextmanager
def sitting(house: tuple[Flask, str], browser: Any, *, minutes: float | None = None, **rules: Any) -> Iterator[tuple[Any, str, Class, Any]]:
    """A page with an open attempt; it must end without an error in its console."""
    app, address = house
    with app.app_context():
        group = make_class(**rules)
        attempt_id = begin(group)
        if minutes is not None:
            with transaction():
                db.session.get_one(Attempt, attempt_id).deadline_at = now() + timedelta(minutes=minutes)
        cookie = app.test_client().sign_in(group.learner).get_cookie("campus", domain="localhost").value
        context = browser.new_context()
        context.set_default_timeout(15_000)
        context.add_cookies([{"name": "campus", "value": cookie, "url": address}])
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        try:
            page.goto(f"{address}/attempts/{attempt_id}")
            yield page, f"{address}/attempts/{attempt_id}", group, attempt_id
            assert not faults
        finally:
            context.close()
            db.session.remove()


def kept(attempt_id: Any) -> dict[str, Any]:
    """The answers as the database has them now."""
    db.session.rollback()
    return {row.item_key: row.response for row in db.session.scalars(select(Answer).where(Answer.attempt_id == attempt_id))}


def test_each_kind_of_answer_keeps_itself(house: tuple[Flask, str], browser: Any) -> None:
    with sitting(house, browser, items=("truth", "multiple", "word", "pairs", "order")) as (page, _address, _group, attempt_id):
        page.locator("#question-truth").get_by_label("True").check()
        page.locator("#question-multiple").get_by_label("CC0").check()
        page.locator("#question-word input[type=text]").fill("CC BY 4.0")
        page.locator("#question-pairs select").first.select_option(label="odd")
        page.locator("#question-order [data-move='1']").first.click()
        for key in ("truth", "multiple", "word", "pairs", "order"):
            page.locator(f"#question-{key} .saved").wait_for()
        answers = kept(attempt_id)
        assert (answers["truth"], answers["multiple"], answers["word"]) == ({"value": True}, {"options": [1]}, {"text": "CC BY 4.0"})
        assert answers["pairs"] == {"right": [0, None]}
        assert len(answers["order"]["order"]) == 3


def test_an_answer_given_without_connection_is_sent_when_it_is_back(house: tuple[Flask, str], browser: Any) -> None:
    with sitting(house, browser, items=("word",)) as (page, _address, _group, attempt_id):
        page.context.set_offline(True)
        page.locator("#question-word input[type=text]").fill("written on a train")
        page.locator("[data-saved]", has_text="No connection").wait_for()
        assert "written on a train" in page.evaluate("JSON.stringify(localStorage)")
        page.context.set_offline(False)
        page.locator(".saved").wait_for()
        assert page.evaluate("localStorage.length") == 0
        assert kept(attempt_id)["word"] == {"text": "written on a train"}


def test_what_a_closed_page_could_not_send_is_sent_by_the_next(house: tuple[Flask, str], browser: Any) -> None:
    with sitting(house, browser, items=("word",)) as (page, address, _group, attempt_id):
        page.context.set_offline(True)
        page.locator("#question-word input[type=text]").fill("before the laptop slept")
        page.locator("[data-saved]", has_text="No connection").wait_for()
        other = page.context.new_page()
        page.close()
        other.context.set_offline(False)
        other.goto(address)
        other.locator(".saved").wait_for()
        assert other.locator("#question-word input[type=text]").input_value() == "before the laptop slept"
        assert kept(attempt_id)["word"] == {"text": "before the laptop slept"}


def test_another_windows_answer_is_shown_and_the_person_chooses(house: tuple[Flask, str], browser: Any) -> None:
    with sitting(house, browser, items=("truth",)) as (page, _address, group, attempt_id):
        answer(group, attempt_id, "truth", RIGHT["truth"])
        page.locator("#question-truth").get_by_label("False").check()
        page.get_by_text("answered in another window").wait_for()
        assert kept(attempt_id) == {"truth": RIGHT["truth"]}
        page.get_by_role("button", name="Keep what stands here").click()
        page.locator(".saved").wait_for()
        assert kept(attempt_id) == {"truth": WRONG["truth"]}


def test_the_clock_hands_in_with_what_was_being_typed(house: tuple[Flask, str], browser: Any) -> None:
    with sitting(house, browser, minutes=5 / 60, items=("word",), time_limit='"30 min"') as (page, _address, _group, attempt_id):
        page.locator("#question-word input[type=text]").fill("CC BY")
        page.wait_for_url("**/result")
        db.session.rollback()
        assert db.session.get_one(Attempt, attempt_id).percent == 50
