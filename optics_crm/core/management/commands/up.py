"""`make run`; see services/command_line.py, which manage.py calls before the apps are loaded."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from optics_crm.services.command_line import up


class Command(BaseCommand):
    help = "Starts everything on this machine and stays until Ctrl+C or SIGTERM."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        sys.exit(up())
