"""The first wordings of the four consents."""

from typing import Any

from django.db import migrations

from customers.consent_texts import ensure_consent_texts


def forward(apps: Any, schema_editor: Any) -> None:
    ensure_consent_texts(apps.get_model("customers", "ConsentText").objects)


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_rules")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
