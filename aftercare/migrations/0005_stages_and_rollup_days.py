"""The five recency stages as rows, and the roll-up's column of days to come under its true name."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

STAGES = (
    ("prospective", 1, "перспективные", 0, 1),
    ("interested", 2, "заинтересованные", 1, 2),
    ("regular", 3, "постоянные", 2, 3),
    ("lost", 4, "потерянные", 3, None),
    ("no_medical_glasses", 5, "без медицинских очков", None, None),
)


def add_stages(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    rows = apps.get_model("aftercare", "RecencyStage")
    for code, position, label, after, up_to in STAGES:
        rows.objects.get_or_create(
            code=code, defaults={"position": position, "label": label, "after_years": after, "up_to_years": up_to}
        )


class Migration(migrations.Migration):
    dependencies = [("aftercare", "0004_bucket_of_a_key")]
    operations = [
        migrations.RenameField("personstats", "changes_after", "changes_on"),
        migrations.AddIndex(
            "personstats",
            models.Index(
                condition=models.Q(("changes_on__isnull", False)), fields=["changes_on"], name="stats_changes"
            ),
        ),
        migrations.RunPython(add_stages, migrations.RunPython.noop),
    ]
