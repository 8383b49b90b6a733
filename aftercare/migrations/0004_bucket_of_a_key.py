"""The stable random number of a household or person within a campaign: first four bytes of SHA-256(salt:key)."""

from django.db import migrations

APP_BUCKET_OF = """
CREATE FUNCTION app_bucket_of(salt text, key uuid) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT get_byte(h, 0)::bigint * 16777216 + get_byte(h, 1) * 65536 + get_byte(h, 2) * 256 + get_byte(h, 3)
    FROM (SELECT sha256(convert_to(salt || ':' || key::text, 'UTF8')) AS h) digest
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("aftercare", "0003_messages_leave_room")]
    operations = [migrations.RunSQL(APP_BUCKET_OF, "DROP FUNCTION app_bucket_of(text, uuid)")]
