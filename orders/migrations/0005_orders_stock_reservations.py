"""Orders as books tell of them, what is in stock, what is put aside for a client."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import optics_crm.core.ids
import optics_crm.core.models.base


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0006_feed_to_other_books"),
        ("customers", "0011_followups_name_their_call"),
        ("orders", "0004_one_index_of_guids"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OrderEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=optics_crm.core.models.base.NewUuid(),
                        default=optics_crm.core.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("created_at", models.DateTimeField(db_default=optics_crm.core.models.base.AppNow())),
                ("updated_at", models.DateTimeField(db_default=optics_crm.core.models.base.AppNow())),
                ("guid", models.UUIDField(blank=True, null=True)),
                ("version", models.BigIntegerField(db_default=0, default=0)),
                ("content_hash", models.BinaryField(blank=True, max_length=16, null=True)),
                ("extra", models.JSONField(blank=True, null=True)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("number", models.CharField(blank=True, max_length=60)),
                ("shop_number", models.CharField(blank=True, max_length=60)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[("glasses", "glasses"), ("contact_lenses", "contact lenses"), ("goods", "goods")],
                        max_length=14,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("salon", "salon"),
                            ("shop", "online shop"),
                            ("marketplace", "marketplace"),
                            ("phone", "phone"),
                            ("messenger", "messenger"),
                            ("clinic", "clinic"),
                        ],
                        max_length=12,
                    ),
                ),
                ("ordered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
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
                            ("ready", "ready"),
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
                ("status_at", models.DateTimeField()),
                ("status_actor", models.CharField(blank=True, max_length=4)),
                ("exam_guid", models.UUIDField(blank=True, null=True)),
                ("total", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("paid_at", models.DateTimeField(blank=True, null=True)),
                (
                    "delivery",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("pickup", "pick-up in a salon"),
                            ("courier", "courier"),
                            ("post", "post"),
                            ("pvz", "pick-up point"),
                        ],
                        max_length=8,
                    ),
                ),
                ("delivery_address", models.CharField(blank=True, max_length=300)),
                ("delivery_cost", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("delivery_on", models.DateField(blank=True, null=True)),
                ("track", models.CharField(blank=True, max_length=80)),
                ("cancel_reason", models.CharField(blank=True, max_length=300)),
                ("promised_on", models.DateField(blank=True, null=True)),
                ("shop_key", models.CharField(blank=True, max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line_no", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=300)),
                (
                    "category",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("frame", "frame"),
                            ("spectacle_lens", "spectacle lens"),
                            ("coating", "coating"),
                            ("contact_lens", "contact lenses"),
                            ("sunglasses", "sunglasses"),
                            ("reading_glasses", "ready reading glasses"),
                            ("accessory", "accessory"),
                            ("care_product", "care product"),
                            ("service", "service"),
                            ("certificate", "certificate"),
                        ],
                        max_length=16,
                    ),
                ),
                ("qty", models.DecimalField(decimal_places=3, max_digits=10)),
                ("price", models.DecimalField(decimal_places=2, max_digits=12)),
                ("discount", models.DecimalField(db_default=0, decimal_places=2, default=0, max_digits=12)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                ("prescription_guid", models.UUIDField(blank=True, null=True)),
                ("warranty_until", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["line_no"],
            },
        ),
        migrations.CreateModel(
            name="OrderPayment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("cash", "cash"),
                            ("card", "bank card"),
                            ("sbp", "fast payment"),
                            ("certificate", "certificate"),
                            ("bonus", "bonus points"),
                            ("credit", "credit"),
                        ],
                        max_length=12,
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                ("paid_at", models.DateTimeField(blank=True, null=True)),
                ("fiscal_sign", models.CharField(blank=True, max_length=60)),
                ("certificate_code", models.CharField(blank=True, max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="OrderPromise",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=optics_crm.core.models.base.NewUuid(),
                        default=optics_crm.core.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("promised_on", models.DateField()),
                ("said_at", models.DateTimeField()),
                ("source", models.CharField(blank=True, max_length=40)),
                ("reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["said_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="OrderStatusChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=optics_crm.core.models.base.NewUuid(),
                        default=optics_crm.core.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("from_status", models.CharField(blank=True, max_length=16)),
                (
                    "to_status",
                    models.CharField(
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
                            ("ready", "ready"),
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
                ("at", models.DateTimeField()),
                ("source", models.CharField(blank=True, max_length=40)),
                ("status_actor", models.CharField(blank=True, max_length=4)),
                ("comment", models.CharField(blank=True, max_length=300)),
                ("stage_guid", models.UUIDField(blank=True, null=True)),
                ("is_void", models.BooleanField(db_default=False, default=False)),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Reservation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=optics_crm.core.models.base.NewUuid(),
                        default=optics_crm.core.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("created_at", models.DateTimeField(db_default=optics_crm.core.models.base.AppNow())),
                ("updated_at", models.DateTimeField(db_default=optics_crm.core.models.base.AppNow())),
                ("guid", models.UUIDField(blank=True, null=True)),
                ("version", models.BigIntegerField(db_default=0, default=0)),
                ("content_hash", models.BinaryField(blank=True, max_length=16, null=True)),
                ("extra", models.JSONField(blank=True, null=True)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("qty", models.DecimalField(decimal_places=3, max_digits=10)),
                ("until", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("requested", "asked for"),
                            ("confirmed", "put aside"),
                            ("refused", "refused"),
                            ("moving", "on its way"),
                            ("arrived", "has arrived"),
                            ("sold", "sold"),
                            ("expired", "term is over"),
                        ],
                        db_default="requested",
                        default="requested",
                        max_length=10,
                    ),
                ),
                ("status_at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("revision", models.PositiveIntegerField(db_default=1, default=1)),
            ],
        ),
        migrations.CreateModel(
            name="Stock",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=optics_crm.core.models.base.NewUuid(),
                        default=optics_crm.core.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("created_at", models.DateTimeField(db_default=optics_crm.core.models.base.AppNow())),
                ("updated_at", models.DateTimeField(db_default=optics_crm.core.models.base.AppNow())),
                ("guid", models.UUIDField(blank=True, null=True)),
                ("version", models.BigIntegerField(db_default=0, default=0)),
                ("content_hash", models.BinaryField(blank=True, max_length=16, null=True)),
                ("extra", models.JSONField(blank=True, null=True)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("qty", models.DecimalField(decimal_places=3, max_digits=12)),
                ("reserved", models.DecimalField(db_default=0, decimal_places=3, default=0, max_digits=12)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=optics_crm.core.models.base.NewUuid(),
                        default=optics_crm.core.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("created_at", models.DateTimeField(db_default=optics_crm.core.models.base.AppNow())),
                ("updated_at", models.DateTimeField(db_default=optics_crm.core.models.base.AppNow())),
                ("number", models.CharField(blank=True, max_length=60)),
                ("shop_number", models.CharField(blank=True, max_length=60)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[("glasses", "glasses"), ("contact_lenses", "contact lenses"), ("goods", "goods")],
                        max_length=14,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("salon", "salon"),
                            ("shop", "online shop"),
                            ("marketplace", "marketplace"),
                            ("phone", "phone"),
                            ("messenger", "messenger"),
                            ("clinic", "clinic"),
                        ],
                        max_length=12,
                    ),
                ),
                ("ordered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
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
                            ("ready", "ready"),
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
                ("status_at", models.DateTimeField()),
                ("status_actor", models.CharField(blank=True, max_length=4)),
                ("exam_guid", models.UUIDField(blank=True, null=True)),
                ("total", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("paid_at", models.DateTimeField(blank=True, null=True)),
                (
                    "delivery",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("pickup", "pick-up in a salon"),
                            ("courier", "courier"),
                            ("post", "post"),
                            ("pvz", "pick-up point"),
                        ],
                        max_length=8,
                    ),
                ),
                ("delivery_address", models.CharField(blank=True, max_length=300)),
                ("delivery_cost", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("delivery_on", models.DateField(blank=True, null=True)),
                ("track", models.CharField(blank=True, max_length=80)),
                ("cancel_reason", models.CharField(blank=True, max_length=300)),
                ("guid", models.UUIDField(blank=True, null=True)),
                ("ordered_on", models.DateField(blank=True, null=True)),
                ("paid", models.DecimalField(db_default=0, decimal_places=2, default=0, max_digits=12)),
                ("promised_on", models.DateField(blank=True, null=True)),
                ("first_promised_on", models.DateField(blank=True, null=True)),
                ("hold_reason", models.CharField(blank=True, db_default="", max_length=300)),
                ("remake_cause", models.CharField(blank=True, db_default="", max_length=16)),
                ("revision", models.PositiveIntegerField(db_default=1, default=1)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "card",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.card",
                    ),
                ),
                (
                    "delivery_salon",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.salon",
                    ),
                ),
                (
                    "exam",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="orders",
                        to="customers.exam",
                    ),
                ),
                (
                    "joined_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joined",
                        to="orders.order",
                    ),
                ),
                (
                    "salon",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.salon",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="purchase",
            name="order",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="purchases",
                to="orders.order",
            ),
        ),
        migrations.AddIndex(
            model_name="purchase",
            index=models.Index(
                condition=models.Q(("order__isnull", False)), fields=["order"], name="purchase_of_order"
            ),
        ),
        migrations.AddIndex(
            model_name="purchase",
            index=models.Index(
                condition=models.Q(("order__isnull", True), ("order_guid__isnull", False)),
                fields=["order_guid"],
                name="purchase_waits_for_order",
            ),
        ),
        migrations.AddField(
            model_name="orderentry",
            name="card",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="customers.card",
            ),
        ),
        migrations.AddField(
            model_name="orderentry",
            name="client",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.syncclient",
            ),
        ),
        migrations.AddField(
            model_name="orderentry",
            name="delivery_salon",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.salon",
            ),
        ),
        migrations.AddField(
            model_name="orderentry",
            name="order",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="orders.order"
            ),
        ),
        migrations.AddField(
            model_name="orderentry",
            name="salon",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.salon",
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="lines_from",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="orders.orderentry",
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="payments_from",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="orders.orderentry",
            ),
        ),
        migrations.AddField(
            model_name="orderline",
            name="entry",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lines",
                to="orders.orderentry",
            ),
        ),
        migrations.AddField(
            model_name="orderline",
            name="prescription",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="customers.prescription",
            ),
        ),
        migrations.AddField(
            model_name="orderline",
            name="product",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orders.product",
            ),
        ),
        migrations.AddField(
            model_name="orderpayment",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="payments", to="orders.orderentry"
            ),
        ),
        migrations.AddField(
            model_name="orderpromise",
            name="actor",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="orderpromise",
            name="order",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="promises", to="orders.order"
            ),
        ),
        migrations.AddField(
            model_name="orderstatuschange",
            name="actor",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="orderstatuschange",
            name="order",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="orders.order"
            ),
        ),
        migrations.AddField(
            model_name="reservation",
            name="author",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reservation",
            name="card",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reservations",
                to="customers.card",
            ),
        ),
        migrations.AddField(
            model_name="reservation",
            name="client",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.syncclient",
            ),
        ),
        migrations.AddField(
            model_name="reservation",
            name="from_salon",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.salon"
            ),
        ),
        migrations.AddField(
            model_name="reservation",
            name="product",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reservations",
                to="orders.product",
            ),
        ),
        migrations.AddField(
            model_name="reservation",
            name="to_salon",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.salon",
            ),
        ),
        migrations.AddField(
            model_name="stock",
            name="client",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.syncclient",
            ),
        ),
        migrations.AddField(
            model_name="stock",
            name="product",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="stock", to="orders.product"
            ),
        ),
        migrations.AddField(
            model_name="stock",
            name="salon",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.salon"
            ),
        ),
        migrations.AddIndex(
            model_name="orderentry",
            index=models.Index(
                condition=models.Q(("shop_key", ""), _negated=True), fields=["shop_key"], name="order_entry_by_shop_key"
            ),
        ),
        migrations.AddIndex(
            model_name="orderentry",
            index=models.Index(fields=["number"], name="order_entry_by_number"),
        ),
        migrations.AddConstraint(
            model_name="orderentry",
            constraint=models.UniqueConstraint(fields=("guid", "client"), name="order_entry_guid_once"),
        ),
        migrations.AddConstraint(
            model_name="orderentry",
            constraint=models.UniqueConstraint(fields=("order", "client"), name="order_entry_once_per_book"),
        ),
        migrations.AddConstraint(
            model_name="orderentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("client__isnull", True)), fields=("order",), name="order_entry_one_of_our_own"
            ),
        ),
        migrations.AddConstraint(
            model_name="orderentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        (
                            "new",
                            "confirmed",
                            "prepaid",
                            "lens_ordered",
                            "lens_received",
                            "in_workshop",
                            "quality_check",
                            "picking",
                            "in_transit",
                            "ready",
                            "client_notified",
                            "issued",
                            "on_hold",
                            "remake",
                            "cancelled",
                            "returned",
                        ),
                    )
                ),
                name="order_entry_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("client__isnull", True), ("guid__isnull", True)),
                    models.Q(("client__isnull", False), ("guid__isnull", False)),
                    _connector="OR",
                ),
                name="order_entry_of_a_book_has_guid",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["guid"], name="order_by_guid"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["number"], name="order_by_number"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("shop_number", ""), _negated=True),
                fields=["shop_number"],
                name="order_by_shop_number",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["card", "-ordered_at"], name="order_of_card"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["-ordered_at", "id"], name="order_newest"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["salon", "-ordered_at"], name="order_of_salon"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(
                    ("deleted_at__isnull", True),
                    (
                        "status__in",
                        (
                            "new",
                            "confirmed",
                            "prepaid",
                            "lens_ordered",
                            "lens_received",
                            "in_workshop",
                            "quality_check",
                            "picking",
                            "in_transit",
                            "on_hold",
                            "remake",
                        ),
                    ),
                ),
                fields=["promised_on", "salon"],
                name="order_under_way",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(
                    ("deleted_at__isnull", True),
                    (
                        "status__in",
                        (
                            "new",
                            "confirmed",
                            "prepaid",
                            "lens_ordered",
                            "lens_received",
                            "in_workshop",
                            "quality_check",
                            "picking",
                            "in_transit",
                            "on_hold",
                            "remake",
                            "ready",
                            "client_notified",
                        ),
                    ),
                ),
                fields=["status", "status_at"],
                name="order_open_by_status",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("exam_guid__isnull", False)), fields=["exam_guid"], name="order_by_exam_guid"
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        (
                            "new",
                            "confirmed",
                            "prepaid",
                            "lens_ordered",
                            "lens_received",
                            "in_workshop",
                            "quality_check",
                            "picking",
                            "in_transit",
                            "ready",
                            "client_notified",
                            "issued",
                            "on_hold",
                            "remake",
                            "cancelled",
                            "returned",
                        ),
                    )
                ),
                name="order_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("promised_on__isnull", True), ("first_promised_on__isnull", False), _connector="OR"
                ),
                name="order_first_promise_is_kept",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(("joined_into__isnull", True), ("deleted_at__isnull", False), _connector="OR"),
                name="order_joined_is_gone",
            ),
        ),
        migrations.AddIndex(
            model_name="orderline",
            index=models.Index(
                condition=models.Q(("prescription__isnull", True), ("prescription_guid__isnull", False)),
                fields=["prescription_guid"],
                name="order_line_waits_for_rx",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.UniqueConstraint(fields=("entry", "line_no"), name="order_line_once"),
        ),
        migrations.AddIndex(
            model_name="orderpromise",
            index=models.Index(fields=["order", "said_at"], name="order_promises"),
        ),
        migrations.AddIndex(
            model_name="orderstatuschange",
            index=models.Index(fields=["order", "at"], name="order_changes"),
        ),
        migrations.AddIndex(
            model_name="orderstatuschange",
            index=models.Index(
                condition=models.Q(("stage_guid__isnull", False)), fields=["stage_guid"], name="order_change_by_stage"
            ),
        ),
        migrations.AddConstraint(
            model_name="orderstatuschange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_void", False)), fields=("order", "to_status", "at"), name="order_change_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="orderstatuschange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_void", False), ("stage_guid__isnull", False)),
                fields=("order", "stage_guid"),
                name="order_change_once_per_stage",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderstatuschange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "to_status__in",
                        (
                            "new",
                            "confirmed",
                            "prepaid",
                            "lens_ordered",
                            "lens_received",
                            "in_workshop",
                            "quality_check",
                            "picking",
                            "in_transit",
                            "ready",
                            "client_notified",
                            "issued",
                            "on_hold",
                            "remake",
                            "cancelled",
                            "returned",
                        ),
                    )
                ),
                name="order_change_status_known",
            ),
        ),
        migrations.AddIndex(
            model_name="reservation",
            index=models.Index(fields=["card", "-created_at"], name="reservation_of_card"),
        ),
        migrations.AddIndex(
            model_name="reservation",
            index=models.Index(
                condition=models.Q(("status__in", ["requested", "confirmed", "moving", "arrived"])),
                fields=["product", "from_salon"],
                include=("qty", "status"),
                name="reservation_of_product",
            ),
        ),
        migrations.AddIndex(
            model_name="reservation",
            index=models.Index(fields=["-created_at", "id"], name="reservation_newest"),
        ),
        migrations.AddConstraint(
            model_name="reservation",
            constraint=models.UniqueConstraint(fields=("guid", "client"), name="reservation_guid_once"),
        ),
        migrations.AddConstraint(
            model_name="reservation",
            constraint=models.CheckConstraint(condition=models.Q(("qty__gt", 0)), name="reservation_of_something"),
        ),
        migrations.AddConstraint(
            model_name="reservation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("to_salon__isnull", True),
                    models.Q(("to_salon", models.F("from_salon")), _negated=True),
                    _connector="OR",
                ),
                name="reservation_goes_elsewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="reservation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("client__isnull", True), ("deleted_at__isnull", True), ("status", "requested")),
                fields=("card", "product", "from_salon"),
                name="reservation_asked_once",
            ),
        ),
        migrations.AddIndex(
            model_name="stock",
            index=models.Index(fields=["product", "salon"], include=("qty", "reserved"), name="stock_of_product"),
        ),
        migrations.AddConstraint(
            model_name="stock",
            constraint=models.UniqueConstraint(fields=("client", "guid"), name="stock_key_once"),
        ),
        migrations.AddConstraint(
            model_name="stock",
            constraint=models.CheckConstraint(
                condition=models.Q(("reserved__gte", 0)), name="stock_reserved_not_negative"
            ),
        ),
    ]
