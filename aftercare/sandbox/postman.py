"""The postman of the gateway: receipts of what was accepted, posted a moment later to the web process."""

import asyncio
import http.client
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aftercare.sandbox.faults import Faults
from aftercare.sandbox.ledger import Ledger
from aftercare.sandbox.server import number

BATCH = 100
PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 10.0


class Postman:
    """Follows the ledger from the byte at which it stopped; a batch counts as delivered once the hook has taken it."""

    def __init__(self, ledger: Ledger, faults: Faults, hook: str, token: Callable[[], str], place: Path) -> None:
        self._ledger, self._faults = ledger, faults
        self._hook, self._token, self._place = hook, token, place
        self._offset = self._remembered()

    async def walk(self) -> None:
        """Until cancelled. While nobody opens the door the pauses grow to ten seconds."""
        pause = PAUSE_SECONDS
        while True:
            await asyncio.sleep(pause)
            if self._offset >= self._ledger.size:
                pause = PAUSE_SECONDS
                continue
            messages, end = self._ledger.read(self._offset, BATCH)
            if await asyncio.to_thread(self._post, self.receipts(messages)):
                self._remember(end)
                pause = 0.0 if end < self._ledger.size else PAUSE_SECONDS
            else:
                pause = min(max(pause * 2, PAUSE_SECONDS), LONGEST_PAUSE_SECONDS)

    def receipts(self, messages: list[dict[str, Any]]) -> list[dict[str, object]]:
        """`sent` and `delivered` of each message: lost ones left out, double ones twice, in any order if so wished."""
        rows: list[dict[str, object]] = []
        for message in messages:
            for status in ("sent", "delivered"):
                if not self._faults.strikes("lost_receipt"):
                    row = {"id": number(message["client_ref"]), "client_ref": message["client_ref"]}
                    row |= {"status": status, "at": message["at"]}
                    rows += [row] * (2 if self._faults.strikes("double_receipt") else 1)
        if self._faults.strikes("shuffle_receipts"):
            self._faults.shuffle(rows)
        return rows

    def _post(self, rows: list[dict[str, object]]) -> bool:
        if not rows:
            return True
        parts = urlsplit(self._hook)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname or "127.0.0.1", parts.port, timeout=10)
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._token()}"}
        try:
            connection.request("POST", parts.path, json.dumps({"receipts": rows}).encode(), headers)
            return connection.getresponse().status in (http.HTTPStatus.OK, http.HTTPStatus.ACCEPTED)
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _remembered(self) -> int:
        try:
            return min(int(self._place.read_text()), self._ledger.size)
        except (OSError, ValueError):
            return 0

    def _remember(self, offset: int) -> None:
        self._offset = offset
        draft = self._place.with_suffix(f".{os.getpid()}")
        draft.write_text(str(offset))
        draft.replace(self._place)
