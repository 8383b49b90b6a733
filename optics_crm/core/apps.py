"""The floor of the house: what every app above stands on."""

import gc
from types import ModuleType

from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

PLUG_MODULES = (
    "capabilities",
    "badges",
    "live",
    "moments",
    "jobs",
    "reactions",
    "notices",
    "staff_words",
    "onec",
    "feed",
    "menu",
    "home",
    "search",
    "exports",
    "panels",
    "resources",
    "conditions",
    "identity_policies",
    "moving",
    "suppressors",
    "lookups",
    "metrics",
    "audit_words",
    "health_rules",
    "split_rows",
    "erasures",
    "sync_rooms",
    "presses",
    "promise_terms",
)


class CoreConfig(AppConfig):
    name = "optics_crm.core"
    label = "core"
    verbose_name = _("Core")

    def __init__(self, app_name: str, app_module: ModuleType | None) -> None:
        super().__init__(app_name, app_module)
        # until the apps stand (`ready`): looking through what is just being loaded costs a quarter of every start
        gc.disable()

    def ready(self) -> None:
        from optics_crm.core.release import check_release

        checks.register(check_release, checks.Tags.database)
        autodiscover_modules(*PLUG_MODULES)
        # What is loaded by now stays for good. A batch of the exchange makes tens of thousands of objects that all die
        # with its answer: looked through at the usual pace they cost a third of its time.
        gc.freeze()
        gc.set_threshold(20_000, 20, 50)
        gc.enable()
