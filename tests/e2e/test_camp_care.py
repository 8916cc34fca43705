"""A trainer rates, talks and graduates; participants talk in the forum; a certificate can be checked by anybody."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.acting import go, press
from tests.e2e.seeing import assert_accessible

pytestmark = pytest.mark.browser

RUNNING, ENDED = "/cohorts/dsa-2026-autumn", "/cohorts/champions-2026-spring"


def _rate_low(page, occasion, person):
    page.goto(f"{RUNNING}/participation?occasion={occasion}")
    box = page.locator(".rating-person", has=page.get_by_role("heading", name=person, exact=True))
    box.get_by_label("Needs attention").first.check()
    go(page.locator("main").get_by_role("button", name=re.compile("^Save the ratings")))


def test_two_low_ratings_lead_to_a_talk(visit):
    with visit("tomas.novak", screen="narrow") as page:
        page.goto(f"{RUNNING}/participation")
        options = page.locator("select[name=occasion] option").evaluate_all("all => all.map(one => one.value).filter(v => v.startsWith('session:'))")
        _rate_low(page, options[0], "Lena Fischer")
        _rate_low(page, options[1], "Lena Fischer")
        assert_accessible(page)
        page.goto(f"{RUNNING}/care")
        row = page.locator("main li", has=page.get_by_role("link", name="Lena Fischer", exact=True)).first
        go(row.get_by_role("link", name="Open the check-in"))
        expect(page.locator("main")).to_contain_text("in a row")
        assert_accessible(page)
        page.locator("main textarea").fill("We agreed on smaller steps.")
        press(page, "We talked")
        page.goto(f"{RUNNING}/care")
        expect(page.locator("main li", has=page.get_by_role("link", name="Lena Fischer", exact=True)).first).not_to_contain_text("check-in is open")


def test_a_mention_in_the_forum_reaches_its_reader(visit):
    with visit("lena.fischer") as page:
        page.goto(f"{RUNNING}/forum/new")
        page.get_by_label("Title").fill("A question about offers")
        page.locator("main textarea").fill("How long may an offer be?")
        page.locator(".mention-box summary").click()
        page.get_by_label("Tomas Novak").check()
        assert_accessible(page)
        press(page, "Post")
        expect(page.locator(".post").first).to_contain_text("Mentions Tomas Novak")
        assert_accessible(page)
    with visit("tomas.novak") as page:
        page.goto("/inbox")
        expect(page.locator("main")).to_contain_text("mentioned you in “A question about offers”")
        page.goto(f"{RUNNING}/forum")
        go(page.get_by_role("link", name="A question about offers").first)
        press(page, "Lock the topic")
        expect(page.locator("main")).to_contain_text("This topic is locked")
        assert_accessible(page)


def test_an_exception_goes_through_two_hands_and_ends_in_a_certificate(visit):
    with visit("maria.kowalska") as page:
        page.goto(f"{ENDED}/graduation")
        assert_accessible(page)
        page.goto(f"{ENDED}/graduation")
        waiting = page.locator("main .rows > li", has_text="Rule not met").first
        go(waiting.get_by_role("link").first)
        page.get_by_label("Graduated", exact=True).check()
        page.locator("main textarea").fill("Ill for three weeks; everything else is there.")
        press(page, "Decide")
        expect(page.locator("main")).to_contain_text("An exception waits")
        exception = page.url
    with visit("paul.dubois") as page:
        page.goto(exception)
        assert_accessible(page)
        press(page, "Confirm the exception")
        expect(page.locator("main")).to_contain_text("confirmed by Paul Dubois")
        page.goto(f"{ENDED}/graduation")
        go(page.locator("main .rows").get_by_role("link", name=re.compile("^Certificate")).first)
        expect(page.locator("main")).to_contain_text("has graduated from the boot camp")
        assert_accessible(page)
        public = page.get_by_role("link", name="Open the public page").get_attribute("href")
    with visit() as page:
        page.goto(public)
        expect(page.locator("main")).to_contain_text("counts today")
