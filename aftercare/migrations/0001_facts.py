"""The tables of the machine's care: stages, roll-up, segments, campaigns, messages, surveys."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models

from optics_crm.core import clock
from optics_crm.core.create_tables import CreateTables
from optics_crm.core.ids import new_id
from optics_crm.core.models.base import AppNow, NewUuid

TABLES = [
    migrations.CreateModel(
        name="RecencyStage",
        fields=[
            ("code", models.CharField(max_length=30, primary_key=True, serialize=False)),
            ("position", models.PositiveSmallIntegerField(unique=True)),
            ("label", models.CharField(max_length=60)),
            ("after_years", models.PositiveSmallIntegerField(blank=True, null=True)),
            ("up_to_years", models.PositiveSmallIntegerField(blank=True, null=True)),
        ],
        options={
            "ordering": ["position"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        ("up_to_years__isnull", True), ("after_years__lt", models.F("up_to_years")), _connector="OR"
                    ),
                    name="stage_edges_in_order",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="PersonStats",
        fields=[
            (
                "person",
                models.OneToOneField(
                    on_delete=models.CASCADE,
                    primary_key=True,
                    related_name="stats",
                    serialize=False,
                    to="customers.person",
                ),
            ),
            ("purchases_count", models.PositiveIntegerField(db_default=0, default=0)),
            ("revenue_total", models.DecimalField(db_default=0, decimal_places=2, default=0, max_digits=14)),
            ("first_purchase_on", models.DateField(blank=True, null=True)),
            ("last_purchase_on", models.DateField(blank=True, null=True)),
            ("medical_count", models.PositiveIntegerField(db_default=0, default=0)),
            ("first_medical_on", models.DateField(blank=True, null=True)),
            ("last_medical_on", models.DateField(blank=True, null=True)),
            ("last_exam_on", models.DateField(blank=True, null=True)),
            ("changes_on", models.DateField(blank=True, null=True)),
            ("stage", models.CharField(blank=True, db_default="", default="", max_length=30)),
            ("rebuilt_at", models.DateTimeField(blank=True, null=True)),
        ],
        options={
            "indexes": [
                models.Index(fields=["last_medical_on"], name="stats_last_medical"),
                models.Index(fields=["stage"], name="stats_stage"),
                models.Index(
                    condition=models.Q(("changes_on__isnull", False)), fields=["changes_on"], name="stats_changes"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="DirtyPerson",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("person", models.UUIDField()),
            ("at", models.DateTimeField(blank=True, null=True)),
        ],
        options={
            "indexes": [models.Index(fields=["person"], name="dirty_person")],
        },
    ),
    migrations.CreateModel(
        name="StageCount",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("day", models.DateField()),
            ("stage", models.CharField(max_length=30)),
            ("people", models.PositiveIntegerField()),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("day", "stage"), name="stage_count_once")],
        },
    ),
    migrations.CreateModel(
        name="StageMove",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("month", models.DateField()),
            ("from_stage", models.CharField(max_length=30)),
            ("to_stage", models.CharField(max_length=30)),
            ("people", models.PositiveIntegerField()),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(fields=("month", "from_stage", "to_stage"), name="stage_move_once")
            ],
        },
    ),
    migrations.CreateModel(
        name="Segment",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            ("name", models.CharField(max_length=120, verbose_name="name")),
            ("description", models.CharField(blank=True, max_length=300, verbose_name="what for")),
            ("rule", models.JSONField()),
            ("rule_hash", models.CharField(blank=True, max_length=64)),
            (
                "author",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                ),
            ),
            ("is_archived", models.BooleanField(db_default=False, default=False)),
            ("last_count", models.PositiveIntegerField(blank=True, null=True)),
            ("last_counted_at", models.DateTimeField(blank=True, null=True)),
        ],
        options={
            "ordering": ["name"],
        },
    ),
    migrations.CreateModel(
        name="Campaign",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            ("key", models.CharField(max_length=60, unique=True)),
            ("name", models.CharField(max_length=120, verbose_name="name")),
            ("preset", models.CharField(max_length=60)),
            (
                "status",
                models.CharField(
                    choices=[("draft", "draft"), ("active", "active"), ("stopped", "stopped")],
                    db_default="draft",
                    default="draft",
                    max_length=8,
                ),
            ),
            ("stopped_at", models.DateTimeField(blank=True, null=True)),
            ("salt", models.CharField(max_length=32)),
        ],
        options={
            "ordering": ["key"],
        },
    ),
    migrations.CreateModel(
        name="CampaignVersion",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            ("campaign", models.ForeignKey(on_delete=models.CASCADE, related_name="versions", to="aftercare.campaign")),
            ("number", models.PositiveIntegerField()),
            (
                "status",
                models.CharField(
                    choices=[
                        ("draft", "draft"),
                        ("submitted", "waits for approval"),
                        ("approved", "approved"),
                        ("retired", "replaced"),
                        ("rejected", "sent back"),
                    ],
                    db_default="draft",
                    default="draft",
                    max_length=10,
                ),
            ),
            (
                "traffic_class",
                models.CharField(choices=[("service", "service"), ("advertising", "advertising")], max_length=12),
            ),
            ("priority", models.PositiveSmallIntegerField()),
            ("window", models.JSONField(default=dict)),
            ("audience", models.JSONField(blank=True, null=True)),
            ("holdout_percent", models.DecimalField(decimal_places=2, default=10, max_digits=5)),
            ("cap_days", models.PositiveSmallIntegerField(default=14)),
            ("cap_messages", models.PositiveSmallIntegerField(default=1)),
            ("expires_after_days", models.PositiveSmallIntegerField(default=3)),
            ("certificate_value", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
            ("certificate_days", models.PositiveSmallIntegerField(blank=True, null=True)),
            (
                "author",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                ),
            ),
            ("submitted_at", models.DateTimeField(blank=True, null=True)),
            (
                "approver",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                ),
            ),
            ("approved_at", models.DateTimeField(blank=True, null=True)),
            ("review_note", models.CharField(blank=True, max_length=300)),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(fields=("campaign", "number"), name="campaign_version_once"),
                models.UniqueConstraint(
                    condition=models.Q(("status", "approved")),
                    fields=("campaign",),
                    name="campaign_one_approved_version",
                ),
                models.UniqueConstraint(
                    condition=models.Q(("status__in", ["draft", "submitted"])),
                    fields=("campaign",),
                    name="campaign_one_open_version",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("approver__isnull", True),
                        ("author__isnull", True),
                        models.Q(("approver", models.F("author")), _negated=True),
                        _connector="OR",
                    ),
                    name="campaign_approved_by_a_second_person",
                ),
                models.CheckConstraint(
                    condition=models.Q(("holdout_percent__range", (0, 50))), name="campaign_holdout_percent"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Step",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            (
                "version",
                models.ForeignKey(on_delete=models.CASCADE, related_name="steps", to="aftercare.campaignversion"),
            ),
            ("number", models.PositiveSmallIntegerField(default=1)),
            ("after_days", models.PositiveSmallIntegerField(default=0)),
            ("channel", models.CharField(default="sms", max_length=20)),
        ],
        options={
            "ordering": ["number"],
            "constraints": [models.UniqueConstraint(fields=("version", "number"), name="campaign_step_once")],
        },
    ),
    migrations.CreateModel(
        name="Variant",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("step", models.ForeignKey(on_delete=models.CASCADE, related_name="variants", to="aftercare.step")),
            ("code", models.CharField(default="A", max_length=4)),
            ("weight", models.PositiveSmallIntegerField(default=1)),
            ("text", models.TextField()),
            ("joined_text", models.CharField(blank=True, max_length=300)),
        ],
        options={
            "ordering": ["code"],
            "constraints": [
                models.UniqueConstraint(fields=("step", "code"), name="campaign_variant_once"),
                models.CheckConstraint(condition=models.Q(("weight__gte", 1)), name="campaign_variant_weight"),
            ],
        },
    ),
    migrations.CreateModel(
        name="CampaignRun",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("campaign", models.ForeignKey(on_delete=models.PROTECT, related_name="runs", to="aftercare.campaign")),
            ("version", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="aftercare.campaignversion")),
            ("day", models.DateField()),
            ("started_at", models.DateTimeField(db_default=AppNow())),
            ("finished_at", models.DateTimeField(blank=True, null=True)),
            ("lease_until", models.DateTimeField(blank=True, null=True)),
            ("eligible", models.PositiveIntegerField(db_default=0, default=0)),
            ("messages", models.PositiveIntegerField(db_default=0, default=0)),
            ("tasks", models.PositiveIntegerField(db_default=0, default=0)),
            ("control", models.PositiveIntegerField(db_default=0, default=0)),
            ("suppressed", models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict)),
        ],
        options={
            "indexes": [models.Index(fields=["-day", "campaign"], name="campaign_run_latest")],
            "constraints": [models.UniqueConstraint(fields=("campaign", "day"), name="campaign_run_once")],
        },
    ),
    migrations.CreateModel(
        name="ArmAssignment",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "campaign",
                models.ForeignKey(
                    db_constraint=False,
                    db_index=False,
                    on_delete=models.CASCADE,
                    related_name="+",
                    to="aftercare.campaign",
                ),
            ),
            (
                "household",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    db_index=False,
                    null=True,
                    on_delete=models.CASCADE,
                    related_name="+",
                    to="customers.household",
                ),
            ),
            (
                "person",
                models.ForeignKey(
                    db_constraint=False,
                    db_index=False,
                    on_delete=models.CASCADE,
                    related_name="+",
                    to="customers.person",
                ),
            ),
            ("arm", models.CharField(choices=[("treatment", "gets messages"), ("control", "hold-out")], max_length=10)),
            ("assigned_at", models.DateTimeField(db_default=AppNow())),
        ],
        options={
            "indexes": [
                models.Index(
                    condition=models.Q(("household__isnull", False)), fields=["household"], name="arm_of_household"
                )
            ],
            "constraints": [models.UniqueConstraint(fields=("person", "campaign"), name="arm_once_per_person")],
        },
    ),
    migrations.CreateModel(
        name="Enrolment",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            (
                "campaign",
                models.ForeignKey(
                    db_constraint=False,
                    db_index=False,
                    on_delete=models.PROTECT,
                    related_name="enrolments",
                    to="aftercare.campaign",
                ),
            ),
            (
                "card",
                models.ForeignKey(
                    db_constraint=False, db_index=False, on_delete=models.PROTECT, related_name="+", to="customers.card"
                ),
            ),
            (
                "person",
                models.ForeignKey(
                    db_constraint=False,
                    db_index=False,
                    on_delete=models.PROTECT,
                    related_name="enrolments",
                    to="customers.person",
                ),
            ),
            ("occasion", models.CharField(max_length=120)),
            ("arm", models.CharField(choices=[("treatment", "gets messages"), ("control", "hold-out")], max_length=10)),
            (
                "variant",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to="aftercare.variant",
                ),
            ),
            (
                "state",
                models.CharField(
                    choices=[("active", "under way"), ("done", "finished"), ("exited", "left")],
                    db_default="active",
                    default="active",
                    max_length=8,
                ),
            ),
            ("enrolled_on", models.DateField()),
            ("enrolled_at", models.DateTimeField(db_default=AppNow())),
            ("exited_at", models.DateTimeField(blank=True, null=True)),
            ("exit_reason", models.CharField(blank=True, db_default="", default="", max_length=30)),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("campaign", "occasion"), name="enrolment_once")],
        },
    ),
    migrations.CreateModel(
        name="Message",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            (
                "campaign",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    db_index=False,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="messages",
                    to="aftercare.campaign",
                ),
            ),
            (
                "step",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    db_index=False,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="+",
                    to="aftercare.step",
                ),
            ),
            ("step_number", models.PositiveSmallIntegerField(db_default=1, default=1)),
            (
                "variant",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    db_index=False,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="+",
                    to="aftercare.variant",
                ),
            ),
            (
                "run",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="+",
                    to="aftercare.campaignrun",
                ),
            ),
            ("occasion", models.CharField(max_length=120)),
            ("occasions", ArrayField(base_field=models.CharField(max_length=180), default=list, size=None)),
            (
                "person",
                models.ForeignKey(
                    db_constraint=False,
                    db_index=False,
                    on_delete=models.PROTECT,
                    related_name="messages",
                    to="customers.person",
                ),
            ),
            (
                "card",
                models.ForeignKey(
                    db_constraint=False, db_index=False, on_delete=models.PROTECT, related_name="+", to="customers.card"
                ),
            ),
            (
                "about",
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
            (
                "household",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to="customers.household",
                ),
            ),
            (
                "salon",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    db_index=False,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="+",
                    to="core.salon",
                ),
            ),
            (
                "phone",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    db_index=False,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="+",
                    to="customers.phone",
                ),
            ),
            ("channel", models.CharField(max_length=20)),
            ("address", models.CharField(max_length=254)),
            (
                "traffic_class",
                models.CharField(choices=[("service", "service"), ("advertising", "advertising")], max_length=12),
            ),
            ("priority", models.PositiveSmallIntegerField(db_default=100, default=100)),
            ("params", models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict)),
            ("text", models.TextField(blank=True, db_default="", default="")),
            ("parts", models.PositiveSmallIntegerField(db_default=0, default=0)),
            ("cost", models.DecimalField(db_default=0, decimal_places=2, default=0, max_digits=8)),
            (
                "state",
                models.CharField(
                    choices=[
                        ("queued", "waits"),
                        ("leased", "being sent"),
                        ("accepted", "sent"),
                        ("delivered", "delivered"),
                        ("failed", "not delivered"),
                        ("expired", "expired"),
                        ("cancelled", "cancelled"),
                        ("unknown", "outcome not known"),
                    ],
                    db_default="queued",
                    default="queued",
                    max_length=10,
                ),
            ),
            ("reason", models.CharField(blank=True, db_default="", default="", max_length=40)),
            ("not_before", models.DateTimeField()),
            ("expires_at", models.DateTimeField()),
            ("planned_at", models.DateTimeField(db_default=AppNow())),
            ("fence", models.PositiveIntegerField(db_default=0, default=0)),
            ("attempt", models.PositiveSmallIntegerField(db_default=0, default=0)),
            ("submitted_at", models.DateTimeField(blank=True, null=True)),
            ("next_check_at", models.DateTimeField(blank=True, null=True)),
            ("provider", models.CharField(blank=True, db_default="", default="", max_length=30)),
            ("provider_id", models.CharField(blank=True, db_default="", default="", max_length=80)),
            ("accepted_at", models.DateTimeField(blank=True, null=True)),
            ("delivered_at", models.DateTimeField(blank=True, null=True)),
            ("link_hash", models.CharField(blank=True, db_default="", default="", max_length=64)),
        ],
        options={
            "indexes": [
                models.Index(
                    condition=models.Q(("state", "queued")), fields=["priority", "not_before"], name="message_due"
                ),
                models.Index(
                    condition=models.Q(("state", "unknown")), fields=["next_check_at"], name="message_unknown"
                ),
                models.Index(
                    condition=models.Q(("provider_id", ""), _negated=True),
                    fields=["provider", "provider_id"],
                    name="message_receipt",
                ),
                models.Index(
                    condition=models.Q(("link_hash", ""), _negated=True), fields=["link_hash"], name="message_link"
                ),
                models.Index(fields=["person", "-planned_at"], name="message_of_person"),
                models.Index(fields=["-planned_at", "id"], name="message_newest"),
            ],
            "constraints": [
                models.UniqueConstraint(
                    fields=("campaign", "step_number", "occasion", "phone"), name="message_once", nulls_distinct=False
                ),
                models.CheckConstraint(
                    condition=models.Q(("state", "leased"), _negated=True), name="message_leased_is_a_sending"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Sending",
        fields=[
            (
                "message",
                models.OneToOneField(
                    db_constraint=False,
                    on_delete=models.CASCADE,
                    primary_key=True,
                    related_name="sending",
                    serialize=False,
                    to="aftercare.message",
                ),
            ),
            ("owner", models.CharField(max_length=80)),
            ("fence", models.PositiveIntegerField()),
            ("lease_until", models.DateTimeField()),
            ("submitted_at", models.DateTimeField(blank=True, null=True)),
            ("provider", models.CharField(max_length=30)),
            ("text", models.TextField()),
            ("parts", models.PositiveSmallIntegerField()),
            ("cost", models.DecimalField(decimal_places=2, max_digits=8)),
            ("link_hash", models.CharField(blank=True, default="", max_length=64)),
        ],
    ),
    migrations.CreateModel(
        name="Suppression",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "run",
                models.ForeignKey(
                    db_constraint=False,
                    db_index=False,
                    on_delete=models.CASCADE,
                    related_name="suppressions",
                    to="aftercare.campaignrun",
                ),
            ),
            (
                "campaign",
                models.ForeignKey(
                    db_constraint=False,
                    db_index=False,
                    on_delete=models.PROTECT,
                    related_name="+",
                    to="aftercare.campaign",
                ),
            ),
            ("day", models.DateField()),
            (
                "person",
                models.ForeignKey(
                    db_constraint=False,
                    db_index=False,
                    on_delete=models.PROTECT,
                    related_name="suppressions",
                    to="customers.person",
                ),
            ),
            (
                "card",
                models.ForeignKey(
                    db_constraint=False, db_index=False, on_delete=models.PROTECT, related_name="+", to="customers.card"
                ),
            ),
            ("occasion", models.CharField(max_length=120)),
            ("reason", models.CharField(max_length=24)),
            ("detail", models.CharField(blank=True, db_default="", default="", max_length=180)),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("run", "occasion"), name="suppression_once")],
        },
    ),
    migrations.CreateModel(
        name="Control",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "run",
                models.ForeignKey(
                    db_constraint=False,
                    db_index=False,
                    on_delete=models.CASCADE,
                    related_name="controls",
                    to="aftercare.campaignrun",
                ),
            ),
            (
                "campaign",
                models.ForeignKey(
                    db_constraint=False,
                    db_index=False,
                    on_delete=models.PROTECT,
                    related_name="+",
                    to="aftercare.campaign",
                ),
            ),
            ("day", models.DateField()),
            (
                "person",
                models.ForeignKey(
                    db_constraint=False,
                    db_index=False,
                    on_delete=models.PROTECT,
                    related_name="controls",
                    to="customers.person",
                ),
            ),
            (
                "card",
                models.ForeignKey(
                    db_constraint=False, db_index=False, on_delete=models.PROTECT, related_name="+", to="customers.card"
                ),
            ),
            (
                "phone",
                models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    db_index=False,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="+",
                    to="customers.phone",
                ),
            ),
            ("occasion", models.CharField(max_length=120)),
            ("planned_for", models.DateTimeField()),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("campaign", "occasion"), name="control_once")],
        },
    ),
    migrations.CreateModel(
        name="DeliveryEvent",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("provider", models.CharField(max_length=30)),
            ("provider_id", models.CharField(max_length=80)),
            ("status", models.CharField(max_length=30)),
            (
                "message",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.CASCADE, related_name="receipts", to="aftercare.message"
                ),
            ),
            ("at", models.DateTimeField(db_default=AppNow())),
            ("payload", models.JSONField(default=dict)),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(fields=("provider", "provider_id", "status"), name="delivery_event_once")
            ],
        },
    ),
    migrations.CreateModel(
        name="ProviderPause",
        fields=[
            ("provider", models.CharField(max_length=30, primary_key=True, serialize=False)),
            ("until", models.DateTimeField()),
            ("failures", models.PositiveSmallIntegerField(db_default=0, default=0)),
            ("why", models.CharField(blank=True, db_default="", default="", max_length=200)),
        ],
    ),
    migrations.CreateModel(
        name="Survey",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
            ("title", models.CharField(max_length=120, verbose_name="title")),
            ("intro", models.CharField(blank=True, max_length=400, verbose_name="what the client reads first")),
            ("rest_days", models.PositiveSmallIntegerField(default=30, verbose_name="days of rest")),
            ("link_days", models.PositiveSmallIntegerField(default=7, verbose_name="days that a link lives")),
            ("is_active", models.BooleanField(default=True, verbose_name="asked now")),
        ],
        options={
            "verbose_name": "survey",
            "verbose_name_plural": "surveys",
            "ordering": ["code"],
            "indexes": [models.Index(fields=["updated_at", "id"], name="survey_updated")],
        },
    ),
    migrations.CreateModel(
        name="SurveyQuestion",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "survey",
                models.ForeignKey(
                    db_index=False, on_delete=models.CASCADE, related_name="questions", to="aftercare.survey"
                ),
            ),
            ("position", models.PositiveSmallIntegerField(default=0, verbose_name="place")),
            ("code", models.SlugField(max_length=40, verbose_name="code")),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("mark5", "mark from 1 to 5"),
                        ("scale10", "from 0 to 10"),
                        ("choice", "one of several"),
                        ("text", "in words"),
                    ],
                    max_length=8,
                    verbose_name="kind",
                ),
            ),
            ("words", models.CharField(max_length=200, verbose_name="question")),
            (
                "about",
                models.CharField(
                    blank=True,
                    choices=[("doctor", "doctor"), ("salon", "salon"), ("operator", "operator")],
                    max_length=8,
                    verbose_name="whom it rates",
                ),
            ),
            ("choices", models.JSONField(blank=True, default=list, verbose_name="choices")),
            ("alarms", models.JSONField(blank=True, default=list, verbose_name="answers that need a doctor")),
            ("is_required", models.BooleanField(default=False, verbose_name="must be answered")),
        ],
        options={
            "verbose_name": "question",
            "verbose_name_plural": "questions",
            "ordering": ["survey", "position"],
            "constraints": [models.UniqueConstraint(fields=("survey", "code"), name="survey_question_once")],
        },
    ),
    migrations.CreateModel(
        name="SurveyAnswer",
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
                "person",
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
            ("phone", models.CharField(blank=True, max_length=16)),
            ("call", models.UUIDField(blank=True, null=True)),
            (
                "purchase",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to="orders.purchase",
                ),
            ),
            (
                "salon",
                models.ForeignKey(
                    blank=True, db_index=False, null=True, on_delete=models.PROTECT, related_name="+", to="core.salon"
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
            (
                "operator",
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
                "survey",
                models.ForeignKey(
                    db_index=False, on_delete=models.PROTECT, related_name="answers", to="aftercare.survey"
                ),
            ),
            ("source_key", models.CharField(max_length=80, unique=True)),
            (
                "way",
                models.CharField(
                    choices=[("form", "asked by phone"), ("link", "by link"), ("key", "key after the call")],
                    max_length=4,
                ),
            ),
            (
                "followup",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to="customers.followup",
                ),
            ),
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
            ("at", models.DateTimeField(db_default=AppNow(), default=clock.now)),
            ("is_alarm", models.BooleanField(db_default=False, default=False)),
        ],
        options={
            "indexes": [
                models.Index(fields=["survey", "-at"], name="survey_answer_latest"),
                models.Index(fields=["person", "-at"], name="survey_answer_of_person"),
                models.Index(
                    condition=models.Q(("phone", ""), _negated=True),
                    fields=["phone", "-at"],
                    name="survey_answer_of_phone",
                ),
                models.Index(
                    condition=models.Q(("call__isnull", False)), fields=["call"], name="survey_answer_of_call"
                ),
                models.Index(fields=["salon", "-at"], name="survey_answer_of_salon"),
                models.Index(fields=["operator", "-at"], name="survey_answer_of_operator"),
                models.Index(fields=["doctor", "-at"], name="survey_answer_of_doctor"),
            ],
        },
    ),
    migrations.CreateModel(
        name="SurveyReply",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "answer",
                models.ForeignKey(
                    db_index=False, on_delete=models.CASCADE, related_name="replies", to="aftercare.surveyanswer"
                ),
            ),
            (
                "question",
                models.ForeignKey(
                    db_index=False, on_delete=models.PROTECT, related_name="replies", to="aftercare.surveyquestion"
                ),
            ),
            (
                "mark",
                models.PositiveSmallIntegerField(
                    blank=True, null=True, validators=[MinValueValidator(0), MaxValueValidator(10)]
                ),
            ),
            ("choice", models.CharField(blank=True, max_length=40)),
            ("text", models.TextField(blank=True)),
        ],
        options={
            "indexes": [models.Index(fields=["question", "answer"], name="survey_reply_of_question")],
            "constraints": [
                models.UniqueConstraint(fields=("answer", "question"), name="survey_reply_once"),
                models.CheckConstraint(
                    condition=models.Q(("mark__isnull", True), ("mark__range", (0, 10)), _connector="OR"),
                    name="survey_mark_range",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="SurveyLink",
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
                "person",
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
            ("phone", models.CharField(blank=True, max_length=16)),
            ("call", models.UUIDField(blank=True, null=True)),
            (
                "purchase",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to="orders.purchase",
                ),
            ),
            (
                "salon",
                models.ForeignKey(
                    blank=True, db_index=False, null=True, on_delete=models.PROTECT, related_name="+", to="core.salon"
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
            (
                "operator",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("survey", models.ForeignKey(on_delete=models.PROTECT, related_name="links", to="aftercare.survey")),
            ("token_hash", models.CharField(max_length=64, unique=True)),
            ("expires_at", models.DateTimeField()),
            ("used_at", models.DateTimeField(blank=True, null=True)),
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
        ],
        options={
            "indexes": [
                models.Index(fields=["person", "-created_at"], name="survey_link_of_person"),
                models.Index(
                    condition=models.Q(("phone", ""), _negated=True),
                    fields=["phone", "-created_at"],
                    name="survey_link_of_phone",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="PostPurchaseRule",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("name", models.CharField(max_length=120, verbose_name="name")),
            (
                "survey",
                models.ForeignKey(
                    on_delete=models.PROTECT, related_name="rules", to="aftercare.survey", verbose_name="survey"
                ),
            ),
            ("priority", models.PositiveSmallIntegerField(default=50, verbose_name="priority")),
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
                    verbose_name="category",
                ),
            ),
            ("purpose", models.CharField(blank=True, max_length=16, verbose_name="purpose of the prescription")),
            ("name_part", models.CharField(blank=True, max_length=60, verbose_name="part of the product's name")),
            ("is_first", models.BooleanField(default=False, verbose_name="first purchase of the kind only")),
            (
                "days",
                ArrayField(
                    base_field=models.PositiveSmallIntegerField(), size=None, verbose_name="days after the hand-over"
                ),
            ),
            ("share", models.PositiveSmallIntegerField(default=100, verbose_name="share of people, %")),
            ("is_active", models.BooleanField(default=True, verbose_name="calls are made")),
        ],
        options={
            "verbose_name": "rule of calls after a purchase",
            "verbose_name_plural": "rules of calls after a purchase",
            "ordering": ["priority", "name"],
            "constraints": [
                models.CheckConstraint(condition=models.Q(("share__lte", 100)), name="post_purchase_share_is_percent")
            ],
        },
    ),
    migrations.CreateModel(
        name="FreshPurchase",
        fields=[
            (
                "purchase",
                models.OneToOneField(
                    on_delete=models.CASCADE, primary_key=True, related_name="+", serialize=False, to="orders.purchase"
                ),
            ),
            ("heard_at", models.DateTimeField(db_default=AppNow(), default=clock.now)),
        ],
        options={
            "indexes": [models.Index(fields=["heard_at"], name="fresh_purchase_by_day")],
        },
    ),
    migrations.CreateModel(
        name="PostPurchaseCall",
        fields=[
            (
                "followup",
                models.OneToOneField(
                    on_delete=models.CASCADE,
                    primary_key=True,
                    related_name="post_purchase",
                    serialize=False,
                    to="customers.followup",
                ),
            ),
            ("purchase", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="orders.purchase")),
            (
                "rule",
                models.ForeignKey(
                    db_index=False, on_delete=models.PROTECT, related_name="+", to="aftercare.postpurchaserule"
                ),
            ),
            ("day_number", models.PositiveSmallIntegerField()),
            ("person", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="customers.person")),
            (
                "talk_to",
                models.ForeignKey(db_index=False, on_delete=models.PROTECT, related_name="+", to="customers.person"),
            ),
            ("phone", models.CharField(max_length=16)),
            ("created_at", models.DateTimeField(db_default=AppNow(), default=clock.now)),
        ],
        options={
            "indexes": [models.Index(fields=["phone", "created_at"], name="post_purchase_call_of_phone")],
            "constraints": [models.UniqueConstraint(fields=("purchase", "day_number"), name="post_purchase_call_once")],
        },
    ),
]


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0003_rules"),
        ("customers", "0001_facts"),
        ("orders", "0001_facts"),
    ]

    operations = [CreateTables(TABLES)]
