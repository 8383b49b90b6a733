"""Batches at the same time, and processes that die in the middle: the end is that of one pass in order."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from customers.models import Card, CardPhone, Person, Phone
from optics_crm.core.models import Salon, SyncBatch, SyncClient
from optics_crm.core.sync.batches import lock_key
from optics_crm.core.sync.tokens import RETAIL_SCOPES, issue_token
from orders.models import Purchase, PurchaseLine
from tests.sync.rows import Row, customer, guid, line, purchase, salon, send

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[2]


def together(*jobs: Any) -> list[Any]:
    """The results of functions that run at the same time, each with a connection of its own."""
    results: list[Any] = [None] * len(jobs)
    gate = threading.Barrier(len(jobs))

    def work(place: int, job: Any) -> None:
        try:
            gate.wait()
            results[place] = job()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(place, job)) for place, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def people(version: int, count: int = 40) -> list[Row]:
    """Customers who share phones, with a purchase each."""
    phones = [[{"number": f"8912000{n % 7:04d}"}, {"number": f"8912111{n:04d}"}] for n in range(count)]
    cards = [customer(version, guid(f"c{n}"), first_name=f"v{version}", phones=phones[n]) for n in range(count)]
    sold = [
        purchase(
            guid(f"p{n}"), version, customer=guid(f"c{n}"), number=f"v{version}", lines=[line(1), line(2, "frame")]
        )
        for n in range(count)
    ]
    return [*cards, *sold]


def test_many_versions_sent_at_once_leave_the_newest_of_each() -> None:
    send([salon()])
    batches = []
    for version in range(1, 5):
        rows = people(version)
        random.Random(version).shuffle(rows)
        batches.append(rows)
    answers = together(*(lambda rows=rows: send(rows) for rows in batches))
    assert [answer["rejected"] for answer in answers] == [0, 0, 0, 0]
    assert sum(answer["created"] for answer in answers) == 80
    assert set(Card.objects.values_list("first_name", "version")) == {("v4", 4)}
    assert set(Person.objects.values_list("first_name", flat=True)) == {"v4"}
    assert set(Purchase.objects.values_list("number", "version")) == {("v4", 4)}
    assert (Person.objects.count(), Phone.objects.count(), CardPhone.objects.count()) == (40, 47, 80)
    assert PurchaseLine.objects.count() == 80


def test_a_batch_that_is_still_running_is_told_so() -> None:
    client = SyncClient.objects.create(source="onec-retail", name="1С")
    token = issue_token(client, RETAIL_SCOPES)[2]
    body = json.dumps({"batch_id": "B", "source": "onec-retail", "items": [salon()]})
    head = {"Authorization": f"Bearer {token}"}
    address = "/api/v1/sync/batches"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [lock_key(client, "B")])
        (answer,) = together(lambda: Client().post(address, body, "application/json", headers=head))
        assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (409, "batch_running", "2")
        (asked,) = together(lambda: Client().get(f"{address}/B", headers=head))
        assert (asked.status_code, asked.json()["code"]) == (409, "batch_running")
        cursor.execute("SELECT pg_advisory_unlock(%s)", [lock_key(client, "B")])
    assert Client().post(address, body, "application/json", headers=head).json()["created"] == 1


def test_one_batch_sent_ten_times_at_once_is_applied_once() -> None:
    client = SyncClient.objects.create(source="onec-retail", name="1С")
    token = issue_token(client, RETAIL_SCOPES)[2]
    body = json.dumps({"batch_id": "B", "source": "onec-retail", "items": [salon(1, guid(n)) for n in range(50)]})
    head = {"Authorization": f"Bearer {token}"}

    def post() -> Any:
        answer = Client().post("/api/v1/sync/batches", body, "application/json", headers=head)
        return answer.status_code, answer.json().get("created")

    seen = together(*[post] * 10)
    assert (200, 50) in seen
    assert set(seen) <= {(200, 50), (409, None)}
    assert (Salon.objects.count(), SyncBatch.objects.count()) == (50, 1)


def test_a_loader_killed_again_and_again_ends_as_one_pass(tmp_path: Path) -> None:
    file = tmp_path / "rows.ndjson"
    size = 3000 if os.environ.get("SOAK") else 1200
    rows = [salon(), *people(1, size)]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    kills = 12 if os.environ.get("SOAK") else 1
    settings = connection.settings_dict
    url = f"postgresql://{settings['USER']}:{settings['PASSWORD']}@/{settings['NAME']}?host={settings['HOST']}&port={settings['PORT']}"
    environment = os.environ | {"DATABASE_URL": url}
    command = [sys.executable, "manage.py", "sync_load", str(file), "--json"]
    for _kill in range(kills):
        loader = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        before = SyncBatch.objects.count()
        while loader.poll() is None and SyncBatch.objects.count() <= before:
            time.sleep(0.05)
        loader.send_signal(signal.SIGKILL)
        loader.wait()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    assert (told["created"], told["rejected"]) == (1 + 2 * size, 0)
    assert (Card.objects.count(), Person.objects.count(), Purchase.objects.count()) == (size, size, size)
    assert PurchaseLine.objects.count() == 2 * size
    again = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert json.loads(again.stdout)["unchanged"] == 1 + 2 * size
