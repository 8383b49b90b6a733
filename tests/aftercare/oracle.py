"""What a rule means, said a second time: plain Python over a small world, sharing no code with the compiler.

It reads the JSON of the rule and the records of the world, person by person, event by event, as written.
"""

import calendar
import datetime as dt
import re
import uuid
from decimal import Decimal
from typing import Any

from tests.aftercare.worlds import Exam, Person, Purchase, World

STAGES = {"prospective": (0, 1), "interested": (1, 2), "regular": (2, 3), "lost": (3, None)}
ZERO = ("count", "sum", "distinct")
Event = dict[str, Any]


def add_months(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def shift(day: dt.date, duration: str) -> dt.date:
    sign = -1 if duration.startswith("-") else 1
    parts = {unit: int(number) for number, unit in re.findall(r"(\d+)([YMWD])", duration)}
    moved = add_months(day, sign * (parts.get("Y", 0) * 12 + parts.get("M", 0)))
    return moved + dt.timedelta(days=sign * (parts.get("W", 0) * 7 + parts.get("D", 0)))


def day_of(value: str, as_of: dt.date) -> dt.date:
    return shift(as_of, value) if "P" in value else dt.date.fromisoformat(value)


def years_since(start: dt.date, day: dt.date) -> int:
    """Whole years from `start` to `day`."""
    years = day.year - start.year
    return years if add_months(start, years * 12) <= day else years - 1


class Oracle:
    """Decides rules for everybody on one day."""

    def __init__(self, world: World, as_of: dt.date) -> None:
        self.world, self.as_of = world, as_of
        self.cards = {card.id: card for card in world.cards}
        self.salons = {salon.id: salon for salon in world.salons}
        self.known: dict[tuple[str, uuid.UUID], list[Event]] = {}

    def people(self) -> list[Person]:
        living = {card.person for card in self.world.cards if not card.deleted}
        return [person for person in self.world.persons if person.merged_into is None and person.id in living]

    def answer(self, rule: dict[str, Any]) -> set[uuid.UUID]:
        return {person.id for person in self.people() if self.holds(rule, person)}

    # rules

    def holds(self, rule: dict[str, Any], person: Person) -> bool:
        if "rules" in rule:
            return self.group(rule, [self.holds(item, person) for item in rule["rules"]])
        if "field" in rule:
            return self.compare(self.field(rule["field"], person), rule)
        if "event" in rule:
            return self.event_leaf(rule, person)
        if "after" in rule:
            return self.sequence(rule, person)
        if "stage" in rule:
            return self.stage(person) == rule["stage"]
        low, high = rule["bucket"]
        return low <= person.bucket % 100 < high

    @staticmethod
    def group(rule: dict[str, Any], results: list[bool]) -> bool:
        held = not results or (all(results) if rule["combinator"] == "and" else any(results))
        return held != rule.get("not", False)

    def stage(self, person: Person) -> str:
        last = self.field("last_medical_on", person)
        if last is None:
            return "no_medical_glasses"
        for code, (_after, up_to) in STAGES.items():
            if up_to is None or self.as_of <= add_months(last, up_to * 12):
                return code
        raise AssertionError

    # comparisons

    def compare(self, value: Any, rule: dict[str, Any]) -> bool:
        """`value` may be None (missing) or a set of members."""
        op, wanted = rule["op"], rule.get("value")
        if op in ("!=", "not_in", "is_not_set"):
            positive = {"!=": "=", "not_in": "in", "is_not_set": "is_set"}[op]
            return not self.compare(value, {"op": positive, "value": wanted})
        if isinstance(value, frozenset):
            if op == "is_set":
                return bool(value)
            return any(member in (wanted if op == "in" else [wanted]) for member in value)
        if value is None:
            return False
        if op == "is_set":
            return True
        return self.positive(value, op, wanted)

    def positive(self, value: Any, op: str, wanted: Any) -> bool:
        if op == "anniversary_in":
            return self.anniversary(value, wanted["days"])
        if op == "contains":
            return wanted in value
        if isinstance(value, uuid.UUID):
            names = {str(value), str(self.salons[value].guid)}
            return any(str(item) in names for item in (wanted if op == "in" else [wanted]))
        items = [self.convert(item, value) for item in (wanted if isinstance(wanted, list) else [wanted])]
        if op == "in":
            return value in items
        if op == "between":
            return items[0] <= value <= items[1]
        first = items[0]
        return (
            {"=": value == first, "<": value < first, "<=": value <= first, ">": value > first, ">=": value >= first}[
                op
            ]
            if not isinstance(value, str | bool)
            else value == first
        )

    def convert(self, item: Any, like: Any) -> Any:
        if isinstance(like, dt.date):
            return day_of(item, self.as_of)
        if isinstance(item, float):
            return Decimal(str(item))
        return item

    def anniversary(self, day: dt.date, days: int) -> bool:
        for offset in range(days):
            today = self.as_of + dt.timedelta(days=offset)
            kept = (
                (2, 28) if (day.month, day.day) == (2, 29) and not calendar.isleap(today.year) else (day.month, day.day)
            )
            if (today.month, today.day) == kept:
                return True
        return False

    # attributes

    def field(self, name: str, person: Person) -> Any:
        purchases = self.events("purchase", person.id)
        medical = self.events("medical_purchase", person.id)
        born = person.birth_date
        age = None if born is None or born > self.as_of else years_since(born, self.as_of)
        salon = self.salons.get(person.home_salon) if person.home_salon else None
        simple = {
            "age": age,
            "is_minor": age is not None and age < 18,
            "sex": person.sex or None,
            "birth_date": born,
            "city": person.city or (salon.city if salon else "") or None,
            "home_salon": person.home_salon,
            "has_phone": person.has_phone,
            "has_email": person.has_email,
            "preferred_channel": person.preferred_channel or None,
            "consent_ads": person.consent_ads,
            "opted_out": person.opted_out,
            "household_size": self.household_size(person),
            "purchases_count": len(purchases),
            "revenue_total": sum((event["amount"] for event in purchases), Decimal(0)),
            "first_purchase_on": min((event["day"] for event in purchases), default=None),
            "last_purchase_on": max((event["day"] for event in purchases), default=None),
            "first_medical_on": min((event["day"] for event in medical), default=None),
            "last_medical_on": max((event["day"] for event in medical), default=None),
            "medical_count": len(medical),
            "last_exam_on": max((event["day"] for event in self.events("exam", person.id)), default=None),
        }
        if name in simple:
            return simple[name]
        return self.last_rx(person) if name == "last_rx_expires_on" else self.worth(name, person)

    def household_size(self, person: Person) -> int:
        """People under one roof: each where the own home is, without one where somebody merged into them lived."""
        homes = {member: home for home in self.world.households for member in home.members}
        housed = sorted((other for other in self.world.persons if other.id in homes), key=self._by_id)
        roofs = {other.id: homes[other.id] for other in housed if not other.merged_into}
        for other in housed:
            if other.merged_into:
                roofs.setdefault(other.merged_into, homes[other.id])
        roof = roofs.get(person.id)
        return list(roofs.values()).count(roof) if roof is not None and not roof.deleted else 1

    @staticmethod
    def _by_id(person: Person) -> uuid.UUID:
        return person.id

    def last_rx(self, person: Person) -> dt.date | None:
        found = [
            (rx.issued_on, rx.valid_until)
            for exam in self.world.exams
            if self.cards[exam.card].person == person.id and not exam.deleted and not exam.in_error
            for rx in exam.prescriptions
            if rx.issued_on <= self.as_of and rx.status not in ("draft", "entered_in_error")
        ]
        return max(found)[1] if found else None

    def worth(self, name: str, person: Person) -> Any:
        since = add_months(self.as_of, -60)
        figures: dict[uuid.UUID, Any] = {}
        for owner in {card.person for card in self.world.cards}:
            bought = [event for event in self.events("purchase", owner) if event["day"] >= since]
            if bought:
                figures[owner] = {
                    "rfm_r": max(event["day"] for event in bought),
                    "rfm_f": len(bought),
                }.get(name, sum((event["amount"] for event in bought), Decimal(0)))
        if person.id not in figures:
            return None
        mine = figures[person.id]
        if name == "abc":
            above = sum((figure for figure in figures.values() if figure > mine), Decimal(0))
            total = sum(figures.values(), Decimal(0))
            return "A" if above * 100 < total * 80 else "B" if above * 100 < total * 95 else "C"
        lower = sum(1 for figure in figures.values() if figure < mine)
        return min(5, 1 + 5 * lower // len(figures))

    # events

    def events(self, kind: str, owner: uuid.UUID) -> list[Event]:
        if (kind, owner) not in self.known:
            found = [event for event in self.happened(kind, owner) if event["day"] <= self.as_of]
            self.known[kind, owner] = sorted(found, key=lambda event: (event["day"], event["at"], event["id"]))
        return self.known[kind, owner]

    def happened(self, kind: str, owner: uuid.UUID) -> list[Event]:
        mine = [card.id for card in self.world.cards if card.person == owner]
        if kind in ("purchase", "medical_purchase"):
            sales = [sale for sale in self.world.purchases if sale.card in mine and sale.kind == "sale"]
            return [event for sale in sales if (event := self.sale_event(sale, kind)) is not None]
        if kind == "exam":
            exams = [exam for exam in self.world.exams if exam.card in mine and not exam.deleted and not exam.in_error]
            return [self.exam_event(exam) for exam in exams]
        if kind == "ticket":
            return [
                {
                    "id": ticket.id,
                    "day": ticket.opened_on,
                    "at": ticket.opened_at,
                    "kind": ticket.kind,
                    "stage": ticket.stage,
                    "salon": ticket.salon,
                    "status": "closed" if ticket.closed_on and ticket.closed_on <= self.as_of else "open",
                }
                for ticket in self.world.tickets
                if ticket.card in mine
            ]
        return []

    def sale_event(self, sale: Purchase, kind: str) -> Event | None:
        if not sale.posted or sale.deleted:
            return None
        returns = [
            back
            for back in self.world.purchases
            if back.kind == "return"
            and back.return_of == sale.id
            and back.posted
            and not back.deleted
            and back.sold_on <= self.as_of
        ]
        amount, staying = sale.total, []
        for line in sale.lines:
            came = [item for back in returns for item in back.lines if item.line_no == line.line_no]
            if came and sum(item.qty for item in came) >= line.qty:
                amount -= line.amount
                continue
            amount -= min(sum((item.amount for item in came), Decimal(0)), line.amount)
            staying.append(line)
        has_lens = any(line.category == "spectacle_lens" for line in staying)
        if (sale.lines and not staying) or (kind == "medical_purchase" and not has_lens):
            return None
        handed = kind == "medical_purchase" and sale.handed_over_on
        return {
            "id": sale.id,
            "day": handed or sale.sold_on,
            "at": sale.handed_over_at or sale.sold_at if kind == "medical_purchase" else sale.sold_at,
            "amount": max(amount, Decimal(0)),
            "category": frozenset(line.category for line in staying),
            "salon": sale.salon,
            "channel": sale.channel,
        }

    @staticmethod
    def exam_event(exam: Exam) -> Event:
        codes = {code for code, _category in exam.recommended} | {category for _code, category in exam.recommended}
        return {
            "id": exam.id,
            "day": exam.examined_on,
            "at": exam.examined_at,
            "kind": exam.kind,
            "salon": exam.salon,
            "recommended": frozenset(codes - {""}),
        }

    def matching(self, rule: dict[str, Any], person: Person) -> list[Event]:
        window = rule.get("window", {})
        found = []
        for event in self.events(rule["event"], person.id):
            if "from" in window and event["day"] < day_of(window["from"], self.as_of):
                continue
            if "to" in window and event["day"] >= day_of(window["to"], self.as_of):
                continue
            if "where" not in rule or self.where(rule["where"], event):
                found.append(event)
        return found

    def where(self, rule: dict[str, Any], event: Event) -> bool:
        if "rules" in rule:
            return self.group(rule, [self.where(item, event) for item in rule["rules"]])
        return self.compare(event.get(rule["field"]), rule)

    def event_leaf(self, rule: dict[str, Any], person: Person) -> bool:
        events = self.matching(rule, person)
        agg = rule.get("agg", "exists")
        if agg == "exists":
            return self.compare(bool(events), rule) if "op" in rule else bool(events)
        if not events and agg not in ZERO:
            return self.compare(None, rule)
        values = [event.get(rule["of"]) for event in events] if "of" in rule else []
        return self.compare(self.aggregate(agg, rule, events, values), rule)

    def aggregate(self, agg: str, rule: dict[str, Any], events: list[Event], values: list[Any]) -> Any:
        if agg == "days_since_last":
            return (self.as_of - events[-1]["day"]).days
        if agg in ("first", "last"):
            event = events[0 if agg == "first" else -1]
            return event.get(rule["of"]) if "of" in rule else event["day"]
        if agg == "distinct":
            sets = [value if isinstance(value, frozenset) else {value} for value in values]
            return len(set().union(*sets) - {None})
        if agg == "avg":
            return sum(values, Decimal(0)) / len(values)
        return {
            "count": len,
            "sum": lambda _: sum(values, Decimal(0)),
            "min": lambda _: min(values),
            "max": lambda _: max(values),
        }[agg](events)

    def sequence(self, rule: dict[str, Any], person: Person) -> bool:
        for event in self.matching(rule["after"], person):
            end = shift(event["day"], rule["within"])
            followers = [other for other in self.matching(rule["not"], person) if event["day"] <= other["day"] < end]
            if end <= self.as_of and not followers:
                return True
        return False
