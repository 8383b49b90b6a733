"""Data of this floor that may be tuned and has no page of its own: the contact centre's hours and terms."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from contactcenter.kpis.rules import RULES
from contactcenter.models import CentreBreak, CentreDay, CentreHours, FigureRule, PromiseTerm, WebFormSite


@admin.register(CentreHours)
class CentreHoursAdmin(admin.ModelAdmin):
    """Opening hours by weekday."""

    list_display = ["weekday", "opens_at", "closes_at"]


@admin.register(CentreBreak)
class CentreBreakAdmin(admin.ModelAdmin):
    """Pauses by weekday."""

    list_display = ["weekday", "starts_at", "ends_at"]


@admin.register(CentreDay)
class CentreDayAdmin(admin.ModelAdmin):
    """Holidays, and days with other hours."""

    list_display = ["day", "opens_at", "closes_at", "note"]


@admin.register(PromiseTerm)
class PromiseTermAdmin(admin.ModelAdmin):
    """In how many working minutes each kind of promise is kept."""

    list_display = ["kind", "minutes"]


@admin.register(WebFormSite)
class WebFormSiteAdmin(admin.ModelAdmin):
    """Sites whose forms we take; the key of each is a secret of the installation."""

    list_display = ["code", "name", "is_active"]


@admin.register(FigureRule)
class FigureRuleAdmin(admin.ModelAdmin):
    """The thresholds that figures are read with: what there is to set is code, what it is set to is data."""

    list_display = ["meaning", "value"]
    list_editable = ["value"]
    list_display_links = None

    @admin.display(description=_("threshold"))
    def meaning(self, row: FigureRule) -> str:
        rule = RULES.find(row.code)
        return str(rule.label) if rule else row.code

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: FigureRule | None = None) -> bool:
        return False
