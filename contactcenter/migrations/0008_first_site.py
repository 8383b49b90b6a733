"""The site whose forms are answered from the first day."""

from typing import Any

from django.db import migrations


def fill(apps: Any, schema: Any) -> None:
    apps.get_model("contactcenter", "WebFormSite").objects.create(code="main", name="Сайт сети")


class Migration(migrations.Migration):
    dependencies = [("contactcenter", "0007_first_figures")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
