"""Makes the keys by which cards are compared, where they are missing or of an older normaliser."""

import json
import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from customers.card_keys import fill_keys


class Command(BaseCommand):
    help = "Makes missing and outdated keys of cards."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        start = time.monotonic()
        with tqdm(unit=" cards", file=sys.stderr, disable=None) as bar:
            made = fill_keys(bar.update)
        seconds = round(time.monotonic() - start, 1)
        if options["json"]:
            self.stdout.write(json.dumps({"cards": made, "seconds": seconds}))
        else:
            self.stdout.write(_("Keys made: %(cards)d, in %(seconds)s s.") % {"cards": made, "seconds": seconds})
