"""An officer's idea becomes a sponsored pilot and then an initiative: pitched, judged blind, sponsored, paid for, tried, handed over."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from lms.kit.clock import today
from tests.e2e.acting import go, press
from tests.e2e.seeing import assert_accessible

pytestmark = pytest.mark.browser

TITLE = "Ask for the address once"
EVALUATORS = ("eva.horvat", "tomas.novak", "ingrid.larsen")


def _day(days):
    return (today() + timedelta(days=days)).isoformat()


def _pitch(visit):
    with visit("lena.fischer") as page:
        page.goto("/ideas")
        press(page, "Pitch an idea")
        words = {"problem": "Residents give their address on each of five forms.", "sufferers": "Residents", "frequency": "Each visit"}
        for name, text in {**words, "title": TITLE, "solution": "One form asks once, and fills in the others."}.items():
            page.locator(f"main [name={name}]").fill(text)
        go(page.locator("main button[name=go-on]").first)
        page.wait_for_url("**/submit")
        press(page, "Submit the idea")
        page.wait_for_url(re.compile(r"/ideas/\d+$"))
        return page.url.rsplit("/", 1)[1]


def _admit_and_choose_judges(visit, number):
    with visit("nora.lindgren") as page:
        page.goto(f"/ideas/{number}/screen")
        page.locator("main input[name=deed][value=admit]").check()
        press(page, "Decide")
        page.goto(f"/ideas/{number}/evaluation")
        assert_accessible(page)
        take_off = page.locator("main").get_by_role("button", name=re.compile("Take off"))
        while take_off.count():
            go(take_off.first)
        for name in ("Eva Horvat", "Tomas Novak", "Ingrid Larsen"):
            menu = page.locator("main select[name=person]")
            menu.select_option(label=menu.locator("option", has_text=name).inner_text())
            press(page, "Ask them")
            expect(page.locator("main table")).to_contain_text("named by the office")


def _judge(visit, number):
    for place, who in enumerate(EVALUATORS):
        with visit(who) as page:
            page.goto("/ideas/evaluations")
            go(page.locator("main").get_by_role("link", name=TITLE))
            for group in page.locator("main fieldset:has(input[type=radio])").all():
                group.locator("input[value='4']").check()
            page.locator("main textarea[name=comment]").fill("Try it at the counter for parking first.")
            if place == 0:
                assert_accessible(page)
            press(page, "Hand in my scores")
    with visit("lena.fischer") as page:
        page.goto(f"/ideas/{number}")
        expect(page.locator("main")).to_contain_text("4.00 of 5 points")
        expect(page.locator("main")).not_to_contain_text("Eva Horvat")
        assert_accessible(page)


def _stand_for_it(visit, number):
    with visit("sofia.marchetti") as page:
        page.goto("/ideas/exchange")
        expect(page.locator("main")).to_contain_text(TITLE)
        assert_accessible(page)
        page.goto(f"/ideas/{number}/charter/new")
        page.locator("main [name=outcome]").fill("Residents give their address once.")
        page.locator("main [name=money]").fill("3000")
        page.locator("main [name='reviews-0']").fill(_day(30))
        assert_accessible(page)
        press(page, "Save the charter")
        page.wait_for_url("**/ideas/charters/**")
        press(page, "Sign the charter")
        expect(page.locator("main")).to_contain_text("signed on")
        assert_accessible(page)
        address = page.url
    with visit("lena.fischer") as page:
        page.goto(address)
        press(page, "Sign the charter")
        expect(page.locator("main")).to_contain_text("in force")
    return address


def _pay(visit, charter):
    with visit("sofia.marchetti") as page:
        page.goto(f"{charter}/grant")
        page.locator("main select[name=fund]").select_option(index=1)
        page.locator("main [name=amount]").fill("1200")
        page.locator("main [name=purpose]").fill("A tablet for the counter")
        page.locator("main [name=use_by]").fill(f"{today().year}-12-31")
        press(page, "Ask for it")
        expect(page.locator("main")).to_contain_text("waits for a controller")
    with visit("henrik.olsen") as page:
        page.goto("/ideas/funds")
        assert_accessible(page)
        go(page.locator("main").get_by_role("link", name=TITLE).first)
        press(page, "Book it")
        expect(page.locator("main")).to_contain_text("booked")


def _try_and_hand_over(visit, number):
    with visit("lena.fischer") as page:
        page.goto(f"/ideas/{number}/pilot/edit")
        page.locator("main [name=hypothesis]").fill("Asking once saves five minutes for each resident.")
        page.locator("main [name=measure]").fill("Minutes at the counter of twenty visits a week.")
        page.locator("main [name=starts_on]").fill(_day(0))
        page.locator("main [name=ends_on]").fill(_day(40))
        press(page, "Save the design")
        expect(page.locator("main")).to_contain_text("designed")
    with visit("sofia.marchetti") as page:
        page.goto(f"/ideas/{number}/pilot")
        press(page, "Start the pilot")
        page.locator("main [name=value]").fill("6 minutes less")
        press(page, "Enter it")
        expect(page.locator("main table")).to_contain_text("6 minutes less")
        assert_accessible(page)
        page.goto(f"/ideas/{number}/decide")
        page.locator("main input[value=initiative]").check()
        page.locator("main [name=learning]").fill("It saves six minutes. Residents ask why it was not always so.")
        assert_accessible(page)
        press(page, "Decide")
        page.wait_for_url(re.compile(rf"/ideas/{number}$"))
        expect(page.locator("main")).to_contain_text("handed over")
        expect(page.locator("main")).to_contain_text("It became the initiative")


def test_an_officers_idea_becomes_a_sponsored_pilot_and_then_an_initiative(visit):
    number = _pitch(visit)
    _admit_and_choose_judges(visit, number)
    _judge(visit, number)
    charter = _stand_for_it(visit, number)
    _pay(visit, charter)
    _try_and_hand_over(visit, number)
    with visit("nora.lindgren") as page:
        page.goto("/ideas/culture")
        expect(page.locator("main")).to_contain_text("Entrepreneurial culture")
        assert_accessible(page)
