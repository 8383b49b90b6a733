"""`make stop`: ends what a `make run` in another terminal started on the same data folder."""

import os
import signal
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from optics_crm.services.children import end_leftovers
from optics_crm.services.lock import FolderLock

PATIENCE_SECONDS = 90


class Command(BaseCommand):
    help = "Stops the copy that runs on this DATA_DIR."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        folder = settings.DATA_DIR
        if not folder.is_dir():
            self.stdout.write(f"Nothing runs on {folder}.")
            return
        lock = FolderLock(folder)
        if lock.is_free():
            orphans = end_leftovers(folder)
            self.stdout.write(f"Nothing runs on {folder}." if not orphans else f"Ended {orphans} processes left behind.")
            return
        pid = lock.holder()[0]
        if pid:
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not lock.is_free():
            if time.monotonic() > deadline:
                raise CommandError(f"The copy on {folder} (pid {pid}) does not end.", returncode=1)
            time.sleep(0.1)
        self.stdout.write("Stopped.")
