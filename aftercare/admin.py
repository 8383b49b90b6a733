"""Data that may be tuned and has no page of its own: the edges of the recency stages, surveys and rules of calls."""

from typing import Any

from django.contrib import admin

from aftercare.models import PostPurchaseRule, RecencyStage, Survey, SurveyQuestion


@admin.register(RecencyStage)
class RecencyStageAdmin(admin.ModelAdmin):
    """A stage and its edges in whole years."""

    list_display = ["position", "code", "label", "after_years", "up_to_years"]


class QuestionsInline(admin.TabularInline):
    """The questions of a survey; one that was answered stays, so that old answers keep their words."""

    model = SurveyQuestion
    extra = 0

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return obj is None or not obj.answers.exists()


@admin.register(Survey)
class SurveyAdmin(admin.ModelAdmin):
    """What clients are asked."""

    list_display = ["code", "title", "rest_days", "link_days", "is_active"]
    inlines = [QuestionsInline]


@admin.register(PostPurchaseRule)
class PostPurchaseRuleAdmin(admin.ModelAdmin):
    """When the buyers of a product are called."""

    list_display = ["priority", "name", "category", "purpose", "is_first", "days", "share", "is_active"]
