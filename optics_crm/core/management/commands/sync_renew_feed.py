"""After an older state of the database was restored: lets every client of the feed begin with a snapshot."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from optics_crm.core.sync.feed.cursors import renew_epoch


class Command(BaseCommand):
    help = "Voids every cursor of the feed of changes: clients are asked to take a snapshot and to read on from there."

    def handle(self, *args: Any, **options: Any) -> None:
        renew_epoch()
        self.stdout.write(_("Every client of the feed will be asked to take a snapshot."))
