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
LISTENER = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(event.violatedDirective + " " + (event.sourceFile || event.blockedURI)));
"""


class Screen:
    """A window of a given size; `page` is Playwright's page."""

    def __init__(self, browser: Any, base: str, user: Any, *, width: int, height: int) -> None:
        self.base = base
        self.width = width
        self.complaints: list[str] = []
        self.context = browser.new_context(viewport={"width": width, "height": height}, locale="en-US")
        self.context.add_init_script(LISTENER)
        if user is not None:
            self._log_in(user)
        self.page = self.context.new_page()
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))

    def _log_in(self, user: Any) -> None:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        name = settings.SESSION_COOKIE_NAME
        self.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.base}])

    def _on_console(self, message: Any) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def cookie(self, name: str, value: str) -> None:
        self.context.add_cookies([{"name": name, "value": value, "url": self.base}])

    def open(self, path: str, theme: str = "light") -> Any:
        """Opens a page in a theme and waits until it is quiet; returns the answer of the server."""
        self.cookie("theme", theme)
        answer = self.page.goto(self.base + path)
        self.page.wait_for_load_state("networkidle")
        return answer

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

    def close(self) -> None:
        self.context.close()
