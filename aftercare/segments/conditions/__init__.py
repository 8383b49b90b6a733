"""The names that rules know, one topic a file; a file put here is found by itself."""

import importlib
import pkgutil


def load() -> None:
    """Imports every file of this folder, so that its plugs are in their registries."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
