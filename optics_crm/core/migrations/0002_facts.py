"""The tables of the floor: places, people of ours, the journal, work of the machine, the exchange with other books."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from optics_crm.core.create_tables import CreateTables
from optics_crm.core.ids import new_id
from optics_crm.core.models.base import AppNow, NewUuid
from optics_crm.core.models.journal import CurrentXid, XidField
from optics_crm.core.models.people import EmployeeAccounts

TABLES = [
    migrations.CreateModel(
        name="Installation",
        fields=[
            ("id", models.PositiveSmallIntegerField(db_default=1, default=1, primary_key=True, serialize=False)),
            ("is_demo", models.BooleanField(db_default=False, default=False)),
            ("demo_seed", models.IntegerField(blank=True, null=True)),
            ("demo_as_of", models.DateField(blank=True, null=True)),
            ("clock_shift", models.DurationField(blank=True, null=True)),
            ("clock_frozen_at", models.DateTimeField(blank=True, null=True)),
            ("feed_epoch", models.UUIDField(default=new_id, editable=False)),
            ("campaigns_start_at", models.DateTimeField(blank=True, null=True)),
        ],
        options={
            "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="installation_is_one_row")],
        },
    ),
    migrations.CreateModel(
        name="SyncClient",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            ("source", models.CharField(max_length=40, unique=True)),
            ("name", models.CharField(max_length=120)),
            ("timezone", models.CharField(default="Europe/Moscow", max_length=40)),
            ("is_active", models.BooleanField(default=True)),
            (
                "networks",
                ArrayField(
                    base_field=models.CharField(max_length=50), blank=True, db_default=[], default=list, size=None
                ),
            ),
            ("rows_per_minute", models.PositiveIntegerField(db_default=1000000, default=1000000)),
        ],
        options={
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("rows_per_minute__gte", 1000)), name="sync_client_takes_a_batch"
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="Salon",
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
            ("name", models.CharField(max_length=150, verbose_name="name")),
            ("code", models.CharField(blank=True, max_length=40, verbose_name="code")),
            ("city", models.CharField(blank=True, max_length=100, verbose_name="city")),
            ("address", models.CharField(blank=True, max_length=300, verbose_name="address")),
            ("phone", models.CharField(blank=True, max_length=32, verbose_name="phone")),
            ("timezone", models.CharField(default="Europe/Moscow", max_length=40, verbose_name="time zone")),
            ("is_clinic", models.BooleanField(default=False, verbose_name="clinic")),
            ("is_workshop", models.BooleanField(default=False, verbose_name="workshop")),
            ("has_ramp", models.BooleanField(default=False, verbose_name="way in without steps")),
            ("way_in", models.CharField(blank=True, max_length=300, verbose_name="how to get in")),
            ("hours_text", models.CharField(blank=True, max_length=200, verbose_name="opening hours")),
            ("latitude", models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True)),
            ("longitude", models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True)),
            ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
        ],
        options={
            "ordering": ["name"],
            "indexes": [models.Index(fields=["guid"], name="salon_by_guid")],
            "constraints": [models.UniqueConstraint(fields=("client", "guid"), name="salon_guid_once")],
        },
    ),
    migrations.CreateModel(
        name="SalonHours",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("salon", models.ForeignKey(on_delete=models.CASCADE, related_name="hours", to="core.salon")),
            ("weekday", models.PositiveSmallIntegerField()),
            ("opens_at", models.TimeField()),
            ("closes_at", models.TimeField()),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(fields=("salon", "weekday"), name="salon_hours_once"),
                models.CheckConstraint(condition=models.Q(("weekday__range", (1, 7))), name="salon_hours_weekday"),
                models.CheckConstraint(
                    condition=models.Q(("opens_at__lt", models.F("closes_at"))), name="salon_hours_open_before_close"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="SalonDay",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("salon", models.ForeignKey(on_delete=models.CASCADE, related_name="days", to="core.salon")),
            ("day", models.DateField()),
            ("opens_at", models.TimeField(blank=True, null=True)),
            ("closes_at", models.TimeField(blank=True, null=True)),
            ("note", models.CharField(blank=True, max_length=120)),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("salon", "day"), name="salon_day_once")],
        },
    ),
    migrations.CreateModel(
        name="Department",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("code", models.CharField(max_length=40, unique=True)),
            ("name", models.CharField(max_length=120, verbose_name="name")),
        ],
    ),
    migrations.CreateModel(
        name="Employee",
        fields=[
            ("password", models.CharField(max_length=128, verbose_name="password")),
            ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
            (
                "is_superuser",
                models.BooleanField(
                    default=False,
                    help_text="Designates that this user has all permissions without explicitly assigning them.",
                    verbose_name="superuser status",
                ),
            ),
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
            ("username", models.CharField(blank=True, max_length=60, null=True, unique=True, verbose_name="user name")),
            ("full_name", models.CharField(max_length=150, verbose_name="full name")),
            ("role", models.CharField(max_length=40, verbose_name="role")),
            (
                "salon",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.PROTECT, related_name="employees", to="core.salon"
                ),
            ),
            (
                "department",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.PROTECT, related_name="employees", to="core.department"
                ),
            ),
            ("extension", models.CharField(blank=True, max_length=10, verbose_name="extension")),
            ("phone", models.CharField(blank=True, max_length=32, verbose_name="phone")),
            ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
            ("hired_on", models.DateField(blank=True, null=True)),
            ("fired_on", models.DateField(blank=True, null=True)),
            ("is_active", models.BooleanField(default=True, verbose_name="may log in")),
            (
                "groups",
                models.ManyToManyField(
                    blank=True,
                    help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                    related_name="user_set",
                    related_query_name="user",
                    to="auth.group",
                    verbose_name="groups",
                ),
            ),
            (
                "user_permissions",
                models.ManyToManyField(
                    blank=True,
                    help_text="Specific permissions for this user.",
                    related_name="user_set",
                    related_query_name="user",
                    to="auth.permission",
                    verbose_name="user permissions",
                ),
            ),
        ],
        options={
            "ordering": ["full_name"],
            "indexes": [models.Index(fields=["guid"], name="employee_by_guid")],
            "constraints": [models.UniqueConstraint(fields=("client", "guid"), name="employee_guid_once")],
        },
        managers=[
            ("objects", EmployeeAccounts()),
        ],
    ),
    migrations.CreateModel(
        name="AuditEntry",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("at", models.DateTimeField(db_default=AppNow())),
            ("actor", models.UUIDField(blank=True, null=True)),
            ("actor_label", models.CharField(max_length=150)),
            ("verb", models.CharField(max_length=80)),
            ("object_type", models.CharField(blank=True, max_length=60)),
            ("object_id", models.UUIDField(blank=True, null=True)),
            ("salon", models.UUIDField(blank=True, null=True)),
            ("reason", models.CharField(blank=True, max_length=300)),
            ("ip", models.GenericIPAddressField(blank=True, null=True)),
            ("data", models.JSONField(default=dict)),
        ],
        options={
            "indexes": [
                models.Index(fields=["object_id", "-at"], name="audit_of_object"),
                models.Index(fields=["actor", "-at"], name="audit_of_actor"),
                models.Index(fields=["-at"], name="audit_latest"),
            ],
        },
    ),
    migrations.CreateModel(
        name="News",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("xid", XidField(db_default=CurrentXid())),
            ("kind", models.CharField(max_length=60)),
            ("ids", models.JSONField(default=dict)),
            ("actor", models.CharField(blank=True, db_default="", max_length=60)),
            ("origin", models.CharField(blank=True, db_default="", max_length=60)),
            ("changed", ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
            ("is_quiet", models.BooleanField(db_default=False, default=False)),
            ("at", models.DateTimeField(db_default=AppNow())),
        ],
        options={
            "verbose_name_plural": "news",
            "indexes": [
                models.Index(fields=["xid", "id"], name="news_in_order"),
                models.Index(fields=["at"], name="news_by_age"),
            ],
        },
    ),
    migrations.CreateModel(
        name="ReactionCursor",
        fields=[
            ("reader", models.CharField(max_length=80, primary_key=True, serialize=False)),
            ("xid", XidField(default="0")),
            ("news_id", models.BigIntegerField(default=0)),
            ("moved_at", models.DateTimeField(null=True)),
        ],
    ),
    migrations.CreateModel(
        name="ReactionFailure",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("reader", models.CharField(max_length=80)),
            ("news", models.ForeignKey(on_delete=models.CASCADE, related_name="failures", to="core.news")),
            ("tries", models.PositiveSmallIntegerField(default=1)),
            ("error", models.TextField()),
            ("next_try_at", models.DateTimeField()),
        ],
        options={
            "indexes": [models.Index(fields=["next_try_at"], name="reaction_failure_due")],
            "constraints": [models.UniqueConstraint(fields=("reader", "news"), name="reaction_failure_once")],
        },
    ),
    migrations.CreateModel(
        name="LiveEvent",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("xid", XidField(db_default=CurrentXid())),
            ("kind", models.CharField(max_length=40)),
            ("payload", models.JSONField()),
            ("employees", ArrayField(base_field=models.UUIDField(), null=True, size=None)),
            ("capability", models.CharField(blank=True, max_length=60)),
            ("at", models.DateTimeField(db_default=AppNow())),
        ],
        options={
            "indexes": [models.Index(fields=["xid"], name="live_event_by_xid")],
        },
    ),
    migrations.CreateModel(
        name="Tick",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("job", models.CharField(max_length=80)),
            ("scheduled_for", models.DateTimeField()),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("lease_until", models.DateTimeField(blank=True, null=True)),
            ("started_at", models.DateTimeField(blank=True, null=True)),
            ("finished_at", models.DateTimeField(blank=True, null=True)),
            ("tries", models.PositiveSmallIntegerField(db_default=0, default=0)),
            ("error", models.TextField(blank=True, db_default="", default="")),
        ],
        options={
            "indexes": [
                models.Index(
                    condition=models.Q(("finished_at__isnull", True)), fields=["scheduled_for"], name="tick_unfinished"
                )
            ],
            "constraints": [models.UniqueConstraint(fields=("job", "scheduled_for"), name="tick_once")],
        },
    ),
    migrations.CreateModel(
        name="Heartbeat",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("name", models.CharField(max_length=40)),
            ("host", models.CharField(max_length=120)),
            ("pid", models.IntegerField()),
            ("at", models.DateTimeField()),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("name", "host", "pid"), name="heartbeat_once")],
        },
    ),
    migrations.CreateModel(
        name="Job",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            ("kind", models.CharField(max_length=60)),
            ("title", models.CharField(max_length=200)),
            (
                "state",
                models.CharField(
                    choices=[
                        ("queued", "waiting"),
                        ("running", "running"),
                        ("done", "done"),
                        ("failed", "failed"),
                        ("cancelled", "cancelled"),
                    ],
                    default="queued",
                    max_length=12,
                ),
            ),
            (
                "owner",
                models.ForeignKey(
                    null=True, on_delete=models.SET_NULL, related_name="jobs", to=settings.AUTH_USER_MODEL
                ),
            ),
            ("params", models.JSONField(default=dict)),
            ("done", models.BigIntegerField(default=0)),
            ("total", models.BigIntegerField(blank=True, null=True)),
            ("message", models.TextField(blank=True)),
            ("file_name", models.CharField(blank=True, max_length=200)),
            ("cancel_requested", models.BooleanField(default=False)),
            ("lease_until", models.DateTimeField(blank=True, null=True)),
            ("finished_at", models.DateTimeField(blank=True, null=True)),
        ],
        options={
            "indexes": [models.Index(fields=["owner", "-created_at"], name="job_of_owner")],
        },
    ),
    migrations.CreateModel(
        name="SavedView",
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
                "owner",
                models.ForeignKey(on_delete=models.CASCADE, related_name="saved_views", to=settings.AUTH_USER_MODEL),
            ),
            ("path", models.CharField(max_length=120)),
            ("name", models.CharField(max_length=80)),
            ("query", models.CharField(max_length=1000)),
            ("is_shared", models.BooleanField(default=False)),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("owner", "path", "name"), name="saved_view_once")],
        },
    ),
    migrations.CreateModel(
        name="SyncToken",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            ("client", models.ForeignKey(on_delete=models.CASCADE, related_name="tokens", to="core.syncclient")),
            ("client_key", models.CharField(max_length=60)),
            ("secret_hash", models.CharField(max_length=64, unique=True)),
            ("token_hash", models.CharField(max_length=64, unique=True)),
            ("scopes", ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
            ("term_days", models.PositiveSmallIntegerField(blank=True, null=True)),
            ("expires_at", models.DateTimeField(blank=True, null=True)),
            ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ("last_used_at", models.DateTimeField(blank=True, null=True)),
            ("last_used_ip", models.GenericIPAddressField(blank=True, null=True)),
        ],
        options={
            "indexes": [models.Index(fields=["client_key"], name="sync_token_by_key")],
        },
    ),
    migrations.CreateModel(
        name="SyncBatch",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("client", models.ForeignKey(on_delete=models.CASCADE, related_name="batches", to="core.syncclient")),
            ("batch_id", models.CharField(max_length=200)),
            ("body_hash", models.CharField(max_length=64)),
            ("answer", models.JSONField(null=True)),
            ("received", models.PositiveIntegerField(default=0)),
            ("at", models.DateTimeField(db_default=AppNow())),
            ("finished_at", models.DateTimeField(blank=True, null=True)),
        ],
        options={
            "indexes": [models.Index(fields=["at"], name="sync_batch_by_age")],
            "constraints": [models.UniqueConstraint(fields=("client", "batch_id"), name="sync_batch_once")],
        },
    ),
    migrations.CreateModel(
        name="SyncRejected",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("client", models.ForeignKey(on_delete=models.CASCADE, related_name="rejected", to="core.syncclient")),
            ("kind", models.CharField(max_length=40)),
            ("guid", models.CharField(max_length=64)),
            ("version", models.BigIntegerField(null=True)),
            ("code", models.CharField(max_length=60)),
            ("pointer", models.CharField(blank=True, max_length=200)),
            ("value", models.TextField(blank=True)),
            ("message", models.TextField()),
            ("at", models.DateTimeField(db_default=AppNow())),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("client", "kind", "guid"), name="sync_rejected_once")],
        },
    ),
    migrations.CreateModel(
        name="SyncTombstone",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("client", models.ForeignKey(on_delete=models.CASCADE, related_name="tombstones", to="core.syncclient")),
            ("kind", models.CharField(max_length=40)),
            ("guid", models.UUIDField()),
            ("version", models.BigIntegerField()),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("client", "kind", "guid"), name="sync_tombstone_once")],
        },
    ),
    migrations.CreateModel(
        name="SyncAllowance",
        fields=[
            (
                "client",
                models.OneToOneField(
                    on_delete=models.CASCADE,
                    primary_key=True,
                    related_name="allowance",
                    serialize=False,
                    to="core.syncclient",
                ),
            ),
            ("rows_left", models.FloatField()),
            ("at", models.DateTimeField()),
        ],
    ),
    migrations.CreateModel(
        name="SyncSalonSeen",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "client",
                models.ForeignKey(
                    db_index=False, on_delete=models.CASCADE, related_name="salons_seen", to="core.syncclient"
                ),
            ),
            ("salon", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="core.salon")),
            ("at", models.DateTimeField(db_default=AppNow())),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("client", "salon"), name="sync_salon_seen_once")],
        },
    ),
    migrations.CreateModel(
        name="SyncAlarm",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            ("client", models.ForeignKey(on_delete=models.CASCADE, related_name="alarms", to="core.syncclient")),
            ("watch", models.CharField(max_length=20)),
            ("minutes", models.PositiveIntegerField(verbose_name="minutes")),
            ("channel", models.CharField(default="email", max_length=20)),
            ("address", models.CharField(max_length=254, verbose_name="address")),
            ("is_active", models.BooleanField(default=True, verbose_name="switched on")),
            ("raised_at", models.DateTimeField(blank=True, null=True)),
            ("told_at", models.DateTimeField(blank=True, null=True)),
            ("words", models.CharField(blank=True, max_length=300)),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(fields=("client", "watch", "channel", "address"), name="sync_alarm_once"),
                models.CheckConstraint(condition=models.Q(("minutes__gt", 0)), name="sync_alarm_has_term"),
                models.CheckConstraint(
                    condition=models.Q(("told_at__isnull", True), ("raised_at__isnull", False), _connector="OR"),
                    name="sync_alarm_told_of_something",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="SyncFile",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("client", models.ForeignKey(on_delete=models.CASCADE, related_name="files", to="core.syncclient")),
            ("name", models.CharField(max_length=255)),
            ("size", models.BigIntegerField(db_default=0, default=0)),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("touched_at", models.DateTimeField(db_default=AppNow())),
        ],
        options={
            "indexes": [models.Index(fields=["touched_at"], name="sync_file_by_age")],
        },
    ),
    migrations.CreateModel(
        name="SyncFilePart",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "file",
                models.ForeignKey(db_index=False, on_delete=models.CASCADE, related_name="parts", to="core.syncfile"),
            ),
            ("start", models.BigIntegerField()),
            ("body", models.BinaryField()),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("file", "start"), name="sync_file_part_once")],
        },
    ),
    migrations.CreateModel(
        name="SyncJob",
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
                models.ForeignKey(db_index=False, on_delete=models.CASCADE, related_name="jobs", to="core.syncclient"),
            ),
            (
                "file",
                models.ForeignKey(
                    db_index=False, null=True, on_delete=models.SET_NULL, related_name="+", to="core.syncfile"
                ),
            ),
            ("scopes", ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
            (
                "state",
                models.CharField(
                    choices=[
                        ("receiving", "being received"),
                        ("queued", "waiting"),
                        ("running", "running"),
                        ("done", "done"),
                        ("failed", "failed"),
                        ("cancelled", "cancelled"),
                    ],
                    default="receiving",
                    max_length=12,
                ),
            ),
            ("is_history", models.BooleanField(default=False)),
            ("digest", models.CharField(blank=True, default="", max_length=64)),
            ("rows", models.BigIntegerField(default=0)),
            ("done", models.BigIntegerField(default=0)),
            ("offset", models.BigIntegerField(default=0)),
            ("place", models.BigIntegerField(default=0)),
            ("counts", models.JSONField(default=dict)),
            ("errors", models.JSONField(default=list)),
            ("message", models.TextField(blank=True, default="")),
            ("tries", models.PositiveSmallIntegerField(default=0)),
            ("cancel_requested", models.BooleanField(default=False)),
            ("lease_until", models.DateTimeField(blank=True, null=True)),
            ("finished_at", models.DateTimeField(blank=True, null=True)),
        ],
        options={
            "indexes": [
                models.Index(fields=["client", "-created_at"], name="sync_job_of_client"),
                models.Index(
                    condition=models.Q(("state__in", ["queued", "running"])),
                    fields=["created_at", "id"],
                    name="sync_job_open",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="SyncParked",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            (
                "client",
                models.ForeignKey(
                    db_index=False, on_delete=models.CASCADE, related_name="parked", to="core.syncclient"
                ),
            ),
            ("kind", models.CharField(max_length=40)),
            ("guid", models.UUIDField()),
            ("version", models.BigIntegerField()),
            ("content_hash", models.BinaryField(max_length=16)),
            ("payload", models.TextField()),
            ("is_history", models.BooleanField(default=False)),
            (
                "reason",
                models.CharField(
                    choices=[
                        ("unknown_ref", "Unknown Ref"),
                        ("unknown_enum", "Unknown Enum"),
                        ("rejected", "Rejected"),
                    ],
                    max_length=20,
                ),
            ),
            ("pointer", models.CharField(blank=True, default="", max_length=200)),
            ("missing_kind", models.CharField(blank=True, default="", max_length=40)),
            ("missing_guid", models.UUIDField(blank=True, null=True)),
            ("field", models.CharField(blank=True, default="", max_length=120)),
            ("value", models.CharField(blank=True, default="", max_length=200)),
            ("code", models.CharField(blank=True, default="", max_length=60)),
            ("message", models.TextField(blank=True, default="")),
            ("at", models.DateTimeField(db_default=AppNow())),
            ("tried_at", models.DateTimeField(db_default=AppNow())),
        ],
        options={
            "indexes": [
                models.Index(
                    condition=models.Q(("reason", "unknown_ref")),
                    fields=["missing_kind", "missing_guid"],
                    name="sync_parked_by_missing",
                ),
                models.Index(
                    condition=models.Q(("reason", "unknown_enum")),
                    fields=["kind", "field", "value"],
                    name="sync_parked_by_value",
                ),
            ],
            "constraints": [
                models.UniqueConstraint(fields=("client", "kind", "guid"), name="sync_parked_once"),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("reason", "unknown_ref"), _negated=True),
                        models.Q(("missing_guid__isnull", False), models.Q(("missing_kind", ""), _negated=True)),
                        _connector="OR",
                    ),
                    name="sync_parked_knows_what_it_waits_for",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("reason", "unknown_enum"), _negated=True),
                        models.Q(("field", ""), _negated=True),
                        _connector="OR",
                    ),
                    name="sync_parked_knows_the_field",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="SyncCode",
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
                    on_delete=models.CASCADE,
                    related_name="codes",
                    to="core.syncclient",
                ),
            ),
            ("kind", models.CharField(max_length=40)),
            ("field", models.CharField(max_length=120)),
            ("value", models.CharField(max_length=200)),
            ("code", models.CharField(max_length=60)),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(
                    fields=("kind", "field", "value", "client"), name="sync_code_once", nulls_distinct=False
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="SyncExtraKey",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "client",
                models.ForeignKey(
                    db_index=False, on_delete=models.CASCADE, related_name="extra_keys", to="core.syncclient"
                ),
            ),
            ("kind", models.CharField(max_length=40)),
            ("key", models.CharField(max_length=120)),
            ("first_seen", models.DateTimeField(db_default=AppNow())),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("client", "kind", "key"), name="sync_extra_key_once")],
        },
    ),
    migrations.CreateModel(
        name="FeedCursor",
        fields=[
            (
                "client",
                models.OneToOneField(
                    on_delete=models.CASCADE,
                    primary_key=True,
                    related_name="feed_cursor",
                    serialize=False,
                    to="core.syncclient",
                ),
            ),
            ("epoch", models.CharField(max_length=16)),
            ("xid", XidField(default="0")),
            ("news_id", models.BigIntegerField(db_default=0, default=0)),
            ("place", models.PositiveIntegerField(db_default=0, default=0)),
            ("after", models.UUIDField(blank=True, null=True)),
            ("stood_at", models.DateTimeField(db_default=AppNow())),
            ("acked_at", models.DateTimeField(blank=True, null=True)),
            ("read_at", models.DateTimeField(db_default=AppNow())),
            ("kinds", ArrayField(base_field=models.CharField(max_length=40), db_default=[], default=list, size=None)),
        ],
    ),
    migrations.CreateModel(
        name="FeedFailure",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "client",
                models.ForeignKey(
                    db_index=False, on_delete=models.CASCADE, related_name="feed_failures", to="core.syncclient"
                ),
            ),
            ("kind", models.CharField(max_length=40)),
            ("guid", models.UUIDField()),
            ("code", models.CharField(blank=True, max_length=60)),
            ("message", models.CharField(blank=True, max_length=1000)),
            ("times", models.PositiveIntegerField(db_default=1, default=1)),
            ("first_at", models.DateTimeField(db_default=AppNow())),
            ("at", models.DateTimeField(db_default=AppNow())),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("client", "kind", "guid"), name="feed_failure_once")],
        },
    ),
    migrations.CreateModel(
        name="SyncFlow",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "client",
                models.ForeignKey(db_index=False, on_delete=models.CASCADE, related_name="flows", to="core.syncclient"),
            ),
            ("kind", models.CharField(max_length=40)),
            ("at", models.DateTimeField()),
            ("created", models.PositiveIntegerField(default=0)),
            ("updated", models.PositiveIntegerField(default=0)),
            ("unchanged", models.PositiveIntegerField(default=0)),
            ("stale", models.PositiveIntegerField(default=0)),
            ("deferred", models.PositiveIntegerField(default=0)),
            ("rejected", models.PositiveIntegerField(default=0)),
        ],
        options={
            "indexes": [models.Index(fields=["client", "kind", "-at"], name="sync_flow_latest")],
        },
    ),
    migrations.CreateModel(
        name="SyncOwner",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            ("kind", models.CharField(max_length=40)),
            ("field", models.CharField(max_length=120)),
            (
                "owner",
                models.CharField(
                    choices=[("onec", "Onec"), ("crm", "Crm"), ("newest", "Newest"), ("union", "Union")], max_length=10
                ),
            ),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("kind", "field"), name="sync_owner_once")],
        },
    ),
    migrations.CreateModel(
        name="SyncField",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("kind", models.CharField(max_length=40)),
            ("object_id", models.UUIDField()),
            ("field", models.CharField(max_length=120)),
            ("base", models.JSONField(blank=True, null=True)),
            ("set_at", models.DateTimeField(blank=True, null=True)),
            ("proposed", models.JSONField(blank=True, null=True)),
            ("proposed_at", models.DateTimeField(blank=True, null=True)),
            (
                "proposed_by",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.CASCADE,
                    related_name="+",
                    to="core.syncclient",
                ),
            ),
            ("at", models.DateTimeField(db_default=AppNow())),
        ],
        options={
            "indexes": [
                models.Index(
                    condition=models.Q(("proposed_at__isnull", False)),
                    fields=["proposed_at"],
                    name="sync_field_proposed",
                )
            ],
            "constraints": [
                models.UniqueConstraint(fields=("object_id", "kind", "field"), name="sync_field_once"),
                models.CheckConstraint(
                    condition=models.Q(("proposed_at__isnull", True), ("proposed_by__isnull", False), _connector="OR"),
                    name="sync_field_proposer",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="SyncMove",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            ("client", models.ForeignKey(on_delete=models.CASCADE, related_name="moves", to="core.syncclient")),
            ("kind", models.CharField(max_length=40)),
            ("asked", models.PositiveIntegerField(default=0)),
            (
                "author",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                ),
            ),
            ("applied_at", models.DateTimeField(blank=True, null=True)),
            ("applied", models.PositiveIntegerField(default=0)),
        ],
    ),
    migrations.CreateModel(
        name="SyncMoveRow",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("move", models.ForeignKey(on_delete=models.CASCADE, related_name="rows", to="core.syncmove")),
            ("old_guid", models.UUIDField()),
            ("new_guid", models.UUIDField()),
            ("sign", models.CharField(max_length=40)),
            (
                "state",
                models.CharField(
                    choices=[("sure", "one object"), ("doubtful", "several fit"), ("taken", "both are here already")],
                    max_length=8,
                ),
            ),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(fields=("move", "new_guid", "old_guid"), name="sync_move_row_once")
            ],
        },
    ),
    migrations.CreateModel(
        name="SyncAlias",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "client",
                models.ForeignKey(
                    db_index=False, on_delete=models.CASCADE, related_name="aliases", to="core.syncclient"
                ),
            ),
            ("kind", models.CharField(max_length=40)),
            ("old_guid", models.UUIDField()),
            ("new_guid", models.UUIDField()),
            ("at", models.DateTimeField(db_default=AppNow())),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("client", "kind", "old_guid"), name="sync_alias_once")],
        },
    ),
    migrations.CreateModel(
        name="SyncFinding",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "client",
                models.ForeignKey(
                    db_index=False, on_delete=models.CASCADE, related_name="findings", to="core.syncclient"
                ),
            ),
            ("kind", models.CharField(max_length=40)),
            ("bucket", models.CharField(max_length=20)),
            ("counts", models.JSONField(default=dict)),
            ("guids", models.JSONField(default=dict)),
            ("at", models.DateTimeField(db_default=AppNow())),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("client", "kind", "bucket"), name="sync_finding_once")],
        },
    ),
    migrations.CreateModel(
        name="SyncErased",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("kind", models.CharField(max_length=40)),
            ("guid", models.UUIDField()),
            ("at", models.DateTimeField(db_default=AppNow())),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("guid", "kind"), name="sync_erased_once")],
        },
    ),
]


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("core", "0001_clock_ids_extensions"),
    ]

    # their foreign keys to the user model wait only for the first migration of this app, which has no user yet
    run_before = [("admin", "0001_initial"), ("otp_static", "0001_initial"), ("otp_totp", "0001_initial")]

    operations = [CreateTables(TABLES)]
