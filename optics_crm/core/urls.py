"""Addresses of the frame, included by the roof at the root."""

from django.urls import include, path

from optics_crm.core import job_views, views
from optics_crm.core.live import views as live

app_name = "core"

urlpatterns = [
    path("", views.home_page, name="home"),
    path("search/", views.search_page, name="search"),
    path("pulse/", views.pulse, name="pulse"),
    path("live/", live.stream, name="live"),
    path("live/since/", live.since, name="live_since"),
    path("preferences/theme/", views.set_theme, name="theme"),
    path("views/save/", views.save_view, name="save_view"),
    path("views/<uuid:pk>/forget/", views.forget_view, name="forget_view"),
    path("jobs/", job_views.job_list, name="jobs"),
    path("jobs/mine/", job_views.running_jobs, name="running_jobs"),
    path("jobs/<uuid:pk>/", job_views.job_page, name="job"),
    path("jobs/<uuid:pk>/cancel/", job_views.cancel_job, name="cancel_job"),
    path("jobs/<uuid:pk>/file/", job_views.job_file, name="job_file"),
    path("", include("optics_crm.core.accounts.urls")),
    path("", include("optics_crm.core.sync.pages.urls")),
]
