"""What every page owes to eyes, ears and fingers: no axe finding, and nothing that scrolls sideways."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.e2e.conftest import SCREENS

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COMBINATIONS = (("wide", "light", RULES), ("narrow", "light", RULES), ("narrow", "dark", ["color-contrast"]), ("wide", "dark", ["color-contrast"]))
"""The dark scheme changes colours only, so only what depends on colours is asked again."""

SETTLED = "() => Promise.all(document.getAnimations().filter(a => a instanceof CSSTransition).map(a => a.finished.catch(() => null))).then(() => 1)"
"""Colours that glide from light to dark are not looked at on their way."""


def axe_faults(page: Page, rules: list[str] = RULES) -> list[str]:
    """The findings of axe, and sideways scrolling, on the page as it is."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    kind = "tag" if rules is RULES else "rule"
    found = page.evaluate("(rules) => axe.run({runOnly: rules, resultTypes: ['violations']})", {"type": kind, "values": rules})
    faults = [f"{v['id']} ({len(v['nodes'])}): {v['nodes'][0]['html'][:160]}" for v in found["violations"]]
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


def faults_in_each_combination(page: Page, path: str) -> list[str]:
    """The findings of one page on wide and narrow screens, light and dark."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size(_size("wide"))
    page.goto(path)
    faults = []
    for screen, scheme, rules in COMBINATIONS:
        page.set_viewport_size(_size(screen))
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.evaluate(SETTLED)
        faults += [f"{path} {screen} {scheme}: {fault}" for fault in axe_faults(page, rules)]
    return faults


def _size(screen: str) -> dict[str, int]:  # a ViewportSize
    width, height = SCREENS[screen]
    return {"width": width, "height": height}
