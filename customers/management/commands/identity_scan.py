"""`manage.py identity_scan`: who in the base is entered twice, and who lives with whom."""

import datetime as dt
import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from customers.identity.scan import scan_all, scan_changed
from optics_crm.core import clock


class Command(BaseCommand):
    """Scans all cards, or those written in the last days; prints counts by verdict and seconds."""

    help = "Looks for duplicates and families in the whole base."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=float, help="only cards written in so many days, against all")
        parser.add_argument("--merge", action="store_true", help="merge what the strict rules allow")
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
        if options["days"] is None:
            counts = scan_all(_tell, merge=options["merge"], workers=2)
        else:
            since = clock.now() - dt.timedelta(days=max(0.0, options["days"]))
            counts = scan_changed(since, _tell, merge=options["merge"])
        found = asdict(counts)
        if options["json"]:
            self.stdout.write(json.dumps(found))
            return
        for name, number in found.items():
            self.stdout.write(f"{name:<12} {number:>12}")


def _tell(what: str, number: int) -> None:
    print(f"{what} {number}", file=sys.stderr)
