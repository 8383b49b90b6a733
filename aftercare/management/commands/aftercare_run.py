"""manage.py aftercare_run: the daily run by hand."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from aftercare.campaigns.run import RunReport, run_day
from optics_crm.core import clock
from optics_crm.core.commands import read_day, unusable
from optics_crm.core.errors import DomainError


class Command(BaseCommand):
    help = "Plans the messages of a day for every active campaign; a second run adds nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--date", metavar="YYYY-MM-DD", help="the day to run (today)")
        parser.add_argument("--dry-run", action="store_true", help="count, and write nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = run_day(read_day(options["date"]) or clock.today(), dry_run=options["dry_run"])
        except DomainError as refusal:
            raise unusable(refusal.message) from None
        self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False) if options["json"] else as_table(report))


def as_table(report: RunReport) -> str:
    """The figures as lines for a terminal."""
    lines = [f"{report.day}{' (dry run)' if report.dry_run else ''}"]
    lines.append(f"{'campaign':<20}{'eligible':>10}{'messages':>10}{'control':>10}  suppressed")
    for one in report.campaigns:
        reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(one.suppressed.items()))
        lines.append(f"{one.key:<20}{one.eligible:>10}{one.messages:>10}{one.control:>10}  {reasons}")
    return "\n".join(lines)
