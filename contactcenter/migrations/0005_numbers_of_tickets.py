"""Where the numbers of tickets that are opened here come from."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("contactcenter", "0004_terms_and_first_promise")]
    operations = [
        migrations.RunSQL("CREATE SEQUENCE contactcenter_ticket_number", "DROP SEQUENCE contactcenter_ticket_number")
    ]
