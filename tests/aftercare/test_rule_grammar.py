"""What a rule may say, and how a bad one is refused: whole, with a pointer, before any SQL."""

import json
import uuid
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test.utils import CaptureQueriesContext

from aftercare.models import Segment
from aftercare.segments.compile import compile_rule
from aftercare.segments.describe import describe, is_medical
from aftercare.segments.errors import RuleError
from aftercare.segments.rules import read_rule
from optics_crm.core import clock

pytestmark = pytest.mark.django_db
Rule = dict[str, Any]


def every(*rules: Rule, **more: Any) -> Rule:
    return {"combinator": "and", "rules": list(rules), **more}


def nested(depth: int) -> Rule:
    rule: Rule = every({"field": "sex", "op": "is_set"})
    for _ in range(depth - 1):
        rule = every(rule)
    return rule


BAD = [
    (None, ""),
    ([], ""),
    ({"combinator": "and"}, ""),
    ({"combinator": "xor", "rules": []}, "/combinator"),
    ({"combinator": "and", "rules": {}}, "/rules"),
    ({"combinator": "and", "not": "yes", "rules": []}, "/not"),
    ({"combinator": "and", "rules": [], "sql": "1=1"}, "/sql"),
    (every({}), "/rules/0"),
    (every({"field": "password", "op": "=", "value": 1}), "/rules/0/field"),
    (every({"field": "age", "op": "like", "value": "1"}), "/rules/0/op"),
    (every({"field": "age", "op": "contains", "value": "1"}), "/rules/0/op"),
    (every({"field": "age", "op": "=", "value": "forty"}), "/rules/0/value"),
    (every({"field": "age", "op": "=", "value": True}), "/rules/0/value"),
    (every({"field": "age", "op": ">"}), "/rules/0"),
    (every({"field": "age", "op": "between", "value": [60, 18]}), "/rules/0/value"),
    (every({"field": "age", "op": "in", "value": []}), "/rules/0/value"),
    (every({"field": "age", "op": "in", "value": [1, None]}), "/rules/0/value/1"),
    (every({"field": "age", "op": "is_set", "value": 1}), "/rules/0/value"),
    (every({"field": "sex", "op": "=", "value": "x"}), "/rules/0/value"),
    (every({"field": "city", "op": "=", "value": "Б\u0000ор"}), "/rules/0/value"),
    (every({"field": "birth_date", "op": "=", "value": "2024-02-30"}), "/rules/0/value"),
    (every({"field": "birth_date", "op": "anniversary_in", "value": 7}), "/rules/0/value"),
    (every({"field": "birth_date", "op": "anniversary_in", "value": {"days": 0}}), "/rules/0/value"),
    (every({"field": "home_salon", "op": "=", "value": "1 OR 1=1"}), "/rules/0/value"),
    (every({"event": "robbery"}), "/rules/0/event"),
    (every({"event": "purchase", "agg": "median", "of": "amount", "op": "=", "value": 1}), "/rules/0/agg"),
    (every({"event": "purchase", "agg": "sum", "op": ">", "value": 1}), "/rules/0"),
    (every({"event": "purchase", "agg": "sum", "of": "category", "op": ">", "value": 1}), "/rules/0/of"),
    (every({"event": "purchase", "agg": "count"}), "/rules/0"),
    (every({"event": "purchase", "agg": "count", "of": "amount", "op": ">", "value": 1}), "/rules/0/of"),
    (every({"event": "purchase", "agg": "exists", "op": ">", "value": 1}), "/rules/0/op"),
    (every({"event": "purchase", "window": {"from": "last year"}}), "/rules/0/window/from"),
    (every({"event": "purchase", "window": {"from": "-P1DT5H"}}), "/rules/0/window/from"),
    (every({"event": "purchase", "window": {"since": "-P1Y"}}), "/rules/0/window/since"),
    (
        every({"event": "purchase", "where": every({"field": "age", "op": ">", "value": 1})}),
        "/rules/0/where/rules/0/field",
    ),
    (every({"event": "purchase", "where": every({"stage": "lost"})}), "/rules/0/where/rules/0"),
    (
        every({"event": "purchase", "where": every({"field": "category", "op": ">", "value": "x"})}),
        "/rules/0/where/rules/0/op",
    ),
    (every({"after": {"event": "exam"}, "not": {"event": "purchase"}}), "/rules/0"),
    (every({"after": {"event": "exam"}, "not": {"event": "purchase"}, "within": "-P1M"}), "/rules/0/within"),
    (
        every({"after": {"event": "exam", "agg": "count"}, "not": {"event": "purchase"}, "within": "P1M"}),
        "/rules/0/after/agg",
    ),
    (every({"stage": "dormant"}), "/rules/0/stage"),
    (every({"in_segment": "everyone"}), "/rules/0/in_segment"),
    (every({"in_segment": str(uuid.uuid4())}), "/rules/0/in_segment"),
    (every({"bucket": [0, 101]}), "/rules/0/bucket"),
    (every({"bucket": [10, 10]}), "/rules/0/bucket"),
    (every({"bucket": [True, 5]}), "/rules/0/bucket"),
    (nested(7), "/rules/0/rules/0/rules/0/rules/0/rules/0/rules/0"),
    (every(*[{"stage": "lost"}] * 41), "/rules/40"),
]


@pytest.mark.parametrize(("rule", "pointer"), BAD)
def test_a_bad_rule_is_refused_with_a_pointer_and_a_sentence(rule: Any, pointer: str) -> None:
    with pytest.raises(RuleError) as refused:
        compile_rule(rule, clock.today(), use_rollup=False)
    assert refused.value.pointer == pointer
    assert str(refused.value.message).endswith(".") and "\n" not in str(refused.value.message)


def test_six_deep_and_forty_leaves_are_accepted() -> None:
    assert compile_rule(nested(6), clock.today(), use_rollup=False).sql
    assert compile_rule(every(*[{"stage": "lost"}] * 40), clock.today(), use_rollup=False).sql


def test_no_text_of_a_rule_enters_the_sql(django_assert_num_queries: Any) -> None:
    evil = "Бор'); DROP TABLE customers_person; -- %s %(x)s"
    rule = every(
        {"field": "city", "op": "in", "value": [evil]},
        {"field": "city", "op": "contains", "value": evil},
        {"event": "message", "where": {"field": "campaign", "op": "=", "value": evil}},
    )
    sql, params = compile_rule(rule, clock.today(), use_rollup=False)
    assert "DROP" not in sql and "Бор" not in sql
    assert sum(evil in str(value) for value in params.values()) == 3


def test_a_segment_that_leads_back_to_itself_is_refused() -> None:
    first = Segment.objects.create(name="первый", rule=every())
    second = Segment.objects.create(name="второй", rule=every({"in_segment": str(first.pk)}))
    first.rule = every({"in_segment": str(second.pk)})
    first.save()
    with pytest.raises(RuleError) as refused:
        read_rule(every({"in_segment": str(second.pk)}))
    assert refused.value.pointer == "/rules/0/in_segment"


def test_a_rule_reads_as_a_sentence() -> None:
    rule = every(
        {"event": "medical_purchase", "window": {"from": "-P24M", "to": "-P12M"}},
        {"event": "call", "agg": "count", "op": "=", "value": 0},
        {"field": "has_phone", "op": "=", "value": True},
    )
    from django.utils import translation

    with translation.override("en"):
        words = describe(read_rule(rule))
    assert words == ("medical glasses from 2 years ago to 1 year ago and number of: call: is 0 and has a phone: yes")


def test_medical_conditions_are_known_wherever_they_hide() -> None:
    exam = every({"event": "exam"})
    segment = Segment.objects.create(name="осмотренные", rule=exam)
    assert is_medical(read_rule(every({"in_segment": str(segment.pk)})))
    assert is_medical(read_rule(every({"after": {"event": "purchase"}, "not": {"event": "exam"}, "within": "P1M"})))
    assert not is_medical(read_rule(every({"event": "purchase"}, {"field": "age", "op": ">", "value": 40})))


def run(*args: str) -> str:
    out = StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


def test_segment_count_answers_json_and_refuses_with_exit_code_two(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(every()))
    bad.write_text(json.dumps(every({"field": "age", "op": "="})))
    answer = json.loads(run("segment_count", str(good), "--json"))
    assert answer["count"] == 0 and answer["sample"] == [] and answer["ms"] >= 0
    for args in (
        [str(bad)],
        [str(tmp_path / "none.json")],
        [str(good), "--as-of", "yesterday"],
        [str(good), "--as-of", "9999-12-31"],
    ):
        with pytest.raises(CommandError) as refused:
            run("segment_count", *args)
        assert refused.value.returncode == 2
        assert "\n" not in str(refused.value)


def test_a_bad_rule_costs_no_query_on_people(tmp_path: Path) -> None:
    from django.db import connection

    with (
        CaptureQueriesContext(
            connection,
        ) as seen,
        pytest.raises(RuleError),
    ):
        compile_rule(every({"stage": "lost"}, {"field": "age", "op": "="}), clock.today())
    assert not [query for query in seen if "customers_person" in query["sql"]]
