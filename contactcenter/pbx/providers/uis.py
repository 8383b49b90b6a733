"""UIS, CoMagic, CallGear: the subscriber writes the body; ours is docs/telephony.md. Known by a secret address."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from contactcenter.pbx.base import DeadLetter, Heard, Hook, Kind, Pbx, Refused, exchange, moment, same, whole
from optics_crm.core.hook_secrets import secret_of

ZONE = ZoneInfo("Europe/Moscow")
KINDS: dict[str, Kind] = {
    "incoming_call": "queued",
    "waiting_for_answer": "ring",
    "talk_started": "answer",
    "talk_finished": "leg_end",
    "call_finished": "end",
    "lost_call": "end",
    "recorded": "recorded",
    "outgoing_call": "ring",
}


@exchange
class Uis(Pbx):
    """A call is known by `call_session_id`."""

    code = "uis"

    def verify(self, hook: Hook) -> None:
        if not same(hook.secret, secret_of("uis")):
            raise Refused(404)

    def read(self, hook: Hook) -> Sequence[Heard]:
        told = hook.fields()
        kind = KINDS.get(str(told.get("event") or ""))
        if kind is None:
            return ()
        session = str(told.get("call_session_id") or "")
        if not session:
            raise DeadLetter("no call_session_id")
        return (_heard(told, session, kind),)

    def asks(self, hook: Hook) -> str | None:
        """Interactive routing asks with `numa` and waits."""
        told = hook.fields()
        return str(told.get("numa") or "") if "numa" in told else None

    def answer(self, hook: Hook, found: Mapping[str, str] | None) -> Any:
        """The employee who answers for the caller; the provider's own scenario where nobody is known."""
        return {"phones": [found["responsible"]]} if found and found.get("responsible") else {}


def _heard(told: Mapping[str, Any], session: str, kind: Kind) -> Heard:
    event = told["event"]
    out = event == "outgoing_call" or told.get("direction") == "out"
    lost = event == "lost_call"
    talk = whole(told.get("talk_time_duration"))
    leg = str(told.get("leg_id") or "")
    return Heard(
        call=session,
        kind=kind,
        key=f"{event}:{leg}",
        at=moment(told.get("notification_time"), ZONE),
        leg=leg,
        direction="out" if out else "in",
        phone=str(told.get("contact_phone_number") or ""),
        line=str(told.get("virtual_phone_number") or ""),
        extensions=_extensions(told),
        cause=("no_answer" if lost else "normal") if kind == "end" else "",
        answered=(False if lost else None) if kind == "end" else None,
        talk_seconds=(0 if lost else talk) if kind == "end" else None,
        wait_seconds=whole(told.get("wait_time_duration")) if kind == "end" else None,
        value=str(told.get("file_link") or "")[:500] if kind == "recorded" else "",
    )


def _extensions(told: Mapping[str, Any]) -> tuple[str, ...]:
    """Who it is about: one employee, or all whom a lost call had rung."""
    many = told.get("employee_ids")
    names = many if isinstance(many, list) else [told.get("extension") or told.get("employee_id")]
    return tuple(str(name) for name in names if name)[:50]
