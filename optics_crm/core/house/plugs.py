"""Lists that must not be empty, and entries that must have words."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.apps import apps

from optics_crm.core.registry import Registry


def registries() -> list[Registry[Any]]:
    """Every registry that a module of ours holds at its top level."""
    import gc

    return [thing for thing in gc.get_objects() if isinstance(thing, Registry)]


def faults() -> Iterator[str]:
    """One line per empty registry and per model without words for people."""
    for registry in registries():
        if not len(registry) and not registry.may_be_empty:
            yield f"the registry {registry.name!r} is empty"
    for app in apps.get_app_configs():
        if app.name.startswith(("optics_crm", "customers", "orders", "aftercare", "contactcenter")):
            for model in app.get_models():
                if "__str__" not in model.__dict__ and not model._meta.auto_created:
                    yield f"{model._meta.label} has no __str__ of its own"
    import_module("optics_crm.urls")
