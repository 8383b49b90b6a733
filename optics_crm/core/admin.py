"""Django's admin: for superusers, for look-up and for what has no page. No client data is registered here."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from optics_crm.core.models import (
    AuditEntry,
    Department,
    Employee,
    Salon,
    SalonBreak,
    SalonDay,
    SalonHours,
    SyncClient,
    Tick,
)

admin.site.site_header = _("Optics CRM: administration")
admin.site.site_title = admin.site.site_header
admin.site.unregister(Group)


def one_login(request: HttpRequest, extra_context: object = None) -> HttpResponse:
    """The admin has no login page of its own: it would pass by the second factor and the lock-out."""
    if request.user.is_authenticated:
        raise PermissionDenied(_("Superusers only"))
    return redirect_to_login(request.GET.get("next", "/admin/"))


admin.site.login = one_login  # type: ignore[method-assign]


class HoursInline(admin.TabularInline):
    model = SalonHours
    extra = 0


class BreaksInline(admin.TabularInline):
    model = SalonBreak
    extra = 0


class DaysInline(admin.TabularInline):
    model = SalonDay
    extra = 0


@admin.register(Salon)
class SalonAdmin(admin.ModelAdmin):
    """A salon with its calendar."""

    list_display = ["name", "city", "timezone", "is_clinic", "is_workshop", "has_ramp"]
    search_fields = ["name", "city", "code"]
    exclude = ["client", "guid", "version", "extra", "deleted_at"]
    inlines = [HoursInline, BreaksInline, DaysInline]


@admin.register(Employee)
class EmployeeAdmin(UserAdmin):
    """Accounts: role, salon, extension. The password is set by a link, never seen."""

    list_display = ["full_name", "username", "role", "salon", "is_active"]
    list_filter = ["role", "is_active"]
    search_fields = ["full_name", "username"]
    ordering = ["full_name"]
    list_select_related = ["salon"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["full_name", "phone", "email", "hired_on", "fired_on"]}),
        (_("Work"), {"fields": ["role", "salon", "department", "extension", "is_active"]}),
    ]
    add_fieldsets = [(None, {"fields": ["username", "full_name", "role", "salon", "password1", "password2"]})]


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin):
    """Departments that a contact can be handed to."""

    list_display = ["name", "code"]


class ReadOnlyAdmin(admin.ModelAdmin):
    """Facts that only the system writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """The journal, as it is."""

    list_display = ["at", "actor_label", "verb", "object_type", "reason"]
    search_fields = ["actor_label", "verb"]
    date_hierarchy = "at"
    show_full_result_count = False


@admin.register(Tick)
class TickAdmin(ReadOnlyAdmin):
    """What beat asked for and what became of it."""

    list_display = ["job", "scheduled_for", "started_at", "finished_at", "tries", "error"]
    list_filter = ["job"]
    show_full_result_count = False


@admin.register(SyncClient)
class SyncClientAdmin(ReadOnlyAdmin):
    """Programs that exchange with us; their secrets are never shown."""

    list_display = ["name", "source", "timezone", "is_active"]
