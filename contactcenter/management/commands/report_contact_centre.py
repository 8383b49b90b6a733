"""The figures of the contact centre over a period."""

import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from contactcenter.figure_forms import LONGEST_DAYS, USUAL_DAYS
from contactcenter.kpis import Frame, measure
from contactcenter.kpis.figures import Figure
from optics_crm.core import clock
from optics_crm.core.commands import read_day, unusable


class Command(BaseCommand):
    help = "Prints the figures of the contact centre's report page, of calls of a period (the last 30 days)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="since", metavar="YYYY-MM-DD", help="the first day")
        parser.add_argument("--to", dest="until", metavar="YYYY-MM-DD", help="the last day")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        until = read_day(options["until"]) or clock.today()
        since = read_day(options["since"]) or until - dt.timedelta(days=USUAL_DAYS - 1)
        if since > until or (until - since).days >= LONGEST_DAYS:
            raise unusable(_("The first day must not be after the last, nor more than three years before it."))
        total = measure(Frame(since, until)).total
        if options["json"]:
            told = {key: _as_json(figure) for key, figure in total.items()}
            self.stdout.write(json.dumps({"from": f"{since}", "to": f"{until}", "figures": told}))
            return
        self.stdout.write(f"{since:%d.%m.%Y}–{until:%d.%m.%Y}")
        for figure in total.values():
            self.stdout.write(f"{figure.kpi.name!s:<36}{figure.words:>12}  {figure.size}")


def _as_json(figure: Figure) -> dict[str, Any]:
    """Value (a share of 1, seconds, roubles), what it divides, its 95 % range."""
    value = None if figure.value is None else round(float(figure.value), 6)
    interval = [round(edge, 6) for edge in figure.interval] if figure.interval else None
    return {"value": value, "top": float(figure.top), "bottom": float(figure.bottom), "interval": interval}
