"""Addresses of CommerceML, orders, stock, reservations, certificates and the free-service right."""

from django.urls import path

from orders.commerceml import pages as commerce_pages
from orders.commerceml import views as commerceml
from orders.views import certificates, entitlements, orders, products, reservations

app_name = "orders"

urlpatterns = [
    path("orders/", orders.order_list, name="orders"),
    path("orders/<uuid:pk>/", orders.order_page, name="order"),
    path("orders/<uuid:pk>/move/", orders.move, name="move"),
    path("orders/<uuid:pk>/hold/", orders.hold, name="hold"),
    path("orders/<uuid:pk>/remake/", orders.remake, name="remake"),
    path("orders/<uuid:pk>/cancel/", orders.cancel, name="cancel"),
    path("orders/<uuid:pk>/promise/", orders.promise, name="promise"),
    path("products/", products.product_list, name="products"),
    path("products/<uuid:pk>/", products.product_page, name="product"),
    path("reservations/", reservations.reservation_list, name="reservations"),
    path("reservations/new/", reservations.new, name="reserve"),
    path("reservations/<uuid:pk>/settle/", reservations.settle, name="settle_reservation"),
    path("exchange/1c", commerceml.exchange, name="commerceml"),
    path("exchange/1c/", commerceml.exchange),
    path("sync/groups/", commerce_pages.group_list, name="commerce_groups"),
    path("sync/groups/<uuid:pk>/", commerce_pages.map_group, name="map_commerce_group"),
    path("certificates/", certificates.look_up, name="certificates"),
    path("certificates/<uuid:pk>/use/", certificates.use, name="use_certificate"),
    path("entitlements/<uuid:pk>/use/", entitlements.use, name="use_entitlement"),
]
