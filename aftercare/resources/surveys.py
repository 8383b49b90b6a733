"""`/api/v1/surveys/`: what clients are asked, and how many have answered."""

from typing import Any

import django_filters
from django.db.models import Count, QuerySet
from rest_framework import serializers

from aftercare.models import Survey, SurveyQuestion
from optics_crm.core.api.parameters import Filters, YesNoFilter
from optics_crm.core.api.resource import Resource, resource


class QuestionPart(serializers.ModelSerializer[SurveyQuestion]):
    """One question; `about` is whom its mark rates."""

    class Meta:
        model = SurveyQuestion
        fields = ("code", "kind", "words", "about", "choices", "is_required")


class SurveyRow(serializers.ModelSerializer[Survey]):
    """A survey as it is asked; `answers` counts all that were ever given."""

    questions = QuestionPart(many=True)
    answers = serializers.IntegerField(source="answered", read_only=True)

    class Meta:
        model = Survey
        fields = ("id", "code", "title", "intro", "is_active", "questions", "answers", "created_at", "updated_at")


class SurveyFilters(Filters):
    """`code` is what the survey is known by everywhere."""

    code = django_filters.CharFilter()
    is_active = YesNoFilter()


@resource("surveys")
class Surveys(Resource):
    """Surveys: the questions that clients are asked."""

    model = Survey
    scope = "survey"
    capability = "surveys.view"
    prefetched = ("questions",)
    serializer_class = SurveyRow
    filterset_class = SurveyFilters

    def rows_for(self, user: Any) -> "QuerySet[Survey]":
        return Survey.objects.annotate(answered=Count("answers"))
