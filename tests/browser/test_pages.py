"""Every built page in a real browser, in both themes: no barriers, nothing against policy or too wide."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.pages import PAGES, Page
from tests.browser.screen import RULES_OF_COLOURS, THEMES, Screen, new_context
from tests.core.staff import make_employee, make_salon

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = {"laptop": 1366, "tablet": 1024, "phone": 390}


@pytest.fixture(scope="module")
def window(browser: Any, live_server: Any) -> Iterator[Screen]:
    """One window for all pages: what they share is fetched and read once."""
    context = new_context(browser, WIDTHS["laptop"], 768)
    yield Screen(context, live_server.url, None, width=WIDTHS["laptop"])
    context.close()


@pytest.fixture
def screen(window: Screen, settings: Any) -> Iterator[Screen]:
    """The window of all pages, with nobody logged in; it keeps nothing of the page before but the cache."""
    settings.ROOT_URLCONF = "tests.browser.urls"
    window.become(None)
    yield window
    window.page.evaluate("localStorage.clear()")
    window.page.emulate_media(color_scheme="null")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page_has_no_barriers_in_either_theme(page: Page, screen: Screen) -> None:
    salon = make_salon()
    user = make_employee(page.role, salon=salon) if page.role else None
    screen.become(user)
    answer = screen.open(page.path(), "auto")
    assert answer.status == page.status
    for theme in THEMES:
        screen.wear(theme)
        assert screen.barriers(() if theme == "light" else RULES_OF_COLOURS) == []
        assert screen.violations() == []
        screen.shoot(f"{page.name}_{theme}")


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
def test_frame_fits_the_width(width: int, screen_of: Callable[..., Screen]) -> None:
    screen = screen_of(make_employee(salon=make_salon()), width=width, height=800)
    for path in ("/", "/gallery/", "/jobs/"):
        screen.open(path)
        assert screen.violations() == []
    screen.shoot(f"gallery_{width}")
