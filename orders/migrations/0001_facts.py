"""The tables about what was promised and sold: catalogue, stock, orders, purchases, certificates, free service."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models.functions import Upper

from optics_crm.core.create_tables import CreateTables
from optics_crm.core.ids import new_id
from optics_crm.core.models.base import AppNow, NewUuid

TABLES = [
    migrations.CreateModel(
        name="Product",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            (
                "client",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="+",
                    to="core.syncclient",
                ),
            ),
            ("guid", models.UUIDField(blank=True, null=True)),
            ("version", models.BigIntegerField(db_default=0, default=0)),
            ("content_hash", models.BinaryField(blank=True, max_length=16, null=True)),
            ("extra", models.JSONField(blank=True, null=True)),
            ("deleted_at", models.DateTimeField(blank=True, null=True)),
            ("name", models.CharField(max_length=300, verbose_name="name")),
            ("sku", models.CharField(blank=True, max_length=80)),
            ("barcodes", ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
            (
                "category",
                models.CharField(
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
            ("brand", models.CharField(blank=True, max_length=120)),
            ("model", models.CharField(blank=True, max_length=120)),
            ("color", models.CharField(blank=True, max_length=80)),
            ("size", models.CharField(blank=True, max_length=40)),
            ("attrs", models.JSONField(blank=True, default=list)),
            ("price", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
            ("is_active", models.BooleanField(db_default=True, default=True)),
        ],
        options={
            "indexes": [
                models.Index(fields=["guid"], name="product_by_guid"),
                models.Index(fields=["sku"], name="product_by_sku"),
            ],
            "constraints": [models.UniqueConstraint(fields=("client", "guid"), name="product_guid_once")],
        },
    ),
    migrations.CreateModel(
        name="Stock",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            (
                "client",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="+",
                    to="core.syncclient",
                ),
            ),
            ("guid", models.UUIDField(blank=True, null=True)),
            ("version", models.BigIntegerField(db_default=0, default=0)),
            ("content_hash", models.BinaryField(blank=True, max_length=16, null=True)),
            ("extra", models.JSONField(blank=True, null=True)),
            ("deleted_at", models.DateTimeField(blank=True, null=True)),
            (
                "product",
                models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name="stock", to="orders.product"),
            ),
            ("salon", models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name="+", to="core.salon")),
            ("qty", models.DecimalField(decimal_places=3, max_digits=12)),
            ("reserved", models.DecimalField(db_default=0, decimal_places=3, default=0, max_digits=12)),
            ("at", models.DateTimeField()),
        ],
        options={
            "indexes": [
                models.Index(fields=["product", "salon"], include=("qty", "reserved"), name="stock_of_product")
            ],
            "constraints": [
                models.UniqueConstraint(fields=("client", "guid"), name="stock_key_once"),
                models.CheckConstraint(condition=models.Q(("reserved__gte", 0)), name="stock_reserved_not_negative"),
            ],
        },
    ),
    migrations.CreateModel(
        name="Order",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            (
                "card",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="+",
                    to="customers.card",
                ),
            ),
            (
                "salon",
                models.ForeignKey(
                    blank=True, db_index=False, null=True, on_delete=models.PROTECT, related_name="+", to="core.salon"
                ),
            ),
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
            (
                "delivery_salon",
                models.ForeignKey(
                    blank=True, db_index=False, null=True, on_delete=models.PROTECT, related_name="+", to="core.salon"
                ),
            ),
            ("delivery_address", models.CharField(blank=True, max_length=300)),
            ("delivery_cost", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
            ("delivery_on", models.DateField(blank=True, null=True)),
            ("track", models.CharField(blank=True, max_length=80)),
            ("cancel_reason", models.CharField(blank=True, max_length=300)),
            ("guid", models.UUIDField(blank=True, null=True)),
            ("ordered_on", models.DateField(blank=True, null=True)),
            (
                "exam",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="orders",
                    to="customers.exam",
                ),
            ),
            ("paid", models.DecimalField(db_default=0, decimal_places=2, default=0, max_digits=12)),
            ("promised_on", models.DateField(blank=True, null=True)),
            ("first_promised_on", models.DateField(blank=True, null=True)),
            ("hold_reason", models.CharField(blank=True, db_default="", max_length=300)),
            ("remake_cause", models.CharField(blank=True, db_default="", max_length=16)),
            (
                "lines_from",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to="orders.orderentry",
                ),
            ),
            (
                "payments_from",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to="orders.orderentry",
                ),
            ),
            (
                "joined_into",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.PROTECT, related_name="joined", to="orders.order"
                ),
            ),
            ("revision", models.PositiveIntegerField(db_default=1, default=1)),
            ("deleted_at", models.DateTimeField(blank=True, null=True)),
        ],
        options={
            "indexes": [
                models.Index(fields=["guid"], name="order_by_guid"),
                models.Index(fields=["number"], name="order_by_number"),
                models.Index(
                    condition=models.Q(("shop_number", ""), _negated=True),
                    fields=["shop_number"],
                    name="order_by_shop_number",
                ),
                models.Index(fields=["card", "-ordered_at"], name="order_of_card"),
                models.Index(fields=["-ordered_at", "id"], name="order_newest"),
                models.Index(fields=["salon", "-ordered_at"], name="order_of_salon"),
                models.Index(
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
                models.Index(
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
                models.Index(
                    condition=models.Q(("exam_guid__isnull", False)), fields=["exam_guid"], name="order_by_exam_guid"
                ),
            ],
            "constraints": [
                models.CheckConstraint(
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
                models.CheckConstraint(
                    condition=models.Q(
                        ("promised_on__isnull", True), ("first_promised_on__isnull", False), _connector="OR"
                    ),
                    name="order_first_promise_is_kept",
                ),
                models.CheckConstraint(
                    condition=models.Q(("joined_into__isnull", True), ("deleted_at__isnull", False), _connector="OR"),
                    name="order_joined_is_gone",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="OrderEntry",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            (
                "client",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="+",
                    to="core.syncclient",
                ),
            ),
            ("guid", models.UUIDField(blank=True, null=True)),
            ("version", models.BigIntegerField(db_default=0, default=0)),
            ("content_hash", models.BinaryField(blank=True, max_length=16, null=True)),
            ("extra", models.JSONField(blank=True, null=True)),
            ("deleted_at", models.DateTimeField(blank=True, null=True)),
            (
                "card",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="+",
                    to="customers.card",
                ),
            ),
            (
                "salon",
                models.ForeignKey(
                    blank=True, db_index=False, null=True, on_delete=models.PROTECT, related_name="+", to="core.salon"
                ),
            ),
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
            (
                "delivery_salon",
                models.ForeignKey(
                    blank=True, db_index=False, null=True, on_delete=models.PROTECT, related_name="+", to="core.salon"
                ),
            ),
            ("delivery_address", models.CharField(blank=True, max_length=300)),
            ("delivery_cost", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
            ("delivery_on", models.DateField(blank=True, null=True)),
            ("track", models.CharField(blank=True, max_length=80)),
            ("cancel_reason", models.CharField(blank=True, max_length=300)),
            (
                "order",
                models.ForeignKey(db_index=False, on_delete=models.CASCADE, related_name="entries", to="orders.order"),
            ),
            ("promised_on", models.DateField(blank=True, null=True)),
            ("shop_key", models.CharField(blank=True, max_length=60)),
        ],
        options={
            "indexes": [
                models.Index(
                    condition=models.Q(("shop_key", ""), _negated=True),
                    fields=["shop_key"],
                    name="order_entry_by_shop_key",
                ),
                models.Index(fields=["number"], name="order_entry_by_number"),
            ],
            "constraints": [
                models.UniqueConstraint(fields=("guid", "client"), name="order_entry_guid_once"),
                models.UniqueConstraint(fields=("order", "client"), name="order_entry_once_per_book"),
                models.UniqueConstraint(
                    condition=models.Q(("client__isnull", True)), fields=("order",), name="order_entry_one_of_our_own"
                ),
                models.CheckConstraint(
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
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("client__isnull", True), ("guid__isnull", True)),
                        models.Q(("client__isnull", False), ("guid__isnull", False)),
                        _connector="OR",
                    ),
                    name="order_entry_of_a_book_has_guid",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="OrderLine",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "entry",
                models.ForeignKey(
                    db_index=False, on_delete=models.CASCADE, related_name="lines", to="orders.orderentry"
                ),
            ),
            ("line_no", models.PositiveSmallIntegerField()),
            (
                "product",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="+",
                    to="orders.product",
                ),
            ),
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
            (
                "prescription",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to="customers.prescription",
                ),
            ),
            ("prescription_guid", models.UUIDField(blank=True, null=True)),
            ("warranty_until", models.DateField(blank=True, null=True)),
        ],
        options={
            "ordering": ["line_no"],
            "indexes": [
                models.Index(
                    condition=models.Q(("prescription__isnull", True), ("prescription_guid__isnull", False)),
                    fields=["prescription_guid"],
                    name="order_line_waits_for_rx",
                )
            ],
            "constraints": [models.UniqueConstraint(fields=("entry", "line_no"), name="order_line_once")],
        },
    ),
    migrations.CreateModel(
        name="OrderPayment",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("entry", models.ForeignKey(on_delete=models.CASCADE, related_name="payments", to="orders.orderentry")),
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
        name="OrderStatusChange",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            (
                "order",
                models.ForeignKey(db_index=False, on_delete=models.CASCADE, related_name="changes", to="orders.order"),
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
            ("at", models.DateTimeField()),
            ("source", models.CharField(blank=True, max_length=40)),
            ("status_actor", models.CharField(blank=True, max_length=4)),
            (
                "actor",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("comment", models.CharField(blank=True, max_length=300)),
            ("stage_guid", models.UUIDField(blank=True, null=True)),
            ("is_void", models.BooleanField(db_default=False, default=False)),
        ],
        options={
            "ordering": ["at", "id"],
            "indexes": [
                models.Index(fields=["order", "at"], name="order_changes"),
                models.Index(
                    condition=models.Q(("stage_guid__isnull", False)),
                    fields=["stage_guid"],
                    name="order_change_by_stage",
                ),
            ],
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("is_void", False)),
                    fields=("order", "to_status", "at"),
                    name="order_change_once",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("is_void", False), ("stage_guid__isnull", False)),
                    fields=("order", "stage_guid"),
                    name="order_change_once_per_stage",
                ),
                models.CheckConstraint(
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
            ],
        },
    ),
    migrations.CreateModel(
        name="OrderPromise",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            (
                "order",
                models.ForeignKey(db_index=False, on_delete=models.CASCADE, related_name="promises", to="orders.order"),
            ),
            ("promised_on", models.DateField()),
            ("said_at", models.DateTimeField()),
            ("source", models.CharField(blank=True, max_length=40)),
            (
                "actor",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("reason", models.CharField(blank=True, max_length=300)),
        ],
        options={
            "ordering": ["said_at", "id"],
            "indexes": [models.Index(fields=["order", "said_at"], name="order_promises")],
        },
    ),
    migrations.CreateModel(
        name="Purchase",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            (
                "client",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="+",
                    to="core.syncclient",
                ),
            ),
            ("guid", models.UUIDField(blank=True, null=True)),
            ("version", models.BigIntegerField(db_default=0, default=0)),
            ("content_hash", models.BinaryField(blank=True, max_length=16, null=True)),
            ("extra", models.JSONField(blank=True, null=True)),
            ("deleted_at", models.DateTimeField(blank=True, null=True)),
            (
                "card",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="purchases",
                    to="customers.card",
                ),
            ),
            ("salon", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="core.salon")),
            ("number", models.CharField(max_length=60)),
            ("sold_at", models.DateTimeField()),
            ("sold_on", models.DateField()),
            ("handed_over_at", models.DateTimeField(blank=True, null=True)),
            ("handed_over_on", models.DateField(blank=True, null=True)),
            (
                "seller",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "doctor",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("kind", models.CharField(choices=[("sale", "sale"), ("return", "return")], default="sale", max_length=6)),
            (
                "return_of",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="returns",
                    to="orders.purchase",
                ),
            ),
            ("return_of_guid", models.UUIDField(blank=True, null=True)),
            ("total", models.DecimalField(decimal_places=2, max_digits=12)),
            ("discount", models.DecimalField(db_default=0, decimal_places=2, default=0, max_digits=12)),
            ("bonus_spent", models.DecimalField(db_default=0, decimal_places=2, default=0, max_digits=12)),
            (
                "channel",
                models.CharField(
                    choices=[
                        ("salon", "salon"),
                        ("shop", "online shop"),
                        ("marketplace", "marketplace"),
                        ("phone", "phone"),
                        ("messenger", "messenger"),
                        ("clinic", "clinic"),
                    ],
                    db_default="salon",
                    default="salon",
                    max_length=12,
                ),
            ),
            ("is_posted", models.BooleanField(db_default=True, default=True)),
            (
                "order",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="purchases",
                    to="orders.order",
                ),
            ),
            ("order_guid", models.UUIDField(blank=True, null=True)),
            (
                "exam",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="purchases",
                    to="customers.exam",
                ),
            ),
            ("exam_guid", models.UUIDField(blank=True, null=True)),
            ("medical_on", models.DateField(blank=True, null=True)),
            ("medical_until", models.DateField(blank=True, null=True)),
            ("gone_on", models.DateField(blank=True, null=True)),
            (
                "digest",
                models.GeneratedField(
                    db_persist=True,
                    expression=models.Func(
                        "guid",
                        "version",
                        arg_joiner="::text || ':' || ",
                        output_field=models.BigIntegerField(),
                        template="('x' || left(md5(%(expressions)s::text), 16))::bit(64)::bigint",
                    ),
                    output_field=models.BigIntegerField(),
                ),
            ),
        ],
        options={
            "indexes": [
                models.Index(
                    fields=["card", "sold_on"],
                    include=("total", "medical_on", "medical_until", "gone_on", "kind", "is_posted", "deleted_at"),
                    name="purchase_of_card",
                ),
                models.Index(
                    models.F("card"),
                    models.OrderBy(models.F("medical_on"), descending=True),
                    models.OrderBy(models.F("id"), descending=True),
                    condition=models.Q(("deleted_at__isnull", True), ("medical_on__isnull", False)),
                    include=("medical_until", "guid", "salon"),
                    name="purchase_last_medical",
                ),
                models.Index(
                    condition=models.Q(("medical_on__isnull", False)),
                    fields=["medical_on", "card"],
                    name="purchase_medical_by_day",
                ),
                models.Index(
                    condition=models.Q(("return_of__isnull", False)), fields=["return_of"], name="purchase_returns"
                ),
                models.Index(condition=models.Q(("exam__isnull", False)), fields=["exam"], name="purchase_of_exam"),
                models.Index(
                    condition=models.Q(("exam__isnull", True), ("exam_guid__isnull", False)),
                    fields=["exam_guid"],
                    name="purchase_waits_for_exam",
                ),
                models.Index(condition=models.Q(("order__isnull", False)), fields=["order"], name="purchase_of_order"),
                models.Index(
                    condition=models.Q(("order__isnull", True), ("order_guid__isnull", False)),
                    fields=["order_guid"],
                    name="purchase_waits_for_order",
                ),
                models.Index(
                    fields=["sold_at", "-id"],
                    include=("client", "digest", "total", "deleted_at"),
                    name="purchase_newest",
                ),
                models.Index(fields=["number"], name="purchase_by_number"),
            ],
            "constraints": [
                models.UniqueConstraint(fields=("guid", "client"), name="purchase_guid_once"),
                models.CheckConstraint(
                    condition=models.Q(("medical_until__isnull", True), ("medical_on__isnull", False), _connector="OR"),
                    name="purchase_medical_span",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="PurchaseLine",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "purchase",
                models.ForeignKey(db_index=False, on_delete=models.CASCADE, related_name="lines", to="orders.purchase"),
            ),
            ("line_no", models.PositiveSmallIntegerField()),
            (
                "product",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="+",
                    to="orders.product",
                ),
            ),
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
            (
                "prescription",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to="customers.prescription",
                ),
            ),
            ("prescription_guid", models.UUIDField(blank=True, null=True)),
            ("warranty_until", models.DateField(blank=True, null=True)),
        ],
        options={
            "ordering": ["line_no"],
            "indexes": [
                models.Index(
                    condition=models.Q(("prescription__isnull", True), ("prescription_guid__isnull", False)),
                    fields=["prescription_guid"],
                    name="line_waits_for_rx",
                )
            ],
            "constraints": [models.UniqueConstraint(fields=("purchase", "line_no"), name="purchase_line_once")],
        },
    ),
    migrations.CreateModel(
        name="Payment",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("purchase", models.ForeignKey(on_delete=models.CASCADE, related_name="payments", to="orders.purchase")),
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
        options={
            "indexes": [
                models.Index(
                    Upper(
                        models.Func(
                            "certificate_code",
                            models.Value("- "),
                            models.Value(""),
                            function="translate",
                            output_field=models.CharField(),
                        )
                    ),
                    condition=models.Q(("certificate_code", ""), _negated=True),
                    name="payment_by_certificate",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="Reservation",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            (
                "client",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="+",
                    to="core.syncclient",
                ),
            ),
            ("guid", models.UUIDField(blank=True, null=True)),
            ("version", models.BigIntegerField(db_default=0, default=0)),
            ("content_hash", models.BinaryField(blank=True, max_length=16, null=True)),
            ("extra", models.JSONField(blank=True, null=True)),
            ("deleted_at", models.DateTimeField(blank=True, null=True)),
            (
                "card",
                models.ForeignKey(
                    db_index=False, on_delete=models.PROTECT, related_name="reservations", to="customers.card"
                ),
            ),
            (
                "product",
                models.ForeignKey(
                    db_index=False, on_delete=models.PROTECT, related_name="reservations", to="orders.product"
                ),
            ),
            (
                "from_salon",
                models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name="+", to="core.salon"),
            ),
            (
                "to_salon",
                models.ForeignKey(
                    blank=True, db_index=False, null=True, on_delete=models.PROTECT, related_name="+", to="core.salon"
                ),
            ),
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
            (
                "author",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("revision", models.PositiveIntegerField(db_default=1, default=1)),
        ],
        options={
            "indexes": [
                models.Index(fields=["card", "-created_at"], name="reservation_of_card"),
                models.Index(
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
                models.Index(fields=["-created_at", "id"], name="reservation_newest"),
            ],
            "constraints": [
                models.UniqueConstraint(fields=("guid", "client"), name="reservation_guid_once"),
                models.CheckConstraint(condition=models.Q(("qty__gt", 0)), name="reservation_of_something"),
                models.CheckConstraint(
                    condition=models.Q(
                        ("to_salon__isnull", True),
                        models.Q(("to_salon", models.F("from_salon")), _negated=True),
                        _connector="OR",
                    ),
                    name="reservation_goes_elsewhere",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("client__isnull", True), ("deleted_at__isnull", True), ("status", "requested")),
                    fields=("card", "product", "from_salon"),
                    name="reservation_asked_once",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Certificate",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            ("code", models.CharField(max_length=40)),
            (
                "card",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    db_index=False,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="certificates",
                    to="customers.card",
                ),
            ),
            ("occasion", models.CharField(blank=True, max_length=120)),
            ("campaign_key", models.CharField(blank=True, max_length=60)),
            ("value", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
            ("percent", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
            ("issued_on", models.DateField()),
            ("valid_until", models.DateField()),
            (
                "status",
                models.CharField(
                    choices=[
                        ("issued", "issued"),
                        ("used", "used"),
                        ("expired", "expired"),
                        ("cancelled", "cancelled"),
                    ],
                    db_default="issued",
                    default="issued",
                    max_length=10,
                ),
            ),
            ("used_on", models.DateField(blank=True, null=True)),
            (
                "used_in",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="certificates",
                    to="orders.purchase",
                ),
            ),
            (
                "used_salon",
                models.ForeignKey(
                    blank=True, db_index=False, null=True, on_delete=models.PROTECT, related_name="+", to="core.salon"
                ),
            ),
            (
                "used_by",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "indexes": [models.Index(fields=["card", "-issued_on"], name="certificate_of_card")],
            "constraints": [
                models.UniqueConstraint(fields=("code",), name="certificate_code_once"),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("percent__isnull", True), ("value__gt", 0)),
                        models.Q(("percent__gt", 0), ("value__isnull", True)),
                        _connector="OR",
                    ),
                    name="certificate_roubles_or_percent",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("status", "used"), _negated=True), ("used_on__isnull", False), _connector="OR"
                    ),
                    name="certificate_used_has_day",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("occasion", ""), _negated=True),
                    fields=("campaign_key", "occasion"),
                    name="certificate_once_per_occasion",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ServiceEntitlement",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            (
                "purchase",
                models.OneToOneField(on_delete=models.CASCADE, related_name="entitlement", to="orders.purchase"),
            ),
            ("starts_on", models.DateField()),
            ("ends_on", models.DateField()),
            ("void_on", models.DateField(blank=True, null=True)),
        ],
        options={
            "indexes": [
                models.Index(
                    condition=models.Q(("void_on__isnull", True)),
                    fields=["ends_on", "purchase"],
                    name="entitlement_ending",
                )
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("ends_on__gt", models.F("starts_on"))), name="entitlement_has_term"
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="EntitlementUse",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            (
                "entitlement",
                models.ForeignKey(on_delete=models.CASCADE, related_name="uses", to="orders.serviceentitlement"),
            ),
            ("used_on", models.DateField()),
            ("salon", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="core.salon")),
            (
                "actor",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                ),
            ),
            ("source_guid", models.UUIDField(blank=True, null=True, unique=True)),
            ("note", models.CharField(blank=True, max_length=300)),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("source_guid__isnull", True)),
                    fields=("entitlement", "used_on", "salon"),
                    name="entitlement_use_once_a_day",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="CommerceSession",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("client", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="core.syncclient")),
            (
                "token",
                models.ForeignKey(db_index=False, on_delete=models.CASCADE, related_name="+", to="core.synctoken"),
            ),
            ("cookie_hash", models.CharField(max_length=64, unique=True)),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("touched_at", models.DateTimeField()),
        ],
        options={
            "indexes": [models.Index(fields=["touched_at"], name="commerce_session_by_age")],
        },
    ),
    migrations.CreateModel(
        name="CommerceUpload",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            (
                "session",
                models.ForeignKey(
                    db_index=False, on_delete=models.CASCADE, related_name="uploads", to="orders.commercesession"
                ),
            ),
            ("name", models.CharField(max_length=255)),
            ("file", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="core.syncfile")),
            ("is_sale", models.BooleanField(default=False)),
            ("size", models.BigIntegerField(db_default=0, default=0)),
            ("touched_at", models.DateTimeField(db_default=AppNow())),
            ("last_digest", models.CharField(blank=True, default="", max_length=64)),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("session", "name"), name="commerce_upload_once")],
        },
    ),
    migrations.CreateModel(
        name="CommerceImport",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            (
                "session",
                models.ForeignKey(
                    db_index=False, on_delete=models.CASCADE, related_name="imports", to="orders.commercesession"
                ),
            ),
            ("client", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="core.syncclient")),
            (
                "upload",
                models.ForeignKey(
                    db_index=False, on_delete=models.CASCADE, related_name="+", to="orders.commerceupload"
                ),
            ),
            ("name", models.CharField(max_length=255)),
            ("scopes", ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
            (
                "state",
                models.CharField(
                    choices=[
                        ("waiting", "waiting"),
                        ("reading", "being read"),
                        ("loading", "being loaded"),
                        ("failed", "failed"),
                    ],
                    default="waiting",
                    max_length=8,
                ),
            ),
            ("version", models.BigIntegerField()),
            (
                "job",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to="core.syncjob",
                ),
            ),
            ("notes", models.JSONField(default=dict)),
            ("message", models.TextField(blank=True, default="")),
            ("lease_until", models.DateTimeField(blank=True, null=True)),
        ],
        options={
            "indexes": [
                models.Index(
                    condition=models.Q(("state__in", ["waiting", "reading"])),
                    fields=["created_at"],
                    name="commerce_import_open",
                ),
                models.Index(fields=["client", "-version"], name="commerce_import_version"),
            ],
            "constraints": [models.UniqueConstraint(fields=("session", "name"), name="commerce_import_once")],
        },
    ),
    migrations.CreateModel(
        name="CommerceGroup",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            (
                "client",
                models.ForeignKey(db_index=False, on_delete=models.CASCADE, related_name="+", to="core.syncclient"),
            ),
            ("ident", models.CharField(max_length=200)),
            ("parent", models.CharField(blank=True, default="", max_length=200)),
            ("name", models.CharField(blank=True, default="", max_length=300)),
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
                    default="",
                    max_length=16,
                ),
            ),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("client", "ident"), name="commerce_group_once")],
        },
    ),
    migrations.CreateModel(
        name="CommerceTerm",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "client",
                models.ForeignKey(db_index=False, on_delete=models.CASCADE, related_name="+", to="core.syncclient"),
            ),
            ("ident", models.CharField(max_length=200)),
            ("text", models.CharField(max_length=300)),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("client", "ident"), name="commerce_term_once")],
        },
    ),
    migrations.CreateModel(
        name="CommerceGood",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "client",
                models.ForeignKey(db_index=False, on_delete=models.CASCADE, related_name="+", to="core.syncclient"),
            ),
            ("ident", models.CharField(max_length=200)),
            ("parent", models.CharField(blank=True, default="", max_length=200)),
            ("guid", models.UUIDField()),
            ("group", models.CharField(blank=True, default="", max_length=200)),
            ("catalogue", models.JSONField(default=dict)),
            ("offer", models.JSONField(default=dict)),
            ("stock", models.JSONField(default=dict)),
            ("seen", models.BigIntegerField(db_default=0, default=0)),
        ],
        options={
            "indexes": [
                models.Index(fields=["client", "group"], name="commerce_good_of_group"),
                models.Index(
                    condition=models.Q(("parent", ""), _negated=True),
                    fields=["client", "parent"],
                    name="commerce_variants",
                ),
            ],
            "constraints": [models.UniqueConstraint(fields=("client", "ident"), name="commerce_good_once")],
        },
    ),
    migrations.CreateModel(
        name="CommerceHandOut",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "client",
                models.ForeignKey(db_index=False, on_delete=models.CASCADE, related_name="+", to="core.syncclient"),
            ),
            (
                "session",
                models.ForeignKey(
                    null=True, on_delete=models.SET_NULL, related_name="hand_outs", to="orders.commercesession"
                ),
            ),
            ("order", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="orders.order")),
            ("revision", models.PositiveIntegerField()),
            ("confirmed_at", models.DateTimeField(blank=True, null=True)),
        ],
        options={
            "indexes": [
                models.Index(
                    condition=models.Q(("confirmed_at__isnull", False)),
                    fields=["client", "order"],
                    include=("revision",),
                    name="commerce_confirmed",
                )
            ],
            "constraints": [models.UniqueConstraint(fields=("session", "order"), name="commerce_hand_out_once")],
        },
    ),
]


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0003_rules"),
        ("customers", "0001_facts"),
    ]

    operations = [CreateTables(TABLES)]
