"""A page and its line to the server in a real browser: what is told arrives, a cut is shown, nothing is missed."""

import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.screen import LISTENER
from tests.faults.outbox import Outbox
from tests.faults.pops import login
from tests.harness.stack import eventually

pytestmark = [pytest.mark.processes, pytest.mark.browser, pytest.mark.timeout(300)]
HEAR = """window.heard = []; for (const kind of ["call", "reset"])
document.addEventListener(`live:${kind}`, (event) => window.heard.push(event.detail.n ?? kind));"""
PUSH = """WITH said AS (INSERT INTO core_liveevent (kind, payload, capability) VALUES ('call', %s, '') RETURNING id)
SELECT pg_notify('crm_live', '') FROM said"""
WITHOUT_WORKERS = "delete window.SharedWorker;"


@pytest.fixture
def windows(outbox: Outbox, browser: Any) -> Iterator[Any]:
    """windows(...) is a browser in which an operator is logged in; scripts run before those of its pages."""
    opened: list[Any] = []

    def open_browser(*scripts: str) -> Any:
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        for script in (LISTENER, HEAR, *scripts):
            context.add_init_script(script)
        cookies = [pair.partition("=") for pair in login(outbox.stack, "operator").split("; ")]
        context.add_cookies([{"name": name, "value": value, "url": outbox.stack.url} for name, _sign, value in cookies])
        opened.append(context)
        return context

    yield open_browser
    for context in opened:
        context.close()


def push(outbox: Outbox, n: int) -> None:
    outbox.stack.sql(PUSH, [json.dumps({"n": n})])


def open_page(outbox: Outbox, context: Any) -> Any:
    page = context.new_page()
    page.goto(f"{outbox.stack.url}/calls/")
    page.wait_for_selector("[data-live-dot][data-state=live]")
    return page


def heard(page: Any, count: int) -> list[Any]:
    return list(eventually(lambda: (found := page.evaluate("window.heard"))[count - 1 :] and found, 30))


def streams(outbox: Outbox) -> float:
    text = urllib.request.urlopen(f"{outbox.stack.url}/metrics", timeout=10).read().decode()
    return float(next(line for line in text.splitlines() if line.startswith("optics_live_streams")).split()[1])


@pytest.mark.parametrize("script", ["", WITHOUT_WORKERS], ids=["shared worker", "one page for all"])
def test_pages_share_a_stream_and_hear_what_they_missed(outbox: Outbox, windows: Any, script: str) -> None:
    context = windows(script)
    first = open_page(outbox, context)
    push(outbox, 1)
    heard(first, 1)
    open_ones = streams(outbox)
    second = open_page(outbox, context)
    push(outbox, 2)
    assert (heard(first, 2), heard(second, 1)[-1]) == ([1, 2], 2)
    assert streams(outbox) <= open_ones, "one for both"
    outbox.stack.kill("web")
    push(outbox, 3)  # while nobody listens
    for page in (first, second):
        assert heard(page, 2)[-1] in (2, 3)
        eventually(lambda page=page: page.evaluate("window.heard.at(-1) === 3"), 30, "what came while nobody listened")
        page.wait_for_selector("[data-live-dot][data-state=live]")
        assert "reset" not in page.evaluate("window.heard")
        assert page.evaluate("window.violations") == []
    assert first.evaluate("window.heard") == [1, 2, 3], "each once"


def test_a_cut_line_is_shown_and_what_came_is_asked_for(outbox: Outbox, windows: Any) -> None:
    context = windows(WITHOUT_WORKERS)
    page = open_page(outbox, context)
    strip = page.locator("#live-state")
    assert not strip.is_visible()
    context.route("**/live/**", lambda route: route.abort())
    outbox.stack.kill("web")
    page.wait_for_selector("#live-state[data-state=offline]")
    assert strip.get_by_role("status").inner_text().strip()
    assert any(letter.isdigit() for letter in strip.locator(".live-age").inner_text())
    push(outbox, 1)
    context.unroute("**/live/**")
    context.route("**/live/?last=*", lambda route: route.abort())
    page.wait_for_selector("#live-state[data-state=delayed]")
    assert heard(page, 1) == [1]
    context.unroute("**/live/?last=*")
    page.wait_for_selector("[data-live-dot][data-state=live]", timeout=30_000)
    assert not strip.is_visible()
    push(outbox, 2)
    assert heard(page, 2) == [1, 2]
    context.clear_cookies()
    outbox.stack.sql("DELETE FROM django_session")
    page.wait_for_selector("#live-state[data-state=out]", timeout=30_000)
    assert strip.get_by_role("link").is_visible()
