"""What the tables of this floor keep by themselves, the two rules that the apps above put on theirs, the first row."""

from django.db import migrations

# The audit can only grow, whoever asks; `app.erasing` is set for the length of one transaction by the action that erases
# a person, and opens every other table of this kind. The audit stays shut for it, too: it holds no values.
REFUSE_CHANGE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('app.erasing', true) = 'on' AND TG_TABLE_NAME <> 'core_auditentry' THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE ON core_auditentry
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""
ALLOW_CHANGE = "DROP TRIGGER audit_is_append_only ON core_auditentry; DROP FUNCTION refuse_change();"

# for references without a foreign key: its check would lock and rewrite the row that each new row points to
KEEP_POINTED = """
CREATE FUNCTION app_keep_pointed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE is_pointed boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM gone g JOIN %I t ON t.%I = g.id)', TG_ARGV[0], TG_ARGV[1])
       INTO is_pointed;
    IF is_pointed THEN
        RAISE foreign_key_violation USING MESSAGE = format('%s points to a row of %s', TG_ARGV[0], TG_TABLE_NAME);
    END IF;
    RETURN NULL;
END $$;
"""

# counts that cost no write to disk; after a crash everybody begins with a full minute
COUNTS = "ALTER TABLE core_syncallowance SET UNLOGGED"

# packed already: trying to compress it again would cost time and gain nothing
PARTS_OF_FILES = "ALTER TABLE core_syncfilepart ALTER COLUMN body SET STORAGE EXTERNAL"

INSTALLATION = "INSERT INTO core_installation (id, is_demo, feed_epoch) VALUES (1, false, gen_random_uuid())"


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_facts"),
        # they alter what points to the employee: before the apps above do so, too, they make few classes anew
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("otp_static", "0003_add_timestamps"),
        ("otp_totp", "0003_add_timestamps"),
    ]

    operations = [
        migrations.RunSQL(REFUSE_CHANGE, ALLOW_CHANGE),
        migrations.RunSQL(KEEP_POINTED, "DROP FUNCTION app_keep_pointed()"),
        migrations.RunSQL(COUNTS, migrations.RunSQL.noop),
        migrations.RunSQL(PARTS_OF_FILES, migrations.RunSQL.noop),
        migrations.RunSQL(INSTALLATION, "DELETE FROM core_installation"),
    ]
