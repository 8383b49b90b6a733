"""`manage.py demo_history`: the campaigns' past of a demo chain, here and now instead of in a worker."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from aftercare.demo import HISTORY
from aftercare.demo.history import relive
from optics_crm.core.models import Installation, Job

USAGE = 2


class Command(BaseCommand):
    """Goes on where an earlier call or worker stopped; a second call finds everything done."""

    help = "Runs the campaigns of the demo chain over its last weeks."

    def handle(self, *args: Any, **options: Any) -> None:
        if not Installation.objects.filter(is_demo=True, demo_as_of__isnull=False).exists():
            raise CommandError(_("This database holds no demo chain."), returncode=USAGE)
        with tqdm(file=sys.stderr, unit=" days") as bar:

            def report(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            relive(report)
        Job.objects.filter(kind=HISTORY, state=Job.State.QUEUED).update(state=Job.State.DONE)
