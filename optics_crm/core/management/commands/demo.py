"""`manage.py demo`: fills an empty database with the demo chain."""

import sys
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _
from tqdm import tqdm

from optics_crm.core import clock
from optics_crm.core.commands import read_day
from optics_crm.core.demo.empty import is_empty
from optics_crm.core.demo.load import load
from optics_crm.core.demo.world import World
from optics_crm.core.models import Installation

LARGEST = 5_000_000
USAGE = 2


class Command(BaseCommand):
    """Refuses a database that holds anything; the same seed, size and day give the same rows."""

    help = "Fills an empty database with a chain of salons, its staff, clients and purchases."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--customers", type=int, default=20_000, help="dossiers; 0: no people")
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--as-of", metavar="YYYY-MM-DD", help="the chain's last day")

    def handle(self, *args: Any, **options: Any) -> None:
        customers, as_of = options["customers"], read_day(options["as_of"])
        if not 0 <= customers <= LARGEST:
            raise CommandError(_("--customers is a number from 0 to %(n)s.") % {"n": LARGEST}, returncode=USAGE)
        if not is_empty():
            raise CommandError(
                _("The database is not empty: the demo chain is loaded into an empty one only."),
                returncode=USAGE,
            )
        Installation.objects.get_or_create(id=1)
        world = World(
            seed=options["seed"],
            customers=customers,
            as_of=as_of or clock.today(),
            now=clock.now(),
        )
        autodiscover_modules("demo")
        began = time.perf_counter()
        with tqdm(total=customers, unit=" people", file=sys.stderr, disable=not customers) as bar:
            load(world, settings.DATA_DIR, bar.update)
        self.stderr.write(_("%(n)s people in %(s).1f s.") % {"n": customers, "s": time.perf_counter() - began})
