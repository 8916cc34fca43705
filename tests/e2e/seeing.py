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

SETTLED = """async () => {
    const drawn = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    do await drawn(); while (document.querySelector(".lesson-question > a"));
    return matchMedia("(prefers-color-scheme: dark)").matches;
}"""
"""The look is drawn, and questions of a lesson, which come by script after the page, are there; says whether it is dark. Nothing fades in, because
whoever looks on asks for less motion."""


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


def bring_axe(page: Page) -> None:
    """Have axe on every page that this window opens: it is handed over once instead of each time."""
    page.add_init_script(AXE_SCRIPT)


def faults_in_each_look(page: Page, path: str) -> list[str]:
    """The findings of one page, wide and narrow, light and dark.

    In two looks instead of four, the one that is there and its opposite: colours come from tokens whose contrast is proven for both schemes
    (``tests/city/test_colours.py``), and no width changes them.
    """
    page.goto(path)
    first, dark = _faults_as_it_looks(page)
    width, height = SCREENS["narrow" if (page.viewport_size or {})["width"] == SCREENS["wide"][0] else "wide"]
    page.emulate_media(color_scheme="light" if dark else "dark", reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": height})
    second, _ = _faults_as_it_looks(page)
    return [f"{path} {fault}" for fault in first + second]


def _faults_as_it_looks(page: Page) -> tuple[list[str], bool]:
    dark = page.evaluate(SETTLED)
    look = f"{(page.viewport_size or {})['width']} px {'dark' if dark else 'light'}"
    return [f"{look}: {fault}" for fault in axe_faults(page)], dark
