"""`manage.py sync_move KIND FILE`: matches the objects of a migrated base, and with --apply gives them new GUIDs."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count

from optics_crm.core.errors import DomainError
from optics_crm.core.models import SyncClient
from optics_crm.core.sync.moved import matching, moving
from optics_crm.core.sync.pages.moved import read_rows


class Command(BaseCommand):
    help = "Matches objects under new GUIDs (NDJSON) with those that a source sent before its base was migrated."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", help="salon, staff, product or customer")
        parser.add_argument("file", type=Path, help="NDJSON as for a first load")
        parser.add_argument("--source", default="onec-retail", help="whose objects they are (onec-retail)")
        parser.add_argument("--apply", action="store_true", help="give the sure ones their new GUIDs")
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        client = SyncClient.objects.filter(source=options["source"]).first()
        if client is None:
            raise CommandError("There is no such source.", returncode=2)
        try:
            with options["file"].open("rb") as file:
                move = matching.match(None, client, options["kind"], read_rows(file))
        except (OSError, DomainError) as error:
            raise CommandError(str(error), returncode=2) from None
        counts = dict(move.rows.values_list("state").annotate(n=Count("pk")))
        told = {"asked": move.asked, **{state: counts.get(state, 0) for state in ("sure", "doubtful", "taken")}}
        if options["apply"]:
            told["applied"] = moving.apply(None, move.pk).applied
        line = json.dumps(told) if options["json"] else ", ".join(f"{name} {count}" for name, count in told.items())
        self.stdout.write(line)
