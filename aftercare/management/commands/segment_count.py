"""Counts the people of a rule."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from aftercare import rollup
from aftercare.segments.count import count_rule
from aftercare.segments.errors import RuleError
from optics_crm.core import strict_json
from optics_crm.core.commands import read_day, unusable

LARGEST_FILE = 1_000_000


class Command(BaseCommand):
    help = "Counts the people of a segment rule: segment_count RULE.json (- reads standard input)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("rule", metavar="RULE.json", help="the file with the rule, - for standard input")
        parser.add_argument("--as-of", metavar="YYYY-MM-DD", help="the day (today)")
        parser.add_argument("--sample", type=int, default=0, metavar="K", help="print up to K ids of people")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        rule = read_file(options["rule"])
        day = read_day(options["as_of"])
        if options["sample"] < 0:
            raise unusable(_("--sample must not be negative."))
        rollup.catch_up()
        try:
            counted = count_rule(rule, day, sample=options["sample"])
        except RuleError as fault:
            raise unusable(f"{fault.pointer or '/'}: {fault.message}") from None
        sample = [str(person) for person in counted.sample]
        if options["json"]:
            self.stdout.write(
                json.dumps({"count": counted.count, "sample": sample, "ms": round(counted.seconds * 1000, 1)})
            )
            return
        self.stdout.write("\n".join([str(counted.count), *sample]))


def read_file(name: str) -> Any:
    """The JSON of a file, or a refusal."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text("utf-8")
    except OSError as error:
        raise unusable(_("%(file)s cannot be read: %(why)s.") % {"file": name, "why": error.strerror}) from None
    except UnicodeDecodeError:
        raise unusable(_("%s is not a text in UTF-8.") % name) from None
    if len(text) > LARGEST_FILE:
        raise unusable(_("%s is too large for a rule.") % name)
    try:
        return strict_json.read(text.encode())
    except (UnicodeEncodeError, strict_json.BadJson):
        raise unusable(_("%s is not JSON.") % name) from None
