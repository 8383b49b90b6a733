"""Addresses of calls and of the exchanges that tell of them."""

from django.urls import path

from contactcenter.views import telephony

app_name = "contactcenter"

urlpatterns = [
    path("hooks/telephony/<slug:provider>/", telephony.telephony, name="telephony"),
    path("hooks/telephony/<slug:provider>/<path:rest>", telephony.telephony, name="telephony_at"),
]
