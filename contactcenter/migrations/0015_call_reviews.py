"""Reviews of talks, and the sheet that everybody starts with, edited by the chain from then on."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import optics_crm.core.ids
import optics_crm.core.models.base

SHEET = (
    ("Поздоровался, назвал себя и сеть", "В первых двух фразах.", 1),
    ("Убедился, с кем говорит", "До ответа о заказе, ремонте или приёме; посторонним ничего не сказал.", 3),
    ("Выслушал и понял вопрос", "Не перебивал; при сомнении переспросил.", 2),
    ("Ответил верно и полно", "По карточке и правилам сети, без догадок.", 4),
    ("Договорился о следующем шаге", "Запись, бронь, перезвон: кто, что и когда.", 3),
    ("Не назвал лишнего", "Ни медицинских данных, ни данных других людей.", 3),
    ("Говорил просто и доброжелательно", "Без канцелярита, раздражения и заученных фраз.", 2),
    ("Записал причину, итог и обещание", "Так, чтобы коллега понял без расспросов.", 2),
)
RULES = {"reviews_a_week": "5", "review_shortest": "30"}


def fill(apps: Any, schema: Any) -> None:
    sheet, criterion, rule = (
        apps.get_model("contactcenter", name) for name in ("ReviewSheet", "ReviewCriterion", "FigureRule")
    )
    first = sheet.objects.create(number=1, is_current=True)
    criterion.objects.bulk_create(
        criterion(sheet=first, position=place, text=text, hint=hint, weight=weight)
        for place, (text, hint, weight) in enumerate(SHEET, start=1)
    )
    rule.objects.bulk_create([rule(code=code, value=value) for code, value in RULES.items()])


class Migration(migrations.Migration):
    dependencies = [
        ("contactcenter", "0014_figure_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReviewSheet",
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
                ("number", models.PositiveSmallIntegerField(unique=True, verbose_name="version")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="what changed")),
                ("is_current", models.BooleanField(db_default=False, default=False)),
                ("created_at", models.DateTimeField(db_default=optics_crm.core.models.base.AppNow())),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="ReviewCriterion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("text", models.CharField(max_length=160, verbose_name="criterion")),
                ("hint", models.CharField(blank=True, max_length=300, verbose_name="when it is met")),
                ("weight", models.PositiveSmallIntegerField(verbose_name="weight")),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="criteria",
                        to="contactcenter.reviewsheet",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="CallReview",
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
                ("score", models.DecimalField(blank=True, decimal_places=3, max_digits=4, null=True)),
                ("comment", models.TextField(blank=True, db_default="", verbose_name="comment")),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.TextField(blank=True, db_default="", verbose_name="answer")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "call",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="review", to="contactcenter.call"
                    ),
                ),
                (
                    "operator",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contactcenter.reviewsheet",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReviewMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("points", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "criterion",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contactcenter.reviewcriterion",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="marks", to="contactcenter.callreview"
                    ),
                ),
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
        migrations.AddConstraint(
            model_name="reviewsheet",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True)), fields=("is_current",), name="review_sheet_one_is_current"
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewcriterion",
            constraint=models.UniqueConstraint(fields=("sheet", "position"), name="review_criterion_once"),
        ),
        migrations.AddConstraint(
            model_name="reviewcriterion",
            constraint=models.CheckConstraint(
                condition=models.Q(("weight__range", (1, 20))), name="review_criterion_weight"
            ),
        ),
        migrations.AddIndex(
            model_name="callreview",
            index=models.Index(fields=["operator", "-week"], name="call_review_of_operator"),
        ),
        migrations.AddIndex(
            model_name="callreview",
            index=models.Index(fields=["-week", "id"], name="call_review_by_week"),
        ),
        migrations.AddConstraint(
            model_name="callreview",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="callreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at", None)),
                    models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)),
                    _connector="OR",
                ),
                name="call_review_answer_has_moment",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
