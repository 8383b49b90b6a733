"""`manage.py sync_load FILE|-`: feeds NDJSON through the door of the exchange."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from optics_crm.core.sync.loading import NotLoadable, load


class Command(BaseCommand):
    help = "Feeds NDJSON (or .gz of it, or - for standard input) through the door of the exchange."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="NDJSON, one item a line; .gz; or - for standard input")
        parser.add_argument("--source", default="onec-retail", help="whose objects they are (onec-retail)")
        parser.add_argument("--history", action="store_true", help="old facts: start no reaction")
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        bar = tqdm(unit=" rows", file=sys.stderr, disable=None, mininterval=0.5)
        try:
            with bar:
                counts = load(options["file"], options["source"], is_history=options["history"], progress=bar.update)
        except NotLoadable as error:
            raise CommandError(str(error), returncode=2) from None
        if options["json"]:
            self.stdout.write(json.dumps(counts))
        else:
            self.stdout.write(", ".join(f"{status} {count}" for status, count in counts.items()))
