"""Rows of every resource for the generated tests: one function a resource, a module an app."""

import pkgutil
from collections.abc import Callable
from importlib import import_module
from typing import Any

from optics_crm.core.models import Salon

Maker = Callable[[Salon, int], Any]
SAMPLES: dict[str, Maker] = {}


def sample(name: str) -> Callable[[Maker], Maker]:
    """A function that makes the `number`-th row of the resource, of that salon, and returns it."""

    def decorate(maker: Maker) -> Maker:
        SAMPLES[name] = maker
        return maker

    return decorate


for _module in pkgutil.iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
