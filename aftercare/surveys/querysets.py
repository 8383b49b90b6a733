"""Which answers a user may see: of the own salon, else all."""

from typing import Any

from django.db.models import QuerySet

from aftercare.models import SurveyAnswer
from optics_crm.core.permissions import can, salon_scope


def answers_for(user: Any) -> "QuerySet[SurveyAnswer]":
    """The answers about the user's salon; about the whole chain for those who look after it."""
    if not can(user, "surveys.view"):
        return SurveyAnswer.objects.none()
    salon = salon_scope(user)
    return SurveyAnswer.objects.all() if salon is None else SurveyAnswer.objects.filter(salon=salon)
