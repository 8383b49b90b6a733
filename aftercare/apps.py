"""What the machine does for them: segments, campaigns, messages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AftercareConfig(AppConfig):
    name = "aftercare"
    verbose_name = _("Aftercare")

    def ready(self) -> None:
        from aftercare.campaigns.preset import load_presets

        load_presets()
