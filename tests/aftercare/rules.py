"""Random rules of the whole grammar: every leaf, comparison and aggregate, drawn evenly.

Hypothesis gives the seed; its own strategies repeat small examples too often to reach the corners of so wide a grammar.
"""

import random
from typing import Any

NUMBERS = (0, 1, 2, 3, 4, 5, 17, 18, 19, 40, 100, 365, 1000, 5000.5, 12000)
OFFSETS = ("-P6M", "-P12M", "-P1Y", "-P24M", "-P36M", "-P60M", "-P1M", "-P30D", "-P2W", "P0D", "P1M", "2024-02-29")
EQUAL = ("=", "!=")
LIST = ("in", "not_in")
ORDER = ("<", "<=", ">", ">=")
SET = ("is_set", "is_not_set")
STAGES = ("prospective", "interested", "regular", "lost", "no_medical_glasses")
PAIRS = (["-P3Y", "-P1Y"], ["2023-06-30", "2025-02-28"], ["-P2Y", "-P2Y"])
NUMERIC = ("age", "household_size", "purchases_count", "revenue_total", "medical_count", "rfm_r", "rfm_f", "rfm_m")
DAYS = (
    "birth_date",
    "first_purchase_on",
    "last_purchase_on",
    "first_medical_on",
    "last_medical_on",
    "last_exam_on",
    "last_rx_expires_on",
)
FLAGS = ("is_minor", "has_phone", "has_email", "consent_ads", "opted_out")
TEXTS = {
    "sex": ("m", "f"),
    "city": ("Бор", "Саров", "Выкса"),
    "preferred_channel": ("sms", "call", "vk"),
    "abc": ("A", "B", "C"),
}
MEMBERS = {
    "category": ("spectacle_lens", "frame", "contact_lens", "accessory"),
    "recommended": ("glasses_near", "contact_lens", "repeat_exam", "spectacle_lens"),
}
EVENT_TEXTS = {
    "purchase": {"channel": ("salon", "shop")},
    "medical_purchase": {"channel": ("salon", "shop")},
    "exam": {"kind": ("full", "express", "child")},
    "ticket": {"kind": ("repair", "claim"), "status": ("open", "closed")},
    "survey": {"kind": ("nps",)},
    "call": {},
}
EVENT_SETS = {"purchase": "category", "medical_purchase": "category", "exam": "recommended"}
OFTEN = ("purchase",) * 4 + ("medical_purchase",) * 3 + ("exam",) * 3 + ("ticket",) * 2 + ("survey", "call")
Rule = dict[str, Any]


class Drawer:
    """Draws rules over salons named by these ids or guids."""

    def __init__(self, rng: random.Random, salons: tuple[str, ...]) -> None:
        self.rng, self.salons = rng, salons

    def often(self, tenths: int) -> bool:
        return self.rng.randrange(10) < tenths

    def some(self, words: tuple[Any, ...], most: int) -> list[Any]:
        return [self.rng.choice(words) for _ in range(self.rng.randint(1, most))]

    # comparisons

    def numeric(self, head: Rule) -> Rule:
        op = self.rng.choice((*EQUAL, *LIST, *ORDER, *ORDER, *SET, "between"))
        if op in SET:
            return {**head, "op": op}
        if op in LIST:
            return {**head, "op": op, "value": self.some(NUMBERS, 3)}
        pair = sorted(self.rng.choice(NUMBERS) for _ in range(2))
        return {**head, "op": op, "value": pair if op == "between" else self.rng.choice(NUMBERS)}

    def dated(self, head: Rule) -> Rule:
        op = self.rng.choice((*EQUAL, *LIST, *ORDER, *ORDER, *SET, "between", "anniversary_in"))
        if op in SET:
            return {**head, "op": op}
        if op in LIST:
            return {**head, "op": op, "value": self.some(OFFSETS, 3)}
        if op == "between":
            return {**head, "op": op, "value": self.rng.choice(PAIRS)}
        if op == "anniversary_in":
            return {**head, "op": op, "value": {"days": self.rng.choice((1, 2, 7, 31, 40, 366))}}
        return {**head, "op": op, "value": self.rng.choice(OFFSETS)}

    def worded(self, head: Rule, words: tuple[str, ...], *, contains: bool = False) -> Rule:
        op = self.rng.choice((*EQUAL, *LIST, *SET, *(("contains",) if contains else ())))
        if op in SET:
            return {**head, "op": op}
        return {**head, "op": op, "value": self.some(words, 2) if op in LIST else self.rng.choice(words)}

    # leaves

    def person_leaf(self) -> Rule:
        kind = self.rng.randrange(5)
        if kind == 0:
            return self.numeric({"field": self.rng.choice(NUMERIC)})
        if kind == 1:
            return self.dated({"field": self.rng.choice(DAYS)})
        if kind == 2:
            return {"field": self.rng.choice(FLAGS), "op": self.rng.choice(EQUAL), "value": self.often(5)}
        if kind == 3:
            return self.worded({"field": "home_salon"}, self.salons)
        name = self.rng.choice(sorted(TEXTS))
        return self.worded({"field": name}, TEXTS[name], contains=name == "city")

    def event_field(self, event: str) -> Rule:
        if event in EVENT_SETS and self.often(4):
            name = EVENT_SETS[event]
            return self.worded({"field": name}, MEMBERS[name], contains=True)
        if "purchase" in event and self.often(5):
            return self.numeric({"field": "amount"})
        if EVENT_TEXTS[event] and self.often(5):
            name = self.rng.choice(sorted(EVENT_TEXTS[event]))
            return self.worded({"field": name}, EVENT_TEXTS[event][name])
        return self.worded({"field": "salon"}, self.salons)

    def bare_event(self) -> Rule:
        event = self.rng.choice(OFTEN)
        rule: Rule = {"event": event}
        if self.often(6):
            rule["where"] = self.event_field(event) if self.often(6) else self.where(event, 2)
        if self.often(4):
            rule["window"] = {name: self.rng.choice(OFFSETS) for name in ("from", "to") if self.often(6)}
        return rule

    def event_leaf(self) -> Rule:
        rule = self.bare_event()
        agg = self.rng.choice(("exists", "exists", "count", "days_since_last", "first", "last", "money", "set"))
        if agg == "exists":
            return self.rng.choice((rule, rule, {**rule, "agg": "exists"}, {**rule, "op": "=", "value": False}))
        if agg in ("count", "days_since_last"):
            return self.numeric({**rule, "agg": agg})
        if agg in ("first", "last"):
            return self.dated({**rule, "agg": agg})
        if agg == "money" and "purchase" in rule["event"]:
            return self.numeric({**rule, "agg": self.rng.choice(("sum", "avg", "min", "max")), "of": "amount"})
        return self.of_members(rule)

    def of_members(self, rule: Rule) -> Rule:
        of = EVENT_SETS.get(rule["event"], "salon") if self.often(6) else "salon"
        agg = self.rng.choice(("first", "last", "distinct"))
        if agg == "distinct":
            return self.numeric({**rule, "agg": agg, "of": of})
        words = self.salons if of == "salon" else MEMBERS[of]
        return self.worded({**rule, "agg": agg, "of": of}, words, contains=of != "salon")

    def leaf(self) -> Rule:
        kind = self.rng.randrange(12)
        if kind == 0:
            return {"stage": self.rng.choice(STAGES)}
        if kind == 1:
            return {"bucket": self.rng.choice(([0, 10], [10, 60], [0, 100]))}
        if kind == 2:
            within = self.rng.choice(("P1M", "P30D", "P1Y", "P0D"))
            return {"after": self.bare_event(), "not": self.bare_event(), "within": within}
        return self.person_leaf() if kind % 2 else self.event_leaf()

    # groups

    def group(self, rules: list[Rule]) -> Rule:
        return {"combinator": self.rng.choice(("and", "or")), "not": self.often(3), "rules": rules}

    def where(self, event: str, depth: int) -> Rule:
        parts = [
            self.where(event, depth - 1) if depth > 1 and self.often(3) else self.event_field(event)
            for _ in range(self.rng.randrange(4))
        ]
        return self.group(parts)

    def deep(self, depth: int) -> Rule:
        parts = [
            self.deep(depth - 1) if depth > 1 and self.often(3) else self.leaf() for _ in range(self.rng.randrange(4))
        ]
        return self.group(parts)

    def rule(self) -> Rule:
        """Mostly one leaf, alone or where it cannot be decided alone; else a small tree."""
        shape = self.rng.randrange(4)
        if shape == 0:
            return self.deep(3)
        if shape == 1:
            return {"combinator": "or", "rules": [self.leaf(), {"bucket": [0, 20]}]}
        return {"combinator": "and", "not": shape == 2, "rules": [self.leaf()]}
