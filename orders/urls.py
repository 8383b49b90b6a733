"""Addresses of certificates and the free-service right."""

from django.urls import path

from orders.views import certificates, entitlements

app_name = "orders"

urlpatterns = [
    path("certificates/", certificates.look_up, name="certificates"),
    path("certificates/<uuid:pk>/use/", certificates.use, name="use_certificate"),
    path("entitlements/<uuid:pk>/use/", entitlements.use, name="use_entitlement"),
]
