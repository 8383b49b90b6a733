"""The tables about people: persons and their cards, families, consents, exams, appointments, promises."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations, models
from django.db.models.functions import Concat, ExtractDay, ExtractMonth, Lower, Right, Upper

from optics_crm.core import clock
from optics_crm.core.create_tables import CreateTables
from optics_crm.core.ids import new_id
from optics_crm.core.models.base import AppNow, NewUuid

TABLES = [
    migrations.CreateModel(
        name="Phone",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            ("number", models.CharField(max_length=16, unique=True)),
            ("is_mobile", models.BooleanField(db_default=False, default=False)),
            ("is_foreign", models.BooleanField(db_default=False, default=False)),
            ("region_timezone", models.CharField(blank=True, db_default="", default="", max_length=40)),
            ("refused_at", models.DateTimeField(blank=True, null=True)),
            ("unreachable_at", models.DateTimeField(blank=True, null=True)),
        ],
        options={
            "indexes": [models.Index(Right("number", 4), name="phone_by_last_digits")],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("number__regex", "^\\+[1-9][0-9]{6,14}$")), name="phone_is_e164"
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="Email",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            ("address", models.CharField(max_length=254, unique=True)),
            ("bounced_at", models.DateTimeField(blank=True, null=True)),
        ],
    ),
    migrations.CreateModel(
        name="Person",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            ("last_name", models.CharField(blank=True, max_length=150, verbose_name="surname")),
            ("first_name", models.CharField(blank=True, max_length=150, verbose_name="name")),
            ("middle_name", models.CharField(blank=True, max_length=150, verbose_name="patronymic")),
            ("birth_date", models.DateField(blank=True, null=True, verbose_name="birth date")),
            (
                "sex",
                models.CharField(
                    blank=True,
                    choices=[("m", "male"), ("f", "female"), ("", "not known")],
                    default="",
                    max_length=1,
                    verbose_name="sex",
                ),
            ),
            ("address", models.CharField(blank=True, max_length=300, verbose_name="address")),
            ("city", models.CharField(blank=True, max_length=100, verbose_name="city")),
            (
                "home_salon",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.SET_NULL, related_name="people", to="core.salon"
                ),
            ),
            ("timezone", models.CharField(blank=True, max_length=40, verbose_name="time zone")),
            ("preferred_channel", models.CharField(blank=True, max_length=20, verbose_name="preferred channel")),
            (
                "main_phone",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="main_of",
                    to="customers.phone",
                ),
            ),
            (
                "main_email",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.SET_NULL, related_name="main_of", to="customers.email"
                ),
            ),
            ("consent_pd", models.BooleanField(db_default=False, default=False)),
            ("consent_ads", models.BooleanField(db_default=False, default=False)),
            ("opted_out", models.BooleanField(db_default=False, default=False)),
            ("deceased_on", models.DateField(blank=True, null=True, verbose_name="died on")),
            ("note", models.TextField(blank=True, verbose_name="note")),
            ("erased_at", models.DateTimeField(blank=True, null=True)),
            ("checked_at", models.DateTimeField(blank=True, null=True)),
            (
                "checked_by",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("oldest_card", models.UUIDField(blank=True, null=True)),
            ("bucket", models.BigIntegerField(db_default=0, default=0)),
            (
                "merged_into",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.PROTECT, related_name="absorbed", to="customers.person"
                ),
            ),
            ("revision", models.PositiveIntegerField(db_default=1, default=1)),
            (
                "name_key",
                models.GeneratedField(
                    db_persist=True,
                    expression=models.Func(
                        Lower(Concat("last_name", models.Value(" "), "first_name", models.Value(" "), "middle_name")),
                        models.Value("ё"),
                        models.Value("е"),
                        function="translate",
                        output_field=models.TextField(),
                    ),
                    output_field=models.TextField(),
                ),
            ),
        ],
        options={
            "verbose_name": "customer",
            "verbose_name_plural": "customers",
            "indexes": [
                GinIndex(OpClass("name_key", name="gin_trgm_ops"), name="person_by_name_parts"),
                models.Index(fields=["-created_at", "id"], name="person_newest"),
                models.Index(fields=["updated_at", "id"], name="person_updated"),
                models.Index(ExtractMonth("birth_date"), ExtractDay("birth_date"), name="person_birthday"),
                models.Index(fields=["main_phone"], name="person_by_main_phone"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        ("merged_into__isnull", True),
                        models.Q(("merged_into", models.F("id")), _negated=True),
                        _connector="OR",
                    ),
                    name="person_not_merged_into_itself",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("birth_date__isnull", True), ("birth_date__gte", "1900-01-01"), _connector="OR"
                    ),
                    name="person_born_after_1900",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Card",
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
            ("person", models.ForeignKey(on_delete=models.PROTECT, related_name="cards", to="customers.person")),
            (
                "origin",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="+",
                    to="customers.person",
                ),
            ),
            ("last_name", models.CharField(blank=True, max_length=150)),
            ("first_name", models.CharField(blank=True, max_length=150)),
            ("middle_name", models.CharField(blank=True, max_length=150)),
            ("birth_date", models.DateField(blank=True, null=True)),
            (
                "sex",
                models.CharField(
                    blank=True, choices=[("m", "male"), ("f", "female"), ("", "not known")], default="", max_length=1
                ),
            ),
            ("address", models.CharField(blank=True, max_length=300)),
            ("city", models.CharField(blank=True, max_length=100)),
            (
                "home_salon",
                models.ForeignKey(blank=True, null=True, on_delete=models.SET_NULL, related_name="+", to="core.salon"),
            ),
            ("preferred_channel", models.CharField(blank=True, max_length=20)),
            ("discount_card", models.CharField(blank=True, max_length=60)),
            ("discount_percent", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
            ("ads_forbidden", models.BooleanField(db_default=False, default=False)),
            ("comment", models.TextField(blank=True)),
            ("source_created_at", models.DateTimeField(blank=True, null=True)),
            ("source_created_by", models.UUIDField(blank=True, null=True)),
            ("merged_into_guid", models.UUIDField(blank=True, null=True)),
            ("verified_at", models.DateTimeField(blank=True, null=True)),
        ],
        options={
            "indexes": [
                models.Index(condition=models.Q(("origin__isnull", False)), fields=["origin"], name="card_by_origin"),
                models.Index(fields=["guid"], name="card_by_guid"),
                models.Index(
                    condition=models.Q(("deleted_at__isnull", True)),
                    fields=["id"],
                    include=("person",),
                    name="card_of_whom",
                ),
                models.Index(Upper("discount_card"), name="card_by_discount_card"),
            ],
            "constraints": [
                models.UniqueConstraint(fields=("client", "guid"), name="card_guid_once"),
                models.CheckConstraint(
                    condition=models.Q(
                        ("discount_percent__isnull", True), ("discount_percent__range", (0, 100)), _connector="OR"
                    ),
                    name="card_discount_is_percent",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("origin__isnull", True),
                        models.Q(("origin", models.F("person")), _negated=True),
                        _connector="OR",
                    ),
                    name="card_origin_is_another",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="CardPhone",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "card",
                models.ForeignKey(db_index=False, on_delete=models.CASCADE, related_name="phones", to="customers.card"),
            ),
            (
                "phone",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="uses",
                    to="customers.phone",
                ),
            ),
            ("raw", models.CharField(max_length=120)),
            (
                "kind",
                models.CharField(
                    choices=[("mobile", "mobile"), ("home", "home"), ("work", "work")], default="mobile", max_length=8
                ),
            ),
            (
                "role",
                models.CharField(
                    choices=[
                        ("own", "own"),
                        ("parent", "parent's"),
                        ("spouse", "spouse's"),
                        ("child", "child's"),
                        ("other", "somebody else's"),
                    ],
                    default="own",
                    max_length=8,
                ),
            ),
            ("owner_hint", models.CharField(blank=True, max_length=60)),
            ("extension", models.CharField(blank=True, max_length=10)),
            ("is_main", models.BooleanField(db_default=False, default=False)),
            ("position", models.PositiveSmallIntegerField(db_default=0, default=0)),
        ],
        options={
            "indexes": [models.Index(fields=["phone", "card"], name="card_phone_lookup")],
            "constraints": [models.UniqueConstraint(fields=("card", "phone"), name="card_phone_once")],
        },
    ),
    migrations.CreateModel(
        name="CardEmail",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "card",
                models.ForeignKey(db_index=False, on_delete=models.CASCADE, related_name="emails", to="customers.card"),
            ),
            (
                "email",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="uses",
                    to="customers.email",
                ),
            ),
            ("raw", models.CharField(max_length=254)),
            (
                "role",
                models.CharField(
                    choices=[
                        ("own", "own"),
                        ("parent", "parent's"),
                        ("spouse", "spouse's"),
                        ("child", "child's"),
                        ("other", "somebody else's"),
                    ],
                    default="own",
                    max_length=8,
                ),
            ),
            ("is_main", models.BooleanField(db_default=False, default=False)),
        ],
        options={
            "indexes": [models.Index(fields=["email", "card"], name="card_email_lookup")],
            "constraints": [models.UniqueConstraint(fields=("card", "email"), name="card_email_once")],
        },
    ),
    migrations.CreateModel(
        name="Messenger",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("card", models.ForeignKey(on_delete=models.CASCADE, related_name="messengers", to="customers.card")),
            ("kind", models.CharField(max_length=20)),
            ("external_id", models.CharField(max_length=120)),
        ],
        options={
            "indexes": [models.Index(fields=["kind", "external_id"], name="messenger_lookup")],
            "constraints": [models.UniqueConstraint(fields=("card", "kind", "external_id"), name="messenger_once")],
        },
    ),
    migrations.CreateModel(
        name="Household",
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
            ("name", models.CharField(blank=True, max_length=150, verbose_name="name")),
            ("note", models.TextField(blank=True, verbose_name="note")),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("client", "guid"), name="household_guid_once")],
        },
    ),
    migrations.CreateModel(
        name="Membership",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "household",
                models.ForeignKey(on_delete=models.CASCADE, related_name="memberships", to="customers.household"),
            ),
            ("person", models.ForeignKey(on_delete=models.CASCADE, related_name="memberships", to="customers.person")),
            (
                "role",
                models.CharField(
                    choices=[
                        ("head", "head of the family"),
                        ("spouse", "spouse"),
                        ("child", "child"),
                        ("parent", "parent"),
                        ("other", "other"),
                    ],
                    default="other",
                    max_length=8,
                ),
            ),
            ("is_home", models.BooleanField(db_default=True, default=True)),
            ("since", models.DateField(blank=True, null=True)),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(fields=("household", "person"), name="membership_once"),
                models.UniqueConstraint(
                    condition=models.Q(("is_home", True)), fields=("person",), name="membership_one_home"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Relationship",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "person",
                models.ForeignKey(on_delete=models.CASCADE, related_name="relationships", to="customers.person"),
            ),
            ("relative", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="customers.person")),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("parent", "parent"),
                        ("child", "child"),
                        ("spouse", "spouse"),
                        ("sibling", "brother or sister"),
                        ("grandparent", "grandparent"),
                        ("grandchild", "grandchild"),
                        ("guardian", "guardian"),
                        ("ward", "ward"),
                        ("other", "other"),
                    ],
                    max_length=12,
                ),
            ),
        ],
        options={
            "indexes": [models.Index(fields=["person", "kind"], name="relationship_guardians")],
            "constraints": [
                models.UniqueConstraint(fields=("person", "relative", "kind"), name="relationship_once"),
                models.CheckConstraint(
                    condition=models.Q(("person", models.F("relative")), _negated=True),
                    name="relationship_not_with_oneself",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ConsentText",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "purpose",
                models.CharField(
                    choices=[
                        ("pd", "personal data"),
                        ("health", "health data"),
                        ("ads", "advertising"),
                        ("calls", "automatic calls"),
                    ],
                    max_length=8,
                ),
            ),
            ("number", models.PositiveSmallIntegerField()),
            ("title", models.CharField(max_length=200)),
            ("body", models.TextField()),
            ("valid_from", models.DateField()),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("purpose", "number"), name="consent_text_once")],
        },
    ),
    migrations.CreateModel(
        name="Consent",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            (
                "card",
                models.ForeignKey(
                    db_index=False, on_delete=models.PROTECT, related_name="consents", to="customers.card"
                ),
            ),
            (
                "purpose",
                models.CharField(
                    choices=[
                        ("pd", "personal data"),
                        ("health", "health data"),
                        ("ads", "advertising"),
                        ("calls", "automatic calls"),
                    ],
                    max_length=8,
                ),
            ),
            ("channel", models.CharField(blank=True, db_default="", default="", max_length=20)),
            (
                "status",
                models.CharField(
                    choices=[("given", "given"), ("withdrawn", "withdrawn"), ("declined", "declined")], max_length=10
                ),
            ),
            (
                "method",
                models.CharField(
                    choices=[
                        ("onec", "1C"),
                        ("desk_code", "at the desk, code from an SMS"),
                        ("desk_paper", "at the desk, signed on paper"),
                        ("link", "by the link in a message"),
                        ("phone", "by phone"),
                        ("form", "web form"),
                        ("merge", "merged cards"),
                    ],
                    max_length=12,
                ),
            ),
            (
                "text",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="+",
                    to="customers.consenttext",
                ),
            ),
            ("at", models.DateTimeField()),
            ("recorded_at", models.DateTimeField(db_default=AppNow())),
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
            ("phone", models.CharField(blank=True, db_default="", default="", max_length=16)),
            ("ip", models.GenericIPAddressField(blank=True, null=True)),
            ("evidence", models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict)),
            (
                "said_by",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    db_index=False,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="+",
                    to="customers.person",
                ),
            ),
        ],
        options={
            "indexes": [models.Index(fields=["card", "purpose", "channel", "-at"], name="consent_latest")],
            "constraints": [
                models.UniqueConstraint(
                    fields=("card", "purpose", "channel", "status", "method", "at"), name="consent_act_once"
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="ConsentCode",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            (
                "person",
                models.ForeignKey(
                    db_index=False, on_delete=models.CASCADE, related_name="consent_codes", to="customers.person"
                ),
            ),
            (
                "purpose",
                models.CharField(
                    choices=[
                        ("pd", "personal data"),
                        ("health", "health data"),
                        ("ads", "advertising"),
                        ("calls", "automatic calls"),
                    ],
                    max_length=8,
                ),
            ),
            ("channel", models.CharField(blank=True, db_default="", default="", max_length=20)),
            (
                "text",
                models.ForeignKey(
                    db_index=False, on_delete=models.PROTECT, related_name="+", to="customers.consenttext"
                ),
            ),
            (
                "signed_by",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    db_index=False,
                    null=True,
                    on_delete=models.CASCADE,
                    related_name="+",
                    to="customers.person",
                ),
            ),
            ("number", models.CharField(max_length=16)),
            ("code_hash", models.CharField(max_length=64)),
            (
                "asked_by",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("asked_at", models.DateTimeField()),
            ("expires_at", models.DateTimeField()),
            ("tries", models.PositiveSmallIntegerField(db_default=0, default=0)),
            ("used_at", models.DateTimeField(blank=True, null=True)),
        ],
        options={
            "indexes": [
                models.Index(fields=["person", "purpose", "-asked_at"], name="consent_code_latest"),
                models.Index(fields=["number", "-asked_at"], name="consent_code_of_number"),
            ],
        },
    ),
    migrations.CreateModel(
        name="Exam",
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
            ("card", models.ForeignKey(on_delete=models.PROTECT, related_name="exams", to="customers.card")),
            ("salon", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="core.salon")),
            (
                "doctor",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.PROTECT, related_name="exams", to=settings.AUTH_USER_MODEL
                ),
            ),
            ("examined_at", models.DateTimeField()),
            ("examined_on", models.DateField()),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("full", "full check"),
                        ("express", "express check"),
                        ("contact_lens_fit", "contact lens fitting"),
                        ("cl_aftercare", "contact lens aftercare"),
                        ("child", "child's check"),
                        ("control", "follow-up check"),
                        ("pre_sale_check", "check before a sale"),
                    ],
                    default="full",
                    max_length=20,
                ),
            ),
            ("complaints", models.TextField(blank=True, verbose_name="complaints")),
            (
                "diagnosis_icd",
                ArrayField(base_field=models.CharField(max_length=10), blank=True, default=list, size=None),
            ),
            ("recommendation", models.TextField(blank=True, verbose_name="recommendation")),
            ("next_check_on", models.DateField(blank=True, null=True)),
            ("appointment_guid", models.UUIDField(blank=True, null=True)),
            ("number", models.PositiveSmallIntegerField(db_default=1, default=1)),
            ("entered_in_error_at", models.DateTimeField(blank=True, null=True)),
        ],
        options={
            "indexes": [
                models.Index(fields=["guid"], name="exam_by_guid"),
                models.Index(fields=["card", "-examined_on"], name="exam_of_card"),
                models.Index(fields=["examined_on", "card"], name="exam_by_day"),
                models.Index(
                    condition=models.Q(("appointment_guid__isnull", False)),
                    fields=["appointment_guid"],
                    name="exam_of_appointment",
                ),
            ],
            "constraints": [models.UniqueConstraint(fields=("client", "guid"), name="exam_guid_once")],
        },
    ),
    migrations.CreateModel(
        name="ExamRevision",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("exam", models.ForeignKey(on_delete=models.CASCADE, related_name="revisions", to="customers.exam")),
            ("number", models.PositiveSmallIntegerField()),
            ("content", models.JSONField()),
            ("replaced_at", models.DateTimeField(db_default=AppNow())),
            ("replaced_by", models.CharField(blank=True, max_length=120)),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("exam", "number"), name="exam_revision_once")],
        },
    ),
    migrations.CreateModel(
        name="EyeMeasurement",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("exam", models.ForeignKey(on_delete=models.CASCADE, related_name="measurements", to="customers.exam")),
            (
                "eye",
                models.CharField(choices=[("od", "right eye"), ("os", "left eye"), ("ou", "both eyes")], max_length=2),
            ),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("objective_auto", "autorefractor"),
                        ("objective_retinoscopy", "retinoscopy"),
                        ("cycloplegic", "cycloplegic"),
                        ("subjective", "subjective"),
                        ("current_glasses", "present glasses"),
                    ],
                    max_length=24,
                ),
            ),
            ("sph", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
            ("cyl", models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True)),
            ("axis", models.PositiveSmallIntegerField(blank=True, null=True)),
            ("va_sc", models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True)),
            ("va_cc", models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True)),
            ("va_sc_code", models.CharField(blank=True, max_length=12)),
            ("va_cc_code", models.CharField(blank=True, max_length=12)),
            ("no_improvement", models.BooleanField(default=False)),
            ("iop", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
            (
                "iop_method",
                models.CharField(
                    blank=True,
                    choices=[
                        ("pneumo", "pneumotonometer"),
                        ("goldmann", "Goldmann"),
                        ("maklakov", "Maklakov"),
                        ("icare", "iCare"),
                    ],
                    max_length=10,
                ),
            ),
            ("k1", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
            ("k1_axis", models.PositiveSmallIntegerField(blank=True, null=True)),
            ("k2", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
            ("k2_axis", models.PositiveSmallIntegerField(blank=True, null=True)),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(fields=("exam", "eye", "kind"), name="measurement_once"),
                models.CheckConstraint(
                    condition=models.Q(("sph__isnull", True), ("sph__range", (-30, 30)), _connector="OR"),
                    name="measured_sph",
                ),
                models.CheckConstraint(
                    condition=models.Q(("cyl__isnull", True), ("cyl__range", (-10, 10)), _connector="OR"),
                    name="measured_cyl",
                ),
                models.CheckConstraint(
                    condition=models.Q(("axis__isnull", True), ("axis__range", (1, 180)), _connector="OR"),
                    name="measured_axis",
                ),
                models.CheckConstraint(
                    condition=models.Q(("iop__isnull", True), ("iop__range", (1, 80)), _connector="OR"),
                    name="measured_iop",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("iop__isnull", True), models.Q(("iop_method", ""), _negated=True), _connector="OR"
                    ),
                    name="measured_iop_has_method",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("k1__isnull", True), ("k2__isnull", True), ("k1__lte", models.F("k2")), _connector="OR"
                    ),
                    name="measured_k1_is_flatter",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Prescription",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            ("card", models.ForeignKey(on_delete=models.PROTECT, related_name="prescriptions", to="customers.card")),
            (
                "exam",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.CASCADE, related_name="prescriptions", to="customers.exam"
                ),
            ),
            ("guid", models.UUIDField(blank=True, null=True)),
            (
                "kind",
                models.CharField(
                    choices=[("glasses", "glasses"), ("contact_lens", "contact lenses")],
                    default="glasses",
                    max_length=12,
                ),
            ),
            (
                "purpose",
                models.CharField(
                    choices=[
                        ("distance", "distance"),
                        ("near", "near"),
                        ("office", "computer and office"),
                        ("bifocal", "bifocal"),
                        ("progressive", "progressive"),
                        ("driving", "driving"),
                        ("myopia_control", "myopia control"),
                        ("sport", "sport"),
                        ("therapeutic", "therapeutic"),
                        ("contact", "contact lenses"),
                        ("sun", "sunglasses"),
                    ],
                    max_length=16,
                ),
            ),
            (
                "status",
                models.CharField(
                    choices=[
                        ("draft", "draft"),
                        ("active", "active"),
                        ("superseded", "superseded"),
                        ("expired", "expired"),
                        ("entered_in_error", "entered in error"),
                    ],
                    db_default="active",
                    default="active",
                    max_length=16,
                ),
            ),
            ("is_constant_wear", models.BooleanField(blank=True, null=True)),
            ("is_external", models.BooleanField(db_default=False, default=False)),
            (
                "doctor",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                ),
            ),
            ("issued_on", models.DateField()),
            ("valid_until", models.DateField()),
            ("pd_far", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
            ("pd_near", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
            ("note", models.TextField(blank=True)),
        ],
        options={
            "indexes": [
                models.Index(fields=["guid"], name="prescription_by_guid"),
                models.Index(fields=["card", "-valid_until"], name="prescription_of_card"),
            ],
            "constraints": [
                models.UniqueConstraint(fields=("exam", "guid"), name="prescription_guid_once"),
                models.CheckConstraint(
                    condition=models.Q(("valid_until__gte", models.F("issued_on"))),
                    name="prescription_valid_after_issue",
                ),
                models.CheckConstraint(
                    condition=models.Q(("pd_far__isnull", True), ("pd_far__range", (40, 85)), _connector="OR"),
                    name="prescription_pd_far",
                ),
                models.CheckConstraint(
                    condition=models.Q(("pd_near__isnull", True), ("pd_near__range", (40, 85)), _connector="OR"),
                    name="prescription_pd_near",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("pd_far__isnull", True),
                        ("pd_near__isnull", True),
                        ("pd_near__lte", models.F("pd_far")),
                        _connector="OR",
                    ),
                    name="prescription_near_pd_not_wider",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Recommendation",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            ("exam", models.ForeignKey(on_delete=models.CASCADE, related_name="recommendations", to="customers.exam")),
            ("position", models.PositiveSmallIntegerField(default=0)),
            ("code", models.CharField(max_length=40)),
            ("category", models.CharField(blank=True, max_length=20)),
            ("is_sellable", models.BooleanField(db_default=False, default=False)),
            ("text", models.TextField(blank=True)),
            ("urgency", models.CharField(blank=True, max_length=8)),
            ("due_on", models.DateField(blank=True, null=True)),
            ("product_guid", models.UUIDField(blank=True, null=True)),
            (
                "prescription",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="recommendations",
                    to="customers.prescription",
                ),
            ),
            (
                "outcome",
                models.CharField(
                    choices=[
                        ("open", "open"),
                        ("bought", "bought"),
                        ("bought_elsewhere", "bought elsewhere"),
                        ("declined", "declined"),
                        ("expired", "expired"),
                    ],
                    db_default="open",
                    default="open",
                    max_length=16,
                ),
            ),
            ("outcome_reason", models.CharField(blank=True, max_length=300)),
            ("outcome_on", models.DateField(blank=True, null=True)),
        ],
        options={
            "indexes": [models.Index(fields=["code", "exam"], name="recommendation_by_code")],
            "constraints": [models.UniqueConstraint(fields=("exam", "position"), name="recommendation_once")],
        },
    ),
    migrations.CreateModel(
        name="PrescriptionEye",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "prescription",
                models.ForeignKey(on_delete=models.CASCADE, related_name="eyes", to="customers.prescription"),
            ),
            ("eye", models.CharField(choices=[("od", "right eye"), ("os", "left eye")], max_length=2)),
            (
                "status",
                models.CharField(
                    choices=[
                        ("present", "present"),
                        ("absent", "absent"),
                        ("prosthetic", "prosthesis"),
                        ("not_examined", "not examined"),
                    ],
                    db_default="present",
                    default="present",
                    max_length=12,
                ),
            ),
            ("sph", models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
            ("cyl", models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True)),
            ("axis", models.PositiveSmallIntegerField(blank=True, null=True)),
            ("cyl_entered_plus", models.BooleanField(db_default=False, default=False)),
            ("add", models.DecimalField(blank=True, decimal_places=2, max_digits=3, null=True)),
            ("prism_h", models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True)),
            ("base_h", models.CharField(blank=True, db_default="", default="", max_length=3)),
            ("prism_v", models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True)),
            ("base_v", models.CharField(blank=True, db_default="", default="", max_length=4)),
            ("pd_mono", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
            ("va_sc", models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True)),
            ("va_cc", models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True)),
            ("base_curve", models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True)),
            ("diameter", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
            ("brand", models.CharField(blank=True, db_default="", default="", max_length=80)),
            ("add_code", models.CharField(blank=True, db_default="", default="", max_length=4)),
            ("wear_mode", models.CharField(blank=True, db_default="", default="", max_length=8)),
            ("replacement", models.CharField(blank=True, db_default="", default="", max_length=3)),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(fields=("prescription", "eye"), name="rx_eye_once"),
                models.CheckConstraint(condition=models.Q(("eye__in", ["od", "os"])), name="rx_eye_is_od_or_os"),
                models.CheckConstraint(
                    condition=models.Q(("sph__isnull", True), ("sph__range", (-30, 30)), _connector="OR"),
                    name="rx_sph_range",
                ),
                models.CheckConstraint(
                    condition=models.Q(("cyl__isnull", True), ("cyl__range", (-10, 0)), _connector="OR"),
                    name="rx_cyl_minus_form",
                ),
                models.CheckConstraint(
                    condition=models.Q(("axis__isnull", True), ("axis__range", (1, 180)), _connector="OR"),
                    name="rx_axis_range",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("axis__isnull", True), models.Q(("cyl__isnull", True), ("cyl", 0), _connector="OR")),
                        models.Q(("axis__isnull", False), ("cyl__isnull", False), models.Q(("cyl", 0), _negated=True)),
                        _connector="OR",
                    ),
                    name="rx_axis_iff_cyl",
                ),
                models.CheckConstraint(
                    condition=models.Q(("add__isnull", True), ("add__range", ("0.25", "4.00")), _connector="OR"),
                    name="rx_add_range",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("prism_h__isnull", True), ("base_h", "")),
                        models.Q(("prism_h__gt", 0), ("base_h__in", ["in", "out"])),
                        _connector="OR",
                    ),
                    name="rx_prism_h_iff_base",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("prism_v__isnull", True), ("base_v", "")),
                        models.Q(("prism_v__gt", 0), ("base_v__in", ["up", "down"])),
                        _connector="OR",
                    ),
                    name="rx_prism_v_iff_base",
                ),
                models.CheckConstraint(
                    condition=models.Q(("pd_mono__isnull", True), ("pd_mono__range", ("20", "42.5")), _connector="OR"),
                    name="rx_pd_mono_range",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Appointment",
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
                    db_index=False, on_delete=models.PROTECT, related_name="appointments", to="customers.card"
                ),
            ),
            ("salon", models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name="+", to="core.salon")),
            (
                "doctor",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("service", models.CharField(blank=True, max_length=200, verbose_name="service")),
            ("starts_at", models.DateTimeField(verbose_name="begins")),
            ("starts_on", models.DateField()),
            ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends")),
            (
                "status",
                models.CharField(
                    choices=[
                        ("booked", "booked"),
                        ("confirmed", "confirmed"),
                        ("arrived", "client is here"),
                        ("done", "took place"),
                        ("no_show", "did not come"),
                        ("cancelled", "cancelled"),
                    ],
                    default="booked",
                    max_length=9,
                ),
            ),
            ("status_at", models.DateTimeField(db_default=AppNow())),
            ("book_status", models.CharField(blank=True, db_default="", default="", max_length=9)),
            ("book_status_at", models.DateTimeField(blank=True, null=True)),
            (
                "source",
                models.CharField(
                    choices=[
                        ("phone", "by phone"),
                        ("site", "on the site"),
                        ("salon", "in the salon"),
                        ("doctor", "by the doctor"),
                    ],
                    db_default="salon",
                    default="salon",
                    max_length=6,
                ),
            ),
            ("cancel_reason", models.CharField(blank=True, max_length=300, verbose_name="why cancelled")),
            (
                "exam",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="appointments",
                    to="customers.exam",
                ),
            ),
            ("exam_guid", models.UUIDField(blank=True, null=True)),
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
                models.Index(fields=["card", "-starts_on"], name="appointment_of_card"),
                models.Index(fields=["salon", "starts_on", "starts_at"], name="appointment_of_salon"),
                models.Index(fields=["updated_at", "id"], name="appointment_updated"),
                models.Index(fields=["starts_at", "id"], name="appointment_by_time"),
                models.Index(condition=models.Q(("exam__isnull", False)), fields=["exam"], name="appointment_of_exam"),
                models.Index(
                    condition=models.Q(("exam__isnull", True), ("exam_guid__isnull", False)),
                    fields=["exam_guid"],
                    name="appointment_waits_for_exam",
                ),
            ],
            "constraints": [
                models.UniqueConstraint(fields=("guid", "client"), name="appointment_guid_once"),
                models.CheckConstraint(
                    condition=models.Q(
                        ("ends_at__isnull", True), ("ends_at__gte", models.F("starts_at")), _connector="OR"
                    ),
                    name="appointment_ends_after_start",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("status__in", ["booked", "confirmed", "arrived", "done", "no_show", "cancelled"])
                    ),
                    name="appointment_status_is_known",
                ),
                models.CheckConstraint(
                    condition=models.Q(("book_status", ""), ("book_status_at__isnull", False), _connector="OR"),
                    name="appointment_said_when",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="AppointmentChange",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            (
                "appointment",
                models.ForeignKey(
                    db_index=False, on_delete=models.CASCADE, related_name="changes", to="customers.appointment"
                ),
            ),
            ("from_status", models.CharField(blank=True, max_length=9)),
            ("to_status", models.CharField(max_length=9)),
            ("at", models.DateTimeField(db_default=AppNow())),
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
            ("origin", models.CharField(blank=True, db_default="", default="", max_length=60)),
            ("comment", models.CharField(blank=True, max_length=500)),
            ("told_by", models.UUIDField(blank=True, null=True, unique=True)),
            ("is_derived", models.BooleanField(db_default=False, default=False)),
        ],
        options={
            "ordering": ["at"],
            "indexes": [models.Index(fields=["appointment", "at"], name="change_of_appointment")],
        },
    ),
    migrations.CreateModel(
        name="FollowUp",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            ("kind", models.CharField(max_length=30)),
            (
                "person",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.PROTECT, related_name="followups", to="customers.person"
                ),
            ),
            (
                "card",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.PROTECT, related_name="followups", to="customers.card"
                ),
            ),
            (
                "household",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.SET_NULL, related_name="+", to="customers.household"
                ),
            ),
            (
                "salon",
                models.ForeignKey(blank=True, null=True, on_delete=models.PROTECT, related_name="+", to="core.salon"),
            ),
            (
                "department",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.PROTECT, related_name="+", to="core.department"
                ),
            ),
            ("role", models.CharField(blank=True, max_length=40)),
            ("call", models.UUIDField(blank=True, null=True)),
            ("proof", models.UUIDField(blank=True, null=True)),
            (
                "owner",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="followups",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "author",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                ),
            ),
            ("title", models.CharField(max_length=200, verbose_name="what was promised")),
            ("reason", models.CharField(blank=True, max_length=300, verbose_name="why")),
            ("notes", models.TextField(blank=True, db_default="", default="", verbose_name="notes")),
            (
                "exam",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="followups",
                    to="customers.exam",
                ),
            ),
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
            ("occasion", models.CharField(blank=True, max_length=120, null=True, unique=True)),
            ("due_at", models.DateTimeField(verbose_name="due")),
            (
                "status",
                models.CharField(
                    choices=[("open", "open"), ("closed", "closed")], db_default="open", default="open", max_length=6
                ),
            ),
            ("returns", models.BooleanField(db_default=False, default=False)),
            ("answer", models.TextField(blank=True, db_default="", default="", verbose_name="answer")),
            ("answered_at", models.DateTimeField(blank=True, null=True)),
            (
                "answered_by",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("tries", models.PositiveSmallIntegerField(db_default=0, default=0)),
            ("escalated", models.PositiveSmallIntegerField(db_default=0, default=0)),
            ("outcome", models.CharField(blank=True, max_length=40)),
            ("outcome_note", models.CharField(blank=True, max_length=500)),
            ("closed_at", models.DateTimeField(blank=True, null=True)),
            (
                "closed_by",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                ),
            ),
            ("revision", models.PositiveIntegerField(db_default=1, default=1)),
        ],
        options={
            "indexes": [
                models.Index(condition=models.Q(("status", "open")), fields=["due_at"], name="followup_open_by_clock"),
                models.Index(fields=["person", "status"], name="followup_of_person"),
                models.Index(condition=models.Q(("call__isnull", False)), fields=["call"], name="followup_of_call"),
                models.Index(condition=models.Q(("proof__isnull", False)), fields=["proof"], name="followup_of_proof"),
                models.Index(condition=models.Q(("exam__isnull", False)), fields=["exam"], name="followup_of_exam"),
                models.Index(fields=["updated_at", "id"], name="followup_updated"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("closed_at__isnull", True), ("status", "open")),
                        models.Q(("closed_at__isnull", False), ("status", "closed")),
                        _connector="OR",
                    ),
                    name="followup_closed_has_moment",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("answer", ""), ("answered_at__isnull", True)),
                        models.Q(
                            ("answered_at__isnull", False), ("returns", True), models.Q(("answer", ""), _negated=True)
                        ),
                        _connector="OR",
                    ),
                    name="followup_answer_has_moment",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="FollowUpStep",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            (
                "followup",
                models.ForeignKey(
                    db_index=False, on_delete=models.CASCADE, related_name="steps", to="customers.followup"
                ),
            ),
            ("at", models.DateTimeField(db_default=AppNow(), default=clock.now)),
            (
                "verb",
                models.CharField(
                    choices=[
                        ("assigned", "given to somebody"),
                        ("postponed", "postponed"),
                        ("tried", "tried in vain"),
                        ("answered", "answered"),
                        ("asked_again", "asked again"),
                        ("escalated", "lateness told to the chief"),
                        ("closed", "closed"),
                        ("reopened", "opened again"),
                    ],
                    max_length=12,
                ),
            ),
            ("level", models.PositiveSmallIntegerField(blank=True, null=True)),
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
            ("actor_label", models.CharField(blank=True, max_length=150)),
            ("note", models.TextField(blank=True, db_default="", default="")),
        ],
        options={
            "ordering": ["at", "id"],
            "indexes": [models.Index(fields=["followup", "at"], name="followup_step_of")],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("level__isnull", False), ("verb", "escalated")),
                        models.Q(models.Q(("verb", "escalated"), _negated=True), ("level__isnull", True)),
                        _connector="OR",
                    ),
                    name="followup_step_level_of_escalation",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("level__isnull", False)),
                    fields=("followup", "level"),
                    name="followup_escalated_once_per_level",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="CardKeys",
        fields=[
            (
                "card",
                models.OneToOneField(
                    db_constraint=False,
                    on_delete=models.CASCADE,
                    primary_key=True,
                    related_name="keys",
                    serialize=False,
                    to="customers.card",
                ),
            ),
            ("last", models.CharField(blank=True, db_default="", default="", max_length=150)),
            ("firsts", ArrayField(base_field=models.CharField(max_length=150), default=list, size=None)),
            ("first_group", models.CharField(blank=True, db_default="", default="", max_length=150)),
            ("father", models.CharField(blank=True, db_default="", default="", max_length=150)),
            ("initials", models.CharField(blank=True, db_default="", default="", max_length=8)),
            (
                "sex",
                models.CharField(
                    blank=True,
                    choices=[("m", "male"), ("f", "female"), ("", "not known")],
                    db_default="",
                    default="",
                    max_length=1,
                ),
            ),
            ("birth_date", models.DateField(blank=True, null=True)),
            ("address", models.CharField(blank=True, db_default="", default="", max_length=300)),
            ("city", models.CharField(blank=True, db_default="", default="", max_length=100)),
            ("version", models.PositiveSmallIntegerField(db_default=0, default=0)),
        ],
        options={
            "verbose_name_plural": "card keys",
            "indexes": [
                models.Index(
                    condition=models.Q(("last", ""), _negated=True), fields=["last", "first_group"], name="keys_by_name"
                ),
                models.Index(
                    condition=models.Q(("birth_date__isnull", False)),
                    fields=["birth_date", "first_group"],
                    name="keys_by_birthday",
                ),
                models.Index(
                    condition=models.Q(("address", ""), _negated=True),
                    fields=["address", "first_group"],
                    name="keys_by_address",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="IdentityEvent",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("merge", "merged"),
                        ("split", "split"),
                        ("link", "linked as relatives"),
                        ("not_same", "not the same person"),
                        ("choice", "field chosen"),
                    ],
                    max_length=8,
                ),
            ),
            (
                "winner",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="+",
                    to="customers.person",
                ),
            ),
            (
                "loser",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="+",
                    to="customers.person",
                ),
            ),
            (
                "undoes",
                models.OneToOneField(
                    blank=True,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="undone_by",
                    to="customers.identityevent",
                ),
            ),
            (
                "actor",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("actor_label", models.CharField(blank=True, db_default="", default="", max_length=150)),
            ("at", models.DateTimeField(db_default=AppNow())),
            ("reason", models.CharField(blank=True, db_default="", default="", max_length=300)),
            ("score", models.FloatField(blank=True, null=True)),
            ("model_version", models.CharField(blank=True, db_default="", default="", max_length=40)),
            ("evidence", models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict)),
        ],
        options={
            "indexes": [
                models.Index(fields=["winner", "-at"], name="identity_of_winner"),
                models.Index(
                    condition=models.Q(("loser__isnull", False)), fields=["loser", "-at"], name="identity_of_loser"
                ),
                models.Index(fields=["-at", "id"], name="identity_newest"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        ("winner__isnull", True),
                        ("loser__isnull", True),
                        models.Q(("winner", models.F("loser")), _negated=True),
                        _connector="OR",
                    ),
                    name="identity_event_of_two_people",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("kind", "merge"), _negated=True),
                        models.Q(("loser__isnull", False), ("winner__isnull", False)),
                        _connector="OR",
                    ),
                    name="identity_merge_has_both",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="NotSame",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "card_a",
                models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name="+", to="customers.card"),
            ),
            ("card_b", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="customers.card")),
            ("event", models.ForeignKey(on_delete=models.PROTECT, related_name="barred", to="customers.identityevent")),
        ],
        options={
            "verbose_name_plural": "not the same",
            "constraints": [
                models.UniqueConstraint(fields=("card_a", "card_b", "event"), name="not_same_once"),
                models.CheckConstraint(
                    condition=models.Q(("card_a__lt", models.F("card_b"))), name="not_same_in_order"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Proposal",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            (
                "card_a",
                models.ForeignKey(
                    db_constraint=False, db_index=False, on_delete=models.CASCADE, related_name="+", to="customers.card"
                ),
            ),
            (
                "card_b",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=models.CASCADE,
                    related_name="+",
                    to="customers.card",
                ),
            ),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("same", "the same person"),
                        ("family", "relatives"),
                        ("split", "several people on one card"),
                        ("wrong_card", "on a wrong card"),
                    ],
                    max_length=10,
                ),
            ),
            ("score", models.FloatField(db_default=0, default=0)),
            (
                "reasons",
                ArrayField(
                    base_field=models.CharField(max_length=40), db_default=models.Value("{}"), default=list, size=None
                ),
            ),
            ("evidence", models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict)),
            (
                "status",
                models.CharField(
                    choices=[
                        ("open", "open"),
                        ("accepted", "accepted"),
                        ("refused", "refused"),
                        ("obsolete", "settled otherwise"),
                    ],
                    db_default="open",
                    default="open",
                    max_length=8,
                ),
            ),
            (
                "source",
                models.CharField(
                    choices=[
                        ("scan", "scan of the base"),
                        ("check", "check at the door"),
                        ("desk", "a salon"),
                        ("operator", "the contact centre"),
                        ("import", "an import"),
                    ],
                    max_length=8,
                ),
            ),
            ("model_version", models.CharField(blank=True, db_default="", default="", max_length=40)),
            (
                "proposed_by",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("proposed_at", models.DateTimeField(db_default=AppNow())),
            (
                "decided_by",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("decided_at", models.DateTimeField(blank=True, null=True)),
            (
                "event",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="proposals",
                    to="customers.identityevent",
                ),
            ),
        ],
        options={
            "indexes": [
                models.Index(
                    condition=models.Q(("status", "open")), fields=["kind", "-score", "id"], name="proposal_queue"
                ),
                models.Index(fields=["card_a"], name="proposal_of_card"),
            ],
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("status", "open")),
                    fields=("card_a", "card_b", "kind"),
                    name="proposal_open_once",
                    nulls_distinct=False,
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("kind__in", ["same", "family"]), _negated=True),
                        models.Q(("card_a__lt", models.F("card_b")), ("card_b__isnull", False)),
                        _connector="OR",
                    ),
                    name="proposal_pair_in_order",
                ),
                models.CheckConstraint(
                    condition=models.Q(("score__range", (0, 1))), name="proposal_score_is_probability"
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("decided_at__isnull", True), ("status", "open")),
                        models.Q(models.Q(("status", "open"), _negated=True), ("decided_at__isnull", False)),
                        _connector="OR",
                    ),
                    name="proposal_decided_has_moment",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="MovedFact",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("event", models.ForeignKey(on_delete=models.PROTECT, related_name="moved", to="customers.identityevent")),
            ("model", models.CharField(max_length=60)),
            ("object_id", models.UUIDField()),
            (
                "from_card",
                models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name="+", to="customers.card"),
            ),
            ("to_card", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="customers.card")),
            (
                "home",
                models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name="+", to="customers.card"),
            ),
            ("overruled_at", models.DateTimeField(blank=True, null=True)),
        ],
        options={
            "indexes": [models.Index(fields=["object_id", "model"], name="moved_fact_of_object")],
            "constraints": [
                models.UniqueConstraint(fields=("event", "model", "object_id"), name="moved_fact_once"),
                models.CheckConstraint(
                    condition=models.Q(("from_card", models.F("to_card")), _negated=True), name="moved_fact_moves"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="FieldChoice",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "event",
                models.OneToOneField(on_delete=models.PROTECT, related_name="choice", to="customers.identityevent"),
            ),
            (
                "person",
                models.ForeignKey(on_delete=models.PROTECT, related_name="field_choices", to="customers.person"),
            ),
            ("field", models.CharField(max_length=30)),
            ("card", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="customers.card")),
        ],
    ),
    migrations.CreateModel(
        name="HealthCount",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("day", models.DateField()),
            ("rule", models.CharField(max_length=40)),
            (
                "salon",
                models.ForeignKey(
                    blank=True, db_index=False, null=True, on_delete=models.CASCADE, related_name="+", to="core.salon"
                ),
            ),
            (
                "author",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.CASCADE,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("cards", models.PositiveIntegerField()),
            ("flawed", models.PositiveIntegerField()),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(
                    fields=("day", "rule", "salon", "author"), name="health_count_once", nulls_distinct=False
                ),
                models.CheckConstraint(
                    condition=models.Q(("flawed__lte", models.F("cards"))), name="health_flawed_of_cards"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="PhoneLookup",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("user", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
            (
                "person",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.CASCADE, related_name="+", to="customers.person"
                ),
            ),
            ("at", models.DateTimeField(db_default=AppNow())),
        ],
        options={
            "indexes": [models.Index(fields=["user", "-at"], name="lookup_of_user")],
        },
    ),
]


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0003_rules"),
    ]

    operations = [CreateTables(TABLES)]
