"""What people do on a page to get to the next."""

from playwright.sync_api import Locator, Page


def go(target: Locator) -> None:
    """Click on what leads to another page, and be there: a busy browser begins to leave only when the click is long over."""
    with target.page.expect_navigation():
        target.click()


def press(page: Page, name: str) -> None:
    """Go by the first button of that name."""
    go(page.locator("main").get_by_role("button", name=name, exact=True).first)


def follow(page: Page, name: str) -> None:
    """Go by the first link of that name."""
    go(page.locator("main").get_by_role("link", name=name, exact=True).first)
