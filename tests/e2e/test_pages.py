"""Every page of the house, as those who may open it see it: wide and narrow, light and dark."""

import re

import pytest

from lms.app import create_app
from tests.conftest import settings_for
from tests.e2e.crawl import crawl
from tests.e2e.seeing import faults_in_each_combination

pytestmark = pytest.mark.browser

KNOWN_CODE = "A" * 22
STARTS = {
    None: ("/", "/courses", "/courses?q=zzzz", "/courses?q=data&topic=data", "/search?q=data", "/search?q=zzzz", "/sign-in", "/forgot-password",
           "/boot-camps", "/verify", f"/verify/{KNOWN_CODE}", "/help", "/privacy", "/accessibility", "/set-password/old"),
    "lena.fischer": ("/", "/courses", "/courses?q=zzzz", "/search?q=licence", "/me", "/me/competences", "/me/certificates", "/me/gap",
                     "/me/gap/wished", "/me/plan", "/me/sessions", "/attend", "/boot-camps", "/frameworks", "/role-profiles", "/inbox",
                     "/account", "/account/data", "/account/second-step", "/account/passkeys", "/account/password"),
    "sofia.marchetti": ("/my-team", "/ratings"),
    "maria.kowalska": ("/marking", "/cohorts", "/cohorts/champions-2027-january", "/programmes"),
    "tomas.novak": ("/teach", "/teach/new"),
    "ingrid.larsen": ("/teach",),
    "paul.dubois": ("/people", "/people/new", "/people/import", "/people/erasures", "/people?manager=none", "/departments", "/posts", "/certificates",
                    "/accommodations", "/claims", "/levels", "/observers", "/duties", "/role-profiles", "/frameworks",
                    "/cohorts/champions-2027-january/invitations", "/reports"),
    "amina.rahimi": ("/settings", "/people", "/audit"),
    "jonas.weber": ("/audit", "/audit/check", "/certificates", "/people", "/reports/log", "/overview"),
    "marta.oliveira": ("/overview", "/projects/threshold"),
    "nora.lindgren": ("/projects/new", "/thread/broken"),
}  # fmt: skip
"""Where each role begins; everything else is found by links. None is a visitor."""

WITHIN = {
    "sofia.marchetti": "/(my-team|plans|ratings|people)",
    "maria.kowalska": "/(marking|cohorts|programmes)",
    "tomas.novak": "/teach",
    "ingrid.larsen": "/teach",
    "paul.dubois": (
        "/(people|departments|posts|certificates|accommodations|claims|levels|observers|duties|role-profiles|frameworks|cohorts/[a-z0-9-]+/invitations|reports)"
    ),
    "amina.rahimi": "/(settings|people|audit|certificates)",
    "jonas.weber": "/(audit|certificates|people|departments|posts|reports/log|overview)",
    "marta.oliveira": "/(overview|projects)",
    "nora.lindgren": "/(projects|thread)",
}
"""What of the house is looked at with the eyes of the staff; the rest is the same for everybody."""

NO_PAGES = {
    "operations.alive": "for machines",
    "operations.ready": "for machines",
    "operations.numbers": "for machines",
    "city.logo": "a picture",
    "city.stylesheet": "a style sheet",
    "city.preview_stylesheet": "a style sheet",
    "catalogue.download": "a zip",
    "catalogue.draft_file": "a picture",
    "catalogue.published_file": "a picture",
    "audit.trail_file": "a CSV file",
    "projects.portfolio_file": "a file",
    "projects.spendings_file": "a CSV file",
    "projects.report": "a PDF",
    "projects.document": "a download",
    "thread.broken_file": "a CSV file",
    "thread.people": "shown for ten people and more; in tests/thread",
    "cohorts.applications_file": "a CSV file",
    "cohorts.people_file": "a CSV file",
    "cohorts.waiting_list_file": "a CSV file",
    "people.directory_file": "a CSV file",
    "credentials.register_file": "a CSV file",
    "credentials.paper_file": "a PDF",
    "competency.claim_file": "a download",
    "reports.report_file": "a file",
    "report_library.file": "a file that a job makes",
    "learning.resume": "leads on",
    "account.set_password": "in test_sign_in.py",
    "learning.duty_file": "a CSV file",
    "competency.framework_table": "a CSV file",
    "competency.framework_json": "a JSON file",
    "competency.correspondences_file": "a CSV file",
    "competency.role_profiles_file": "a CSV file",
    "competency.look_through_framework": "in tests/competency",
    "competency.look_through_role_profiles": "in tests/competency",
    "competency.look_through_correspondences": "in tests/competency",
    "development.plan_file": "a PDF",
    "development.edit_plan": "in test_development.py",
    "development.new_goal": "in tests/development",
    "development.new_action": "in tests/development",
    "assessment.attempt": "in test_officer.py",
    "assessment.review": "in test_officer.py",
    "people_import.columns": "in test_personnel.py",
    "people_import.bad_rows": "a CSV file",
    "privacy.copy_file": "a zip",
    "security.verify": "in test_sign_in.py",
    "security.wan_verify": "asked for when the sign-in is old and there is a passkey",
    "cohort_work.board": "in test_work.py",
    "cohort_work.board_file": "a CSV file",
    "cohort_work.task": "in test_work.py",
    "cohort_work.draft_file": "a download",
    "cohort_work.handed_in_file": "a download",
    "cohort_work.reviewed_file": "a download",
    "cohort_work.try_page": "in test_work.py",
    "cohort_work.rubric": "in test_work.py",
    "cohort_work.extensions": "in test_work.py",
    "cohort_work.teams": "in test_work.py",
    "cohort_work.balance": "in test_work.py",
    "cohort_work.task_feedback": "in test_work.py",
    "cohort_work.my_feedback": "in test_work.py",
    "cohort_work.give_feedback": "in test_work.py",
    "people_import.look_through": "in test_admin.py",
    "calendars.subscribed": "a calendar",
    "attendance.grid_file": "a CSV file",
    **dict.fromkeys(("attendance.grid", "attendance.session", "attendance.code", "attendance.reason"), "in test_timetable.py"),
    **dict.fromkeys(("timetable.timetable", "timetable.new_session", "timetable.edit_session"), "in test_timetable.py"),
    **dict.fromkeys(("timetable.cancel_session", "timetable.move_timetable"), "in test_timetable.py"),
    "cohort_care.check_in": "in test_camp_care.py",
    "cohort_care.open_check_in": "in test_camp_care.py",
    "cohort_end.report_file": "a PDF",
    "cohort_end.run": "in test_camp_care.py",
    "cohort_end.answer": "leads from a letter",
    "cohort_forum.edit": "in test_camp_care.py",
    "cohort_forum.history": "in test_camp_care.py",
    "cohort_forum.report": "in test_camp_care.py",
    "cohort_forum.reports": "in test_camp_care.py",
    "security.wan_delete": "needs a passkey",
    "security.wan_signin": "in test_sign_in.py",
    "security.mf_recovery": "in test_sign_in.py",
    "security.mf_recovery_codes": "in test_sign_in.py",
    "security.tf_select": "one kind of second step is offered, so there is nothing to choose",
    "security.two_factor_rescue": "leads on",
    "security.two_factor_token_validation": "in test_sign_in.py",
}
"""Addresses that no link of the demo city leads to as a page, and why."""


@pytest.fixture(scope="session")
def adapter(tmp_path_factory):
    """The URL map, to tell kinds of pages apart."""
    folder = tmp_path_factory.mktemp("map")
    app = create_app(settings_for(f"sqlite:///{folder / 'none.sqlite'}", folder))
    return app.url_map.bind("localhost")


@pytest.fixture
def pages(house, visit, adapter):
    """The pages that somebody can reach."""

    def reach(who):
        if who not in house.found:
            with visit(who) as page:
                house.found[who] = crawl(page.context.request, adapter, STARTS[who], WITHIN.get(who, "/"))
        return house.found[who]

    return reach


@pytest.mark.parametrize("who", STARTS, ids=lambda who: who or "visitor")
def test_every_page_is_accessible_in_every_look(visit, pages, who):
    found = pages(who)
    with visit(who) as page:
        faults = [fault for path in found.paths for fault in faults_in_each_combination(page, path)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("who", STARTS, ids=lambda who: who or "visitor")
def test_no_link_leads_nowhere(pages, who):
    assert not [path for path in pages(who).broken if path.split(": ")[0] not in STARTS[who]]


def test_every_page_of_the_house_is_looked_at(pages, adapter):
    seen = {kind for who in STARTS for kind in pages(who).kept}
    all_pages = {rule.endpoint for rule in adapter.map.iter_rules() if "GET" in (rule.methods or ())}
    assert all_pages - seen - NO_PAGES.keys() == set()


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
