"""`manage.py message_states`: messages per state."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from aftercare.outbox.states import counts


class Command(BaseCommand):
    """Prints the eight states with their numbers."""

    help = "Counts messages per state."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        found = counts()
        if options["json"]:
            self.stdout.write(json.dumps(found))
            return
        for state, number in found.items():
            self.stdout.write(f"{state:<10} {number:>10}")
