"""A source that thinks again overrules a move: the one thing that is ever written on a moved row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0008_identity_is_append_only"),
    ]

    operations = [
        migrations.RunSQL(
            "DROP TRIGGER identity_is_append_only ON customers_movedfact",
            """CREATE TRIGGER identity_is_append_only BEFORE UPDATE OR DELETE ON customers_movedfact
               FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
        ),
        migrations.AddField(
            model_name="movedfact",
            name="overruled_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
