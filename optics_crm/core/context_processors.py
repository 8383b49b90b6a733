"""What the frame of every page needs to know."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from optics_crm.core import clock, menu
from optics_crm.core.live.shown import Live, live_of
from optics_crm.core.permissions import ROLES

BRAND = "Optics CRM"


@dataclass(frozen=True)
class Theme:
    """One choice of the theme switch."""

    key: str
    label: str | Promise
    icon: str


THEMES = (
    Theme("light", _("Light"), "sun"),
    Theme("dark", _("Dark"), "moon"),
    Theme("auto", _("As the system"), "device-desktop"),
)


def chosen_theme(request: HttpRequest) -> str:
    """The cookie's theme; anything unknown counts as `auto`."""
    wanted = request.COOKIES.get("theme", "auto")
    return wanted if wanted in {theme.key for theme in THEMES} else "auto"


class Shell:
    """The frame's facts, each worked out only when a template asks for it."""

    brand = BRAND
    themes = THEMES
    languages = settings.LANGUAGES  # each in its own words, whatever language is on
    counted = False

    def __init__(self, request: HttpRequest, *, path: str = "", counted: bool = False) -> None:
        self.request = request
        self.path = path or request.path
        self.counted = counted
        self.theme = chosen_theme(request)
        self.language = get_language() or settings.LANGUAGE_CODE
        self.demo = bool(settings.DEMO)
        self.second_factor = bool(settings.SECOND_FACTOR)

    @property
    def menu(self) -> Iterator[menu.Shown]:
        return menu.entries_for(self.request.user, self.path, counted=self.counted)  # type: ignore[arg-type]

    @property
    def salon(self) -> str | Promise:
        salon = getattr(self.request.user, "salon", None)
        return salon.name if salon else _("Whole chain")

    @property
    def role(self) -> str | Promise:
        role = ROLES.find(getattr(self.request.user, "role", ""))
        return role.label if role else ""

    @property
    def now(self) -> datetime:
        return clock.now()

    @property
    def zone(self) -> str:
        return timezone.get_current_timezone_name()

    @cached_property
    def live(self) -> Live | None:
        """Where the page begins to listen; None for whom there is nothing to hear."""
        return live_of(self.request)

    @property
    def clock_shift(self) -> int:
        """Seconds by which the application's clock runs ahead of the real one."""
        return round((clock.now() - timezone.now()).total_seconds())


def shell(request: HttpRequest) -> dict[str, Any]:
    return {"shell": Shell(request)}
