"""Doors for machines: does the process live, can it serve, its figures."""

import hmac
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from optics_crm.core import heartbeats
from optics_crm.core.metrics import exposition

LOOPBACK = {"127.0.0.1", "::1"}
_migrated = False


@never_cache
@require_safe
@transaction.non_atomic_requests
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
@transaction.non_atomic_requests
def ready(request: HttpRequest) -> HttpResponse:
    """200 when all parts are there, else 503 with the parts that fail and why."""
    failing = {name: reason for name, check in CHECKS.items() if (reason := _reason(check))}
    body: dict[str, Any] = {"status": "failing" if failing else "ok", "parts": sorted(CHECKS)}
    if failing:
        body["failing"] = failing
    response = JsonResponse(body, status=HTTPStatus.SERVICE_UNAVAILABLE if failing else HTTPStatus.OK)
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django would log each 503 as an error
    return response


@never_cache
@require_safe
@transaction.non_atomic_requests
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text, for loopback or whoever brings METRICS_TOKEN."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    token = settings.METRICS_TOKEN
    if request.META.get("REMOTE_ADDR") not in LOOPBACK and not (token and hmac.compare_digest(given, token)):
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)


def _reason(check: Callable[[], str]) -> str:
    """Empty, or a word or two that betray nothing of the inside."""
    try:
        return check()
    except (DatabaseError, redis.RedisError, OSError):
        return "does not answer"


def database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def broker() -> str:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)
    try:
        client.ping()
    finally:
        client.close()
    return ""


def migrations() -> str:
    """Asked until it holds once: what is migrated stays so while this code runs."""
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return "" if _migrated else "not applied"


def heartbeat_of(name: str) -> Callable[[], str]:
    """A check that the process of that name has shown life lately."""

    def check() -> str:
        age = heartbeats.ages().get(name)
        if age is None:
            return "never seen"
        return "" if age < heartbeats.FRESH_SECONDS else f"last seen {age:.0f} s ago"

    return check


CHECKS: dict[str, Callable[[], str]] = {
    "database": database,
    "redis": broker,
    "migrations": migrations,
    "worker": heartbeat_of("worker"),
    "beat": heartbeat_of("beat"),
}
