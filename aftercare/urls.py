"""Addresses of this floor."""

from django.urls import path

from aftercare.views import hooks, unsubscribe

app_name = "aftercare"

urlpatterns = [
    path("u/<str:token>/", unsubscribe.unsubscribe_page, name="unsubscribe"),
    path("hooks/sms/<slug:provider>/", hooks.sms_receipts, name="sms_receipts"),
]
