"""Random rules of the whole grammar, for Hypothesis."""

from typing import Any

from hypothesis import strategies as st

NUMBERS = st.one_of(st.integers(-1, 80), st.sampled_from([1, 2, 3, 5, 18, 1000, 5000.5, 12000]))
OFFSETS = ("-P6M", "-P12M", "-P1Y", "-P24M", "-P36M", "-P60M", "-P1M", "-P30D", "-P2W", "P0D", "P1M", "2024-02-29")
OFFSET = st.sampled_from(OFFSETS)
EQUAL = ("=", "!=")
LIST = ("in", "not_in")
ORDER = ("<", "<=", ">", ">=")
SET = ("is_set", "is_not_set")
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
Rule = dict[str, Any]


@st.composite
def numeric(draw: st.DrawFn, head: Rule) -> Rule:
    op = draw(st.sampled_from((*EQUAL, *LIST, *ORDER, *SET, "between")))
    if op in SET:
        return {**head, "op": op}
    if op in LIST:
        return {**head, "op": op, "value": draw(st.lists(NUMBERS, min_size=1, max_size=3))}
    if op == "between":
        return {**head, "op": op, "value": sorted([draw(NUMBERS), draw(NUMBERS)])}
    return {**head, "op": op, "value": draw(NUMBERS)}


@st.composite
def dated(draw: st.DrawFn, head: Rule) -> Rule:
    op = draw(st.sampled_from((*EQUAL, *LIST, *ORDER, *SET, "between", "anniversary_in")))
    if op in SET:
        return {**head, "op": op}
    if op == "anniversary_in":
        return {**head, "op": op, "value": {"days": draw(st.sampled_from((1, 7, 31, 40, 366)))}}
    if op in LIST:
        return {**head, "op": op, "value": draw(st.lists(OFFSET, min_size=1, max_size=3))}
    if op == "between":
        low, high = draw(st.sampled_from((("-P3Y", "-P1Y"), ("2023-06-30", "2025-02-28"), ("-P2Y", "-P2Y"))))
        return {**head, "op": op, "value": [low, high]}
    return {**head, "op": op, "value": draw(OFFSET)}


@st.composite
def worded(draw: st.DrawFn, head: Rule, words: tuple[str, ...], *, contains: bool = False) -> Rule:
    op = draw(st.sampled_from((*EQUAL, *LIST, *SET, *(("contains",) if contains else ()))))
    if op in SET:
        return {**head, "op": op}
    if op in LIST:
        return {**head, "op": op, "value": draw(st.lists(st.sampled_from(words), min_size=1, max_size=2))}
    return {**head, "op": op, "value": draw(st.sampled_from(words))}


def flagged(head: Rule) -> st.SearchStrategy[Rule]:
    return st.builds(lambda op, value: {**head, "op": op, "value": value}, st.sampled_from(EQUAL), st.booleans())


def person_leaf(salons: tuple[str, ...]) -> st.SearchStrategy[Rule]:
    return st.one_of(
        st.sampled_from(NUMERIC).flatmap(lambda name: numeric({"field": name})),
        st.sampled_from(DAYS).flatmap(lambda name: dated({"field": name})),
        st.sampled_from(FLAGS).flatmap(lambda name: flagged({"field": name})),
        st.sampled_from(sorted(TEXTS)).flatmap(
            lambda name: worded({"field": name}, TEXTS[name], contains=name == "city")
        ),
        worded({"field": "home_salon"}, salons),
    )


def event_field(event: str, salons: tuple[str, ...]) -> st.SearchStrategy[Rule]:
    options = [worded({"field": name}, words) for name, words in EVENT_TEXTS[event].items()]
    if event in EVENT_SETS:
        name = EVENT_SETS[event]
        options.append(worded({"field": name}, MEMBERS[name], contains=True))
    if "purchase" in event:
        options.append(numeric({"field": "amount"}))
    options.append(worded({"field": "salon"}, salons))
    return st.one_of(options)


def grouped(leaf: st.SearchStrategy[Rule], depth: int) -> st.SearchStrategy[Rule]:
    inner = leaf if depth <= 1 else st.one_of(leaf, grouped(leaf, depth - 1))
    return st.builds(
        lambda combinator, negated, rules: {"combinator": combinator, "not": negated, "rules": rules},
        st.sampled_from(("and", "or")),
        st.booleans(),
        st.lists(inner, max_size=3),
    )


@st.composite
def bare_event(draw: st.DrawFn, salons: tuple[str, ...]) -> Rule:
    event = draw(st.sampled_from(sorted(EVENT_TEXTS)))
    rule: Rule = {"event": event}
    if draw(st.booleans()):
        rule["where"] = draw(grouped(event_field(event, salons), 2))
    window = {name: draw(OFFSET) for name in ("from", "to") if draw(st.booleans())}
    return {**rule, "window": window} if window or draw(st.booleans()) else rule


@st.composite
def event_leaf(draw: st.DrawFn, salons: tuple[str, ...]) -> Rule:
    rule = draw(bare_event(salons))
    event = rule["event"]
    agg = draw(st.sampled_from(("exists", "count", "days_since_last", "first", "last", "sum", "first of", "distinct")))
    if agg == "exists":
        return draw(st.sampled_from((rule, {**rule, "agg": "exists"}, {**rule, "op": "=", "value": False})))
    if agg in ("count", "days_since_last"):
        return draw(numeric({**rule, "agg": agg}))
    if agg in ("first", "last"):
        return draw(dated({**rule, "agg": agg}))
    if agg == "sum" and "purchase" in event:
        return draw(numeric({**rule, "agg": draw(st.sampled_from(("sum", "avg", "min", "max"))), "of": "amount"}))
    of = EVENT_SETS.get(event, "salon")
    if agg == "distinct":
        return draw(numeric({**rule, "agg": "distinct", "of": draw(st.sampled_from((of, "salon")))}))
    edge = draw(st.sampled_from(("first", "last")))
    if of == "salon" or draw(st.booleans()):
        return draw(worded({**rule, "agg": edge, "of": "salon"}, salons))
    return draw(worded({**rule, "agg": edge, "of": of}, MEMBERS[of], contains=True))


def leaf(salons: tuple[str, ...]) -> st.SearchStrategy[Rule]:
    return st.one_of(
        person_leaf(salons),
        event_leaf(salons),
        st.builds(
            lambda after, then, within: {"after": after, "not": then, "within": within},
            bare_event(salons),
            bare_event(salons),
            st.sampled_from(("P1M", "P30D", "P1Y", "P0D")),
        ),
        st.sampled_from(("prospective", "interested", "regular", "lost", "no_medical_glasses")).map(
            lambda stage: {"stage": stage}
        ),
        st.sampled_from(([0, 10], [10, 60], [0, 100])).map(lambda pair: {"bucket": pair}),
    )


def rules(salons: tuple[str, ...]) -> st.SearchStrategy[Rule]:
    """Rules over salons named by these ids or guids: mostly one leaf, alone or where it cannot stand alone."""
    lone = st.builds(lambda rule: {"combinator": "and", "rules": [rule]}, leaf(salons))
    turned = st.builds(lambda rule: {"combinator": "and", "not": True, "rules": [rule]}, leaf(salons))
    beside = st.builds(
        lambda rule, other: {"combinator": "or", "rules": [rule, other]}, leaf(salons), st.just({"bucket": [0, 20]})
    )
    return st.one_of(lone, turned, beside, grouped(leaf(salons), 3))
