"""The pages behind a second step, an old sign-in and a link out of a letter, which no crawl reaches."""

import re
import sqlite3
import time
from pathlib import Path

import pytest
from passlib.totp import TOTP
from playwright.sync_api import expect

from tests.e2e.acting import go, press
from tests.e2e.seeing import assert_accessible, faults_in_each_look

pytestmark = pytest.mark.browser

ADDRESS = "ziva.zweig@exampleville.example"
NEW_PASSWORD = "five green kites over town"


def _look(page):
    """axe on the page as it is, wide and narrow: it is not to be opened twice."""
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert_accessible(page)


def _link_for_a_newcomer(visit, house):
    """HR creates somebody; the link stands in the letter that waits in the outbox."""
    with visit("paul.dubois") as page:
        page.goto("/people/new")
        page.locator("main input[name=name]").fill("Ziva Zweig")
        page.locator("main input[name=email]").fill(ADDRESS)
        press(page, "Create and invite")
        page.wait_for_url(re.compile("/people/[0-9a-f-]{36}"))
    place = Path(house.environment["DATABASE_URL"].removeprefix("sqlite:///"))
    with sqlite3.connect(f"file:{place}?mode=ro", uri=True) as connection:
        (body,) = connection.execute("SELECT text_body FROM letter WHERE address = ? ORDER BY created_at DESC", (ADDRESS,)).fetchone()
    return re.search(r"/set-password/[\w-]+", body)[0]


def _sign_in(page):
    page.goto("/sign-in")
    page.locator("main input[name=email]").fill(ADDRESS)
    page.locator("input[type=password]").fill(NEW_PASSWORD)
    press(page, "Sign in")


def _turn_second_step_on(page):
    page.goto("/account/second-step")
    press(page, "Set up the second step")
    _look(page)
    codes = TOTP(key=page.locator("main code").inner_text().replace("-", ""), format="base32")
    page.locator("main input[name=code]").fill("000000")
    press(page, "Turn the second step on")
    _look(page)
    page.goto("/account/second-step")
    press(page, "Set up the second step")
    codes = TOTP(key=page.locator("main code").inner_text().replace("-", ""), format="base32")
    page.locator("main input[name=code]").fill(codes.generate().token)
    press(page, "Turn the second step on")
    page.wait_for_url("**/account")
    return codes


def test_from_the_letter_to_the_second_step(visit, house):
    link = _link_for_a_newcomer(visit, house)
    with visit() as page:
        assert not faults_in_each_look(page, link)
        for field in page.locator("main input[type=password]").all():
            field.fill(NEW_PASSWORD)
        go(page.locator("main form button").last)
        page.wait_for_url(lambda url: "/set-password" not in url)
        _sign_in(page)
        codes = _turn_second_step_on(page)
        for path in ("/account/second-step", "/account/recovery-codes", "/account/confirm"):
            page.goto(path)
            _look(page)
        page.context.clear_cookies()
        _sign_in(page)
        expect(page).to_have_url(re.compile("/sign-in/code"))
        _look(page)
        page.locator("main input[name=code]").fill("000000")
        press(page, "Continue")
        expect(page.locator("main")).to_contain_text("This code is not right")
        _look(page)
        go(page.get_by_role("link", name="Use a recovery code"))
        _look(page)
        page.goto("/sign-in/code")
        page.locator("main input[name=code]").fill(codes.generate(time=time.time() + 30).token)
        press(page, "Continue")
        page.wait_for_url(lambda url: "/sign-in" not in url)
