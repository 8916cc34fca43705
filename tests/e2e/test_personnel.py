"""HR brings a workbook whose headings nobody knows, a list that lacks many people, and carries an erasure out with a second person."""

import io
import json
import re
import zipfile

import pytest
from playwright.sync_api import expect

from tests.e2e.acting import go, press
from tests.e2e.seeing import assert_accessible, faults_in_each_look
from tests.factories.workbooks import workbook

pytestmark = pytest.mark.browser

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _upload(page, content, name, *, everybody=False):
    page.goto("/people/import")
    page.locator("main input[type=file]").set_input_files({"name": name, "mimeType": XLSX, "buffer": content})
    if everybody:
        page.get_by_label("This file lists everybody").check()
    press(page, "Look through the file")
    page.wait_for_url(re.compile(r"/people/import/[0-9a-f-]{36}"))


def test_a_workbook_with_unknown_headings_is_mapped_once(visit):
    xenia = ["Xenia Xylander", "xenia@exampleville.example", "ENV", "administrator"]
    rows = [["Officer", "Kontakt", "Unit", "Role"], xenia, ["Nobody", "none", "NO", ""]]
    content = workbook(("Cover", [["Officers"]]), ("Staff", rows))
    with visit("paul.dubois") as page:
        _upload(page, content, "staff.xlsx")
        page.wait_for_url("**/columns")
        expect(page.locator("main")).to_contain_text("no file gives roles")
        assert not faults_in_each_look(page, page.url)
        for heading, meaning in (("Officer", "name"), ("Kontakt", "e-mail address"), ("Unit", "department (its code)")):
            page.get_by_label(f"Meaning of “{heading}”").select_option(label=meaning)
        press(page, "Remember and go on")
        expect(page.get_by_role("table", name="Bad rows")).to_contain_text("is not an e-mail address")
        assert not faults_in_each_look(page, page.url)
        with page.expect_download() as download:
            page.get_by_role("link", name="Download the bad rows").click()
        assert "Nobody" in download.value.path().read_text(encoding="utf-8")
        page.get_by_label("Import the good rows only").check()
        press(page, "Carry out")
        page.wait_for_url("**/people")
        page.goto("/people?q=Xenia")
        expect(page.locator("main table")).to_contain_text("Environment and parks")
        expect(page.locator("main table")).not_to_contain_text("Administrator")
        _upload(page, workbook(("Staff", [rows[0], ["Yann Yorck", "yann@exampleville.example", "ENV", ""]])), "again.xlsx")
        expect(page.locator("h1")).to_have_text("What the import would do")


def test_a_list_that_lacks_many_stops_and_asks(visit):
    with visit("paul.dubois") as page:
        _upload(page, workbook(("All", [["name", "email"], ["Lena Fischer", "lena.fischer@exampleville.example"]])), "all.xlsx", everybody=True)
        expect(page.get_by_role("table", name="Not in the file")).to_contain_text("Sofia Marchetti")
        go(page.locator("main").get_by_role("button", name=re.compile("^Deactivate ")))
        expect(page.locator("main [role=alert]")).to_contain_text("more than 5 per cent")
        assert not faults_in_each_look(page, page.url)
        page.goto("/people?q=Sofia")
        expect(page.locator("main table")).to_contain_text("active")


def test_everybody_has_a_copy_of_their_data(house, visit):
    with visit("lena.fischer") as page:
        page.goto("/account")
        go(page.get_by_role("link", name="Download all that is stored on you"))
        press(page, "Make a copy")
        house.lms("run-job", "make-data-copies")  # where there is much of hers, it is no work for a request
        page.reload()
        expect(page.locator("main")).to_contain_text("Ready")
        assert_accessible(page)
        with page.expect_download() as download:
            page.get_by_role("link", name="Download", exact=True).first.click()
        archive = zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes()))
        assert json.loads(archive.read("people.json"))["person"][0]["name"] == "Lena Fischer"
        page.set_content(archive.read("index.html").decode())
        assert_accessible(page)


def test_an_erasure_is_previewed_and_takes_two(visit):
    with visit("paul.dubois") as page:
        page.goto("/people/erasures")
        go(page.get_by_role("link", name="Bernd Altmann"))
        expect(page.get_by_role("table", name="What would happen")).to_contain_text("made anonymous")
        assert not faults_in_each_look(page, page.url)
        press(page, "Confirm as the first of two")
        expect(page.locator("main")).to_contain_text("Somebody else of HR")
        address = page.url
    with visit("amina.rahimi") as page:
        page.goto(address)
        press(page, "Erase now")
        expect(page.locator("main")).to_contain_text("It is erased")
        assert not faults_in_each_look(page, address)
        page.goto("/people?q=Altmann&state=all")
        expect(page.locator("main")).to_contain_text("Nobody found")


def test_a_department_is_merged_after_a_preview(visit):
    with visit("paul.dubois") as page:
        page.goto("/departments")
        go(page.get_by_role("row", name="Parking and kerbside").get_by_role("link", name="Edit"))
        go(page.get_by_role("link", name="Merge this department into another"))
        page.get_by_label("Merge it into").select_option(label="\u2003\u2003Walking and cycling")
        press(page, "Look at what would move")
        expect(page.locator("main")).to_contain_text("What would move to Walking and cycling")
        assert not faults_in_each_look(page, page.url)
        page.get_by_label("Merge it into").select_option(label="\u2003\u2003Walking and cycling")
        press(page, "Look at what would move")
        press(page, "Merge the departments")
        page.wait_for_url("**/departments")
        expect(page.locator("main table")).not_to_contain_text("Parking and kerbside")
