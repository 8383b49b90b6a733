"""When everything that was known of a person was erased."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0012_followups_keep_their_proof"), ("core", "0013_what_was_erased")]

    operations = [
        migrations.AddField("person", "erased_at", models.DateTimeField(blank=True, null=True)),
    ]
