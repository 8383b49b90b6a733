"""One browser window on the test server, which notes everything that a page must not do."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

THEMES = ("light", "dark")
RULES_OF_COLOURS = ("color-contrast", "link-in-text-block")
QUIET_STEPS, QUIET_STEP_MS = 4, 25
LISTENER = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(event.violatedDirective + " " + (event.sourceFile || event.blockedURI)));
"""


def new_context(browser: Any, width: int, height: int) -> Any:
    """A browser of one's own: cookies, stores and cache. Nothing moves, so nobody waits for the end of a movement."""
    size = {"width": width, "height": height}
    context = browser.new_context(viewport=size, locale="en-US", reduced_motion="reduce")
    context.add_init_script(LISTENER)
    return context


class Screen:
    """A window of a given size; `page` is Playwright's page."""

    def __init__(self, context: Any, base: str, user: Any, *, width: int) -> None:
        self.base = base
        self.width = width
        self.complaints: list[str] = []
        self.context = context
        self.become(user)
        self.page = self.context.new_page()
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self._asked: set[Any] = set()
        self.page.on("request", self._on_request)
        for end in ("requestfinished", "requestfailed"):
            self.page.on(end, self._on_answer)

    def become(self, user: Any) -> None:
        """Logs that employee in and nobody else; None is nobody. What was complained of before is forgotten."""
        self.complaints.clear()
        self.context.clear_cookies()
        if user is None:
            return
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        name = settings.SESSION_COOKIE_NAME
        self.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.base}])

    def _on_console(self, message: Any) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def _on_request(self, request: Any) -> None:
        if request.resource_type != "eventsource":  # the live line stays open
            self._asked.add(request)

    def _on_answer(self, request: Any) -> None:
        self._asked.discard(request)

    def cookie(self, name: str, value: str) -> None:
        self.context.add_cookies([{"name": name, "value": value, "url": self.base}])

    def open(self, path: str, theme: str = "light") -> Any:
        """Opens a page in a theme and waits until it is quiet; returns the answer of the server."""
        self.cookie("theme", theme)
        answer = self.page.goto(self.base + path)
        self.wait_quiet()
        return answer

    def wait_quiet(self) -> None:
        """Until the page has asked for nothing for a tenth of a second; "networkidle" waits five times as long."""
        quiet = 0
        while quiet < QUIET_STEPS:
            self.page.wait_for_timeout(QUIET_STEP_MS)
            quiet = 0 if self._asked else quiet + 1

    def wear(self, theme: str) -> None:
        """The system turns to a theme, and a page that was opened with the choice "auto" follows without a new load."""
        self.page.emulate_media(color_scheme=theme)
        self.page.wait_for_selector(f"html[data-bs-theme={theme}]", state="attached")
        self.page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished.catch(() => 0)))")

    def violations(self) -> list[str]:
        """What the page did against the policy, the console, or its width."""
        found = [*self.complaints, *self.page.evaluate("window.violations")]
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        return [*found, *([f"scrolls sideways: {wide} px of {self.width}"] if wide > self.width else [])]

    def barriers(self, rules: Sequence[str] = ()) -> list[str]:
        """What axe finds by all its rules or by these, one line per rule with the first place."""
        options: dict[str, Any] = {"resultTypes": ["violations"]}
        if rules:
            options["runOnly"] = {"type": "rule", "values": list(rules)}
        axe = Axe("0") if self.page.evaluate("'axe' in window") else Axe()  # a page takes the script once
        found = axe.run(self.page, options=options).response["violations"]
        return [
            f"{rule['id']} ({rule['impact']}): {rule['nodes'][0]['target']} x{len(rule['nodes'])}" for rule in found
        ]

    def shoot(self, name: str) -> None:
        """Keeps a picture when the variable SCREENSHOTS names a folder."""
        folder = os.environ.get("SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
