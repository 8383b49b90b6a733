"""The call that a command asks for: the operator's telephone rings, the client answers, both hang up."""

import datetime as dt
import threading

from django.conf import settings
from django.db import connections

from contactcenter.simulator.dialects.base import tell
from contactcenter.simulator.planned import Caller, PlannedCall, Ring, Talk
from contactcenter.simulator.player import Player
from contactcenter.standin.journal import Journal
from optics_crm.core import clock, ids
from optics_crm.core.hook_secrets import demo_secret

LINE = "74951234500"
PICKED_UP, ANSWERED, OVER = 1.0, 3.0, 12.0  # seconds after the command


def secrets() -> dict[str, dict[str, str]]:
    """The secrets of this copy, as `demo.json` tells them."""
    return {
        "mango": {"api_key": demo_secret("mango.key"), "salt": demo_secret("mango.salt")},
        "megafon": {"token": demo_secret("megafon")},
        "zadarma": {"secret": demo_secret("zadarma")},
        "cti": {"token": demo_secret("cti")},
        **{name: {"secret_path": demo_secret(name)} for name in ("uis", "sipuni", "beeline")},
    }


def connect(provider: str, extension: str, phone: str, command: str = "") -> str:
    """Begins a call and returns its number; the rest is told from a thread."""
    number = f"out-{ids.new_id().hex[-12:]}"
    begun = clock.now()
    call = PlannedCall(
        number, provider, LINE, Caller(phone if phone.startswith("+") else f"+{phone}", "click"), at=0.0, ended=OVER,
        cause="normal", is_out=True, rings=(Ring(extension, PICKED_UP, ANSWERED),),
        talks=(Talk(extension, ANSWERED, OVER),), recording=f"rec-{number}", command=command,
    )  # fmt: skip
    threading.Thread(target=_play, args=(call, begun), daemon=True, name=number).start()
    return number


def _play(call: PlannedCall, begun: dt.datetime) -> None:
    def stamp(at: float) -> dt.datetime:
        return begun + dt.timedelta(seconds=at)

    try:
        Journal(settings.DATA_DIR).add(call, stamp)
        lines = tell(call, secrets(), stamp)
        Player(own_address()).play(((line.at, line) for line in lines), lambda _line: None)
    finally:
        connections.close_all()


def own_address() -> str:
    """Where this copy listens."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.HOST, settings.HOST)  # noqa: S104
    return f"http://{host}:{settings.PORT}"
