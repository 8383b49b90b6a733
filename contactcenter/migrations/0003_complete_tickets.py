"""Tickets with demands, promises, terms and clocks; steps that the exchange can tell one by one."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import optics_crm.core.ids
import optics_crm.core.models.base

OPAQUE_IDS = """
ALTER TABLE contactcenter_stagechange DROP COLUMN id;
ALTER TABLE contactcenter_stagechange ADD COLUMN id uuid NOT NULL DEFAULT app_uuid7() PRIMARY KEY;
"""
# what stood is what the books said; the one promise that was kept is the first and the latest
WHAT_WAS_THERE = """
UPDATE contactcenter_stagechange SET object_id = ticket_id, guid = id;
-- what was there is checked here: a table with checks that are still to come cannot be altered
SET CONSTRAINTS ALL IMMEDIATE;
UPDATE contactcenter_ticket SET first_promised_on = promised_on, book_stage = stage, book_stage_at = stage_at;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contactcenter", "0002_fewer_indexes_of_references"),
        ("core", "0004_fewer_indexes_of_references"),
        ("customers", "0010_appointments"),
        ("orders", "0004_one_index_of_guids"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
            },
        ),
        migrations.CreateModel(
            name="StatusLink",
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
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TicketPromise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("promised_on", models.DateField()),
                ("at", models.DateTimeField(db_default=optics_crm.core.models.base.AppNow())),
                ("origin", models.CharField(blank=True, db_default="", default="", max_length=60)),
                ("reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="ticket",
            name="ticket_guid_once",
        ),
        migrations.AddField(
            model_name="stagechange",
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
            model_name="stagechange",
            name="content_hash",
            field=models.BinaryField(blank=True, max_length=16, null=True),
        ),
        migrations.AddField(
            model_name="stagechange",
            name="created_at",
            field=models.DateTimeField(db_default=optics_crm.core.models.base.AppNow()),
        ),
        migrations.AddField(
            model_name="stagechange",
            name="deleted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="stagechange",
            name="entity",
            field=models.CharField(
                choices=[("service_ticket", "service ticket"), ("order", "order"), ("appointment", "appointment")],
                default="service_ticket",
                max_length=14,
            ),
        ),
        migrations.AddField(
            model_name="stagechange",
            name="extra",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="stagechange",
            name="guid",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="stagechange",
            name="is_derived",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="stagechange",
            name="object_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="stagechange",
            name="origin",
            field=models.CharField(blank=True, db_default="", default="", max_length=60),
        ),
        migrations.AddField(
            model_name="stagechange",
            name="updated_at",
            field=models.DateTimeField(db_default=optics_crm.core.models.base.AppNow()),
        ),
        migrations.AddField(
            model_name="stagechange",
            name="version",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="ticket",
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
            model_name="ticket",
            name="book_stage",
            field=models.CharField(blank=True, db_default="", default="", max_length=26),
        ),
        migrations.AddField(
            model_name="ticket",
            name="book_stage_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="ticket",
            name="cause",
            field=models.CharField(blank=True, db_default="", default="", max_length=300),
        ),
        migrations.AddField(
            model_name="ticket",
            name="demand",
            field=models.CharField(
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
        migrations.AddField(
            model_name="ticket",
            name="demanded_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="ticket",
            name="due_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="ticket",
            name="first_promised_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="ticket",
            name="grave_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="ticket",
            name="is_paused",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="ticket",
            name="legal_due_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="ticket",
            name="line_no",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="ticket",
            name="purchase_guid",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="ticket",
            name="refund_amount",
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True),
        ),
        migrations.AddField(
            model_name="ticket",
            name="refund_paid_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="ticket",
            name="stage_due_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="ticket",
            name="warn_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="ticket",
            name="workshop",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="core.salon",
            ),
        ),
        migrations.AlterField(
            model_name="stagechange",
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
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(OPAQUE_IDS, migrations.RunSQL.noop)],
            [
                migrations.AlterField(
                    model_name="stagechange",
                    name="id",
                    field=models.UUIDField(
                        db_default=optics_crm.core.models.base.NewUuid(),
                        default=optics_crm.core.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                )
            ],
        ),
        migrations.RunSQL(WHAT_WAS_THERE, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="stagechange",
            name="object_id",
            field=models.UUIDField(),
        ),
        migrations.AlterField(
            model_name="stagechange",
            name="ticket",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="changes",
                to="contactcenter.ticket",
            ),
        ),
        migrations.AddIndex(
            model_name="stagechange",
            index=models.Index(
                condition=models.Q(("ticket__isnull", False)), fields=["ticket", "at"], name="change_of_ticket"
            ),
        ),
        migrations.AddIndex(
            model_name="stagechange",
            index=models.Index(fields=["at", "id"], name="change_by_time"),
        ),
        migrations.AddConstraint(
            model_name="stagechange",
            constraint=models.UniqueConstraint(fields=("guid", "client"), name="stage_change_guid_once"),
        ),
        migrations.AddConstraint(
            model_name="stagechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("entity", "service_ticket"), ("ticket", models.F("object_id"))),
                    models.Q(models.Q(("entity", "service_ticket"), _negated=True), ("ticket__isnull", True)),
                    _connector="OR",
                ),
                name="stage_change_of_its_object",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalterm",
            constraint=models.UniqueConstraint(fields=("demand", "condition", "since"), name="legal_term_once"),
        ),
        migrations.AddConstraint(
            model_name="legalterm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("days__isnull", False), ("months__isnull", True)),
                    models.Q(("days__isnull", True), ("months__isnull", False)),
                    _connector="OR",
                ),
                name="legal_term_days_or_months",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalterm",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"),
                name="legal_term_edition_has_span",
            ),
        ),
        migrations.AddField(
            model_name="ticket",
            name="legal_term",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="contactcenter.legalterm",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["stage_due_at", "id"],
                name="ticket_open_by_clock",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["-opened_at", "id"], name="ticket_newest"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["updated_at", "id"], name="ticket_updated"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["number"], name="ticket_by_number"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("purchase__isnull", True), ("purchase_guid__isnull", False)),
                fields=["purchase_guid"],
                name="ticket_waits_for_purchase",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.UniqueConstraint(fields=("guid", "client"), name="ticket_guid_once"),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stage__in", ["issued", "refused", "closed"]), ("closed_at__isnull", True), _connector="OR"
                ),
                name="ticket_open_has_no_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["repair", "maintenance", "return", "exchange", "claim", "complaint"])),
                name="ticket_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(("book_stage", ""), ("book_stage_at__isnull", False), _connector="OR"),
                name="ticket_said_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("promised_on__isnull", True), ("first_promised_on__isnull", False), _connector="OR"
                ),
                name="ticket_promise_has_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stage_due_at__isnull", True),
                    models.Q(("grave_at__gte", models.F("stage_due_at")), ("warn_at__lte", models.F("stage_due_at"))),
                    _connector="OR",
                ),
                name="ticket_clock_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="stageterm",
            constraint=models.UniqueConstraint(fields=("kind", "stage"), name="stage_term_once"),
        ),
        migrations.AddField(
            model_name="statuslink",
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
            model_name="statuslink",
            name="ticket",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="links", to="contactcenter.ticket"
            ),
        ),
        migrations.AddField(
            model_name="ticketpromise",
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
            model_name="ticketpromise",
            name="ticket",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="promises", to="contactcenter.ticket"
            ),
        ),
    ]
