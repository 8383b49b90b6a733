"""Nobody asks for the messages of one phone: the index cost a write with every plan and every record."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("aftercare", "0010_what_is_being_sent")]

    operations = [migrations.RemoveIndex(model_name="message", name="message_of_phone")]
