"""Every page of the house: wide and narrow, light and dark."""

import re

import pytest

from tests.e2e.acting import go
from tests.e2e.crawl import shows_most
from tests.e2e.no_pages import NO_PAGES
from tests.e2e.places import STARTS
from tests.e2e.seeing import bring_axe, faults_in_each_look

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AT_A_TIME = 20
"""Pages that one window looks at: it grows with each, to gigabytes, and slower."""

somebody = pytest.mark.parametrize("who", STARTS, ids=lambda who: who or "visitor")


@somebody
def test_every_page_is_accessible_in_every_look(visit, everything, who):
    """Each kind of page once: as whoever it shows most to."""
    mine = [page for kind, page in everything[who].kept.items() if shows_most(everything, kind) == who]
    faults = []
    for first in range(0, len(mine), AT_A_TIME):
        with visit(who) as page:
            bring_axe(page)
            faults += [fault for path in mine[first : first + AT_A_TIME] for fault in faults_in_each_look(page, path)]
    assert not faults, "\n".join(faults)


@somebody
def test_no_link_leads_nowhere(everything, who):
    assert not everything[who].leads_nowhere(who)


def test_every_page_of_the_house_is_looked_at(everything, adapter):
    seen = {kind for found in everything.values() for kind in found.kept}
    all_pages = {rule.endpoint for rule in adapter.map.iter_rules() if "GET" in (rule.methods or ())}
    assert all_pages - seen - NO_PAGES.keys() == set()


@pytest.mark.parametrize("who", [None, "lena.fischer"])
def test_a_page_that_is_not_there_is_accessible_too(visit, who):
    with visit(who) as page:
        assert not faults_in_each_look(page, "/no-such-page")


def test_nothing_moves_before_those_who_ask_for_less_motion(visit):
    """A length of time that is all but nothing would start a transition on every element, and with each a frame's work."""
    with visit() as page:
        page.goto("/")
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        assert page.evaluate("document.getAnimations().length") == 0


def test_a_revoked_certificate_is_accessible_too(visit):
    with visit("paul.dubois") as page:
        page.goto("/certificates?state=valid")
        go(page.locator("main tbody tr", has_not_text="Lena Fischer").first.get_by_role("link").first)
        page.wait_for_url(re.compile("/certificates/[0-9a-f-]{36}"))
        public = page.get_by_role("link", name="Open the public page").get_attribute("href")
        go(page.get_by_role("link", name="Revoke"))
        page.locator("main textarea").fill("Issued by mistake, as a test of the pages.")
        go(page.locator("main").get_by_role("button", name="Revoke"))
    with visit() as page:
        page.goto(public)
        assert "revoked" in page.locator("main").inner_text().lower()
        assert not faults_in_each_look(page, public)
