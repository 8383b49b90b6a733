"""A real browser for the pages; without Chromium these tests are skipped, and say so."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.screen import Screen, new_context
from tests.contactcenter.standin import running

# the shell draws the same pages without a browser's own windows around them, which costs a third less
BROWSERS = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
CHROMIUM = os.environ.get("CHROMIUM") or next((one for one in BROWSERS if Path(one).exists()), BROWSERS[-1])
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# Playwright's event loop runs in the thread that also asks the database for rows
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if Path(CHROMIUM).exists():
        return
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=f"there is no Chromium at {CHROMIUM}"))


@pytest.fixture(scope="session", autouse=True)
def static_files_as_they_lie(django_test_environment: None) -> None:
    """The live server takes static files from their sources; its own handler would want them collected."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.test import testcases

    testcases._StaticFilesHandler = StaticFilesHandler  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": CHROMIUM, "args": list(FLAGS)}


@pytest.fixture
def screen_of(live_server: Any, browser: Any, settings: Any) -> Iterator[Callable[..., Screen]]:
    """screen_of(user) is a browser of its own in which that employee is logged in; None is nobody."""
    settings.ROOT_URLCONF = "tests.browser.urls"
    opened: list[Screen] = []

    def open_screen(user: Any = None, width: int = 1366, height: int = 768) -> Screen:
        screen = Screen(new_context(browser, width, height), live_server.url, user, width=width)
        opened.append(screen)
        return screen

    yield open_screen
    for screen in opened:
        screen.context.close()


@pytest.fixture
def standin(live_server: Any, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """The calls that the exchanges' stand-in was asked to connect."""
    with running(settings, tmp_path, monkeypatch) as asked:
        yield asked
