"""The share of callers who are asked for a mark by message: what everybody starts with, editable data."""

from typing import Any

from django.db import migrations


def fill(apps: Any, schema: Any) -> None:
    apps.get_model("contactcenter", "FigureRule").objects.get_or_create(code="asked_share", defaults={"value": "20"})


class Migration(migrations.Migration):
    dependencies = [("contactcenter", "0008_first_site")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
