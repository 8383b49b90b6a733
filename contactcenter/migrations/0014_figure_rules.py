"""The thresholds of the figures: what everybody starts with, all of it editable data."""

from typing import Any

from django.db import migrations, models

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
}


def fill(apps: Any, schema: Any) -> None:
    rule = apps.get_model("contactcenter", "FigureRule")
    rule.objects.bulk_create([rule(code=code, value=value) for code, value in RULES.items()])


class Migration(migrations.Migration):
    dependencies = [
        ("contactcenter", "0013_web_forms"),
    ]

    operations = [
        migrations.CreateModel(
            name="FigureRule",
            fields=[
                ("code", models.CharField(max_length=30, primary_key=True, serialize=False, verbose_name="threshold")),
                ("value", models.DecimalField(decimal_places=2, max_digits=8, verbose_name="value")),
            ],
            options={
                "verbose_name": "threshold of the figures",
                "verbose_name_plural": "thresholds of the figures",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("value__gte", 0)), name="figure_rule_not_below_zero")
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
