"""Members of the leadership team from outside see their account, their inbox, their start page, the team's space, and what everybody sees."""

import pytest

from tests.security.walk import walk

pytestmark = pytest.mark.slow  # asks every page as every role; who may is the same on both databases

OF_EVERYBODY = {
    "bottlenecks.confirm_page",
    "bottlenecks.follow",
    "bottlenecks.forget_me",
    "bottlenecks.forgotten",
    "bottlenecks.report",
    "bottlenecks.sent",
    "catalogue.published_file",
    "city.logo",
    "city.stylesheet",
    "cohorts.call",
    "cohorts.camps",
    "credentials.verdict",
    "credentials.verify",
    "home.accessibility",
    "home.help_page",
    "home.privacy",
    "learning.catalogue",
    "learning.course",
    "learning.search_all",
    "operations.alive",
    "operations.numbers",
    "operations.ready",
    "relations.meetings",
    "relations.meetings_file",
    "road_map.promises",
    "road_map.promises_file",
    "security.forgot_password",
}
"""Pages that a visitor without an account opens, too."""

OWN = {
    "home.start",
    "notices.inbox",
    "leadership.start",
    "leadership.mandate",
    "leadership.seats_page",
    "leadership.meetings_page",
    "leadership.meeting",
    "leadership.minutes_page",
    "leadership.minutes_pdf",
    "leadership.decisions_page",
    "leadership.decisions_csv",
    "leadership.decisions_xlsx",
    "leadership.decision",
}
"""The account's own pages (``account``, ``security``) and the privacy rights come on top: they are named by blueprint below."""
OF_THE_ACCOUNT = ("account.", "security.")
RIGHTS = {"privacy.own_data"}


@pytest.fixture(scope="module")
def seen(app, scene):
    """What they and visitors got from every route."""
    return list(walk(app, scene, roles=("visitor", "external")))


def _opened(seen, role):
    return {one.endpoint for one in seen if one.role == role and one.method == "GET" and one.status == 200}


def test_a_member_from_outside_opens_a_fixed_list_of_pages(seen):
    opened = _opened(seen, "external")
    assert "leadership.meeting" in opened
    strange = {page for page in opened - OF_EVERYBODY - OWN - RIGHTS if not page.startswith(OF_THE_ACCOUNT)}
    assert not strange, f"somebody from outside opens {', '.join(sorted(strange))}"


def test_what_everybody_opens_a_visitor_opens(seen):
    assert not (_opened(seen, "external") & OF_EVERYBODY) - _opened(seen, "visitor")


def test_no_page_beyond_the_list_leads_somebody_from_outside_further(seen):
    """These lead to the page of the course, which everybody sees."""
    led = {one.endpoint for one in seen if one.role == "external" and one.method == "GET" and 300 <= one.status < 400}
    strange = {page for page in led if not page.startswith(OF_THE_ACCOUNT)}
    assert strange <= {"learning.resume", "learning.lesson", "learning.print_view"}, strange


def test_somebody_from_outside_writes_to_the_teams_space_and_their_account_only(seen):
    done = {one.endpoint for one in seen if one.role == "external" and one.method == "POST" and not one.refused and one.writes}
    of_everybody = ("bottlenecks.confirm", "bottlenecks.answer", "bottlenecks.forget_me")
    own = ("account.", "security.", "notices.", "privacy.", "leadership.declare")
    assert not {page for page in done if not page.startswith(own + of_everybody)}
