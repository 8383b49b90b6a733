"""The five recency stages: what everybody starts with, all of it editable data."""

from typing import Any

from django.db import migrations

# (code, place, name, years after the purchase, up to years)
STAGES = (
    ("prospective", 1, "перспективные", 0, 1),
    ("interested", 2, "заинтересованные", 1, 2),
    ("regular", 3, "постоянные", 2, 3),
    ("lost", 4, "потерянные", 3, None),
    ("no_medical_glasses", 5, "без медицинских очков", None, None),
)


def fill(apps: Any, schema: Any) -> None:
    stage = apps.get_model("aftercare", "RecencyStage")
    stage.objects.bulk_create(
        stage(code=code, position=position, label=label, after_years=after, up_to_years=up_to)
        for code, position, label, after, up_to in STAGES
    )


class Migration(migrations.Migration):
    dependencies = [("aftercare", "0002_rules")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
