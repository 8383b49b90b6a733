"""What the stand-in and the simulator have let happen: the exchanges' own memory, one line a call."""

import datetime as dt
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from aftercare.sandbox import places
from contactcenter.simulator.planned import PlannedCall


class Journal:
    """`$DATA_DIR/sandbox/calls.ndjson`; a line is written at once, so that two processes may write."""

    def __init__(self, data_dir: Path) -> None:
        self.path = places.folder(data_dir) / "calls.ndjson"

    def add(self, call: PlannedCall, stamp: Callable[[float], dt.datetime]) -> None:
        """Notes a call with the moments at which everything will have happened."""
        talk = call.talks[0] if call.talks else None
        told = {
            "provider": call.provider,
            "number": call.number,
            "direction": "out" if call.is_out else "in",
            "phone": call.caller.phone,
            "line": call.line,
            "extension": talk.extension if talk else call.rings[0].extension if call.rings else "",
            "begun": stamp(call.at).isoformat(),
            "taken": stamp(talk.at).isoformat() if talk else "",
            "over": stamp(call.ended).isoformat(),
            "cause": call.cause,
            "recording": call.recording,
        }
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(handle, (json.dumps(told) + "\n").encode())
        finally:
            os.close(handle)

    def between(
        self, provider: str, start: dt.datetime, end: dt.datetime, now: dt.datetime
    ) -> Iterator[dict[str, Any]]:
        """The calls of a provider that began in that time and are over; moments as datetimes, `taken` may be None."""
        if not self.path.exists():
            return
        with self.path.open(encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                for name in ("begun", "taken", "over"):
                    row[name] = dt.datetime.fromisoformat(row[name]) if row[name] else None
                if row["provider"] == provider and start <= row["begun"] < end and row["over"] <= now:
                    yield row
