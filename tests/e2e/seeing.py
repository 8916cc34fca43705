"""What every page owes to eyes, ears and fingers: no axe finding, and nothing that scrolls sideways."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.e2e.conftest import SCREENS

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = {
    "runOnly": {"type": "tag", "values": RULES},
    "resultTypes": ["violations"],
    "preload": {"assets": ["media"]},
    "selectors": False,
    "checks": {"color-contrast": {"options": {"ignorePseudo": True}}},
}
"""Style sheets need no loading: they are for one experimental rule, which is not among ours. A contrast beside a ``::before`` is judged too,
where axe would be undecided, and takes a third of the time."""
LOOKS = (("light", "wide"), ("dark", "narrow"))
"""Each page is seen wide and narrow, light and dark, in two looks instead of four: colours come from tokens whose contrast is proven for both
schemes (``tests/city/test_colours.py``), and no width changes them."""

QUESTIONS_ARE_THERE = "() => document.querySelector('.lesson-question > a') === null"
"""Questions of a lesson come by script after the page."""


SETTLED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""The new look is drawn; nothing fades into it, because whoever looks on asks for less motion."""


def axe_faults(page: Page) -> list[str]:
    """The findings of axe, and sideways scrolling, on the page as it is."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("async (options) => (await axe.run(options)).violations", AXE)
    faults = [f"{v['id']} ({len(v['nodes'])}): {v['nodes'][0]['html'][:160]}" for v in found]
    wide = page.evaluate(
        """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? "" :
        [...document.querySelectorAll("main *, header *, footer *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 3).map(e => e.outerHTML.slice(0, 90)).join(" | ") || "somewhere" """
    )
    return [*faults, *([f"scrolls sideways: {wide}"] if wide else [])]


def assert_accessible(page: Page) -> None:
    """No finding on the page as it is."""
    faults = axe_faults(page)
    assert not faults, f"{page.url}: " + "; ".join(faults)


def faults_in_each_look(page: Page, path: str) -> list[str]:
    """The findings of one page, wide and narrow, light and dark."""
    faults = []
    page.goto(path)
    page.wait_for_function(QUESTIONS_ARE_THERE)
    begins_wide = (page.viewport_size or {})["width"] == SCREENS["wide"][0]  # the look that is there comes first: a change draws the page anew
    for scheme, screen in LOOKS if begins_wide else LOOKS[::-1]:
        _take(page, scheme, screen)
        page.evaluate(SETTLED)
        faults += [f"{path} {screen} {scheme}: {fault}" for fault in axe_faults(page)]
    return faults


def _take(page: Page, scheme: str, screen: str) -> None:
    width, height = SCREENS[screen]
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": height})
