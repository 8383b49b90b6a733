"""People per recency stage on a day."""

import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from aftercare import lifecycle, rollup
from aftercare.models import RecencyStage
from optics_crm.core import clock
from optics_crm.core.commands import read_day


class Command(BaseCommand):
    help = "Counts people per recency stage: years since the hand-over of their last medical glasses."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as-of", metavar="YYYY-MM-DD", help="the day (today)")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        day = read_day(options["as_of"]) or clock.today()
        rollup.catch_up()
        counts = lifecycle.stage_counts(day)
        if options["json"]:
            self.stdout.write(json.dumps(lifecycle.as_report(day, counts)))
            return
        self.print_table(day, counts)

    def print_table(self, day: dt.date, counts: dict[str, int]) -> None:
        labels = dict(RecencyStage.objects.values_list("code", "label"))
        self.stdout.write(f"{day:%d.%m.%Y}")
        for code, people in counts.items():
            self.stdout.write(f"{labels[code]:<28}{people:>12}")
        self.stdout.write(f"{'':<28}{sum(counts.values()):>12}")
