"""How long a ticket may stand in a stage, and what the law gives a claim: what everybody starts with, editable data."""

from typing import Any

from django.db import migrations

# (stage, amount, unit, by the workshop's hours, waits for the client)
STAGES = (
    ("accepted", 0, "working_days", False, False),
    ("sent_to_workshop", 1, "working_days", True, False),
    ("diagnosed", 1, "working_days", True, False),
    ("awaiting_client_approval", 2, "working_days", False, True),
    ("awaiting_parts", 10, "working_days", True, False),
    ("in_repair", 3, "working_days", True, False),
    ("quality_check", 1, "working_days", True, False),
    ("in_transit", 2, "working_days", False, False),
    ("ready", 4, "working_hours", False, False),
)
MINOR = (("maintenance", "accepted", 30, "minutes"), ("maintenance", "in_repair", 30, "minutes"))

LAW = "Закон РФ от 07.02.1992 № 2300-1 «О защите прав потребителей»"
EDITION = "ред. от 28.12.2025 (500-ФЗ)"
# (demand, condition, article, days, months, note)
DEMANDS = (
    ("money_back", "", "ст. 22", 10, None, ""),
    ("price_cut", "", "ст. 22", 10, None, ""),
    ("expense_refund", "", "ст. 22", 10, None, ""),
    ("damages", "", "ст. 22", 10, None, ""),
    ("free_repair", "", "ст. 20 п. 1", 45, None, "срок по письменному соглашению, не больше 45 дней"),
    ("replace_same", "", "ст. 21 п. 1", 7, None, ""),
    ("replace_same", "quality_check", "ст. 21 п. 1", 20, None, "с дополнительной проверкой качества"),
    ("replace_same", "no_stock", "ст. 21 п. 1", None, 1, "товара нет в наличии"),
    ("replace_other", "", "ст. 21 п. 1", 7, None, ""),
    ("replace_other", "quality_check", "ст. 21 п. 1", 20, None, "с дополнительной проверкой качества"),
    ("replace_other", "no_stock", "ст. 21 п. 1", None, 1, "товара нет в наличии"),
    ("exchange", "", "ст. 25 п. 2", 3, None, "возврат денег, если аналога нет в продаже"),
)
SINCE = "1992-04-07"


def fill(apps: Any, schema: Any) -> None:
    stage_term, legal_term = (apps.get_model("contactcenter", name) for name in ("StageTerm", "LegalTerm"))
    stage_term.objects.bulk_create(
        [
            stage_term(stage=stage, amount=amount, unit=unit, in_workshop=in_workshop, pauses=pauses)
            for stage, amount, unit, in_workshop, pauses in STAGES
        ]
        + [stage_term(kind=kind, stage=stage, amount=amount, unit=unit) for kind, stage, amount, unit in MINOR]
    )
    legal_term.objects.bulk_create(
        legal_term(
            demand=demand,
            condition=condition,
            law=LAW,
            article=article,
            edition=EDITION,
            days=days,
            months=months,
            since=SINCE,
            note=note,
        )
        for demand, condition, article, days, months, note in DEMANDS
    )


class Migration(migrations.Migration):
    dependencies = [("contactcenter", "0002_rules")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
