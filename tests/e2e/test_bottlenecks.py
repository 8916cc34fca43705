"""Somebody without an account reports what blocks them, follows it by a private link, and has the last word."""

import re
import sqlite3

import pytest
from playwright.sync_api import expect

from tests.e2e.acting import go, press
from tests.e2e.seeing import assert_accessible, faults_in_each_look

pytestmark = pytest.mark.browser

MAIL = "ida.journey@firm.example"
TITLE = "The counter is closed when we can come"


def _link(house, kind):
    """The address in the newest letter of that kind: nothing leaves the outbox here."""
    with sqlite3.connect(house.environment["DATABASE_URL"].removeprefix("sqlite:///")) as connection:
        asked = "SELECT text_body FROM letter WHERE address = ? AND text_body LIKE ? ORDER BY created_at DESC"
        (body,) = connection.execute(asked, (MAIL, f"%/bottlenecks/{kind}/%")).fetchone()
    return re.search(rf"(/bottlenecks/{kind}/\S+)", body)[1]


def test_from_a_report_without_account_to_the_reporters_word(visit, house):
    with visit(screen="narrow") as page:
        page.goto("/bottlenecks/report")
        press(page, "Send the report")
        expect(page.get_by_role("alert")).to_contain_text("Please correct")
        assert_accessible(page)
        page.get_by_label("What is blocked, in one sentence").fill(TITLE)
        page.get_by_label("What happens, and what should happen instead").fill("It closes at noon, and we work until three.")
        page.get_by_label("What is it about most?").select_option("regulation")
        page.get_by_label("How often does it happen?").select_option("weekly")
        page.get_by_label("Who is blocked?").fill("Firm A\nFirm B\nFirm C")
        page.get_by_label("Your name").fill("Ida Journey")
        page.get_by_label("Your e-mail address").fill(MAIL)
        page.get_by_label("Do not tell the departments who I am").check()
        press(page, "Send the report")
        expect(page.locator("h1")).to_have_text("One more click")
        assert_accessible(page)
        page.goto(_link(house, "confirm"))
        assert not faults_in_each_look(page, page.url)
        press(page, "Report it")
        expect(page.locator("h1")).to_have_text(TITLE)
        assert not faults_in_each_look(page, page.url)
    with visit("nora.lindgren") as page:
        page.goto("/bottlenecks?sort=newest")
        go(page.get_by_role("link", name=TITLE))
        expect(page.locator("main")).to_contain_text(MAIL)
        assert not faults_in_each_look(page, page.url)
        press(page, "I have looked at it")
        press(page, "Confirm that it is real")
        page.get_by_label("Address of the officer who removes it").fill("sofia.marchetti@exampleville.example")
        press(page, "Name the owner")
        expect(page.locator("main")).to_contain_text("On the agenda: Winter meeting")
        number = page.url
    with visit("sofia.marchetti") as page:
        page.goto(number)
        expect(page.locator("main")).to_contain_text("somebody from outside who stays unnamed")
        page.get_by_label("What do you want to say?").fill("We open until six on Thursdays.")
        press(page, "Begin the removal")
        page.get_by_label("What do you want to say?").fill("Open since last Thursday.")
        press(page, "Say that it is removed")
        expect(page.locator("main")).to_contain_text("the reporter is asked")
    with visit(script=False) as page:
        page.goto(_link(house, "follow"))
        press(page, "It is gone")
        expect(page.locator("main")).to_contain_text("gone, says the reporter")
