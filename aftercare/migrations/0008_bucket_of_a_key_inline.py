"""The same number by one expression: PostgreSQL puts it in place of the call, which is ten times faster."""

from django.db import migrations

APP_BUCKET_OF = """
CREATE OR REPLACE FUNCTION app_bucket_of(salt text, key uuid) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ('x' || substr(encode(sha256(convert_to(salt || ':' || key::text, 'UTF8')), 'hex'), 1, 8))::bit(32)::bigint
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("aftercare", "0007_pointers_of_a_run_are_not_checked_twice")]
    operations = [migrations.RunSQL(APP_BUCKET_OF, migrations.RunSQL.noop)]
