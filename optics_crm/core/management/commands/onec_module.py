"""`manage.py onec_module`: what the folder of the 1C side tells of kinds, fields and codes, written anew."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from optics_crm.core.sync.onec_module import module
from optics_crm.core.sync.onec_reference import reference

FOLDER = Path(settings.BASE_DIR) / "docs/onec"
PAGES = {"crm_exchange_schema.bsl": module, "reference.md": reference}


class Command(BaseCommand):
    help = "Writes the generated files of docs/onec anew: the schema module in 1C language and the reference."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for name, made in PAGES.items():
            (FOLDER / name).write_text(made(), encoding="utf-8")
            self.stdout.write(f"docs/onec/{name}")
