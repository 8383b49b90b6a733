"""The frame by keyboard, by touch and without JavaScript."""

from collections.abc import Callable
from typing import Any

import pytest

from optics_crm.core import menu
from optics_crm.core.models import Employee
from tests.browser.screen import Screen
from tests.core.staff import make_employee, make_salon

pytestmark = pytest.mark.django_db(transaction=True)
RUSSIAN_KEY = """([code, key, options]) => document.activeElement.dispatchEvent(
  new KeyboardEvent("keydown", {code, key, bubbles: true, cancelable: true, ...options}))"""


@pytest.fixture
def consultant() -> Employee:
    return make_employee(salon=make_salon())


@pytest.fixture
def screen(screen_of: Callable[..., Screen], consultant: Employee) -> Screen:
    return screen_of(consultant)


def focused(screen: Screen) -> Any:
    return screen.page.evaluate(
        "document.activeElement.id || document.activeElement.name || document.activeElement.className"
    )


def press_russian(screen: Screen, code: str, key: str, **options: bool) -> None:
    """A key of the Russian layout: the place is the same, the letter is another."""
    screen.page.evaluate(RUSSIAN_KEY, [code, key, options])


def test_first_stop_is_the_skip_link_and_it_skips(screen: Screen) -> None:
    screen.open("/jobs/")
    screen.page.keyboard.press("Tab")
    assert focused(screen) == "skip-link"
    screen.page.keyboard.press("Enter")
    assert focused(screen) == "main"


def test_palette_opens_in_the_russian_layout_finds_a_page_and_goes_there(screen: Screen) -> None:
    screen.open("/")
    press_russian(screen, "KeyK", "л", ctrlKey=True)
    assert focused(screen) == "palette-input"
    screen.page.wait_for_selector("#palette-results .hit")
    assert screen.barriers() == []
    screen.page.keyboard.press("ArrowDown")
    assert "hit" in focused(screen)
    screen.page.keyboard.press("Escape")
    assert not screen.page.evaluate("document.getElementById('palette').open")


def test_what_is_typed_into_the_search_box_reaches_the_palette(screen: Screen) -> None:
    screen.open("/jobs/")
    screen.page.locator(".topbar-search-input").focus()
    screen.page.keyboard.type("zzzz")
    assert screen.page.input_value("#palette-input") == "zzzz"
    screen.page.wait_for_selector("#palette-results .empty-state")


def test_help_sheet_and_the_keys_that_it_names(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        menu.MENU._plugs, "test_jobs", menu.Entry("test_jobs", "Jobs", "progress", "core:jobs", order=1)
    )
    screen.open("/")
    press_russian(screen, "Slash", ",", shiftKey=True)
    assert screen.page.evaluate("document.getElementById('shortcuts').open")
    assert screen.barriers() == []
    screen.page.keyboard.press("Escape")
    press_russian(screen, "KeyG", "п")
    press_russian(screen, "Digit2", "2")
    screen.page.wait_for_url("**/jobs/")


def test_keys_keep_quiet_while_somebody_types(screen: Screen) -> None:
    screen.open("/search/")
    screen.page.locator("#q").focus()
    screen.page.keyboard.type("g1?k")
    assert screen.page.input_value("#q") == "g1?k"
    assert not screen.page.evaluate("document.getElementById('shortcuts').open")


def test_rows_are_walked_with_j_and_k(screen: Screen) -> None:
    screen.open("/gallery/")
    links = screen.page.locator("main [data-row-link]")
    press_russian(screen, "KeyJ", "о")
    press_russian(screen, "KeyJ", "о")
    assert links.nth(1).evaluate("(link) => link === document.activeElement")
    press_russian(screen, "KeyK", "л")
    assert links.nth(0).evaluate("(link) => link === document.activeElement")


def test_theme_changes_at_once_and_stays(screen: Screen) -> None:
    screen.open("/", "light")
    screen.page.locator(".user-menu-face").press("Enter")
    with screen.page.expect_response("**/preferences/theme/"):
        screen.page.locator("[name=theme][value=dark]").press("Enter")
    assert screen.page.get_attribute("html", "data-bs-theme") == "dark"
    screen.page.reload()
    assert screen.page.get_attribute("html", "data-bs-theme") == "dark"
    assert screen.violations() == []


def test_automatic_theme_follows_the_system(screen: Screen) -> None:
    screen.page.emulate_media(color_scheme="dark")
    screen.open("/", "auto")
    assert screen.page.get_attribute("html", "data-bs-theme") == "dark"
    screen.page.emulate_media(color_scheme="light")
    screen.page.wait_for_selector("html[data-bs-theme=light]", state="attached")


def test_menu_closes_by_escape_and_gives_the_focus_back(screen: Screen) -> None:
    screen.open("/")
    screen.page.locator(".user-menu-face").press("Enter")
    assert screen.page.locator(".user-menu").evaluate("(menu) => menu.open")
    assert screen.barriers() == []
    screen.page.keyboard.press("Escape")
    assert not screen.page.locator(".user-menu").evaluate("(menu) => menu.open")
    assert "user-menu-face" in focused(screen)


def test_dangerous_step_asks_and_does_nothing_when_refused(screen: Screen) -> None:
    screen.open("/gallery/")
    sent: list[str] = []
    screen.page.on("request", lambda request: sent.append(request.method))
    screen.page.locator("[data-confirm]").press("Enter")
    assert "3" in screen.page.inner_text("#confirm-text")
    assert screen.barriers() == []
    screen.page.keyboard.press("Escape")
    assert "POST" not in sent


def test_rail_opens_on_a_phone(screen_of: Callable[..., Screen], consultant: Employee) -> None:
    screen = screen_of(consultant, width=390, height=844)
    screen.open("/")
    assert not screen.page.locator("#rail").is_visible()
    screen.page.locator(".topbar-rail").press("Enter")
    assert screen.page.locator("#rail a").first.is_visible()
    assert screen.barriers() == []
    assert screen.violations() == []


def test_frame_works_without_javascript(browser: Any, live_server: Any, consultant: Employee, screen: Screen) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(screen.context.cookies())
    page = context.new_page()
    page.goto(live_server.url + "/jobs/")
    page.fill(".topbar-search-input", "zzzz")
    page.press(".topbar-search-input", "Enter")
    assert page.url.endswith("/search/?q=zzzz")
    page.click(".user-menu-face")
    page.click("[name=theme][value=dark]")
    assert page.get_attribute("html", "data-bs-theme") == "dark"
    assert page.url.endswith("/search/?q=zzzz")
    context.close()
