"""Between the servers and the processes of `make run`: migrations, stamp, demo chain, clock, static files."""

import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from optics_crm.core import installation, release
from optics_crm.core.errors import DomainError


class Command(BaseCommand):
    help = "Prepares the database and the static files (called by `up`)."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.prepare()
        except (DomainError, ImproperlyConfigured, DatabaseError) as reason:
            raise CommandError(str(reason).strip().splitlines()[0], returncode=1) from reason

    def prepare(self) -> None:
        """Each step looks first whether it has been done, so that a second start is quick."""
        if settings.DEMO:
            installation.refuse_foreign_database()
        release.refuse_another_release()
        if installation.needs_migration():
            self.stderr.write("  preparing the tables")
            call_command("migrate", verbosity=0, interactive=False)
        if settings.DEMO:
            installation.stamp_demo()
        if settings.CLOCK:
            installation.start_clock(settings.CLOCK, quiet_campaigns=settings.DEMO_CUSTOMERS == 0)
        if settings.DEMO and installation.is_without_chain():
            self.stderr.write(f"  loading the demo chain: {settings.DEMO_CUSTOMERS} people")
            call_command("demo", customers=settings.DEMO_CUSTOMERS, seed=1, stdout=sys.stderr)
        installation.collect_static()
