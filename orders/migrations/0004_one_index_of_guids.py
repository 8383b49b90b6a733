"""One index for the key of the exchange and for references by GUID alone."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0003_last_glasses_by_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="purchase",
            name="purchase_guid_once",
        ),
        migrations.RemoveIndex(
            model_name="purchase",
            name="purchase_by_guid",
        ),
        migrations.AddConstraint(
            model_name="purchase",
            constraint=models.UniqueConstraint(fields=("guid", "client"), name="purchase_guid_once"),
        ),
    ]
