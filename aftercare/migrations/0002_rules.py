"""Chance that stays the same for a person, what a message points to stays, room on the pages that are written often."""

from django.db import migrations

# The stable random number of a household or person within a campaign: first four bytes of SHA-256(salt:key). Stable, as
# its body is (convert_to): the call of a function declared immutable would stay a call, ten times slower than the
# expression that PostgreSQL puts in its place.
APP_BUCKET_OF = """
CREATE FUNCTION app_bucket_of(salt text, key uuid) RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT ('x' || substr(encode(sha256(convert_to(salt || ':' || key::text, 'UTF8')), 'hex'), 1, 8))::bit(32)::bigint
$$;
"""

# pointers of what a run writes are plain: a check locks and rewrites the row that it finds; the other way is kept
POINTED = """
CREATE TRIGGER message_keeps_person AFTER DELETE ON customers_person REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION app_keep_pointed('aftercare_message', 'person_id');
CREATE TRIGGER message_keeps_phone AFTER DELETE ON customers_phone REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION app_keep_pointed('aftercare_message', 'phone_id');
"""
LET_GO = """
DROP TRIGGER message_keeps_person ON customers_person;
DROP TRIGGER message_keeps_phone ON customers_phone;
"""

# a message is updated on its way out: room on its page keeps the marks cheap (HOT)
MESSAGES = "ALTER TABLE aftercare_message SET (fillfactor = 70)"

# room on the page, so that the mark changes no index; rows live for seconds, so nothing is worth waiting for
SENDINGS = """
ALTER TABLE aftercare_sending SET (fillfactor = 45, autovacuum_vacuum_scale_factor = 0,
                                   autovacuum_vacuum_threshold = 5000)
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0003_rules"), ("customers", "0001_facts"), ("aftercare", "0001_facts")]

    operations = [
        migrations.RunSQL(APP_BUCKET_OF, "DROP FUNCTION app_bucket_of(text, uuid)"),
        migrations.RunSQL(POINTED, LET_GO),
        migrations.RunSQL(MESSAGES, migrations.RunSQL.noop),
        migrations.RunSQL(SENDINGS, migrations.RunSQL.noop),
    ]
