"""`make run`: starts the servers, prepares the database, keeps web, worker, beat and the gateway alive."""

import json
import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import get_commands
from django.core.management.base import BaseCommand, CommandError

from optics_crm.services.errors import CannotStart
from optics_crm.services.start import Plan, run


class Command(BaseCommand):
    help = "Starts everything on this machine and stays until Ctrl+C or SIGTERM."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--workers", type=int, default=3, help="processes of the worker")

    def handle(self, *args: Any, **options: Any) -> None:
        self.plan = Plan(
            base=settings.BASE_DIR,
            folder=settings.DATA_DIR,
            host=settings.HOST,
            port=settings.PORT,
            database_url=os.environ.get("DATABASE_URL", "").strip(),
            redis_url=os.environ.get("REDIS_URL", "").strip(),
            worker_processes=options["workers"],
            with_gateway=settings.DEMO and "sandbox_gateway" in get_commands(),
        )
        try:
            run(self.plan, self.say, self.announce)
        except CannotStart as reason:
            raise CommandError(str(reason), returncode=1) from reason

    def say(self, words: str) -> None:
        """A line about what happens, apart from the figures and addresses of stdout."""
        self.stderr.write(f"  {words}")

    def announce(self, seconds: float) -> None:
        """The address and the logins of demo mode."""
        self.stdout.write(f"\nOptics CRM is ready after {seconds:.1f} s: {self.plan.address}/")
        for role, login in _logins(self.plan.folder / "demo.json").items():
            if login.get("username"):
                self.stdout.write(f"  {role:<14} {login['username']:<22} {login['password']}")
        self.stdout.write(f"Logs: {self.plan.folder / 'logs'}. Ctrl+C or `make stop` stops everything.\n")
        sys.stdout.flush()


def _logins(path: Path) -> dict[str, dict[str, str]]:
    try:
        return dict(json.loads(path.read_text())["users"])
    except (OSError, ValueError, KeyError):
        return {}
