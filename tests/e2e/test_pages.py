"""Every page that officers, authors and visitors may open: wide and narrow, light and dark."""

import re

import pytest

from tests.e2e.places import OFFICERS
from tests.e2e.seeing import faults_in_each_combination, faults_of_all

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("who", OFFICERS, ids=lambda who: who or "visitor")
def test_every_page_is_accessible_in_every_look(visit, pages, who):
    with visit(who) as page:
        faults = faults_of_all(page, pages(who).paths)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("who", OFFICERS, ids=lambda who: who or "visitor")
def test_no_link_leads_nowhere(pages, who):
    assert not pages(who).leads_nowhere(who)


@pytest.mark.parametrize("who", [None, "lena.fischer"])
def test_a_page_that_is_not_there_is_accessible_too(visit, who):
    with visit(who) as page:
        assert not faults_in_each_combination(page, "/no-such-page")


def test_a_revoked_certificate_is_accessible_too(visit):
    with visit("paul.dubois") as page:
        page.goto("/certificates?state=valid")
        page.locator("main tbody tr", has_not_text="Lena Fischer").first.get_by_role("link").first.click()
        page.wait_for_url(re.compile("/certificates/[0-9a-f-]{36}"))
        public = page.get_by_role("link", name="Open the public page").get_attribute("href")
        page.get_by_role("link", name="Revoke").click()
        page.locator("main textarea").fill("Issued by mistake, as a test of the pages.")
        page.locator("main").get_by_role("button", name="Revoke").click()
        page.wait_for_load_state()
    with visit() as page:
        page.goto(public)
        assert "revoked" in page.locator("main").inner_text().lower()
        assert not faults_in_each_combination(page, public)
