"""The first promise of a ticket is never overwritten; where the numbers of tickets that are opened here come from."""

from django.db import migrations

FIRST_PROMISE = """
CREATE FUNCTION keep_first_promise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the first promise of a ticket is never overwritten' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER first_promise_stands BEFORE UPDATE OF first_promised_on ON contactcenter_ticket FOR EACH ROW
    WHEN (OLD.first_promised_on IS NOT NULL AND NEW.first_promised_on IS DISTINCT FROM OLD.first_promised_on)
    EXECUTE FUNCTION keep_first_promise();
"""
NO_FIRST_PROMISE = "DROP TRIGGER first_promise_stands ON contactcenter_ticket; DROP FUNCTION keep_first_promise();"


class Migration(migrations.Migration):
    dependencies = [("contactcenter", "0001_facts")]

    operations = [
        migrations.RunSQL(FIRST_PROMISE, NO_FIRST_PROMISE),
        migrations.RunSQL("CREATE SEQUENCE contactcenter_ticket_number", "DROP SEQUENCE contactcenter_ticket_number"),
    ]
