"""`manage.py identity_match IN.csv OUT.csv`: who in a file of people is who."""

import datetime as dt
import json
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from customers.identity.matching.files import UnusableFile, match_file
from optics_crm.core.commands import unusable


class Command(BaseCommand):
    """Matches a file of people into a file of pairs. Needs no database."""

    help = "Finds duplicates and families in a CSV file of people."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path, metavar="IN.csv")
        parser.add_argument("target", type=Path, metavar="OUT.csv")
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.perf_counter()
        try:
            counts: dict[str, Any] = dict(match_file(options["source"], options["target"], _today(), step=_tell))
        except (UnusableFile, OSError) as error:
            raise unusable(error) from error
        counts["seconds"] = round(time.perf_counter() - began, 1)
        if options["json"]:
            self.stdout.write(json.dumps(counts))
            return
        for name, number in counts.items():
            self.stdout.write(f"{name:<12} {number:>12}")


def _today() -> dt.date:
    """The machine's day: without a database there is no installation whose clock could be asked."""
    return dt.date.fromisoformat(time.strftime("%Y-%m-%d"))


def _tell(what: str, number: int) -> None:
    print(f"{what} {number}", file=sys.stderr)
