"""The body is stable (convert_to), so that the call of a function declared immutable stayed a call."""

from django.db import migrations

APP_BUCKET_OF = "ALTER FUNCTION app_bucket_of(text, uuid) {}"


class Migration(migrations.Migration):
    dependencies = [("aftercare", "0011_messages_of_a_phone_unindexed")]
    operations = [migrations.RunSQL(APP_BUCKET_OF.format("STABLE"), APP_BUCKET_OF.format("IMMUTABLE"))]
