"""Zadarma and Novofon: a form of `event`, signed by base64 of the *hexadecimal* HMAC of a few of its fields.

The signature covers neither the event's name nor how long it was talked: an end can be forged from a start, which the
nightly comparison with the provider's statistics shows. Moments have no zone; they are of Moscow.
"""

import base64
import hmac
from collections.abc import Mapping, Sequence
from hashlib import sha1
from typing import Any
from zoneinfo import ZoneInfo

from contactcenter.pbx.base import DeadLetter, Heard, Hook, Pbx, Refused, exchange, is_extension, moment, same, whole
from optics_crm.core.hook_secrets import secret_of
from optics_crm.env import env_list

ZONE = ZoneInfo("Europe/Moscow")
RETURN_SECONDS = 10  # for so long a redirected call rings one telephone
CAUSES = {
    "answered": "normal",
    "busy": "busy",
    "cancel": "caller",
    "no answer": "no_answer",
    "line limit": "busy",
}
SIGNED = {
    "NOTIFY_ANSWER": ("caller_id", "destination", "call_start"),
    "NOTIFY_OUT_START": ("internal", "destination", "call_start"),
    "NOTIFY_OUT_END": ("internal", "destination", "call_start"),
    "NOTIFY_RECORD": ("pbx_call_id", "call_id_with_rec"),
}
SIGNED_ELSE = ("caller_id", "called_did", "call_start")


@exchange
class Zadarma(Pbx):
    """A call is known by `pbx_call_id` from its start to its end."""

    code = "zadarma"

    def verify(self, hook: Hook) -> None:
        told = hook.form()
        fields = SIGNED.get(told.get("event", ""), SIGNED_ELSE)
        text = "".join(told.get(name, "") for name in fields)
        key = secret_of("zadarma")
        # the provider's example takes base64 of 40 hexadecimal characters, not of 20 bytes
        digest = hmac.new(key.encode(), text.encode(errors="replace"), sha1).hexdigest()
        expected = base64.b64encode(digest.encode()).decode()
        given = next((value for name, value in hook.headers.items() if name.lower() == "signature"), "")
        if not same(given, expected if key else ""):
            raise Refused

    def read(self, hook: Hook) -> Sequence[Heard]:
        told = hook.form()
        event = told.get("event", "")
        reader = READERS.get(event)
        if reader is None:
            return ()
        if not told.get("pbx_call_id"):
            raise DeadLetter("no pbx_call_id")
        return reader(told)

    def asks(self, hook: Hook) -> str | None:
        told = hook.form()
        return told.get("caller_id", "") if told.get("event") in ("NOTIFY_START", "NOTIFY_IVR") else None

    def answer(self, hook: Hook, found: Mapping[str, str] | None) -> Any:
        """The caller's name for the telephone's display; a call that comes in rings first whoever answers for the
        caller, and goes on by the cabinet's scenario when nobody takes it. Nothing for a stranger.
        """
        if not found:
            return {}
        told: dict[str, Any] = {"caller_name": found["name"]}
        responsible = found.get("responsible", "")
        if hook.form().get("event") == "NOTIFY_START" and responsible.isascii() and responsible.isdigit():
            told |= {"redirect": responsible, "return_timeout": RETURN_SECONDS}
        return told

    def menu_asks(self, hook: Hook) -> tuple[str, str] | None:
        told = hook.form()
        asks = told.get("event") == "NOTIFY_IVR" and told.get("pbx_call_id") and told.get("caller_id")
        return (told["pbx_call_id"], told["caller_id"]) if asks else None

    def menu_answer(self, told: Mapping[str, str]) -> Any:
        """The scenario of the cabinet's menu that says it: MENU_ZADARMA="ready=0-2,made=0-3"."""
        scenarios = dict(pair.split("=", 1) for pair in env_list("MENU_ZADARMA", default=()) if "=" in pair)
        scenario = scenarios.get(told["state"])
        return {"redirect": scenario} if scenario else None


def _common(told: Mapping[str, str], *, out: bool = False) -> dict[str, Any]:
    internal = told.get("internal", "")
    return {
        "call": told["pbx_call_id"],
        "key": f"{told['event']}:{internal}",
        "direction": "out" if out else "internal" if is_extension(told.get("caller_id", "")) else "in",
        "phone": told.get("destination" if out else "caller_id", ""),
        "line": "" if out else told.get("called_did", ""),
        "extensions": (internal,) if internal else (),
        "leg": internal,
    }


def _start(told: Mapping[str, str]) -> Sequence[Heard]:
    return (Heard(kind="ring", at=moment(told.get("call_start"), ZONE), **_common(told)),)


def _internal(told: Mapping[str, str]) -> Sequence[Heard]:
    """`call_start` is the call's beginning in every event: only a start happens at that moment."""
    return (Heard(kind="ring", **_common(told)),)


def _answer(told: Mapping[str, str]) -> Sequence[Heard]:
    return (Heard(kind="answer", **_common(told)),)


def _end(told: Mapping[str, str], *, out: bool = False) -> Sequence[Heard]:
    said = told.get("disposition", "").lower()
    seconds = whole(told.get("duration")) or 0
    answered = said == "answered"
    ended = Heard(
        kind="end",
        cause=CAUSES.get(said, "failed"),
        answered=answered,
        talk_seconds=seconds if answered else 0,
        **_common(told, out=out),
    )
    begun = Heard(
        call=ended.call, kind="queued", key="begun", at=moment(told.get("call_start"), ZONE), phone=ended.phone
    )
    return (ended, begun) if begun.at else (ended,)


def _out_start(told: Mapping[str, str]) -> Sequence[Heard]:
    return (Heard(kind="ring", at=moment(told.get("call_start"), ZONE), **_common(told, out=True)),)


def _out_end(told: Mapping[str, str]) -> Sequence[Heard]:
    return _end(told, out=True)


def _record(told: Mapping[str, str]) -> Sequence[Heard]:
    number = told.get("call_id_with_rec", "")
    return (Heard(call=told["pbx_call_id"], kind="recorded", key=f"record:{number}", value=number[:500]),)


READERS = {
    "NOTIFY_START": _start,
    "NOTIFY_INTERNAL": _internal,
    "NOTIFY_ANSWER": _answer,
    "NOTIFY_END": _end,
    "NOTIFY_OUT_START": _out_start,
    "NOTIFY_OUT_END": _out_end,
    "NOTIFY_RECORD": _record,
}
