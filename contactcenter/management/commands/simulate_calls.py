"""`manage.py simulate_calls`: a believable day of calls against a running copy, or a recorded one; how good is the
first glance at who speaks.
"""

import json
import random
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from contactcenter.simulator import recorded
from contactcenter.simulator.callers import Crowd
from contactcenter.simulator.humans import same_human
from contactcenter.simulator.judging import Verdict, judge
from contactcenter.simulator.play import Play, Wish, extensions, plan
from contactcenter.simulator.player import Player
from contactcenter.simulator.rates import rates
from optics_crm.core import days, ids
from optics_crm.core.commands import unusable

FOLDER = "simulator"
JUDGED = 2000


class Command(BaseCommand):
    """Speaks each exchange's own format with the secrets of demo.json; writes the truth to a file beside it."""

    help = "Plays a believable (or a recorded) day of calls against a running copy."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--calls", type=int, help="clients who call (200, a day's worth; with --judge 2000)")
        parser.add_argument("--speed", type=float, default=1.0, help="so many times as fast as life (1)")
        parser.add_argument("--from", dest="begins", default="09:00", metavar="HH:MM", help="play from then (09:00)")
        parser.add_argument("--to", dest="ends", default="21:00", metavar="HH:MM", help="play until then (21:00)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed, the same day (1)")
        parser.add_argument("--recorded", metavar="DAY|FILE", help="play what the exchanges sent on a day, or a file")
        parser.add_argument("--save", type=Path, metavar="FILE", help="write the recorded day there, and play nothing")
        parser.add_argument("--judge", action="store_true", help="no calls: only how often the speaker stands first")
        parser.add_argument("--truth", type=Path, metavar="FILE", help="who spoke and why ($DATA_DIR/simulator/...)")
        parser.add_argument("--url", default="", help="the copy (that of demo.json)")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 0 < options["speed"] <= 10_000 or not 0 < (options["calls"] or 1) <= 1_000_000:
            raise unusable(_("The speed must be from 0 to 10000, the number of calls from 1 to a million."))
        if options["judge"]:
            self._say(self._judge(options).as_json(), options)
        elif options["recorded"]:
            self._say(self._replay(options), options)
        else:
            self._say(self._play(options), options)

    def _judge(self, options: dict[str, Any]) -> Verdict:
        count, rng = options["calls"] or JUDGED, random.Random(options["seed"])  # noqa: S311  # luck
        callers = Crowd(rates(), rng).draw(count)
        with tqdm(callers, file=sys.stderr, unit=" calls", disable=not sys.stderr.isatty()) as bar:
            return judge(bar, same_human(settings.DATA_DIR))

    def _play(self, options: dict[str, Any]) -> dict[str, object]:
        if not extensions():
            raise unusable(_("There is no operator with an extension who could take a call."))
        demo = self._demo()
        name = f"sim-{ids.new_id().hex[-10:]}"
        begins, ends = _time_of_day(options["begins"]), _time_of_day(options["ends"])
        if begins >= ends:
            raise unusable(_("The play must end later than it begins."))
        wish = Wish(options["calls"] or rates().day.calls, begins, ends, options["speed"], options["seed"], name)
        planned = plan(wish, rates())
        truth = options["truth"] or settings.DATA_DIR / FOLDER / f"{name}.ndjson"
        truth.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        play = Play(Player(options["url"] or demo["url"]), demo["telephony"], settings.DATA_DIR, truth)
        with tqdm(total=len(planned), file=sys.stderr, unit=" calls", disable=not sys.stderr.isatty()) as bar:
            posted = play.run(wish, planned, bar.update)
        told = {"calls": len(planned), "truth": str(truth), **posted.as_json()}
        return {**told, "first_glance": play.verdict.as_json()}

    def _replay(self, options: dict[str, Any]) -> dict[str, object]:
        """What the exchanges sent on a day of this copy, or what a file holds."""
        day, path = days.read(options["recorded"]), Path(options["recorded"])
        if day is None and not path.is_file():
            raise unusable(_("%s is neither a day nor a file.") % options["recorded"])
        rows = recorded.rows_of(day) if day else recorded.read(path)
        if options["save"]:
            return {"saved": recorded.save(rows, options["save"])}
        demo, name = self._demo(), f"again-{ids.new_id().hex[-10:]}"
        try:
            told = list(recorded.lines(rows, demo["telephony"], name))
        except (ValueError, KeyError) as error:
            raise unusable(_("The recorded day cannot be read: %s.") % error) from None
        due = ((seconds / options["speed"], line) for seconds, line in told)
        return Player(options["url"] or demo["url"]).play(due, lambda _line: None).as_json()

    def _demo(self) -> dict[str, Any]:
        try:
            return dict(json.loads((settings.DATA_DIR / "demo.json").read_text()))
        except (OSError, ValueError):
            raise unusable(
                _("There is no demo.json in %s: the simulator plays in demo mode.") % settings.DATA_DIR
            ) from None

    def _say(self, told: dict[str, object], options: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=None if options["json"] else 2))


def _time_of_day(text: str) -> float:
    """Seconds since midnight of HH:MM."""
    hours, _colon, minutes = text.partition(":")
    if not (hours.isdigit() and minutes.isdigit() and int(hours) <= 24 and int(minutes) < 60):
        raise unusable(_("%s is no time of the day: write it as HH:MM.") % text)
    return int(hours) * 3600.0 + int(minutes) * 60.0
