"""The first promise is never overwritten; the terms that everybody starts with, all of them editable data."""

from typing import Any

from django.db import migrations

# (stage, amount, unit, by the workshop's hours, waits for the client): `domain.md` 2.7
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

FIRST_PROMISE = """
CREATE FUNCTION keep_first_promise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the first promise of a ticket is never overwritten' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER first_promise_stands BEFORE UPDATE OF first_promised_on ON contactcenter_ticket FOR EACH ROW
    WHEN (OLD.first_promised_on IS NOT NULL AND NEW.first_promised_on IS DISTINCT FROM OLD.first_promised_on)
    EXECUTE FUNCTION keep_first_promise();
"""
NO_FIRST_PROMISE = "DROP TRIGGER first_promise_stands ON contactcenter_ticket; DROP FUNCTION keep_first_promise();"


def terms(apps: Any, schema_editor: Any) -> None:
    """The lines that the specialists of the chain start from."""
    stage_term, legal_term = apps.get_model("contactcenter", "StageTerm"), apps.get_model("contactcenter", "LegalTerm")
    for stage, amount, unit, in_workshop, pauses in STAGES:
        stage_term.objects.create(stage=stage, amount=amount, unit=unit, in_workshop=in_workshop, pauses=pauses)
    for kind, stage, amount, unit in MINOR:
        stage_term.objects.create(kind=kind, stage=stage, amount=amount, unit=unit)
    for demand, condition, article, days, months, note in DEMANDS:
        legal_term.objects.create(
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


class Migration(migrations.Migration):
    dependencies = [("contactcenter", "0003_complete_tickets")]
    operations = [
        migrations.RunPython(terms, migrations.RunPython.noop),
        migrations.RunSQL(FIRST_PROMISE, NO_FIRST_PROMISE),
    ]
