"""`manage.py bench`: runs the benchmarks on a chain of their own and prints one table."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _

from optics_crm.core.bench import BENCHES, BenchPart, chain, report
from optics_crm.core.bench.servers import servers
from optics_crm.services.errors import CannotStart

USAGE = 2


class Command(BaseCommand):
    """Each benchmark measures itself, its baseline and the limit in this run; the chain of `make run` is left alone."""

    help = "Runs the benchmarks and prints one table; BENCH_SCALE=0.1 takes a tenth of the data."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", default="", help="only this one")
        parser.add_argument("--json", action="store_true", help="print the rows as JSON")
        parser.add_argument("--readme", action="store_true", help="put the table into README.md")

    def handle(self, *args: Any, **options: Any) -> None:
        autodiscover_modules("bench")
        parts = self._chosen(options["name"])
        try:
            with servers():
                rows = self._run(parts)
                report.write_json(settings.DATA_DIR / "bench.json", rows)
                remark = _("Scale %(scale)g; %(machine)s.") % {
                    "scale": settings.BENCH_SCALE,
                    "machine": report.machine(),
                }
        except CannotStart as reason:
            raise CommandError(str(reason), returncode=1) from reason
        if options["readme"]:
            report.write_readme(settings.BASE_DIR / "README.md", rows, remark)
        self.stdout.write(
            json.dumps(rows, ensure_ascii=False) if options["json"] else f"{report.table(rows)}\n\n{remark}"
        )

    def _chosen(self, name: str) -> list[BenchPart]:
        if not name:
            return BENCHES.all()
        part = BENCHES.find(name)
        if part is None:
            words = _("There is no benchmark %(name)s; there are: %(names)s.")
            raise CommandError(words % {"name": name, "names": ", ".join(BENCHES.keys())}, returncode=USAGE)
        return [part]

    def _run(self, parts: list[BenchPart]) -> list[dict[str, Any]]:
        home = connection.settings_dict["NAME"]
        rows: list[dict[str, Any]] = []
        for part in parts:
            try:
                data = chain.enter(settings.BENCH_SCALE, with_data=part.with_data)
                self.stderr.write(f"{part.name}: {data.people:,} people, {data.purchases:,} purchases")
                rows += [figure.as_row() for figure in part.run(data)]
            finally:
                chain.leave(home)
        return rows
