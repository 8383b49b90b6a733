"""The tables of human care: tickets, calls, the centre's hours, reviews, requests from our sites."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields.ranges import DateRangeField
from django.db import migrations, models

from optics_crm.core.create_tables import CreateTables
from optics_crm.core.ids import new_id
from optics_crm.core.models.base import AppNow, NewUuid

TABLES = [
    migrations.CreateModel(
        name="LegalTerm",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("demand", models.CharField(max_length=14, verbose_name="demand")),
            ("condition", models.CharField(blank=True, max_length=40, verbose_name="condition")),
            ("law", models.CharField(max_length=200, verbose_name="law")),
            ("article", models.CharField(max_length=60, verbose_name="article")),
            ("edition", models.CharField(max_length=120, verbose_name="edition")),
            ("days", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="calendar days")),
            ("months", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="months")),
            ("rolls", models.BooleanField(default=False, verbose_name="moves to a working day")),
            ("since", models.DateField(verbose_name="in force since")),
            ("until", models.DateField(blank=True, null=True, verbose_name="in force until")),
            ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
        ],
        options={
            "verbose_name": "legal term",
            "verbose_name_plural": "legal terms",
            "ordering": ["demand", "condition", "-since"],
            "constraints": [
                models.UniqueConstraint(fields=("demand", "condition", "since"), name="legal_term_once"),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("days__isnull", False), ("months__isnull", True)),
                        models.Q(("days__isnull", True), ("months__isnull", False)),
                        _connector="OR",
                    ),
                    name="legal_term_days_or_months",
                ),
                models.CheckConstraint(
                    condition=models.Q(("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"),
                    name="legal_term_edition_has_span",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Ticket",
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
            ("card", models.ForeignKey(on_delete=models.PROTECT, related_name="tickets", to="customers.card")),
            ("salon", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="core.salon")),
            (
                "workshop",
                models.ForeignKey(
                    blank=True, db_index=False, null=True, on_delete=models.SET_NULL, related_name="+", to="core.salon"
                ),
            ),
            (
                "purchase",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.SET_NULL, related_name="tickets", to="orders.purchase"
                ),
            ),
            ("purchase_guid", models.UUIDField(blank=True, null=True)),
            ("line_no", models.PositiveSmallIntegerField(blank=True, null=True)),
            ("number", models.CharField(max_length=60)),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("repair", "repair"),
                        ("maintenance", "free service"),
                        ("return", "return"),
                        ("exchange", "exchange"),
                        ("claim", "claim"),
                        ("complaint", "complaint"),
                    ],
                    max_length=12,
                ),
            ),
            (
                "stage",
                models.CharField(
                    choices=[
                        ("accepted", "accepted"),
                        ("sent_to_workshop", "sent to the workshop"),
                        ("diagnosed", "diagnosed"),
                        ("awaiting_client_approval", "waits for the client's word"),
                        ("awaiting_parts", "waits for parts"),
                        ("in_repair", "in repair"),
                        ("quality_check", "quality check"),
                        ("in_transit", "on its way to the salon"),
                        ("ready", "ready"),
                        ("client_notified", "client told"),
                        ("issued", "handed over"),
                        ("refused", "refused"),
                        ("closed", "closed"),
                    ],
                    default="accepted",
                    max_length=26,
                ),
            ),
            ("opened_at", models.DateTimeField()),
            ("opened_on", models.DateField()),
            ("stage_at", models.DateTimeField()),
            ("book_stage", models.CharField(blank=True, db_default="", default="", max_length=26)),
            ("book_stage_at", models.DateTimeField(blank=True, null=True)),
            ("first_promised_on", models.DateField(blank=True, null=True)),
            ("promised_on", models.DateField(blank=True, null=True)),
            ("due_on", models.DateField(blank=True, null=True)),
            ("closed_at", models.DateTimeField(blank=True, null=True)),
            ("item", models.CharField(blank=True, max_length=300)),
            ("defect", models.TextField(blank=True)),
            (
                "demand",
                models.CharField(
                    blank=True,
                    choices=[
                        ("replace_same", "the same thing anew"),
                        ("replace_other", "another thing instead"),
                        ("price_cut", "a lower price"),
                        ("free_repair", "repair free of charge"),
                        ("expense_refund", "expenses paid back"),
                        ("money_back", "money back"),
                        ("damages", "damages"),
                        ("exchange", "exchange of a thing without defects"),
                    ],
                    db_default="",
                    default="",
                    max_length=14,
                ),
            ),
            ("demanded_at", models.DateTimeField(blank=True, null=True)),
            ("cause", models.CharField(blank=True, db_default="", default="", max_length=300)),
            (
                "owner",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="tickets",
                    to=settings.AUTH_USER_MODEL,
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
            ("price", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
            ("is_warranty", models.BooleanField(db_default=False, default=False)),
            ("resolution", models.TextField(blank=True)),
            ("refund_amount", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
            ("refund_paid_at", models.DateTimeField(blank=True, null=True)),
            ("warn_at", models.DateTimeField(blank=True, null=True)),
            ("stage_due_at", models.DateTimeField(blank=True, null=True)),
            ("grave_at", models.DateTimeField(blank=True, null=True)),
            ("is_paused", models.BooleanField(db_default=False, default=False)),
            (
                "legal_term",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="+",
                    to="contactcenter.legalterm",
                ),
            ),
            ("legal_due_on", models.DateField(blank=True, null=True)),
            ("revision", models.PositiveIntegerField(db_default=1, default=1)),
        ],
        options={
            "indexes": [
                models.Index(fields=["card", "-opened_at"], name="ticket_of_card"),
                models.Index(
                    condition=models.Q(("closed_at__isnull", True)), fields=["stage", "stage_at"], name="ticket_open"
                ),
                models.Index(
                    condition=models.Q(("closed_at__isnull", True)),
                    fields=["stage_due_at", "id"],
                    name="ticket_open_by_clock",
                ),
                models.Index(fields=["-opened_at", "id"], name="ticket_newest"),
                models.Index(fields=["updated_at", "id"], name="ticket_updated"),
                models.Index(fields=["number"], name="ticket_by_number"),
                models.Index(
                    condition=models.Q(("purchase__isnull", True), ("purchase_guid__isnull", False)),
                    fields=["purchase_guid"],
                    name="ticket_waits_for_purchase",
                ),
            ],
            "constraints": [
                models.UniqueConstraint(fields=("guid", "client"), name="ticket_guid_once"),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("stage__in", ["issued", "refused", "closed"]), _negated=True),
                        ("closed_at__isnull", False),
                        _connector="OR",
                    ),
                    name="ticket_end_has_moment",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("stage__in", ["issued", "refused", "closed"]), ("closed_at__isnull", True), _connector="OR"
                    ),
                    name="ticket_open_has_no_end",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        (
                            "stage__in",
                            [
                                "accepted",
                                "sent_to_workshop",
                                "diagnosed",
                                "awaiting_client_approval",
                                "awaiting_parts",
                                "in_repair",
                                "quality_check",
                                "in_transit",
                                "ready",
                                "client_notified",
                                "issued",
                                "refused",
                                "closed",
                            ],
                        )
                    ),
                    name="ticket_stage_is_known",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("kind__in", ["repair", "maintenance", "return", "exchange", "claim", "complaint"])
                    ),
                    name="ticket_kind_is_known",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("demand", ""),
                        (
                            "demand__in",
                            [
                                "replace_same",
                                "replace_other",
                                "price_cut",
                                "free_repair",
                                "expense_refund",
                                "money_back",
                                "damages",
                                "exchange",
                            ],
                        ),
                        _connector="OR",
                    ),
                    name="ticket_demand_is_known",
                ),
                models.CheckConstraint(
                    condition=models.Q(("book_stage", ""), ("book_stage_at__isnull", False), _connector="OR"),
                    name="ticket_said_when",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("promised_on__isnull", True), ("first_promised_on__isnull", False), _connector="OR"
                    ),
                    name="ticket_promise_has_first",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ("stage_due_at__isnull", True),
                        models.Q(
                            ("grave_at__gte", models.F("stage_due_at")), ("warn_at__lte", models.F("stage_due_at"))
                        ),
                        _connector="OR",
                    ),
                    name="ticket_clock_in_order",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="TicketPromise",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("ticket", models.ForeignKey(on_delete=models.CASCADE, related_name="promises", to="contactcenter.ticket")),
            ("promised_on", models.DateField()),
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
            ("reason", models.CharField(blank=True, max_length=300)),
        ],
        options={
            "ordering": ["at", "id"],
        },
    ),
    migrations.CreateModel(
        name="StageChange",
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
                "entity",
                models.CharField(
                    choices=[("service_ticket", "service ticket"), ("order", "order"), ("appointment", "appointment")],
                    default="service_ticket",
                    max_length=14,
                ),
            ),
            ("object_id", models.UUIDField()),
            (
                "ticket",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.CASCADE,
                    related_name="changes",
                    to="contactcenter.ticket",
                ),
            ),
            ("from_stage", models.CharField(blank=True, max_length=26)),
            ("to_stage", models.CharField(max_length=26)),
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
            ("is_derived", models.BooleanField(db_default=False, default=False)),
        ],
        options={
            "ordering": ["at"],
            "indexes": [
                models.Index(
                    condition=models.Q(("ticket__isnull", False)), fields=["ticket", "at"], name="change_of_ticket"
                ),
                models.Index(fields=["at", "id"], name="change_by_time"),
            ],
            "constraints": [
                models.UniqueConstraint(fields=("guid", "client"), name="stage_change_guid_once"),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("entity", "service_ticket"), ("ticket", models.F("object_id"))),
                        models.Q(models.Q(("entity", "service_ticket"), _negated=True), ("ticket__isnull", True)),
                        _connector="OR",
                    ),
                    name="stage_change_of_its_object",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="StageTerm",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("kind", models.CharField(blank=True, max_length=12, verbose_name="kind of ticket")),
            ("stage", models.CharField(max_length=26, verbose_name="stage")),
            ("amount", models.PositiveSmallIntegerField(verbose_name="amount")),
            (
                "unit",
                models.CharField(
                    choices=[
                        ("minutes", "minutes on the clock"),
                        ("working_hours", "working hours"),
                        ("working_days", "working days"),
                    ],
                    max_length=13,
                    verbose_name="unit",
                ),
            ),
            ("in_workshop", models.BooleanField(default=False, verbose_name="by the workshop's hours")),
            ("pauses", models.BooleanField(default=False, verbose_name="waits for the client")),
        ],
        options={
            "verbose_name": "term of a stage",
            "verbose_name_plural": "terms of stages",
            "ordering": ["kind", "id"],
            "constraints": [models.UniqueConstraint(fields=("kind", "stage"), name="stage_term_once")],
        },
    ),
    migrations.CreateModel(
        name="Escalation",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            (
                "ticket",
                models.ForeignKey(on_delete=models.CASCADE, related_name="escalations", to="contactcenter.ticket"),
            ),
            ("level", models.PositiveSmallIntegerField()),
            ("due_at", models.DateTimeField()),
            ("at", models.DateTimeField(db_default=AppNow())),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("ticket", "level", "due_at"), name="escalated_once")],
        },
    ),
    migrations.CreateModel(
        name="EscalationWord",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "escalation",
                models.ForeignKey(on_delete=models.CASCADE, related_name="words", to="contactcenter.escalation"),
            ),
            (
                "employee",
                models.ForeignKey(
                    db_index=False, on_delete=models.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                ),
            ),
            ("sent_at", models.DateTimeField(blank=True, null=True)),
        ],
        options={
            "indexes": [
                models.Index(
                    condition=models.Q(("sent_at__isnull", True)), fields=["employee"], name="escalation_unsent"
                )
            ],
            "constraints": [models.UniqueConstraint(fields=("employee", "escalation"), name="escalation_told_once")],
        },
    ),
    migrations.CreateModel(
        name="StatusLink",
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
                "ticket",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.CASCADE, related_name="links", to="contactcenter.ticket"
                ),
            ),
            (
                "order",
                models.ForeignKey(blank=True, null=True, on_delete=models.CASCADE, related_name="+", to="orders.order"),
            ),
            ("token_hash", models.CharField(max_length=64, unique=True)),
            ("expires_at", models.DateTimeField()),
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
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("order__isnull", False), ("ticket__isnull", True)),
                        models.Q(("order__isnull", True), ("ticket__isnull", False)),
                        _connector="OR",
                    ),
                    name="status_link_opens_one_thing",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="CentreHours",
        fields=[
            ("weekday", models.PositiveSmallIntegerField(primary_key=True, serialize=False, verbose_name="weekday")),
            ("opens_at", models.TimeField(verbose_name="opens")),
            ("closes_at", models.TimeField(verbose_name="closes")),
        ],
        options={
            "verbose_name": "hours of the contact centre",
            "verbose_name_plural": "hours of the contact centre",
            "ordering": ["weekday"],
            "constraints": [
                models.CheckConstraint(condition=models.Q(("weekday__range", (1, 7))), name="centre_hours_weekday"),
                models.CheckConstraint(
                    condition=models.Q(("opens_at__lt", models.F("closes_at"))), name="centre_hours_open_before_close"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="CentreDay",
        fields=[
            ("day", models.DateField(primary_key=True, serialize=False, verbose_name="day")),
            ("opens_at", models.TimeField(blank=True, null=True, verbose_name="opens")),
            ("closes_at", models.TimeField(blank=True, null=True, verbose_name="closes")),
            ("note", models.CharField(blank=True, max_length=120, verbose_name="note")),
        ],
        options={
            "verbose_name": "unusual day of the contact centre",
            "verbose_name_plural": "unusual days of the contact centre",
            "ordering": ["day"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("closes_at__isnull", True), ("opens_at__isnull", True)),
                        models.Q(
                            ("closes_at__isnull", False),
                            ("opens_at__isnull", False),
                            ("opens_at__lt", models.F("closes_at")),
                        ),
                        _connector="OR",
                    ),
                    name="centre_day_has_both_or_none",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="PromiseTerm",
        fields=[
            (
                "kind",
                models.CharField(max_length=30, primary_key=True, serialize=False, verbose_name="kind of promise"),
            ),
            ("minutes", models.PositiveSmallIntegerField(verbose_name="working minutes")),
        ],
        options={
            "verbose_name": "term of a promise",
            "verbose_name_plural": "terms of promises",
            "ordering": ["kind"],
        },
    ),
    migrations.CreateModel(
        name="HookBody",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("provider", models.CharField(max_length=20)),
            ("route", models.CharField(blank=True, max_length=60)),
            ("content_type", models.CharField(blank=True, max_length=100)),
            ("body", models.TextField()),
            ("digest", models.BinaryField(max_length=16)),
            (
                "state",
                models.CharField(
                    choices=[
                        ("stored", "waits"),
                        ("applied", "applied"),
                        ("empty", "nothing to apply"),
                        ("dead", "cannot be read"),
                    ],
                    db_default="stored",
                    default="stored",
                    max_length=8,
                ),
            ),
            ("fault", models.CharField(blank=True, db_default="", default="", max_length=300)),
            ("tries", models.PositiveSmallIntegerField(db_default=0, default=0)),
            ("times_seen", models.PositiveIntegerField(db_default=1, default=1)),
            ("received_at", models.DateTimeField(db_default=AppNow())),
        ],
        options={
            "indexes": [
                models.Index(condition=models.Q(("state", "stored")), fields=["received_at"], name="hook_body_waiting"),
                models.Index(condition=models.Q(("state", "dead")), fields=["-received_at"], name="hook_body_dead"),
                models.Index(fields=["provider", "-received_at"], name="hook_body_latest"),
            ],
            "constraints": [models.UniqueConstraint(fields=("provider", "digest"), name="hook_body_once")],
        },
    ),
    migrations.CreateModel(
        name="Call",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            ("provider", models.CharField(max_length=20)),
            ("external_id", models.CharField(max_length=200)),
            (
                "direction",
                models.CharField(
                    choices=[("in", "incoming"), ("out", "outgoing"), ("internal", "internal")],
                    default="in",
                    max_length=8,
                ),
            ),
            ("phone", models.CharField(blank=True, max_length=16)),
            ("phone_said", models.CharField(blank=True, max_length=80)),
            ("line", models.CharField(blank=True, max_length=80)),
            (
                "state",
                models.CharField(
                    choices=[("ringing", "ringing"), ("talking", "talking"), ("ended", "ended")],
                    default="ringing",
                    max_length=8,
                ),
            ),
            (
                "cause",
                models.CharField(
                    blank=True,
                    choices=[
                        ("normal", "hung up"),
                        ("caller", "the caller hung up"),
                        ("no_answer", "nobody answered"),
                        ("busy", "busy"),
                        ("off_schedule", "outside of working hours"),
                        ("blacklist", "on the black list"),
                        ("failed", "no connection"),
                        ("voicemail", "voice message"),
                        ("scheme", "ended in the voice menu"),
                    ],
                    max_length=12,
                ),
            ),
            ("started_at", models.DateTimeField()),
            ("answered_at", models.DateTimeField(blank=True, null=True)),
            ("ended_at", models.DateTimeField(blank=True, null=True)),
            ("answered", models.BooleanField(db_default=False, default=False)),
            (
                "answered_by",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.SET_NULL, related_name="calls", to=settings.AUTH_USER_MODEL
                ),
            ),
            ("extension", models.CharField(blank=True, max_length=40)),
            ("wait_seconds", models.PositiveIntegerField(db_default=0, default=0)),
            ("talk_seconds", models.PositiveIntegerField(db_default=0, default=0)),
            ("self_served", models.BooleanField(db_default=False, default=False)),
            ("rating", models.PositiveSmallIntegerField(blank=True, null=True)),
            ("recording", models.CharField(blank=True, max_length=500)),
            (
                "household",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.SET_NULL, related_name="+", to="customers.household"
                ),
            ),
            (
                "person",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.SET_NULL, related_name="calls", to="customers.person"
                ),
            ),
        ],
        options={
            "indexes": [
                models.Index(fields=["-started_at", "-id"], name="call_latest"),
                models.Index(fields=["phone", "-started_at"], name="call_of_number"),
                models.Index(fields=["person", "-started_at"], name="call_of_person"),
                models.Index(fields=["updated_at", "id"], name="call_updated"),
                models.Index(
                    condition=models.Q(("state", "ended"), _negated=True), fields=["started_at"], name="call_running"
                ),
            ],
            "constraints": [
                models.UniqueConstraint(fields=("provider", "external_id"), name="call_once"),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("ended_at__isnull", False), ("state", "ended")),
                        models.Q(models.Q(("state", "ended"), _negated=True), ("ended_at__isnull", True)),
                        _connector="OR",
                    ),
                    name="call_end_has_moment",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("answered", True), ("answered_at__isnull", False)),
                        models.Q(("answered", False), ("answered_at__isnull", True)),
                        _connector="OR",
                    ),
                    name="call_answer_has_moment",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="CallLeg",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("call", models.ForeignKey(on_delete=models.CASCADE, related_name="legs", to="contactcenter.call")),
            ("key", models.CharField(max_length=200)),
            ("extension", models.CharField(blank=True, max_length=40)),
            (
                "employee",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                ),
            ),
            ("rang_at", models.DateTimeField(blank=True, null=True)),
            ("answered_at", models.DateTimeField(blank=True, null=True)),
            ("ended_at", models.DateTimeField(blank=True, null=True)),
            (
                "cause",
                models.CharField(
                    blank=True,
                    choices=[
                        ("normal", "hung up"),
                        ("caller", "the caller hung up"),
                        ("no_answer", "nobody answered"),
                        ("busy", "busy"),
                        ("off_schedule", "outside of working hours"),
                        ("blacklist", "on the black list"),
                        ("failed", "no connection"),
                        ("voicemail", "voice message"),
                        ("scheme", "ended in the voice menu"),
                    ],
                    max_length=12,
                ),
            ),
        ],
        options={
            "ordering": ["rang_at", "pk"],
            "constraints": [models.UniqueConstraint(fields=("call", "key"), name="call_leg_once")],
        },
    ),
    migrations.CreateModel(
        name="CallEvent",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("call", models.ForeignKey(on_delete=models.CASCADE, related_name="events", to="contactcenter.call")),
            ("key", models.CharField(max_length=200)),
            ("kind", models.CharField(max_length=12)),
            ("at", models.DateTimeField(blank=True, null=True)),
            ("received_at", models.DateTimeField()),
            ("told", models.JSONField()),
            (
                "body",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.SET_NULL, related_name="events", to="contactcenter.hookbody"
                ),
            ),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("call", "key"), name="call_event_once")],
        },
    ),
    migrations.CreateModel(
        name="ProviderClock",
        fields=[
            ("provider", models.CharField(max_length=20, primary_key=True, serialize=False)),
            ("offsets", models.JSONField(default=list)),
        ],
    ),
    migrations.CreateModel(
        name="OperatorState",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            (
                "employee",
                models.ForeignKey(
                    db_index=False, on_delete=models.PROTECT, related_name="states", to=settings.AUTH_USER_MODEL
                ),
            ),
            (
                "state",
                models.CharField(
                    choices=[
                        ("free", "free"),
                        ("busy", "busy"),
                        ("after_call", "after-call work"),
                        ("break", "on a break"),
                    ],
                    max_length=10,
                ),
            ),
            ("began_at", models.DateTimeField(db_default=AppNow())),
            ("ended_at", models.DateTimeField(blank=True, null=True)),
            ("seen_at", models.DateTimeField(db_default=AppNow())),
            (
                "call",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to="contactcenter.call",
                ),
            ),
        ],
        options={
            "indexes": [
                models.Index(fields=["employee", "began_at"], name="operator_state_history"),
                models.Index(fields=["began_at"], name="operator_state_by_day"),
                models.Index(
                    condition=models.Q(("call__isnull", False)), fields=["call"], name="operator_state_of_call"
                ),
            ],
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("ended_at", None)), fields=("employee",), name="operator_state_one_open"
                ),
                models.CheckConstraint(
                    condition=models.Q(("ended_at", None), ("ended_at__gte", models.F("began_at")), _connector="OR"),
                    name="operator_state_forward",
                ),
                models.CheckConstraint(
                    condition=models.Q(("call", None), ("state", "after_call"), _connector="OR"),
                    name="operator_state_of_its_call",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ContactReason",
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
                "parent",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="children",
                    to="contactcenter.contactreason",
                ),
            ),
            ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
            ("name", models.CharField(max_length=80, verbose_name="name")),
            ("is_active", models.BooleanField(db_default=True, default=True, verbose_name="in use")),
            ("position", models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="place in the list")),
        ],
        options={
            "verbose_name": "reason of contact",
            "verbose_name_plural": "reasons of contact",
            "ordering": ["position", "name"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        ("parent", None), models.Q(("parent", models.F("id")), _negated=True), _connector="OR"
                    ),
                    name="contact_reason_not_in_itself",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="CallOutcome",
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
                "call",
                models.ForeignKey(
                    db_index=False, on_delete=models.CASCADE, related_name="outcomes", to="contactcenter.call"
                ),
            ),
            (
                "employee",
                models.ForeignKey(
                    db_index=False, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                ),
            ),
            (
                "reason",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="outcomes",
                    to="contactcenter.contactreason",
                ),
            ),
            (
                "result",
                models.CharField(
                    blank=True,
                    choices=[
                        ("solved", "settled at once"),
                        ("booked", "booked an appointment"),
                        ("promised", "promised to call back"),
                        ("handed_over", "handed over to colleagues"),
                        ("declined", "the client declined"),
                        ("broken", "the connection broke"),
                        ("wrong_number", "wrong number"),
                        ("spam", "spam"),
                    ],
                    max_length=12,
                ),
            ),
            ("note", models.TextField(blank=True, verbose_name="note")),
            ("revision", models.PositiveIntegerField(db_default=0, default=0)),
            (
                "verified_person",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to="customers.person",
                ),
            ),
            ("verified_at", models.DateTimeField(blank=True, null=True)),
            ("wrapped_up_at", models.DateTimeField(blank=True, null=True)),
            ("after_seconds", models.PositiveIntegerField(blank=True, null=True)),
        ],
        options={
            "indexes": [
                models.Index(fields=["employee", "wrapped_up_at"], name="call_outcome_of_employee"),
                models.Index(fields=["wrapped_up_at"], name="call_outcome_by_day"),
            ],
            "constraints": [
                models.UniqueConstraint(fields=("call", "employee"), name="call_outcome_once"),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("after_seconds", None), ("wrapped_up_at", None)),
                        models.Q(
                            ("after_seconds__isnull", False),
                            ("wrapped_up_at__isnull", False),
                            models.Q(("result", ""), _negated=True),
                        ),
                        _connector="OR",
                    ),
                    name="call_outcome_wrapped_up_whole",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ReviewSheet",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("number", models.PositiveSmallIntegerField(unique=True, verbose_name="version")),
            ("note", models.CharField(blank=True, max_length=200, verbose_name="what changed")),
            ("is_current", models.BooleanField(db_default=False, default=False)),
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
            ("created_at", models.DateTimeField(db_default=AppNow())),
        ],
        options={
            "ordering": ["-number"],
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(("is_current", True)), fields=("is_current",), name="review_sheet_one_is_current"
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="ReviewCriterion",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "sheet",
                models.ForeignKey(on_delete=models.CASCADE, related_name="criteria", to="contactcenter.reviewsheet"),
            ),
            ("position", models.PositiveSmallIntegerField()),
            ("text", models.CharField(max_length=160, verbose_name="criterion")),
            ("hint", models.CharField(blank=True, max_length=300, verbose_name="when it is met")),
            ("weight", models.PositiveSmallIntegerField(verbose_name="weight")),
        ],
        options={
            "ordering": ["position"],
            "constraints": [
                models.UniqueConstraint(fields=("sheet", "position"), name="review_criterion_once"),
                models.CheckConstraint(condition=models.Q(("weight__range", (1, 20))), name="review_criterion_weight"),
            ],
        },
    ),
    migrations.CreateModel(
        name="CallReview",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            ("call", models.OneToOneField(on_delete=models.CASCADE, related_name="review", to="contactcenter.call")),
            (
                "operator",
                models.ForeignKey(
                    db_index=False, on_delete=models.PROTECT, related_name="reviews", to=settings.AUTH_USER_MODEL
                ),
            ),
            (
                "source",
                models.CharField(
                    choices=[("sample", "weekly sample"), ("chosen", "chosen by hand"), ("test", "test call")],
                    max_length=8,
                ),
            ),
            (
                "state",
                models.CharField(
                    choices=[
                        ("waiting", "waits for a review"),
                        ("done", "reviewed"),
                        ("skipped", "cannot be reviewed"),
                    ],
                    db_default="waiting",
                    default="waiting",
                    max_length=8,
                ),
            ),
            ("week", models.DateField()),
            (
                "sheet",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="+",
                    to="contactcenter.reviewsheet",
                ),
            ),
            (
                "reviewer",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("score", models.DecimalField(blank=True, decimal_places=3, max_digits=4, null=True)),
            ("comment", models.TextField(blank=True, db_default="", verbose_name="comment")),
            ("reviewed_at", models.DateTimeField(blank=True, null=True)),
            ("answer", models.TextField(blank=True, db_default="", verbose_name="answer")),
            ("answered_at", models.DateTimeField(blank=True, null=True)),
        ],
        options={
            "indexes": [
                models.Index(fields=["operator", "-week"], name="call_review_of_operator"),
                models.Index(fields=["-week", "id"], name="call_review_by_week"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("reviewed_at__isnull", False),
                            ("score__range", (0, 1)),
                            ("sheet__isnull", False),
                            ("state", "done"),
                        ),
                        models.Q(("reviewed_at__isnull", False), ("score", None), ("state", "skipped")),
                        models.Q(("reviewed_at", None), ("score", None), ("state", "waiting")),
                        _connector="OR",
                    ),
                    name="call_review_done_has_score",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        models.Q(("answer", ""), ("answered_at", None)),
                        models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)),
                        _connector="OR",
                    ),
                    name="call_review_answer_has_moment",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ReviewMark",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "review",
                models.ForeignKey(on_delete=models.CASCADE, related_name="marks", to="contactcenter.callreview"),
            ),
            (
                "criterion",
                models.ForeignKey(
                    db_index=False, on_delete=models.PROTECT, related_name="+", to="contactcenter.reviewcriterion"
                ),
            ),
            ("points", models.PositiveSmallIntegerField(blank=True, null=True)),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(fields=("review", "criterion"), name="review_mark_once"),
                models.CheckConstraint(
                    condition=models.Q(("points", None), ("points__range", (0, 2)), _connector="OR"),
                    name="review_mark_points",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="DialWish",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            ("provider", models.CharField(max_length=20)),
            ("extension", models.CharField(max_length=40)),
            ("phone", models.CharField(blank=True, max_length=16)),
            (
                "actor",
                models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL),
            ),
            (
                "person",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.SET_NULL, related_name="+", to="customers.person"
                ),
            ),
            (
                "followup",
                models.ForeignKey(
                    blank=True, null=True, on_delete=models.SET_NULL, related_name="+", to="customers.followup"
                ),
            ),
            (
                "state",
                models.CharField(
                    choices=[
                        ("asked", "the exchange was asked"),
                        ("refused", "the exchange refused"),
                        ("unknown", "the exchange did not answer"),
                    ],
                    max_length=8,
                ),
            ),
            ("fault", models.CharField(blank=True, default="", max_length=300)),
            ("external_id", models.CharField(blank=True, default="", max_length=200)),
            (
                "call",
                models.OneToOneField(
                    blank=True, null=True, on_delete=models.SET_NULL, related_name="wish", to="contactcenter.call"
                ),
            ),
        ],
        options={
            "indexes": [
                models.Index(
                    condition=models.Q(("call", None)),
                    fields=["provider", "extension", "-created_at"],
                    name="dial_wish_open",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="Recording",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            ("call", models.ForeignKey(on_delete=models.CASCADE, related_name="recordings", to="contactcenter.call")),
            ("source", models.CharField(max_length=500)),
            (
                "state",
                models.CharField(
                    choices=[
                        ("waiting", "will be fetched"),
                        ("fetched", "is here"),
                        ("failed", "could not be fetched"),
                        ("forgotten", "deleted after its term"),
                    ],
                    default="waiting",
                    max_length=9,
                ),
            ),
            ("tries", models.PositiveSmallIntegerField(default=0)),
            ("due_at", models.DateTimeField(db_default=AppNow())),
            ("fault", models.CharField(blank=True, default="", max_length=300)),
            ("content_type", models.CharField(blank=True, default="", max_length=40)),
            ("size", models.PositiveIntegerField(default=0)),
            ("fetched_at", models.DateTimeField(blank=True, null=True)),
        ],
        options={
            "indexes": [
                models.Index(condition=models.Q(("state", "waiting")), fields=["due_at"], name="recording_waiting"),
                models.Index(condition=models.Q(("state", "fetched")), fields=["fetched_at"], name="recording_by_age"),
                models.Index(condition=models.Q(("state", "failed")), fields=["-created_at"], name="recording_failed"),
            ],
            "constraints": [models.UniqueConstraint(fields=("call", "source"), name="recording_once")],
        },
    ),
    migrations.CreateModel(
        name="RecordingPart",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "recording",
                models.ForeignKey(
                    db_index=False, on_delete=models.CASCADE, related_name="parts", to="contactcenter.recording"
                ),
            ),
            ("start", models.PositiveIntegerField()),
            ("body", models.BinaryField()),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("recording", "start"), name="recording_part_once")],
        },
    ),
    migrations.CreateModel(
        name="Comparison",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            ("provider", models.CharField(max_length=20)),
            ("day", models.DateField()),
            (
                "state",
                models.CharField(
                    choices=[
                        ("running", "is being compared"),
                        ("done", "compared"),
                        ("failed", "could not be compared"),
                    ],
                    default="running",
                    max_length=7,
                ),
            ),
            ("ticket", models.CharField(blank=True, default="", max_length=200)),
            ("tries", models.PositiveSmallIntegerField(default=0)),
            ("due_at", models.DateTimeField(db_default=AppNow())),
            ("fault", models.CharField(blank=True, default="", max_length=300)),
            ("ours", models.PositiveIntegerField(default=0)),
            ("theirs", models.PositiveIntegerField(default=0)),
            ("added", models.PositiveIntegerField(default=0)),
            ("done_at", models.DateTimeField(blank=True, null=True)),
        ],
        options={
            "indexes": [models.Index(fields=["-day", "provider"], name="comparison_latest")],
            "constraints": [models.UniqueConstraint(fields=("provider", "day"), name="comparison_once")],
        },
    ),
    migrations.CreateModel(
        name="CallDifference",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "comparison",
                models.ForeignKey(on_delete=models.CASCADE, related_name="differences", to="contactcenter.comparison"),
            ),
            ("call", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="contactcenter.call")),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("added", "we had not heard of it: added"),
                        ("unknown", "the exchange does not know it"),
                        ("answered", "answered or not"),
                        ("talk", "seconds of talk"),
                    ],
                    max_length=8,
                ),
            ),
            ("ours", models.IntegerField(null=True)),
            ("theirs", models.IntegerField(null=True)),
        ],
        options={
            "constraints": [
                models.UniqueConstraint(fields=("comparison", "call", "kind"), name="call_difference_once"),
                models.CheckConstraint(
                    condition=models.Q(
                        ("ours__isnull", True),
                        ("theirs__isnull", True),
                        models.Q(("ours", models.F("theirs")), _negated=True),
                        _connector="OR",
                    ),
                    name="call_differs",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Subscription",
        fields=[
            ("provider", models.CharField(max_length=20, primary_key=True, serialize=False)),
            ("number", models.CharField(blank=True, default="", max_length=100)),
            ("renewed_at", models.DateTimeField(blank=True, null=True)),
            ("expires_at", models.DateTimeField(blank=True, null=True)),
            ("fault", models.CharField(blank=True, default="", max_length=300)),
        ],
    ),
    migrations.CreateModel(
        name="ExchangeAlarm",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ("provider", models.CharField(max_length=20)),
            (
                "watch",
                models.CharField(
                    choices=[("silence", "nothing is heard of it"), ("subscription", "the order for events ran out")],
                    max_length=12,
                ),
            ),
            ("since", models.DateTimeField()),
            ("raised_at", models.DateTimeField(db_default=AppNow())),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("provider", "watch"), name="exchange_alarm_once")],
        },
    ),
    migrations.CreateModel(
        name="FigureRule",
        fields=[
            ("code", models.CharField(max_length=30, primary_key=True, serialize=False, verbose_name="threshold")),
            ("value", models.DecimalField(decimal_places=2, max_digits=8, verbose_name="value")),
        ],
        options={
            "verbose_name": "threshold of the figures",
            "verbose_name_plural": "thresholds of the figures",
            "ordering": ["code"],
            "constraints": [
                models.CheckConstraint(condition=models.Q(("value__gte", 0)), name="figure_rule_not_below_zero")
            ],
        },
    ),
    migrations.CreateModel(
        name="WebFormSite",
        fields=[
            ("code", models.SlugField(max_length=40, primary_key=True, serialize=False, verbose_name="code")),
            ("name", models.CharField(max_length=120, verbose_name="name")),
            ("is_active", models.BooleanField(default=True, verbose_name="requests are taken")),
        ],
        options={
            "verbose_name": "site with a form",
            "verbose_name_plural": "sites with forms",
            "ordering": ["code"],
        },
    ),
    migrations.CreateModel(
        name="WebRequest",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            (
                "site",
                models.ForeignKey(
                    db_index=False, on_delete=models.PROTECT, related_name="requests", to="contactcenter.webformsite"
                ),
            ),
            ("key", models.CharField(max_length=100)),
            ("digest", models.BinaryField(max_length=16)),
            ("received_at", models.DateTimeField(db_default=AppNow())),
            ("name", models.CharField(blank=True, max_length=150)),
            ("phone", models.CharField(max_length=16)),
            ("topic", models.CharField(blank=True, max_length=200)),
            ("text", models.TextField(blank=True)),
            ("page", models.CharField(blank=True, max_length=500)),
            ("consent_text", models.TextField(blank=True)),
            (
                "promise",
                models.OneToOneField(
                    blank=True,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="web_request",
                    to="customers.followup",
                ),
            ),
        ],
        options={
            "indexes": [
                models.Index(fields=["site", "received_at"], name="web_request_latest"),
                models.Index(fields=["phone", "received_at"], name="web_request_of_number"),
            ],
            "constraints": [
                models.UniqueConstraint(fields=("site", "key"), name="web_request_once"),
                models.CheckConstraint(condition=models.Q(("key", ""), _negated=True), name="web_request_has_key"),
            ],
        },
    ),
    migrations.CreateModel(
        name="WeekQuestion",
        fields=[
            (
                "id",
                models.UUIDField(
                    db_default=NewUuid(), default=new_id, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("created_at", models.DateTimeField(db_default=AppNow())),
            ("updated_at", models.DateTimeField(db_default=AppNow())),
            ("text", models.CharField(max_length=200, verbose_name="question")),
            ("starts_on", models.DateField(verbose_name="first day")),
            ("ends_on", models.DateField(verbose_name="last day")),
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
            "verbose_name": "question of the week",
            "verbose_name_plural": "questions of the week",
            "ordering": ["-starts_on"],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="week_question_forward"
                ),
                ExclusionConstraint(
                    expressions=[
                        (
                            models.Func(
                                "starts_on",
                                "ends_on",
                                models.Value("[]"),
                                function="daterange",
                                output_field=DateRangeField(),
                            ),
                            "&&",
                        )
                    ],
                    name="week_question_one_a_day",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="WeekAnswer",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "question",
                models.ForeignKey(on_delete=models.CASCADE, related_name="answers", to="contactcenter.weekquestion"),
            ),
            ("position", models.PositiveSmallIntegerField()),
            ("text", models.CharField(max_length=60, verbose_name="answer")),
        ],
        options={
            "ordering": ["position"],
            "constraints": [
                models.UniqueConstraint(fields=("question", "position"), name="week_answer_once"),
                models.CheckConstraint(condition=models.Q(("position__range", (1, 6))), name="week_answer_has_a_key"),
            ],
        },
    ),
    migrations.CreateModel(
        name="WeekReply",
        fields=[
            ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            (
                "question",
                models.ForeignKey(
                    db_index=False, on_delete=models.CASCADE, related_name="replies", to="contactcenter.weekquestion"
                ),
            ),
            (
                "answer",
                models.ForeignKey(on_delete=models.CASCADE, related_name="replies", to="contactcenter.weekanswer"),
            ),
            ("call", models.ForeignKey(on_delete=models.CASCADE, related_name="week_replies", to="contactcenter.call")),
            (
                "employee",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("at", models.DateTimeField(db_default=AppNow())),
        ],
        options={
            "constraints": [models.UniqueConstraint(fields=("question", "call"), name="week_reply_once")],
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
