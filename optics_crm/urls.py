"""The roof: one include per app, and the doors of machines."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from optics_crm.core import health

APPS = ("optics_crm.core", "customers", "orders", "aftercare", "contactcenter")

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", health.metrics),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("api/v1/sync/", include("optics_crm.core.sync.urls")),
]
urlpatterns += [path("", include(f"{app}.urls")) for app in APPS if find_spec(f"{app}.urls")]
urlpatterns += [path("api/v1/", include("optics_crm.core.api.urls"))]  # after the apps' own words under the same names

handler400 = "optics_crm.core.failures.bad_request"
handler404 = "optics_crm.core.failures.not_found"
handler500 = "optics_crm.core.failures.broken"
