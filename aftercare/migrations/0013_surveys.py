"""Questions to clients, the first surveys, and when buyers are called: all of it editable data."""

from typing import Any

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import optics_crm.core.clock
import optics_crm.core.ids
import optics_crm.core.models.base

COMFORT = [["fine", "удобно"], ["used_to", "привыкаю"], ["bad", "неудобно, мешает или болит"]]
HANDLING = [["yes", "получается"], ["partly", "не всегда"], ["no", "не получается"]]
SALON = {"code": "salon", "kind": "mark5", "words": "Как вас обслужили в салоне?", "about": "salon"}
DOCTOR = {"code": "doctor", "kind": "mark5", "words": "Как вам приём врача?", "about": "doctor"}
WORDS = {"code": "words", "kind": "text", "words": "Что добавите?"}
MARK = {"code": "mark", "kind": "mark5", "words": "Как вам помогли?", "about": "operator", "is_required": True}
RECOMMEND = {"code": "recommend", "kind": "scale10", "words": "Посоветуете ли нас близким?"}
IN_GLASSES = {
    "code": "comfort",
    "kind": "choice",
    "words": "Удобно ли в новых очках?",
    "choices": COMFORT,
    "alarms": ["bad"],
    "is_required": True,
}
IN_LENSES = {
    "code": "comfort",
    "kind": "scale10",
    "words": "Насколько комфортно в линзах?",
    "alarms": ["0", "1", "2", "3", "4", "5"],
    "is_required": True,
}
TAKING = {
    "code": "handling",
    "kind": "choice",
    "words": "Получается ли надевать и снимать?",
    "choices": HANDLING,
    "alarms": ["no"],
}
SURVEYS: dict[str, tuple[str, str, int, list[dict[str, Any]]]] = {
    "call": (
        "Оценка разговора",
        "Вы недавно говорили с нашим контакт-центром. Оцените, пожалуйста, разговор.",
        30,
        [MARK, WORDS | {"words": "Что нам сделать лучше?"}],
    ),
    "post_purchase": (
        "Как служит покупка",
        "Вы недавно получили у нас заказ. Расскажите, всё ли в порядке: мы поможем.",
        60,
        [IN_GLASSES, SALON, DOCTOR, RECOMMEND, WORDS],
    ),
    "first_lenses": (
        "Первые контактные линзы",
        "Вы недавно начали носить контактные линзы. Расскажите, всё ли в порядке: мы поможем.",
        60,
        [IN_LENSES, TAKING, DOCTOR, SALON, WORDS],
    ),
}
LENS, CONTACT = "spectacle_lens", "contact_lens"
RULES: list[dict[str, Any]] = [
    {
        "name": "Прогрессивные очки",
        "survey": "post_purchase",
        "priority": 10,
        "category": LENS,
        "purpose": "progressive",
        "name_part": "прогресс",
        "days": [3, 14],
    },
    {
        "name": "Первые контактные линзы",
        "survey": "first_lenses",
        "priority": 20,
        "category": CONTACT,
        "is_first": True,
        "days": [1, 7, 28],
    },
    {"name": "Очки", "survey": "post_purchase", "priority": 30, "category": LENS, "days": [7], "share": 25},
]


def fill(apps: Any, schema: Any) -> None:
    names = ("Survey", "SurveyQuestion", "PostPurchaseRule")
    survey, question, rule = (apps.get_model("aftercare", name) for name in names)
    made = {}
    for code, (title, intro, rest, questions) in SURVEYS.items():
        made[code] = survey.objects.create(code=code, title=title, intro=intro, rest_days=rest)
        question.objects.bulk_create(
            [question(survey=made[code], position=place, **one) for place, one in enumerate(questions, start=1)]
        )
    rule.objects.bulk_create([rule(**one | {"survey": made[one["survey"]]}) for one in RULES])


class Migration(migrations.Migration):
    dependencies = [
        ("aftercare", "0012_bucket_of_a_key_inline_indeed"),
        ("core", "0013_what_was_erased"),
        ("customers", "0015_followups_come_back"),
        ("orders", "0011_payments_by_certificate"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FreshPurchase",
            fields=[
                (
                    "purchase",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="orders.purchase",
                    ),
                ),
                (
                    "heard_at",
                    models.DateTimeField(
                        db_default=optics_crm.core.models.base.AppNow(), default=optics_crm.core.clock.now
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["heard_at"], name="fresh_purchase_by_day")],
            },
        ),
        migrations.CreateModel(
            name="Survey",
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
            name="PostPurchaseRule",
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
                ("name", models.CharField(max_length=120, verbose_name="name")),
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
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        size=None,
                        verbose_name="days after the hand-over",
                    ),
                ),
                ("share", models.PositiveSmallIntegerField(default=100, verbose_name="share of people, %")),
                ("is_active", models.BooleanField(default=True, verbose_name="calls are made")),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rules",
                        to="aftercare.survey",
                        verbose_name="survey",
                    ),
                ),
            ],
            options={
                "verbose_name": "rule of calls after a purchase",
                "verbose_name_plural": "rules of calls after a purchase",
                "ordering": ["priority", "name"],
            },
        ),
        migrations.CreateModel(
            name="SurveyAnswer",
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
                ("phone", models.CharField(blank=True, max_length=16)),
                ("call", models.UUIDField(blank=True, null=True)),
                ("source_key", models.CharField(max_length=80, unique=True)),
                (
                    "way",
                    models.CharField(
                        choices=[("form", "asked by phone"), ("link", "by link"), ("key", "key after the call")],
                        max_length=4,
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=optics_crm.core.models.base.AppNow(), default=optics_crm.core.clock.now
                    ),
                ),
                ("is_alarm", models.BooleanField(db_default=False, default=False)),
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
                    "doctor",
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
                    "followup",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="customers.followup",
                    ),
                ),
                (
                    "operator",
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
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.person",
                    ),
                ),
                (
                    "purchase",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="orders.purchase",
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
                (
                    "survey",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="aftercare.survey",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SurveyLink",
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
                ("phone", models.CharField(blank=True, max_length=16)),
                ("call", models.UUIDField(blank=True, null=True)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
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
                    "doctor",
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
                    "operator",
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
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.person",
                    ),
                ),
                (
                    "purchase",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="orders.purchase",
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
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links", to="aftercare.survey"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SurveyQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                (
                    "survey",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="aftercare.survey",
                    ),
                ),
            ],
            options={
                "verbose_name": "question",
                "verbose_name_plural": "questions",
                "ordering": ["survey", "position"],
            },
        ),
        migrations.CreateModel(
            name="SurveyReply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "mark",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(10),
                        ],
                    ),
                ),
                ("choice", models.CharField(blank=True, max_length=40)),
                ("text", models.TextField(blank=True)),
                (
                    "answer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="aftercare.surveyanswer",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="aftercare.surveyquestion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PostPurchaseCall",
            fields=[
                (
                    "followup",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="post_purchase",
                        serialize=False,
                        to="customers.followup",
                    ),
                ),
                ("day_number", models.PositiveSmallIntegerField()),
                ("phone", models.CharField(max_length=16)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=optics_crm.core.models.base.AppNow(), default=optics_crm.core.clock.now
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.person"
                    ),
                ),
                (
                    "purchase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="orders.purchase"
                    ),
                ),
                (
                    "talk_to",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.person",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="aftercare.postpurchaserule",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["phone", "created_at"], name="post_purchase_call_of_phone")],
                "constraints": [
                    models.UniqueConstraint(fields=("purchase", "day_number"), name="post_purchase_call_once")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="postpurchaserule",
            constraint=models.CheckConstraint(
                condition=models.Q(("share__lte", 100)), name="post_purchase_share_is_percent"
            ),
        ),
        migrations.AddIndex(
            model_name="surveyanswer",
            index=models.Index(fields=["survey", "-at"], name="survey_answer_latest"),
        ),
        migrations.AddIndex(
            model_name="surveyanswer",
            index=models.Index(fields=["person", "-at"], name="survey_answer_of_person"),
        ),
        migrations.AddIndex(
            model_name="surveyanswer",
            index=models.Index(
                condition=models.Q(("phone", ""), _negated=True), fields=["phone", "-at"], name="survey_answer_of_phone"
            ),
        ),
        migrations.AddIndex(
            model_name="surveyanswer",
            index=models.Index(
                condition=models.Q(("call__isnull", False)), fields=["call"], name="survey_answer_of_call"
            ),
        ),
        migrations.AddIndex(
            model_name="surveyanswer",
            index=models.Index(fields=["salon", "-at"], name="survey_answer_of_salon"),
        ),
        migrations.AddIndex(
            model_name="surveyanswer",
            index=models.Index(fields=["operator", "-at"], name="survey_answer_of_operator"),
        ),
        migrations.AddIndex(
            model_name="surveyanswer",
            index=models.Index(fields=["doctor", "-at"], name="survey_answer_of_doctor"),
        ),
        migrations.AddIndex(
            model_name="surveylink",
            index=models.Index(fields=["person", "-created_at"], name="survey_link_of_person"),
        ),
        migrations.AddIndex(
            model_name="surveylink",
            index=models.Index(
                condition=models.Q(("phone", ""), _negated=True),
                fields=["phone", "-created_at"],
                name="survey_link_of_phone",
            ),
        ),
        migrations.AddConstraint(
            model_name="surveyquestion",
            constraint=models.UniqueConstraint(fields=("survey", "code"), name="survey_question_once"),
        ),
        migrations.AddIndex(
            model_name="surveyreply",
            index=models.Index(fields=["question", "answer"], name="survey_reply_of_question"),
        ),
        migrations.AddConstraint(
            model_name="surveyreply",
            constraint=models.UniqueConstraint(fields=("answer", "question"), name="survey_reply_once"),
        ),
        migrations.AddConstraint(
            model_name="surveyreply",
            constraint=models.CheckConstraint(
                condition=models.Q(("mark__isnull", True), ("mark__range", (0, 10)), _connector="OR"),
                name="survey_mark_range",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
