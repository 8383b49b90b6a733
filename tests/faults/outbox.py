"""What the fault tests share: messages planted in a running copy, places to die armed, what a phone received."""

import base64
import hashlib
import hmac
import json
import os
import re
import signal
import urllib.request
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg2

from tests.harness.stack import BASE, Stack, eventually

LEASE_SECONDS = 4
NOON = "2027-01-12T12:00:00+03:00"
_PLANT = """
    WITH phone AS (
        INSERT INTO customers_phone (id, number, is_mobile, region_timezone)
        SELECT app_uuid7(), '+79' || lpad(%(round)s::text, 3, '0') || lpad(g::text, 6, '0'), true, 'Europe/Moscow'
        FROM generate_series(1, %(count)s) g RETURNING id, number
    ), person AS (
        INSERT INTO customers_person (id, last_name, first_name, middle_name, sex, address, city, timezone,
                                      preferred_channel, consent_ads, consent_pd, note, main_phone_id)
        SELECT app_uuid7(), 'Котова', 'Анна', '', 'f', '', '', 'Europe/Moscow', '', true, true, '', id FROM phone
        RETURNING id, main_phone_id
    ), card AS (
        INSERT INTO customers_card (id, guid, person_id, last_name, first_name, middle_name, sex, address, city,
                                    preferred_channel, discount_card, comment)
        SELECT app_uuid7(), gen_random_uuid(), id, 'Котова', 'Анна', '', 'f', '', '', '', '', '' FROM person
        RETURNING id, person_id
    ), consent AS (
        INSERT INTO customers_consent (id, card_id, purpose, status, method, at)
        SELECT app_uuid7(), id, 'ads', 'given', 'desk_paper', app_now() - interval '1 year' FROM card
    ), step AS (
        SELECT c.id AS campaign_id, s.id AS step_id, v.id AS variant_id FROM aftercare_campaign c
        JOIN aftercare_campaignversion w ON w.campaign_id = c.id AND w.status = 'approved'
        JOIN aftercare_step s ON s.version_id = w.id JOIN aftercare_variant v ON v.step_id = s.id
        WHERE c.key = 'annual_check' LIMIT 1
    )
    INSERT INTO aftercare_message (campaign_id, step_id, variant_id, occasion, occasions, person_id, card_id, phone_id,
                                   channel, address, traffic_class, priority, not_before, expires_at)
    SELECT campaign_id, step_id, variant_id, o.occasion, ARRAY[o.occasion], person.id, card.id, phone.id, 'sms',
           phone.number, 'advertising', 30, app_now(), app_now() + interval '2 days'
    FROM step, person JOIN card ON card.person_id = person.id JOIN phone ON phone.id = person.main_phone_id,
         LATERAL (SELECT format('purchase:%%s:annual_check', md5(person.id::text)::uuid) AS occasion) o
    RETURNING id
"""


class Outbox:
    """A running copy seen from outside: its database, its gateway's ledger, its processes."""

    def __init__(self, stack: Stack, armed: Path) -> None:
        self.stack, self.armed = stack, armed
        self._round = 0

    def plant(self, count: int) -> list[str]:
        """Queues messages to fresh people; their references."""
        self._round += 1
        return [str(row[0]).replace("-", "") for row in self.stack.sql(_PLANT, {"round": self._round, "count": count})]

    def arm(self, name: str, action: str = "kill9") -> None:
        draft = self.armed / f".draft.{uuid.uuid4().hex}"
        draft.write_text(action)
        draft.rename(self.armed / name)

    def kill(self, victim: str, seconds: float = 90) -> None:
        """kill -9 (PostgreSQL: SIGQUIT, its immediate shutdown), until another process has taken the place."""
        number = signal.SIGQUIT if victim == "postgres" else signal.SIGKILL
        old = eventually(lambda: self._pid(victim), seconds, f"{victim} lives")
        os.kill(old, number)
        eventually(lambda: self._pid(victim) not in (0, old), seconds, f"{victim} again")

    def _pid(self, name: str) -> int:
        """0 while the supervisor is writing it down."""
        try:
            return self.stack.pid(name)
        except (ValueError, FileNotFoundError):
            return 0

    def hits(self) -> int:
        """How many armed places have been reached."""
        return len([path for path in self.armed.glob(".*.*") if not path.name.startswith(".draft")])

    def sent(self) -> list[dict[str, Any]]:
        """The gateway's ledger: what phones received, in order."""
        path = self.stack.folder / "sandbox/sent.ndjson"
        lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
        return [json.loads(line) for line in lines if line.endswith(b"\n")]

    def states(self) -> Counter[str]:
        return Counter(dict(self.stack.sql("SELECT state, count(*)::int FROM aftercare_message GROUP BY 1")))

    def open(self) -> int:
        """Messages whose end is not known yet; -1 while the database is away."""
        try:
            found = self.states()
        except psycopg2.Error:
            return -1
        return found["queued"] + found["leased"] + found["unknown"]

    def settle(self, seconds: float = 150) -> None:
        eventually(lambda: self.open() == 0, seconds, "every message has its end")

    def check(self) -> Counter[str]:
        """Nothing doubled, nothing lost: the ledger and the table tell the same story; the states."""
        lines = self.sent()
        doubled = [key for key, times in Counter((line["occasion"], line["to"]) for line in lines).items() if times > 1]
        assert doubled == []
        rows = self.stack.sql("SELECT replace(id::text, '-', ''), state FROM aftercare_message")
        left = {ref for ref, state in rows if state in ("accepted", "delivered")}
        assert left == {line["client_ref"] for line in lines}
        return Counter(state for _ref, state in rows)

    def misbehave(self, faults: str) -> None:
        """Tells the running gateway how to misbehave; "" for not at all."""
        url = json.loads((self.stack.folder / "sandbox/gateway.json").read_text())["url"]
        request = urllib.request.Request(f"{url}/faults", json.dumps({"faults": faults}).encode(), method="POST")
        with urllib.request.urlopen(request, timeout=10):
            pass

    def token(self, client_ref: str) -> str:
        """The token of a message's link, made with the copy's own secret."""
        secret = (self.stack.folder / "secret_key").read_bytes()
        text = b"aftercare.unsubscribe:" + uuid.UUID(client_ref).bytes
        return base64.urlsafe_b64encode(hmac.new(secret, text, hashlib.sha256).digest()[:16]).decode().rstrip("=")


def failpoints(prefix: str) -> list[str]:
    """Every place of the source at which a process can be made to die."""
    found = set()
    for path in BASE.glob("aftercare/**/*.py"):
        found |= set(re.findall(r'failpoint\("([^"]+)"\)', path.read_text()))
    return sorted(name for name in found if name.startswith(prefix))
