"""`make stop`; see services/command_line.py, which manage.py calls before the apps are loaded."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from optics_crm.services.command_line import down


class Command(BaseCommand):
    help = "Stops the copy that runs on this DATA_DIR."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        sys.exit(down())
