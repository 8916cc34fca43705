"""Every page that offices and roles work with: wide and narrow, light and dark. A file of its own, since a file is one worker's."""

import pytest

from tests.e2e.places import NO_PAGES, STAFF, STARTS
from tests.e2e.seeing import faults_of_all

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("who", STAFF)
def test_every_page_is_accessible_in_every_look(visit, pages, who):
    with visit(who) as page:
        faults = faults_of_all(page, pages(who).paths)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("who", STAFF)
def test_no_link_leads_nowhere(pages, who):
    assert not pages(who).leads_nowhere(who)


def test_every_page_of_the_house_is_looked_at(pages, adapter):
    seen = {kind for who in STARTS for kind in pages(who).kept}
    all_pages = {rule.endpoint for rule in adapter.map.iter_rules() if "GET" in (rule.methods or ())}
    assert all_pages - seen - NO_PAGES.keys() == set()
