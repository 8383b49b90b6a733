"""Segments that a marketer of the chain would have made."""

from typing import Any

MEDICAL_LATELY: dict[str, Any] = {"event": "medical_purchase", "window": {"from": "-P36M"}}

SEGMENTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (
        "Давно не были, но согласны на рекламу",
        "Кандидаты на полную проверку зрения с сертификатом",
        {"combinator": "and", "rules": [{"stage": "lost"}, {"field": "consent_ads", "op": "=", "value": True}]},
    ),
    (
        "Проверили зрение и ничего не купили",
        "Проверка за последние два месяца, покупок после неё нет",
        {
            "combinator": "and",
            "rules": [
                {"event": "exam", "window": {"from": "-P2M"}},
                {"combinator": "and", "not": True, "rules": [{"event": "purchase", "window": {"from": "-P2M"}}]},
            ],
        },
    ),
    (
        "Постоянные покупатели контактных линз",
        "Три и более покупки линз за год",
        {
            "combinator": "and",
            "rules": [
                {
                    "event": "purchase",
                    "where": {
                        "combinator": "and",
                        "rules": [{"field": "category", "op": "=", "value": "contact_lens"}],
                    },
                    "agg": "count",
                    "op": ">=",
                    "value": 3,
                    "window": {"from": "-P12M"},
                }
            ],
        },
    ),
    (
        "Дети: пора обновить очки",
        "До 18 лет, последние медицинские очки больше года назад",
        {
            "combinator": "and",
            "rules": [{"field": "is_minor", "op": "=", "value": True}, {"stage": "interested"}],
        },
    ),
    (
        "Прогрессивные очки: вероятный спрос",
        "45-65 лет, очки купили за последние три года, согласны на рекламу",
        {
            "combinator": "and",
            "rules": [
                {"field": "age", "op": "between", "value": [45, 65]},
                MEDICAL_LATELY,
                {"field": "consent_ads", "op": "=", "value": True},
            ],
        },
    ),
    (
        "Дни рождения на этой неделе",
        "Поздравить в салоне",
        {"combinator": "and", "rules": [{"field": "birth_date", "op": "anniversary_in", "value": {"days": 7}}]},
    ),
)
