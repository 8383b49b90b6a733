"""The thresholds of the figures and of the reviews: what everybody starts with, all of it editable data."""

from typing import Any

from django.db import migrations

RULES = {
    "short_abandon": "5",
    "answer_within": "20",
    "service_level_goal": "80",
    "handled_goal": "97",
    "abandoned_goal": "3",
    "mark_goal": "4.75",
    "repeat_days": "7",
    "order_days": "7",
    "callback_tries": "3",
    "reviews_a_week": "5",
    "review_shortest": "30",
}


def fill(apps: Any, schema: Any) -> None:
    rule = apps.get_model("contactcenter", "FigureRule")
    rule.objects.bulk_create([rule(code=code, value=value) for code, value in RULES.items()])


class Migration(migrations.Migration):
    dependencies = [("contactcenter", "0006_first_review_sheet")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
