"""Whether a code has paid before is asked by the code; few payments have one."""

from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [("orders", "0010_purchases_in_order_of_time")]

    operations = [
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                Upper(
                    models.Func(
                        "certificate_code",
                        models.Value("- "),
                        models.Value(""),
                        function="translate",
                        output_field=models.CharField(),
                    )
                ),
                name="payment_by_certificate",
                condition=models.Q(("certificate_code", ""), _negated=True),
            ),
        ),
    ]
