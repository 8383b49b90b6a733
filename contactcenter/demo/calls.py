"""The telephone of the demo chain: the calls of its last 90 days, with what is owed for those that nobody took."""

import datetime as dt
import json
from collections.abc import Sequence
from itertools import accumulate

from contactcenter.demo import sheets
from customers.demo.sheets import FOLLOW_UP
from customers.demo.story import NONE, Member
from optics_crm.core import phones
from optics_crm.core.demo import Chunk

DAYS = 90
A_MONTH = 6000  # of the whole contact centre
A_PERSON = 0.3  # at most, over the 90 days: a small chain has fewer
MISSED, UNKNOWN, HIDDEN, OUT, NIGHT = 0.03, 0.12, 0.02, 0.14, 0.015
PROVIDERS = ("mango", "mango", "mango", "uis", "uis", "megafon", "zadarma", "sipuni", "beeline", "cti")
LINES = ("74951234500", "78001234567", "74951234501")
# calls by hour of the working day, from nine to eight in the evening
HOURS = tuple(accumulate((5, 8, 11, 12, 10, 8, 8, 9, 11, 10, 6, 2)))
MOSCOW = dt.timezone(dt.timedelta(hours=3))
Operator = tuple[str, str]  # id, extension


class Switchboard:
    """Writes the calls of one chunk's people."""

    def __init__(self, chunk: Chunk) -> None:
        self.chunk = chunk
        self.rng = chunk.world.rng("calls", chunk.index)
        self.luck = self.rng.random
        self.operators: Sequence[Operator] = chunk.world.kept["operators"]
        self.made = 0

    def tell(self, people: Sequence[Member]) -> None:
        """As many calls as fall to these people."""
        world = self.chunk.world
        whole = min(A_MONTH * DAYS / 30, world.customers * A_PERSON)
        for _call in range(round(whole * self.chunk.size / max(1, world.customers)) if people else 0):
            self._call(people[int(self.luck() * len(people))])

    def _call(self, member: Member) -> None:
        luck, at = self.luck(), self._moment()
        if luck < HIDDEN:
            phone, person = "", NONE
        elif luck < HIDDEN + UNKNOWN:
            phone, person = f"+7999{int(self.luck() * 10_000_000):07d}", NONE
        else:
            phone, person = member.phone, member.person
        is_night = at.hour < 9 or at.hour >= 21
        is_out = bool(phone) and not is_night and self.luck() < OUT
        missed = not is_out and (is_night or self.luck() < MISSED)
        call = self._write(at, phone, person, talked=0 if missed else self._talk(), is_out=is_out)
        if missed and phone:
            self._owe(call, at, phone, person)

    def _owe(self, call: str, at: dt.datetime, phone: str, person: str) -> None:
        """The promise of a missed call; all but the latest were kept by a call out that stands in the log too."""
        due = _opening(at) + dt.timedelta(minutes=30)
        back = _opening(at) + dt.timedelta(minutes=4 + self.luck() * 40)
        proof, end = NONE, f"open\t\t\t{NONE}"
        if back < self.chunk.world.now:
            proof = self._write(back, phone, person, talked=self._talk(), is_out=True)
            end = f"closed\treached\tПоговорили по телефону.\t{back.isoformat()}"
        made = (at + dt.timedelta(seconds=30)).isoformat()
        self.chunk.lines(FOLLOW_UP).append(
            f"{self.chunk.new_id(self.rng)}\tcallback\t{person}\t{NONE}\t{NONE}\t{NONE}\toperator\t{NONE}\t{NONE}"
            f"\tПерезвонить на {phones.mask(phone)}\tпропущенный звонок\tcall:{_uuid(call)}:callback\t{due.isoformat()}"
            f"\t{end}\t{NONE}\t{made}\t{made}\t{call}\t{proof}"
        )

    def _write(self, at: dt.datetime, phone: str, person: str, *, talked: int, is_out: bool) -> str:
        """One call with its line and its events; returns its id (hex)."""
        chunk, call = self.chunk, self.chunk.new_id(self.rng)
        self.made += 1
        provider = PROVIDERS[self.made % len(PROVIDERS)]
        operator, extension = self.operators[int(self.luck() * len(self.operators))]
        wait = 3 + int(self.luck() * (18 if talked else 45))
        taken, ended = at + dt.timedelta(seconds=wait), at + dt.timedelta(seconds=wait + talked)
        cause = "normal" if talked else "off_schedule" if at.hour < 9 or at.hour >= 21 else "caller"
        answer = (taken.isoformat(), "t", operator, extension) if talked else (NONE, "f", NONE, "")
        direction, line = "out" if is_out else "in", LINES[int(self.luck() * len(LINES))]
        recording = f"https://records.example/{call}.mp3" if talked and self.luck() < 0.9 else ""
        chunk.lines(sheets.CALL).append(
            f"{call}\t{provider}\tdemo-{call}\t{direction}\t{phone}\t{phone.removeprefix('+') or 'anonymous'}\t{line}"
            f"\tended\t{cause}\t{at.isoformat()}\t{answer[0]}\t{ended.isoformat()}\t{answer[1]}\t{answer[2]}\t{answer[3]}"
            f"\t{wait}\t{talked}\t{recording}\t{person}\t{at.isoformat()}\t{ended.isoformat()}"
        )
        chunk.lines(sheets.LEG).append(
            f"{call}\t1\t{extension}\t{operator}\t{at.isoformat()}\t{answer[0]}\t{ended.isoformat()}\t{cause}"
        )
        ring = {"leg": "1", "direction": direction, "phone": phone, "line": line, "extensions": [extension]}
        told = [("ring", at, ring), ("end", ended, {"cause": cause, "talk_seconds": talked, "wait_seconds": wait})]
        if talked:
            told.insert(1, ("answer", taken, {"leg": "1", "extensions": [extension]}))
        chunk.lines(sheets.EVENT).extend(
            f"{call}\t{kind}\t{kind}\t{when.isoformat()}\t{when.isoformat()}\t{json.dumps(words)}"
            for kind, when, words in told
        )
        return call

    def _moment(self) -> dt.datetime:
        """A believable moment of the last 90 days that is over."""
        world = self.chunk.world
        while True:
            day = world.as_of - dt.timedelta(days=int(self.luck() * DAYS))
            if day.weekday() >= 5 and self.luck() < 0.35:
                continue
            if self.luck() < NIGHT:
                hour = (21, 22, 23, 7, 8)[int(self.luck() * 5)]
            else:
                share = self.luck() * HOURS[-1]
                hour = 9 + next(place for place, upto in enumerate(HOURS) if share < upto)
            minute, second = int(self.luck() * 60), int(self.luck() * 60)
            at = dt.datetime.combine(day, dt.time(hour, minute, second), MOSCOW)
            if at < world.now - dt.timedelta(minutes=15):
                return at

    def _talk(self) -> int:
        """Seconds of a talk: four minutes on average, few of them long."""
        return 20 + int(self.rng.expovariate(1 / 215))


def _opening(at: dt.datetime) -> dt.datetime:
    """The moment itself, or nine o'clock when the contact centre opens next."""
    if at.hour >= 21:
        at += dt.timedelta(days=1)
    elif at.hour >= 9:
        return at
    return at.replace(hour=9, minute=0, second=0)


def _uuid(text: str) -> str:
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
