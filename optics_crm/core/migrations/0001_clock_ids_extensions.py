"""What the tables' defaults call: the application's clock and opaque ids; the extensions that indexes use."""

from django.contrib.postgres.operations import BtreeGinExtension, TrigramExtension
from django.db import migrations

APP_NOW = """
CREATE FUNCTION app_now() RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE result timestamptz;
BEGIN
    SELECT coalesce(clock_frozen_at, now() + coalesce(clock_shift, interval '0'))
      INTO result FROM core_installation WHERE id = 1;
    RETURN coalesce(result, now());
END $$;
"""

# PostgreSQL 18 has uuidv7(); older servers get the same layout from a random UUID (RFC 9562, section 5.7)
APP_UUID7 = """
DO $do$ BEGIN
    IF current_setting('server_version_num')::int >= 180000 THEN
        CREATE FUNCTION app_uuid7() RETURNS uuid LANGUAGE sql VOLATILE AS 'SELECT uuidv7()';
    ELSE
        CREATE FUNCTION app_uuid7() RETURNS uuid LANGUAGE sql VOLATILE AS $$
            SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING
                substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
                FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid
        $$;
    END IF;
END $do$;
"""

# the stable random number of a person: first four bytes of SHA-256 of the oldest card's id
APP_BUCKET = """
CREATE FUNCTION app_bucket(card uuid) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT get_byte(h, 0)::bigint * 16777216 + get_byte(h, 1) * 65536 + get_byte(h, 2) * 256 + get_byte(h, 3)
    FROM (SELECT sha256(convert_to(card::text, 'UTF8')) AS h) digest
$$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        TrigramExtension(),
        BtreeGinExtension(),
        migrations.RunSQL(APP_NOW, "DROP FUNCTION app_now()"),
        migrations.RunSQL(APP_UUID7, "DROP FUNCTION app_uuid7()"),
        migrations.RunSQL(APP_BUCKET, "DROP FUNCTION app_bucket(uuid)"),
    ]
