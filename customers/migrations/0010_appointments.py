"""Appointments, and the exams that they name or that name them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import optics_crm.core.ids
import optics_crm.core.models.base


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_fewer_indexes_of_references"),
        ("customers", "0009_moves_can_be_overruled"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Appointment",
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
                ("status_at", models.DateTimeField(db_default=optics_crm.core.models.base.AppNow())),
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
                ("exam_guid", models.UUIDField(blank=True, null=True)),
                ("revision", models.PositiveIntegerField(db_default=1, default=1)),
            ],
        ),
        migrations.CreateModel(
            name="AppointmentChange",
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
                ("from_status", models.CharField(blank=True, max_length=9)),
                ("to_status", models.CharField(max_length=9)),
                ("at", models.DateTimeField(db_default=optics_crm.core.models.base.AppNow())),
                ("origin", models.CharField(blank=True, db_default="", default="", max_length=60)),
                ("comment", models.CharField(blank=True, max_length=500)),
                ("told_by", models.UUIDField(blank=True, null=True, unique=True)),
                ("is_derived", models.BooleanField(db_default=False, default=False)),
            ],
            options={
                "ordering": ["at"],
            },
        ),
        migrations.AddIndex(
            model_name="exam",
            index=models.Index(
                condition=models.Q(("appointment_guid__isnull", False)),
                fields=["appointment_guid"],
                name="exam_of_appointment",
            ),
        ),
        migrations.AddField(
            model_name="appointment",
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
            model_name="appointment",
            name="card",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appointments",
                to="customers.card",
            ),
        ),
        migrations.AddField(
            model_name="appointment",
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
            model_name="appointment",
            name="doctor",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="exam",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="appointments",
                to="customers.exam",
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="salon",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.salon"
            ),
        ),
        migrations.AddField(
            model_name="appointmentchange",
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
            model_name="appointmentchange",
            name="appointment",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="changes",
                to="customers.appointment",
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["card", "-starts_on"], name="appointment_of_card"),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["salon", "starts_on", "starts_at"], name="appointment_of_salon"),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["updated_at", "id"], name="appointment_updated"),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["starts_at", "id"], name="appointment_by_time"),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("exam__isnull", False)), fields=["exam"], name="appointment_of_exam"
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("exam__isnull", True), ("exam_guid__isnull", False)),
                fields=["exam_guid"],
                name="appointment_waits_for_exam",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.UniqueConstraint(fields=("guid", "client"), name="appointment_guid_once"),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__isnull", True), ("ends_at__gte", models.F("starts_at")), _connector="OR"),
                name="appointment_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["booked", "confirmed", "arrived", "done", "no_show", "cancelled"])),
                name="appointment_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("book_status", ""), ("book_status_at__isnull", False), _connector="OR"),
                name="appointment_said_when",
            ),
        ),
        migrations.AddIndex(
            model_name="appointmentchange",
            index=models.Index(fields=["appointment", "at"], name="change_of_appointment"),
        ),
    ]
