"""Conditions of indexes that read alike after they were built anew."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0009_watching_the_exchange"),
        ("customers", "0011_followups_name_their_call"),
        ("orders", "0007_commerceml"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="order",
            name="order_under_way",
        ),
        migrations.RemoveIndex(
            model_name="order",
            name="order_open_by_status",
        ),
        migrations.RemoveIndex(
            model_name="reservation",
            name="reservation_of_product",
        ),
        migrations.AlterField(
            model_name="order",
            name="status",
            field=models.CharField(
                choices=[
                    ("new", "new"),
                    ("confirmed", "confirmed"),
                    ("prepaid", "prepaid"),
                    ("lens_ordered", "lenses ordered"),
                    ("lens_received", "lenses received"),
                    ("in_workshop", "in the workshop"),
                    ("quality_check", "quality check"),
                    ("picking", "being picked"),
                    ("in_transit", "on its way"),
                    ("ready", "ready for pick-up"),
                    ("client_notified", "client told"),
                    ("issued", "given out"),
                    ("on_hold", "on hold"),
                    ("remake", "being remade"),
                    ("cancelled", "cancelled"),
                    ("returned", "returned"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="orderentry",
            name="status",
            field=models.CharField(
                choices=[
                    ("new", "new"),
                    ("confirmed", "confirmed"),
                    ("prepaid", "prepaid"),
                    ("lens_ordered", "lenses ordered"),
                    ("lens_received", "lenses received"),
                    ("in_workshop", "in the workshop"),
                    ("quality_check", "quality check"),
                    ("picking", "being picked"),
                    ("in_transit", "on its way"),
                    ("ready", "ready for pick-up"),
                    ("client_notified", "client told"),
                    ("issued", "given out"),
                    ("on_hold", "on hold"),
                    ("remake", "being remade"),
                    ("cancelled", "cancelled"),
                    ("returned", "returned"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="orderstatuschange",
            name="to_status",
            field=models.CharField(
                choices=[
                    ("new", "new"),
                    ("confirmed", "confirmed"),
                    ("prepaid", "prepaid"),
                    ("lens_ordered", "lenses ordered"),
                    ("lens_received", "lenses received"),
                    ("in_workshop", "in the workshop"),
                    ("quality_check", "quality check"),
                    ("picking", "being picked"),
                    ("in_transit", "on its way"),
                    ("ready", "ready for pick-up"),
                    ("client_notified", "client told"),
                    ("issued", "given out"),
                    ("on_hold", "on hold"),
                    ("remake", "being remade"),
                    ("cancelled", "cancelled"),
                    ("returned", "returned"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(
                    models.Q(
                        ("status", "new"),
                        ("status", "confirmed"),
                        ("status", "prepaid"),
                        ("status", "lens_ordered"),
                        ("status", "lens_received"),
                        ("status", "in_workshop"),
                        ("status", "quality_check"),
                        ("status", "picking"),
                        ("status", "in_transit"),
                        ("status", "on_hold"),
                        ("status", "remake"),
                        _connector="OR",
                    ),
                    ("deleted_at__isnull", True),
                ),
                fields=["promised_on", "salon"],
                name="order_under_way",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(
                    models.Q(
                        ("status", "new"),
                        ("status", "confirmed"),
                        ("status", "prepaid"),
                        ("status", "lens_ordered"),
                        ("status", "lens_received"),
                        ("status", "in_workshop"),
                        ("status", "quality_check"),
                        ("status", "picking"),
                        ("status", "in_transit"),
                        ("status", "on_hold"),
                        ("status", "remake"),
                        ("status", "ready"),
                        ("status", "client_notified"),
                        _connector="OR",
                    ),
                    ("deleted_at__isnull", True),
                ),
                fields=["status", "status_at"],
                name="order_open_by_status",
            ),
        ),
        migrations.AddIndex(
            model_name="reservation",
            index=models.Index(
                condition=models.Q(
                    ("status", "requested"),
                    ("status", "confirmed"),
                    ("status", "moving"),
                    ("status", "arrived"),
                    _connector="OR",
                ),
                fields=["product", "from_salon"],
                include=("qty", "status"),
                name="reservation_of_product",
            ),
        ),
    ]
