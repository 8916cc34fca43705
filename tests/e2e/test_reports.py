"""HR reads reports: from the heat map to the people, a view that is kept, a file, and why a figure is held back."""

import pytest

from tests.e2e.acting import go
from tests.e2e.seeing import assert_accessible

pytestmark = pytest.mark.browser


def test_hr_drills_down_from_the_heat_map_to_people(visit):
    with visit("paul.dubois") as page:
        page.goto("/reports")
        go(page.locator("main").get_by_role("link", name="Competences"))
        assert page.locator("table .heat-share").count() > 3
        assert_accessible(page)
        go(page.get_by_role("link", name="Show the posts"))
        held = page.locator(".heat-held a").first
        held.click()
        assert page.url.endswith("#held-back")
        assert "fewer than ten people" in page.locator("#held-back").inner_text()
        assert_accessible(page)
        go(page.locator("tbody th a").first)
        assert page.locator("h1").inner_text().startswith("People")
        assert page.locator("tbody tr").count() > 0
        assert_accessible(page)


def test_hr_keeps_a_view_and_exports_it(visit):
    with visit("paul.dubois") as page:
        page.goto("/reports/competences?by=posts")
        with page.expect_download() as download:
            page.get_by_role("link", name="Export as XLSX").click()
        assert download.value.suggested_filename.startswith("competences-")
        go(page.get_by_role("link", name="Save this view"))
        page.get_by_label("Name").fill("Posts at a glance")
        page.get_by_label("Tell me when it is ready").select_option(label="Every Monday")
        assert_accessible(page)
        go(page.get_by_role("button", name="Save"))
        go(page.get_by_role("link", name="Posts at a glance", exact=True))
        assert "by=posts" in page.url


def test_the_heat_map_scrolls_in_its_own_box_on_a_narrow_screen(visit):
    with visit("paul.dubois", screen="narrow", dark=True) as page:
        page.goto("/reports/competences?by=posts")
        assert_accessible(page)
        box = page.locator(".heat-map")
        box.focus()
        page.keyboard.press("ArrowRight")
        first = page.locator("tbody th").first.bounding_box()
        box.evaluate("box => box.scrollLeft = 400")
        assert page.locator("tbody th").first.bounding_box()["x"] == first["x"], "the first column stays"


def test_the_heat_map_reads_without_script(visit):
    with visit("paul.dubois", script=False) as page:
        page.goto("/reports/competences")
        page.get_by_label("Posts", exact=True).check()
        go(page.get_by_role("button", name="Show", exact=True))
        assert "by=posts" in page.url
        assert page.locator("table .heat-share").count() > 0
