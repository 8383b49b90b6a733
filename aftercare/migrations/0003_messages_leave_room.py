"""A message is updated three times on its way out: room on its page keeps the marks cheap (HOT)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("aftercare", "0002_provider_pauses")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE aftercare_message SET (fillfactor = 70)",
            "ALTER TABLE aftercare_message RESET (fillfactor)",
        )
    ]
