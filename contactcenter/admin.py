"""Data of this floor that may be tuned and has no page of its own: the contact centre's hours and terms."""

from django.contrib import admin

from contactcenter.models import CentreDay, CentreHours, PromiseTerm, WebFormSite


@admin.register(CentreHours)
class CentreHoursAdmin(admin.ModelAdmin):
    """Opening hours by weekday."""

    list_display = ["weekday", "opens_at", "closes_at"]


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
