"""Addresses of the pages about identity."""

from django.urls import path

from customers.views.identity import health, queue

paths = [
    path("identity/", queue.queue_page, name="identity"),
    path("identity/health/", health.health_page, name="identity_health"),
    path("identity/health/count/", health.count_now, name="identity_count"),
    path("identity/health/cards/", health.flawed_cards, name="identity_flawed"),
]
