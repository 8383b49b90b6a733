"""`manage.py identity_train`: learns the identity model from generated families. Needs `pip install --group train`."""

import sys
import time
from argparse import ArgumentParser
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from customers.identity.matching.model import PLACE
from optics_crm.core.commands import unusable


class Command(BaseCommand):
    """Writes the model file; the same seeds give the same files to learn from."""

    help = "Learns the identity model anew."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, default=PLACE, help="the model file")
        parser.add_argument("--share", type=float, default=1.0, help="smaller files for a trial, 0.05 to 1")
        parser.add_argument("--trees", type=int, default=120)
        parser.add_argument("--rate", type=float, default=0.2)
        parser.add_argument("--threads", type=int, default=2)
        parser.add_argument("--name", default="families-1", help="version of the model")

    def handle(self, *args: Any, **options: Any) -> None:
        if find_spec("catboost") is None:
            raise unusable(_("CatBoost is missing: pip install --group train."))
        from customers.identity.training.learn import Effort
        from customers.identity.training.lessons import learnt, save

        began = time.perf_counter()
        effort = Effort(options["trees"], options["rate"], options["threads"])
        arrays = learnt(_said(began), effort, options["share"])
        save(arrays, options["out"], options["name"])
        self.stdout.write(f"{options['out']}: {round(time.perf_counter() - began)} s")


def _said(began: float) -> Any:
    def say(words: str) -> None:
        print(f"{round(time.perf_counter() - began):5} s  {words}", file=sys.stderr)

    return say
