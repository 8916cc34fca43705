"""The house by keyboard alone: where the focus is, that it is seen, and the keys that save some way."""

import pytest
from playwright.sync_api import expect

from tests.e2e.acting import go

pytestmark = pytest.mark.browser

SEEN = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return "nothing has the focus";
  const field = element.matches("input[type=radio], input[type=checkbox]") ? [element, element.closest(".ds-field, label")] : [element];
  const outlined = (style) => (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
  const shown = field.filter(Boolean).some((one) => outlined(getComputedStyle(one)) || outlined(getComputedStyle(one, "::after")));
  const box = element.getBoundingClientRect();
  return shown || box.width < 2 ? "" : element.outerHTML.slice(0, 120);
}"""


@pytest.mark.parametrize(
    ("who", "path"), [(None, "/"), (None, "/sign-in"), ("lena.fischer", "/courses"), ("maria.kowalska", "/teach"), ("paul.dubois", "/people")]
)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_focus_is_always_seen(visit, who, path, dark):
    with visit(who, dark=dark) as page:
        page.goto(path)
        unseen = []
        for _ in range(25):
            page.keyboard.press("Tab")
            unseen.append(page.evaluate(SEEN))
        assert not [one for one in unseen if one and one != "nothing has the focus"]


@pytest.mark.parametrize("screen", ["wide", "narrow"])
def test_the_first_key_leads_past_the_menus(visit, screen):
    with visit("lena.fischer", screen=screen) as page:
        page.goto("/courses")
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Skip to main content")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()


def test_a_menu_opens_and_closes_by_keyboard_and_gives_the_focus_back(visit):
    with visit("lena.fischer") as page:
        page.goto("/")
        button = page.locator("summary.menu-avatar")
        button.focus()
        page.keyboard.press("Enter")
        item = page.get_by_role("link", name="Account and security")
        expect(item).to_be_visible()
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
        expect(item).to_be_hidden()
        expect(button).to_be_focused()


def test_the_menu_of_a_phone_leads_everywhere(visit):
    with visit("lena.fischer", screen="narrow") as page:
        page.goto("/")
        page.locator(".nav-menu summary").focus()
        page.keyboard.press("Enter")
        go(page.locator(".nav-menu").get_by_role("link", name="Courses"))
        page.wait_for_url("**/courses")


def test_n_and_p_turn_the_steps_unless_somebody_writes_or_wants_it_not(visit):
    with visit("lena.fischer") as page:
        page.goto("/learn/digital-foundations/02-where-things-are")
        page.keyboard.press("n")
        page.wait_for_url("**/03-names-that-can-be-found")
        page.keyboard.press("p")
        page.wait_for_url("**/02-where-things-are")
        page.get_by_label("Your note").last.focus()
        page.keyboard.type("n")
        assert page.url.endswith("/02-where-things-are")
        page.get_by_label("Keys n and p go to the next and the previous step").uncheck()
        page.locator("h1").click()
        page.keyboard.press("n")
        page.wait_for_timeout(300)
        assert page.url.endswith("/02-where-things-are")


def test_the_house_can_be_read_in_the_colours_of_the_reader(visit):
    with visit("lena.fischer") as page:
        page.emulate_media(forced_colors="active")
        page.goto("/courses")
        expect(page.locator("h1")).to_be_visible()
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN) == ""
