"""Data that marketers may tune and that has no page of its own: the edges of the recency stages."""

from django.contrib import admin

from aftercare.models import RecencyStage


@admin.register(RecencyStage)
class RecencyStageAdmin(admin.ModelAdmin):
    """A stage and its edges in whole years."""

    list_display = ["position", "code", "label", "after_years", "up_to_years"]
