"""Files of rows: received whole or not at all, loaded in slices, resumed after a death, stopped by a button."""

import gzip
import json
import random
import uuid
from collections.abc import Callable, Iterable
from datetime import timedelta
from hashlib import blake2b
from io import BytesIO
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from optics_crm.core import clock
from optics_crm.core.models import Salon, SyncClient, SyncFile, SyncFilePart, SyncJob
from optics_crm.core.sync import files, loading
from optics_crm.core.sync.jobs import actions, receiving, running
from optics_crm.core.sync.problems import Problem
from optics_crm.core.sync.tokens import LIMITED_SCOPES, RETAIL_SCOPES, issue_token
from tests.sync.rows import customer, doctor, exam, guid, purchase, salon

pytestmark = pytest.mark.django_db

JOBS = "/api/v1/sync/jobs"
Post = Callable[..., Any]


@pytest.fixture
def onec(db: None) -> SyncClient:
    return SyncClient.objects.create(source="onec-retail", name="1С")


@pytest.fixture
def head(onec: SyncClient) -> dict[str, str]:
    return {"Authorization": f"Bearer {issue_token(onec, RETAIL_SCOPES)[2]}"}


@pytest.fixture
def post(client: Client, head: dict[str, str]) -> Post:
    def send(body: bytes, *, address: str = JOBS, kind: str = "application/x-ndjson", **more: Any) -> Any:
        return client.generic("POST", address, body, content_type=kind, headers=head, **more)

    return send


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of two rows, so that a handful of rows has several."""
    monkeypatch.setattr(loading, "CHUNK", 2)


def text(rows: Iterable[Any]) -> bytes:
    return b"".join((row if isinstance(row, bytes) else json.dumps(row).encode()) + b"\n" for row in rows)


def salons(number: int, version: int = 1) -> list[Any]:
    return [salon(version, guid(n)) for n in range(number)]


def the_job() -> SyncJob:
    return SyncJob.objects.get()


def test_a_packed_file_is_taken_loaded_and_told_about(client: Client, post: Post, head: dict[str, str]) -> None:
    answer = post(gzip.compress(text([salon(), customer(), purchase(guid("p")), b"", b"no json"])))
    told = answer.json()
    assert (answer.status_code, told["state"], told["rows"], told["replayed"]) == (202, "queued", 5, False)
    assert answer.headers["Location"] == f"{JOBS}/{told['id']}"
    assert Salon.objects.count() == 0

    running.load_files()
    for address in (f"{JOBS}/{told['id']}", f"{JOBS}/{told['id']}/"):
        told = client.get(address, headers=head).json()
    assert (told["state"], told["rows"], told["done"], told["created"], told["rejected"]) == ("done", 4, 4, 3, 1)
    assert told["errors"] == [
        {"row": 4, "kind": None, "guid": None, "version": None, "code": "bad_json", "pointer": "", "value": "no json\n"}
        | {"message": told["errors"][0]["message"]}
    ]
    assert told["finished_at"]
    assert client.get(JOBS, headers=head).json()["results"][0]["id"] == told["id"]
    assert SyncFile.objects.count() == SyncFilePart.objects.count() == 0


def test_plain_text_a_bom_and_joined_archives_are_the_same(post: Post) -> None:
    halves = salons(4)
    for body in (
        text(halves),
        b"\xef\xbb\xbf" + text(halves),
        text(halves).rstrip(b"\n"),
        gzip.compress(text(halves[:2])) + gzip.compress(text(halves[2:])) + b"\0" * 99,
    ):
        assert post(body).json()["rows"] == 4
        running.load_files()
        job = SyncJob.objects.latest("created_at")
        assert (job.state, sum(job.counts.values())) == ("done", 4), job.message
    assert Salon.objects.count() == 4


@pytest.mark.usefixtures("small")
def test_a_slice_that_ran_out_of_time_goes_on_where_it_was(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    post(gzip.compress(text(salons(7))))
    monkeypatch.setattr(running, "SLICE_SECONDS", 0)
    for done in (2, 4, 6):
        assert running.load_files() == 1
        assert (the_job().state, the_job().done, Salon.objects.count()) == ("queued", done, done)
    running.load_files()
    running.load_files()
    assert (the_job().state, the_job().counts["created"], the_job().tries) == ("done", 7, 1)


@pytest.mark.usefixtures("small")
def test_a_worker_that_died_is_followed_by_another_and_nothing_goes_in_twice(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(text(salons(5)))

    def die(_name: str) -> None:
        raise KeyboardInterrupt  # passes every handler, as a kill does: the chunk is in, its note is not

    monkeypatch.setattr(running, "failpoint", die)
    with pytest.raises(KeyboardInterrupt):
        running.load_files()
    assert (the_job().state, the_job().done, Salon.objects.count()) == ("running", 0, 2)
    monkeypatch.setattr(running, "failpoint", lambda _name: None)
    assert running.load_files() == 0, "the lease still holds"
    SyncJob.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert running.load_files() == 1
    assert (the_job().state, the_job().counts, Salon.objects.count()) == ("done", {"created": 5}, 5)


@pytest.mark.usefixtures("small")
def test_who_lost_the_lease_notes_nothing_more(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    post(text(salons(6)))
    taken = timezone.now() + timedelta(hours=1)
    monkeypatch.setattr(running, "failpoint", lambda _name: SyncJob.objects.update(lease_until=taken))
    running.load_files()
    job = the_job()
    assert (job.state, job.done, job.lease_until, Salon.objects.count()) == ("running", 0, taken, 2)


def test_failures_are_tried_again_and_given_up_in_words(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    post(text(salons(3)))

    def fail(*_any: Any) -> Any:
        raise OperationalError("statement timeout")

    monkeypatch.setattr(loading.Feeding, "send", fail)
    for _time in range(running.TRIES):
        assert running.load_files() == 1
        assert the_job().state == "running"
        SyncJob.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    running.load_files()
    assert the_job().state == "failed"
    assert "statement" not in the_job().message
    assert "5" in the_job().message


@pytest.mark.usefixtures("small")
def test_cancelling_stops_before_the_next_chunk(
    client: Client, post: Post, head: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = post(text(salons(6))).headers["Location"]
    stop = {"done": False}

    def press(_name: str) -> None:
        if not stop["done"]:
            stop["done"] = True
            assert client.delete(address, headers=head).json()["cancel_requested"]

    monkeypatch.setattr(running, "failpoint", press)
    running.load_files()
    assert (the_job().state, Salon.objects.count(), SyncFile.objects.count()) == ("cancelled", 2, 0)
    assert client.delete(address, headers=head).status_code == 409
    waiting = post(text(salons(6))).headers["Location"]
    assert client.post(f"{waiting}/cancel", headers=head).json()["state"] == "cancelled"
    assert running.load_files() == 0


def test_history_is_told_by_the_address_or_by_the_first_line(post: Post) -> None:
    for query, first, is_history in (
        ("", [], False),
        ("?history=1", [], True),
        ("?history=false", [], False),
        ("", [{"source": "onec-retail", "history": True}], True),
        ("", [{"history": False}], False),
    ):
        told = post(text([*first, salon()]), address=f"{JOBS}{query}").json()
        assert (told["history"], told["rows"]) == (is_history, 1)
        running.load_files()
        assert sum(SyncJob.objects.get(pk=told["id"]).counts.values()) == 1
    assert post(text([salon()]), address=f"{JOBS}?history=maybe").json()["pointer"] == "/history"
    assert post(text([{"history": 5}, salon()])).status_code == 422
    assert post(text([{"source": "shop"}, salon()])).json()["code"] == "source_mismatch"
    assert SyncFile.objects.count() == 0


def test_the_same_body_sent_again_while_it_waits_is_one_job(post: Post) -> None:
    body = text(salons(3))
    first = post(body).json()
    again = post(body).json()
    assert (again["id"], again["replayed"]) == (first["id"], True)
    assert (SyncJob.objects.count(), SyncFile.objects.count()) == (1, 1)
    assert post(body, address=f"{JOBS}?history=1").json()["replayed"] is False
    running.load_files()
    assert post(body).json()["id"] != first["id"]


def test_files_of_one_client_go_in_their_order(post: Post) -> None:
    post(text(salons(1, version=1)))
    post(text([salon(2, guid(0), name="Другое имя")]))
    first = SyncJob.objects.get(digest=blake2b(text(salons(1, version=1)), digest_size=32).hexdigest())
    SyncJob.objects.filter(pk=first.pk).update(created_at=clock.now() - timedelta(seconds=1))  # one transaction here
    SyncJob.objects.filter(pk=first.pk).update(state="running", lease_until=timezone.now() + timedelta(minutes=1))
    assert running.load_files() == 0
    SyncJob.objects.filter(pk=first.pk).update(state="queued", lease_until=None)
    assert running.load_files() == 2
    assert [dict(job.counts) for job in SyncJob.objects.order_by("created_at")] == [{"created": 1}, {"updated": 1}]


def test_what_the_token_may_not_write_is_refused_row_by_row(client: Client, onec: SyncClient) -> None:
    limited = {"Authorization": f"Bearer {issue_token(onec, LIMITED_SCOPES)[2]}"}
    rows = [exam(guid("e")), salon(), doctor(), customer()]
    answer = client.generic("POST", JOBS, text(rows), content_type="application/x-ndjson", headers=limited)
    assert answer.status_code == 202
    running.load_files()
    assert the_job().counts == {"created": 3, "rejected": 1}
    assert [(error["row"], error["code"]) for error in the_job().errors] == [(1, "scope_missing")]


def test_no_dioptre_lies_among_the_errors(post: Post) -> None:
    eyes = [{"eye": "od", "sph": -2.13}, {"eye": "os", "sph": -2}]
    bad = exam(guid("e"), prescriptions=[{"guid": guid("r"), "purpose": "distance", "eyes": eyes}])
    post(text([salon(), doctor(), customer(), bad]))
    running.load_files()
    assert the_job().errors[0]["code"] == "rx_invalid"
    assert "2.13" not in json.dumps(the_job().errors)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "not_ndjson"),
        (gzip.compress(b""), 422, "not_ndjson"),
        (b"\x1f\x8b\x08 broken", 400, "bad_encoding"),
        (gzip.compress(b"x" * 9999)[:-9], 400, "bad_encoding"),
        (gzip.compress(b"{}\n") + b"tail", 400, "bad_encoding"),
    ],
    ids=["nothing", "packed_nothing", "broken", "cut_off", "with_a_tail"],  # gzip writes the time into each
)
def test_what_cannot_be_a_file_is_refused_at_once_and_leaves_nothing(
    post: Post, body: bytes, status: int, code: str
) -> None:
    answer = post(body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert SyncJob.objects.count() == SyncFile.objects.count() == SyncFilePart.objects.count() == 0


@pytest.mark.parametrize(
    "body", [b"\x89PNG\r\n\x1a\n\x00\xff", b"a;b;c\n1;2\n", b"[\n1\n]\n", gzip.compress(gzip.compress(text([salon()])))]
)
def test_what_is_no_ndjson_fails_in_words(post: Post, body: bytes) -> None:
    assert post(body).status_code == 202
    running.load_files()
    assert (the_job().state, Salon.objects.count()) == ("failed", 0)
    assert the_job().message


def test_limits_are_counted_while_the_body_passes(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "TEXT_LIMIT", 3 << 20)
    bomb = gzip.compress(b" " * (200 << 20), compresslevel=1)
    answer = post(bomb)
    assert (answer.status_code, answer.json()["limit"]) == (413, 3 << 20)
    monkeypatch.setattr(receiving, "PACKED_LIMIT", 1000)
    assert post(b"x" * 1001).json()["limit"] == 1000
    assert SyncFile.objects.count() == 0


def test_a_body_shorter_than_announced_or_without_a_length_is_refused(post: Post) -> None:
    cut = WSGIRequest({"wsgi.input": BytesIO(text(salons(3))), "CONTENT_LENGTH": "9999", "REQUEST_METHOD": "POST"})
    with pytest.raises(Problem) as refusal:
        receiving.receive(cut, files.create(SyncClient.objects.get(), "x"))
    assert refusal.value.code == "bad_json"
    SyncFile.objects.all().delete()
    answer = post(text(salons(3)), HTTP_TRANSFER_ENCODING="chunked")
    assert (answer.status_code, answer.json()["code"]) == (411, "length_required")
    assert post(b"{}", kind="image/png").status_code == 415
    assert SyncFile.objects.count() == 0


def test_a_text_that_unfolds_over_megabytes_is_counted_to_the_line(post: Post) -> None:
    """Pieces that fill the megabyte to the byte, and a tail that the machine still holds."""
    for size in ((1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20):
        line = b'{"kind":"salon","x":"' + b"a" * 77 + b'"}\n'
        body = (line * (size // len(line) + 1))[: size - 1] + b"\n"
        assert post(gzip.compress(body)).json()["rows"] == body.count(b"\n")
        SyncJob.objects.update(state="cancelled")


def test_other_clients_jobs_and_rubbish_addresses_are_not_there(
    client: Client, post: Post, head: dict[str, str]
) -> None:
    address = post(text(salons(1))).headers["Location"]
    shop = SyncClient.objects.create(source="shop", name="shop")
    other = {"Authorization": f"Bearer {issue_token(shop, RETAIL_SCOPES)[2]}"}
    for knock in (client.get, client.delete):
        assert knock(address, headers=other).json()["code"] == "job_not_found"
        assert knock(f"{JOBS}/{uuid.uuid4()}", headers=head).status_code == 404
    assert client.get(f"{JOBS}/nonsense/", headers=head).status_code == 404
    assert client.get(JOBS, headers=other).json()["results"] == []
    weak = {"Authorization": f"Bearer {issue_token(shop, ['salon:write'])[2]}"}
    assert client.get(JOBS, headers=weak).json()["scope"] == "jobs:write"


def test_too_many_waiting_files_are_told_to_wait(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_OPEN", 2)
    for number in range(2):
        post(text(salons(number + 1)))
    answer = post(text(salons(9)))
    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (429, "too_many_jobs", "60")


def test_what_nobody_finished_or_needs_is_forgotten(onec: SyncClient, post: Post) -> None:
    post(text(salons(1)))
    running.load_files()
    lost = SyncJob.objects.create(client=onec, file=files.create(onec, "x"))
    fresh = SyncJob.objects.create(client=onec, file=files.create(onec, "y"))
    files.create(onec, "z")
    old = clock.now() - timedelta(days=31)
    SyncFile.objects.exclude(pk=fresh.file_id).update(touched_at=old)
    SyncJob.objects.filter(state="done").update(finished_at=old)
    actions.forget_old()
    assert set(SyncJob.objects.values_list("pk", flat=True)) == {fresh.pk}
    assert set(SyncFile.objects.values_list("pk", flat=True)) == {fresh.file_id}
    assert lost.pk != fresh.pk


def test_a_file_in_pieces_reads_like_a_file(onec: SyncClient) -> None:
    chance = random.Random(7)
    whole, file = b"", files.create(onec, "x")
    for size in (0, 1, 5, (1 << 20) - 3, (2 << 20) + 11, 17):
        piece = chance.randbytes(size)
        whole += piece
        assert files.append(file, piece) == len(whole)
    with files.reader(file) as stream:
        assert stream.read() == whole
        for _time in range(30):
            place = chance.randrange(len(whole) + 10)
            stream.seek(place)
            assert stream.read(99) == whole[place : place + 99]
        assert stream.seek(-5, 2) == len(whole) - 5
        assert (stream.read(), stream.read()) == (whole[-5:], b"")
