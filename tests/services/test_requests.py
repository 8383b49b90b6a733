"""What every request passes: its number, its shape, its session's idle time; and the doors for machines."""

import re
import time

import pytest
from django.contrib.auth import get_user_model

from optics_crm.core import health, heartbeats
from optics_crm.core.middleware import SEEN_AT
from optics_crm.core.models import Heartbeat


def test_every_answer_carries_its_number(client, db):
    assert re.fullmatch("[0-9a-f]{32}", client.get("/healthz").headers["X-Request-Id"])
    assert client.get("/healthz", headers={"x-request-id": "abc-12345"}).headers["X-Request-Id"] == "abc-12345"
    forged = client.get("/healthz", headers={"x-request-id": "<script>alert(1)</script>"}).headers["X-Request-Id"]
    assert re.fullmatch("[0-9a-f]{32}", forged)
    assert client.get("/no/such/page/").headers["X-Request-Id"]


@pytest.mark.parametrize("address", ["/search/?q=a%00b", "/customers/%00/", "/login/?next=%00"])
def test_a_nul_in_the_address_is_refused(client, db, address):
    assert client.get(address).status_code == 400


@pytest.mark.parametrize("kind", ["form", "multipart"])
@pytest.mark.parametrize("address", ["/views/save/", "/login/"])
def test_a_nul_in_a_form_is_refused(client, db, address, kind):
    client.force_login(get_user_model().objects.create_user("nul", "x", full_name="Nul", role="director"))
    given = {"data": {"name": "a\0b"}}
    if kind == "form":
        given = {"data": "name=a%00b", "content_type": "application/x-www-form-urlencoded"}
    assert client.post(address, **given).status_code == 400


def test_a_page_form_above_its_limit_is_refused(client, db):
    big = client.post("/login/", data=b"x" * 2_621_441, content_type="application/x-www-form-urlencoded")
    assert big.status_code == 413


def test_an_idle_session_ends(client, db, settings):
    user = get_user_model().objects.create_user("idle", "x", full_name="Idle", role="director")
    client.force_login(user)
    client.get("/")
    session = client.session
    session[SEEN_AT] = int(time.time()) - settings.SESSION_IDLE_SECONDS - 1
    session.save()
    answer = client.get("/")
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/login/")


def test_health_says_the_process_lives(client, db):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.post("/healthz").status_code == 405


def test_readiness_names_the_parts_that_fail(client, db):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["failing"] == {"worker": "never seen", "beat": "never seen"}
    heartbeats.beat("worker")
    heartbeats.beat("beat")
    assert client.get("/readyz").status_code == 200
    Heartbeat.objects.filter(name="beat").update(at="2026-01-01T00:00:00Z")
    assert list(client.get("/readyz").json()["failing"]) == ["beat"]


def test_an_absent_redis_is_not_ready(client, db, settings):
    settings.REDIS_URL = "unix:///nowhere/s"
    assert client.get("/readyz").json()["failing"]["redis"] == "does not answer"


def test_a_missing_migration_is_not_ready(client, db, monkeypatch):
    monkeypatch.setattr(health, "_migrated", False)
    monkeypatch.setattr("optics_crm.core.health.MigrationExecutor.migration_plan", lambda self, nodes: [("x", False)])
    assert client.get("/readyz").json()["failing"]["migrations"] == "not applied"


def test_metrics_are_for_loopback_or_their_token(client, db, settings):
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7").status_code == 401
    settings.METRICS_TOKEN = "t0ken"
    headers = {"authorization": "Bearer t0ken"}
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7", headers=headers).status_code == 200
    headers = {"authorization": "Bearer wrong"}
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7", headers=headers).status_code == 401


def test_metrics_tell_the_queues(client, db):
    text = client.get("/metrics").content.decode()
    for name in ("optics_requests_total", "optics_request_seconds_bucket", "optics_heartbeat_age_seconds"):
        assert name in text
