"""The figures of calls counted once more by hand: plain Python over the raw events, no SQL, none of the fold's code.

What people did with a promise (its term, its proof, its outcome) is read from the promise; everything about a call from
what the exchange told of it.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from aftercare.models import SurveyReply
from contactcenter.models import Call, CallEvent, CallOutcome, CentreBreak, CentreDay, CentreHours, OperatorState
from customers.models import Card, FollowUp
from optics_crm.core.models import Employee
from orders.models import Order

MOSCOW = ZoneInfo("Europe/Moscow")
HANGING_UP = ("", "normal", "caller", "no_answer")
DAY = dt.timedelta(days=1)


@dataclass
class Told:
    """A call as its events tell it."""

    id: uuid.UUID
    person: uuid.UUID | None
    direction: str = "in"
    phone: str = ""
    line: str = ""
    began: dt.datetime | None = None
    taken: dt.datetime | None = None
    over: dt.datetime | None = None
    cause: str = ""
    extension: str = ""
    mark: int | None = None
    rang: bool = False
    told: bool = False
    waits: list[int] = field(default_factory=list)
    talks: list[int] = field(default_factory=list)
    takes: list[tuple[dt.datetime, str, str]] = field(default_factory=list)
    puts_down: dict[str, dt.datetime] = field(default_factory=dict)

    @property
    def local(self) -> dt.datetime:
        assert self.began is not None
        return self.began.astimezone(MOSCOW)

    @property
    def served(self) -> bool:
        """Whether the voice menu told them all they wanted."""
        return self.told and self.taken is None and self.over is not None and not self.rang

    @property
    def missed(self) -> bool:
        return self.taken is None and self.over is not None and not self.served

    @property
    def wait(self) -> int:
        until = self.taken or self.over
        if until is None or self.began is None:
            return 0
        return max(self.waits) if self.waits else int((until - self.began).total_seconds())

    @property
    def talk(self) -> int:
        if self.taken is None or self.over is None:
            return 0
        return max(self.talks) if self.talks else int((self.over - self.taken).total_seconds())

    def talks_of(self, now: dt.datetime) -> list[tuple[str, dt.datetime, dt.datetime]]:
        """Who talked from when to when."""
        ends = [(name, at, self.puts_down.get(f"{leg}:{name}") or self.over or now) for at, leg, name in self.takes]
        return [(name, at, end) for name, at, end in ends if at < end]


def hear_again(rows: Iterable[CallEvent], call: Call) -> Told:
    """One call from its events in the order of their moments."""
    found = Told(call.pk, call.person_id)
    for row in sorted(rows, key=lambda row: row.at or row.received_at):
        at, told = row.at or row.received_at, row.told
        found.direction = told.get("direction") or found.direction
        found.line = found.line or told.get("line", "")
        found.phone = (told.get("phone") if row.kind == "end" else None) or found.phone or told.get("phone", "")
        if row.kind in ("queued", "ring", "answer", "leg_end", "end"):
            found.began = min(found.began or at, at)
        found.rang = found.rang or (row.kind == "ring" and bool(told.get("extensions")))
        found.told = found.told or row.kind == "told"
        if row.kind == "answer" and found.taken is None:
            found.taken, found.extension = at, next(iter(told.get("extensions", ())), "")
        if row.kind == "answer":
            found.takes += [(at, told.get("leg", ""), name) for name in told.get("extensions", ())]
        if row.kind == "leg_end":
            found.puts_down |= {f"{told.get('leg', '')}:{name}": at for name in told.get("extensions", ())}
        if row.kind == "rated":
            found.mark = int(told["value"])
        if row.kind == "end":
            found.over = max(found.over or at, at)
            found.cause = told.get("cause") or found.cause
            found.waits += [told["wait_seconds"]] if "wait_seconds" in told else []
            found.talks += [told["talk_seconds"]] if "talk_seconds" in told else []
            if found.taken is None and (told.get("talk_seconds") or told.get("answered")):
                found.taken = at - dt.timedelta(seconds=told.get("talk_seconds") or 0)
                found.extension = next(iter(told.get("extensions", ())), found.extension)
    if found.phone in ("anonymous",):
        found.phone = ""
    return found


@dataclass
class Counted:
    """A figure by hand: the calls it counts, those it is about, its two parts."""

    counted: set[uuid.UUID]
    population: set[uuid.UUID]
    top: Any
    bottom: Any


class Recount:
    """All calls there are, heard once more; `figures` counts those that `keep` lets pass."""

    def __init__(self, now: dt.datetime, **rules: int) -> None:
        self.now = now
        self.rules = {"short": 5, "within": 20, "repeat": 7, "order": 7, "tries": 3} | rules
        events: dict[uuid.UUID, list[CallEvent]] = defaultdict(list)
        for row in CallEvent.objects.all():
            events[row.call_id].append(row)
        self.calls = [hear_again(events[call.pk], call) for call in Call.objects.all() if events[call.pk]]
        self.by_id = {one.id: one for one in self.calls}
        self.hours = {row.weekday: (row.opens_at, row.closes_at) for row in CentreHours.objects.all()}
        self.days = {row.day: (row.opens_at, row.closes_at) for row in CentreDay.objects.all()}
        self.breaks = list(CentreBreak.objects.values_list("weekday", "starts_at", "ends_at"))
        self.promises = {row.call: row for row in FollowUp.objects.filter(occasion__endswith=":callback")}
        self.orders = self._orders()
        self.marks = self._marks()
        self.states = list(OperatorState.objects.all())
        self.outcomes = list(CallOutcome.objects.select_related("reason"))

    def figures(self, keep: Callable[[Told], bool]) -> dict[str, Counted]:
        """Every figure of the incoming calls that are kept."""
        calls = [one for one in self.calls if one.direction == "in" and keep(one)]
        offered = [one for one in calls if self.is_offered(one)]
        taken = [one for one in offered if one.taken]
        ripe = [one for one in taken if one.phone and self.is_over(one, "repeat")]
        known = [one for one in taken if one.person and self.is_over(one, "order")]
        placed = {one.id: found for one in known if (found := self.orders.get(one.id))}
        marked = [one for one in taken if one.id in self.marks]
        promised = [
            one for one in calls if self.promise(one) and (self.kept(one) or self.promise(one).due_at <= self.now)
        ]
        decided = [one for one in calls if (one.taken or one.over) and not self.is_spam(one)]
        return {
            "offered": _count(offered),
            "talks": _count(taken),
            "answered": _share(taken, offered),
            "handled": _share([one for one in offered if one.taken or self.reached(one)], offered),
            "abandoned": _share([one for one in offered if not one.taken], offered),
            "short_abandons": _count([one for one in calls if self.is_open(one) and self.is_short(one)]),
            "service_level": _share(self.quick(taken), offered),
            "service_level_patient": _share(
                self.quick(taken), [one for one in offered if one.taken or one.wait > self.rules["within"]]
            ),
            "answer_speed": _mean(taken, sum(one.wait for one in taken)),
            "handling_time": _mean(taken, sum(one.talk + self.after(one) for one in taken)),
            "after_call": _mean(taken, sum(self.after(one) for one in taken)),
            "first_contact": _share([one for one in ripe if not self.came_again(one)], ripe),
            "callback_in_term": _share([one for one in promised if self.kept(one)], promised),
            "mean_mark": _mean(marked, sum(self.marks[one.id] for one in marked)),
            "marks_given": _share(marked, taken),
            "needed_nobody": _share([one for one in calls if self.needed_nobody(one)], decided),
            "orders_after": _share([one for one in known if one.id in placed], known),
            "order_cheque": Counted(
                set(placed), set(placed), sum(sum(found) for found in placed.values()), sum(map(len, placed.values()))
            ),
        }

    def is_open(self, one: Told) -> bool:
        """Whether the contact centre worked when the call began."""
        opens, closes = self.days.get(one.local.date()) or self.hours.get(one.local.isoweekday()) or (None, None)
        at, day = one.local.time(), one.local.isoweekday()
        rests = any(
            on == day and starts <= at < ends for on, starts, ends in self.breaks if one.local.date() not in self.days
        )
        return bool(opens and closes and opens <= at < closes and not rests)

    def is_short(self, one: Told) -> bool:
        return one.missed and one.cause in HANGING_UP and one.wait < self.rules["short"]

    def needed_nobody(self, one: Told) -> bool:
        return one.served

    def is_offered(self, one: Told) -> bool:
        left_out = self.is_spam(one) or self.needed_nobody(one) or self.is_short(one)
        return bool(one.taken or one.over) and self.is_open(one) and not left_out

    def is_over(self, one: Told, rule: str) -> bool:
        return one.began is not None and one.began + self.rules[rule] * DAY <= self.now

    def quick(self, calls: Iterable[Told]) -> list[Told]:
        return [one for one in calls if one.wait <= self.rules["within"]]

    def promise(self, one: Told) -> Any:
        row = self.promises.get(one.id)
        if row is None or not one.missed or not one.phone or (row.outcome == "not_needed" and row.proof == one.id):
            return None
        return row

    def reached(self, one: Told) -> bool:
        row = self.promise(one)
        if row is None or row.outcome != "reached":
            return False
        proof = self.by_id.get(row.proof)
        at = proof.taken if proof else row.closed_at
        return at is not None and at <= row.due_at

    def kept(self, one: Told) -> bool:
        row = self.promise(one)
        tries = [
            other for other in self.of_number(one) if other.direction == "out" and one.began < other.began <= row.due_at
        ]
        return self.reached(one) or len(tries) >= self.rules["tries"]

    def is_settled(self, one: Told) -> bool:
        """Whether the promise of a call can be judged."""
        row = self.promise(one)
        return row is not None and (self.kept(one) or row.due_at <= self.now)

    def after(self, one: Told) -> int:
        """Seconds of after-call work."""
        rows = [row for row in self.states if row.call_id == one.id]
        return int(sum(((row.ended_at or self.now) - row.began_at).total_seconds() for row in rows))

    def topic(self, one: Told) -> Any:
        rows = [row for row in self.outcomes if row.call_id == one.id and row.reason and row.wrapped_up_at]
        last = max(rows, key=lambda row: (row.wrapped_up_at, row.pk), default=None)
        return (last.reason.parent_id or last.reason_id) if last else None

    def came_again(self, one: Told) -> bool:
        until, topic = one.began + self.rules["repeat"] * DAY, self.topic(one)
        later = [other for other in self.of_number(one) if other.direction == "in" and one.began < other.began <= until]
        return any(topic is None or self.topic(other) in (None, topic) for other in later)

    def is_spam(self, one: Told) -> bool:
        said = [row for row in self.outcomes if row.call_id == one.id and row.result == "spam" and row.wrapped_up_at]
        return one.cause == "blacklist" or bool(said)

    def workload(self, keep: Callable[[str, dt.datetime], bool]) -> tuple[float, float]:
        """Seconds at work and logged in, of the half-hours of operators (extension, local start) that are kept."""
        staff = dict(Employee.objects.filter(role__in=("operator", "supervisor")).values_list("pk", "extension"))
        work, present = [], []
        for one in self.calls:
            work += [] if one.direction == "internal" else one.talks_of(self.now)
        for row in self.states:
            span = (staff.get(row.employee_id, ""), row.began_at, row.ended_at or self.now)
            work += [span] if row.state == "after_call" else []
            present += [span] if row.state in ("free", "busy") else []
        known = set(staff.values())
        return tuple(  # type: ignore[return-value]  # two
            sum(seconds for name, at, seconds in _halves(spans) if name in known and keep(name, at))
            for spans in (work, work + present)
        )

    def of_number(self, one: Told) -> list[Told]:
        return [other for other in self.calls if other.phone == one.phone and other.began is not None]

    def _marks(self) -> dict[uuid.UUID, int]:
        """The latest mark of an operator, of each call."""
        rows = SurveyReply.objects.filter(question__about="operator", question__kind="mark5", mark__isnull=False)
        told = sorted(rows.select_related("answer"), key=lambda row: (row.answer.at, row.answer.pk, row.pk))
        return {row.answer.call: row.mark for row in told if row.answer.call and row.mark is not None}

    def _orders(self) -> dict[uuid.UUID, list[Decimal]]:
        """Money of the orders that followed each answered call, each order with the last contact before it."""
        people = dict(Card.objects.filter(deleted_at=None).values_list("pk", "person"))
        rows = Order.objects.filter(deleted_at=None, total__gt=0).exclude(status__in=("cancelled", "returned"))
        followed: dict[uuid.UUID, list[Decimal]] = defaultdict(list)
        for row in rows:
            person = people.get(row.card_id)
            before = [
                one
                for one in self.calls
                if one.direction == "in"
                and one.taken
                and person
                and one.person == person
                and one.began < row.ordered_at
            ]
            last = max(before, key=lambda one: one.began, default=None)
            if last and row.ordered_at <= last.began + self.rules["order"] * DAY:
                followed[last.id].append(row.total)
        return followed


def _halves(spans: list[tuple[str, dt.datetime, dt.datetime]]) -> Iterator[tuple[str, dt.datetime, float]]:
    """Spans of each name laid over each other, cut at every half-hour: name, local start of the half, seconds."""
    for name in {name for name, _begin, _end in spans}:
        end_of_last = dt.datetime.min.replace(tzinfo=dt.UTC)
        for begin, end in sorted((begin, end) for one, begin, end in spans if one == name):
            at = max(begin, end_of_last)
            end_of_last = max(end_of_last, end)
            while at < end:
                half = at.astimezone(MOSCOW).replace(minute=at.minute // 30 * 30, second=0, microsecond=0)
                upto = min(end, half + dt.timedelta(minutes=30))
                yield name, half, (upto - at).total_seconds()
                at = upto


def _ids(calls: Iterable[Told]) -> set[uuid.UUID]:
    return {one.id for one in calls}


def _count(calls: list[Told]) -> Counted:
    return Counted(_ids(calls), _ids(calls), len(calls), len(calls))


def _share(counted: list[Told], among: list[Told]) -> Counted:
    return Counted(_ids(counted), _ids(among), len(counted), len(among))


def _mean(counted: list[Told], total: int) -> Counted:
    return Counted(_ids(counted), _ids(counted), total, len(counted))
