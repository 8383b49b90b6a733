"""manage.py aftercare_explain: every campaign considered for a person on a day, sent or not, and why."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from aftercare.explain import explain, find_person
from optics_crm.core import clock
from optics_crm.core.commands import read_day, unusable


class Command(BaseCommand):
    help = "Says why a person got, gets or does not get a message on a day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--person", required=True, metavar="ID", help="id of the customer, or the source's guid")
        parser.add_argument("--date", metavar="YYYY-MM-DD", help="the day (today)")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        person = find_person(options["person"])
        if person is None:
            raise unusable(_("There is no customer %s.") % options["person"])
        day = read_day(options["date"]) or clock.today()
        found = explain(person, day)
        if options["json"]:
            told = {"person": str(person.pk), "date": str(day), "campaigns": [one.as_json() for one in found]}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for one in found:
            self.stdout.write(f"{one.campaign:<20}{one.verdict:<24}{one.words}")
