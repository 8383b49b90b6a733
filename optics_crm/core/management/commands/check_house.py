"""`manage.py check_house`: does the house still stand as drawn?"""

import json
from collections.abc import Callable, Iterable
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from optics_crm.core.house import directions, plugs, sources, used_words, words


def missing_migrations() -> list[str]:
    """A line when a model has changed without its migration."""
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=StringIO(), stderr=StringIO())
    except SystemExit:
        return ["a model has changed without its migration: run manage.py makemigrations"]
    return []


class Command(BaseCommand):
    help = "Checks the house's own rules: import direction, empty lists, untranslated strings, missing migrations."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        root = Path(settings.BASE_DIR)
        checks: dict[str, Callable[[], Iterable[str]]] = {
            "directions": lambda: directions.wrong_imports(root),
            "habits": lambda: sources.faults(root),
            "plugs": plugs.faults,
            "words": lambda: words.faults(root),
            "used_words": lambda: used_words.faults(root),
            "migrations": missing_migrations,
        }
        found = {name: list(check()) for name, check in checks.items()}
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        else:
            for line in chain.from_iterable(found.values()):
                self.stdout.write(line)
        if any(found.values()):
            raise SystemExit(1)
