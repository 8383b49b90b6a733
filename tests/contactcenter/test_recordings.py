"""Recordings: fetched over HTTP from the stand-in, tried again, given up visibly, heard with a record, forgotten."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from contactcenter.calls.changes import as_they_stand
from contactcenter.models import Call, Recording, RecordingPart
from contactcenter.recordings import fetching, retention
from contactcenter.standin.tones import spoken
from optics_crm.core import clock
from optics_crm.core.models import AuditEntry
from tests.contactcenter.calls import make_call
from tests.core.staff import make_employee

pytestmark = pytest.mark.django_db
SOUND = spoken("rec-1")


def a_recorded_call(provider: str = "mango", source: str = "rec-1") -> Recording:
    """A talk whose exchange told the name of its recording."""
    from contactcenter.calls.hearing import hear
    from contactcenter.pbx.base import Heard

    call = make_call(talked=60, provider=provider)
    hear(provider, call.external_id, [Heard(call.external_id, "recorded", "r", value=source)])
    row = Recording.objects.get(call=call)
    Recording.objects.filter(pk=row.pk).update(due_at=clock.now())
    return row


def test_a_recording_is_wanted_once_and_a_little_later() -> None:
    row = a_recorded_call()
    assert (row.state, row.source, row.due_at > clock.now()) == ("waiting", "rec-1", True)
    fetching.want(as_they_stand([row.call]))
    assert Recording.objects.count() == 1


@pytest.mark.parametrize("provider", ["mango", "zadarma", "megafon", "uis", "sipuni", "cti"])
def test_each_exchange_gives_its_recording(standin: list[Any], settings: Any, provider: str) -> None:
    by_name = provider in ("mango", "zadarma")
    row = a_recorded_call(provider, "rec-1" if by_name else f"{settings.SANDBOX_URL}/pbx/records/rec-1.wav")

    assert fetching.fetch_due() == 1

    row.refresh_from_db()
    assert (row.state, row.size, row.content_type, row.tries) == ("fetched", len(SOUND), "audio/wav", 1)
    assert b"".join(bytes(part.body) for part in RecordingPart.objects.order_by("start")) == SOUND
    assert fetching.fetch_due() == 0


def test_an_exchange_that_cannot_be_asked_leaves_nothing_to_fetch(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(Recording.DoesNotExist):
        a_recorded_call("cti", "https://pbx.example/r.wav")
    assert Call.objects.get().recording == "https://pbx.example/r.wav"


@pytest.mark.parametrize(
    "source", ["https://evil.example/a.mp3", "http://169.254.169.254/latest", "ftp://a/b", "gopher"]
)
def test_foreign_addresses_are_not_asked(standin: list[Any], source: str) -> None:
    row = a_recorded_call("uis", source)
    assert fetching.fetch_due() == 0
    row.refresh_from_db()
    assert row.state == "waiting" and row.fault


def test_it_is_tried_again_with_growing_pauses_and_given_up_visibly(
    client: Client,
    standin: list[Any],
    clock_at: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock_at("2026-11-20T12:00:00+03:00")
    row = a_recorded_call()
    monkeypatch.setenv("PBX_MANGO_URL", "http://127.0.0.1:9")
    pauses = []
    while Recording.objects.get().state == "waiting":
        clock.freeze(Recording.objects.get().due_at)
        fetching.fetch_due()
        pauses.append(Recording.objects.get().due_at - clock.now())
        assert len(pauses) < 20
    assert pauses[: len(fetching.PAUSES)] == fetching.PAUSES
    client.force_login(make_employee("supervisor"))
    text = client.get("/calls/reconcile/").content.decode()
    assert f"/calls/recordings/{row.pk}/again/" in text and Recording.objects.get().fault in text

    monkeypatch.delenv("PBX_MANGO_URL")
    assert client.post(f"/calls/recordings/{row.pk}/again/").status_code == 302
    assert fetching.fetch_due() == 1
    assert client.post(f"/calls/recordings/{row.pk}/again/").status_code == 409


def test_what_is_no_recording_or_too_large_is_not_kept(
    standin: list[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = a_recorded_call()
    with monkeypatch.context() as patch:
        patch.setattr(fetching, "LARGEST", 1000)
        assert fetching.fetch_due() == 0
    row.refresh_from_db()
    assert "large" in row.fault
    Recording.objects.update(due_at=clock.now())
    monkeypatch.setattr("contactcenter.standin.doors.records.spoken", lambda _name: b"<html>")
    assert fetching.fetch_due() == 0
    row.refresh_from_db()
    assert "no recording" in row.fault and not RecordingPart.objects.exists()


def test_a_worker_that_died_leaves_it_to_the_next(standin: list[Any], clock_at: Any) -> None:
    clock_at("2026-11-20T12:00:00+03:00")
    a_recorded_call()
    assert fetching._take() is not None
    assert fetching.fetch_due() == 0
    clock_at("2026-11-20T12:04:00+03:00")
    assert fetching.fetch_due() == 1


@pytest.fixture
def fetched(standin: list[Any]) -> Recording:
    row = a_recorded_call()
    fetching.fetch_due()
    row.refresh_from_db()
    return row


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_listening_is_recorded_and_parts_are_served(client: Client, fetched: Recording) -> None:
    client.force_login(make_employee("supervisor"))
    path = f"/calls/recordings/{fetched.pk}/"
    assert path in client.get(f"/calls/{fetched.call_id}/").content.decode()
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"], body(answer)) == (200, "audio/wav", SOUND)
    for asked, status, expected in (
        ("bytes=0-9", 206, SOUND[:10]),
        ("bytes=10-", 206, SOUND[10:]),
        ("bytes=-5", 206, SOUND[-5:]),
        ("bytes=5-1000000", 206, SOUND[5:]),
        ("bytes=1000000-", 416, b""),
        ("bytes=-", 416, b""),
        ("cubits=1-2", 200, SOUND),
    ):
        answer = client.get(path, headers={"Range": asked})
        assert answer.status_code == status, asked
        if status != 416:
            assert body(answer) == expected, asked
    heard = AuditEntry.objects.filter(verb="contactcenter.recording.listened", object_id=fetched.call_id)
    assert heard.count() == 3  # from the beginning: whole, its first bytes, a range nobody understands

    client.force_login(make_employee("director"))
    assert client.get(path).status_code == 403
    assert path not in client.get(f"/calls/{fetched.call_id}/").content.decode()


def test_recordings_are_forgotten_after_their_term(client: Client, fetched: Recording) -> None:
    assert retention.forget_old() == 0
    Recording.objects.update(fetched_at=clock.now() - dt.timedelta(days=181))
    assert retention.forget_old() == 1
    assert not RecordingPart.objects.exists() and Recording.objects.get().state == "forgotten"
    client.force_login(make_employee("supervisor"))
    assert client.get(f"/calls/recordings/{fetched.pk}/").status_code == 404
    assert Call.objects.get().recording == "rec-1"
