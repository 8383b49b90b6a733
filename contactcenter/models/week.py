"""The question of the week: asked at the end of calls, answered by one key, counted."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from contactcenter.models.calls import Call
from optics_crm.core.models import Employee
from optics_crm.core.models.base import AppNow, Dated, Identified


class WeekQuestion(Identified, Dated):
    """One question with its days, both included; of one day there is one question."""

    text = models.CharField(_("question"), max_length=200)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    author = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("question of the week")
        verbose_name_plural = _("questions of the week")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="week_question_forward"),
            ExclusionConstraint(
                name="week_question_one_a_day",
                expressions=[
                    (
                        Func("starts_on", "ends_on", Value("[]"), function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    )
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.text


class WeekAnswer(models.Model):
    """One of the answers to choose from; `position` is the key that gives it, from 1."""

    question = models.ForeignKey(WeekQuestion, models.CASCADE, related_name="answers")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("answer"), max_length=60)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["question", "position"], name="week_answer_once"),
            models.CheckConstraint(condition=Q(position__range=(1, 6)), name="week_answer_has_a_key"),
        ]

    def __str__(self) -> str:
        return self.text


class WeekReply(models.Model):
    """What a client answered in a call: once a call; another key corrects it."""

    question = models.ForeignKey(WeekQuestion, models.CASCADE, related_name="replies", db_index=False)
    answer = models.ForeignKey(WeekAnswer, models.CASCADE, related_name="replies")
    call = models.ForeignKey(Call, models.CASCADE, related_name="week_replies")
    employee = models.ForeignKey(Employee, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    at = models.DateTimeField(db_default=AppNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "call"], name="week_reply_once")]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.at:%Y-%m-%d}"
