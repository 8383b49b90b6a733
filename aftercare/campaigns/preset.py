"""What a preset is: the occasion of a campaign in SQL, its window, its words. One preset, one file in `presets/`."""

import datetime as dt
import importlib
import pkgutil
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.functional import Promise

from optics_crm.core.registry import Registry

Words = str | Promise
Window = Mapping[str, int]


@dataclass(frozen=True)
class WindowField:
    """A number of a window that people may edit, with its bounds (both included)."""

    key: str
    label: Words
    low: int
    high: int


@dataclass(frozen=True)
class DefaultText:
    """First wording of a preset. `joined` is the sentence by which the occasion rides in another's message."""

    text: str
    joined: str = ""


@dataclass(frozen=True)
class Preset:
    """The occasion of a campaign.

    `occasions(scope)` is a SELECT of (person_id, card_id, occasion, salon_id, anchor_on, ends_on, bought) as of
    `%(day)s`; window numbers come as `%(<key>)s`, `scope` narrows the cards `c`. It names each occasion by its stable
    source. `anchor_on` is the day of that source, `ends_on` the day the text may name, `bought` says that the purpose
    is met. `exits_on` names the purchases after which planned messages are withdrawn: "medical", "any" or "".
    `not_now(person, day)` says in words why a person has no occasion.
    """

    key: str
    name: str
    who: Words
    traffic_class: str
    priority: int
    window: Window
    fields: tuple[WindowField, ...]
    occasions: Callable[[str], str]
    exits_on: str
    default: DefaultText
    not_now: Callable[[uuid.UUID, dt.date], Words]
    holdout_percent: Decimal = Decimal(10)
    expires_after_days: int = 3
    certificate_value: Decimal | None = None
    certificate_days: int | None = None
    cap_days: int = 14
    checks: Callable[[Window], Words | None] = field(default=lambda window: None)

    def window_of(self, stored: Mapping[str, object]) -> dict[str, int]:
        """The stored window, completed by the preset's own numbers."""
        return {one.key: int(str(stored.get(one.key, self.window[one.key]))) for one in self.fields}


PRESETS: Registry[Preset] = Registry("campaign presets")


def add_preset(preset: Preset) -> Preset:
    return PRESETS.add(preset.key, preset)


def preset_of(key: str) -> Preset:
    """The preset of that key; the folder is read at the first question."""
    load_presets()
    return PRESETS.get(key)


def load_presets() -> list[Preset]:
    """All presets: every file of the folder is one, so that there is no list to forget."""
    from aftercare.campaigns import presets

    for module in pkgutil.iter_modules(presets.__path__):
        importlib.import_module(f"{presets.__name__}.{module.name}")
    return PRESETS.all()
