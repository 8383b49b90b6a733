"""The sandbox gateway as a provider: what every channel uses until a real one is configured."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone

from aftercare.channels.base import (
    PROVIDERS,
    Answer,
    ChannelError,
    Outcome,
    OutcomeUnknown,
    Outgoing,
    Receipt,
)
from aftercare.channels.http import CONNECT_SECONDS, JsonCalls
from aftercare.sandbox import places
from optics_crm.core import clock
from optics_crm.env import env_secret


class SandboxProvider:
    """Speaks to `manage.py sandbox_gateway`, which gives each client_ref out once."""

    key = "sandbox"
    batch_size = 100
    takes_once = True

    def __init__(self) -> None:
        self._calls: JsonCalls | None = None

    @property
    def call_seconds(self) -> float:
        return CONNECT_SECONDS + settings.SANDBOX_READ_SECONDS

    def send(self, batch: Sequence[Outgoing]) -> dict[str, Answer]:
        at = timezone.localtime(clock.now(), timezone.get_default_timezone()).isoformat(timespec="milliseconds")
        rows = [item._asdict() | {"valid_until": item.valid_until.isoformat()} for item in batch]
        answer = self._open().call("POST", "/send/batch", {"at": at, "messages": rows})
        try:
            return {row["client_ref"]: Answer(Outcome(row["status"]), str(row["id"])) for row in answer["results"]}
        except (KeyError, TypeError, ValueError) as error:
            raise OutcomeUnknown("answered in a shape that we do not know") from error

    def look_up(self, refs: Sequence[str]) -> dict[str, str]:
        answer = self._open().call("POST", "/lookup", {"client_refs": list(refs)})
        try:
            return {str(ref): str(number) for ref, number in answer["found"].items()}
        except (KeyError, AttributeError, TypeError) as error:
            raise OutcomeUnknown("answered in a shape that we do not know") from error

    def hook_token(self) -> str:
        return hook_token()

    def read_receipts(self, body: Any) -> list[Receipt]:
        rows = body.get("receipts", [body]) if isinstance(body, dict) else body
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise ValueError("Expected a receipt, or a list of receipts under the key receipts.")
        return [_receipt(row) for row in rows]

    def close(self) -> None:
        if self._calls is not None:
            self._calls.close()
            self._calls = None

    def _open(self) -> JsonCalls:
        if self._calls is None:
            url = settings.SANDBOX_URL or places.address(settings.DATA_DIR)
            if not url:
                raise ChannelError("the sandbox gateway is not running", permanent=False)
            self._calls = JsonCalls(url, settings.SANDBOX_READ_SECONDS)
        return self._calls


def hook_token() -> str:
    """The secret of /hooks/sms/sandbox/, made once and kept in DATA_DIR for its owner only."""
    return env_secret("SMS_SANDBOX_TOKEN", settings.DATA_DIR, generate=settings.DEMO)


def _receipt(row: dict[str, Any]) -> Receipt:
    number, ref, status = (str(row.get(name) or "") for name in ("id", "client_ref", "status"))
    if not status or not (number or ref) or max(map(len, (number, ref, status))) > 80:
        raise ValueError("A receipt needs a status and an id or a client_ref, each of at most 80 signs.")
    return Receipt(number or ref, ref, status, row)


PROVIDERS.add("sandbox", SandboxProvider())
