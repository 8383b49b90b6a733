"""Addresses of the exchange, with and without the slash at the end."""

from django.urls import path, re_path

from optics_crm.core.sync import status_views, token_views, views
from optics_crm.core.sync.digests import views as digests
from optics_crm.core.sync.feed import views as feed
from optics_crm.core.sync.jobs import views as jobs
from optics_crm.core.sync.parking import views as parking

app_name = "sync"

urlpatterns = [
    re_path(r"^ping/?$", views.ping, name="ping"),
    re_path(r"^batches/?$", views.batches, name="batches"),
    re_path(r"^batches/(?P<batch_id>.{1,200}?)/?$", views.batch, name="batch"),
    re_path(r"^jobs/?$", jobs.jobs, name="jobs"),
    path("jobs/<uuid:pk>", jobs.job, name="job"),
    path("jobs/<uuid:pk>/", jobs.job),
    path("jobs/<uuid:pk>/cancel", jobs.cancel, name="cancel_job"),
    path("jobs/<uuid:pk>/cancel/", jobs.cancel),
    re_path(r"^tokens/rotate/?$", token_views.rotate, name="rotate_token"),
    re_path(r"^changes/?$", feed.changes, name="changes"),
    re_path(r"^changes/ack/?$", feed.acknowledge, name="acknowledge"),
    re_path(r"^parked/?$", parking.parked, name="parked"),
    re_path(r"^parked/replay/?$", parking.replay, name="replay"),
    re_path(r"^rejected/?$", parking.rejected, name="rejected"),
    re_path(r"^digest/?$", digests.digests, name="digest"),
    re_path(r"^digest/diff/?$", digests.diff, name="digest_diff"),
    re_path(r"^status/?$", status_views.status, name="status"),
    re_path(r"^snapshot/?$", feed.snapshot, name="snapshot"),
]
