"""Sipuni: parameters of GET or POST, known by a secret address; every answer must be {"success": true}."""

from collections.abc import Mapping, Sequence
from typing import Any

from contactcenter.pbx.base import Direction, Heard, Hook, Kind, Pbx, Refused, epoch, exchange, same, whole
from optics_crm.core.hook_secrets import secret_of

KINDS: dict[str, Kind] = {
    "1": "ring",
    "3": "answer",
    "4": "leg_end",  # of one telephone: after a transfer the client talks on
    "2": "end",
}
CAUSES = {"ANSWER": "normal", "NOANSWER": "no_answer", "BUSY": "busy", "CANCEL": "caller"}
OUTSIDE = "1"


@exchange
class Sipuni(Pbx):
    """May ask without the fields of a call, to see whether we are here."""

    code = "sipuni"

    def verify(self, hook: Hook) -> None:
        if not same(hook.secret, secret_of("sipuni")):
            raise Refused(404)

    def read(self, hook: Hook) -> Sequence[Heard]:
        told = hook.fields()
        kind, call = KINDS.get(str(told.get("event"))), str(told.get("call_id") or "")
        if kind is None or not call:
            return ()
        return _heard({name: str(value) for name, value in told.items()}, call, kind)

    def answer(self, hook: Hook, found: Mapping[str, str] | None) -> Any:
        return {"success": True}


def _heard(told: Mapping[str, str], call: str, kind: Kind) -> Sequence[Heard]:
    direction = _direction(told)
    inner = told.get("short_src_num" if direction == "out" else "short_dst_num", "")
    at = epoch(told.get("timestamp"))
    found = [
        Heard(
            call=call,
            kind=kind,
            key=f"{told['event']}:{inner}:{told.get('timestamp', '')}",  # a telephone may ring twice
            at=at,
            leg=inner,
            direction=direction,
            phone=told.get("dst_num" if direction == "out" else "src_num", ""),
            line=told.get("treeName", "")[:80],
            extensions=(inner,) if inner else (),
            **_over(told, kind),
        )
    ]
    begun = epoch(told.get("call_start_timestamp"))
    if begun:
        found.append(Heard(call=call, kind="queued", key="begun", at=begun))
    if told.get("call_record_link"):
        found.append(Heard(call=call, kind="recorded", key="link", at=at, value=told["call_record_link"][:500]))
    if told.get("rating"):
        found.append(Heard(call=call, kind="rated", key="rating", at=at, value=told["rating"]))
    return found


def _direction(told: Mapping[str, str]) -> Direction:
    if told.get("src_type") == OUTSIDE:
        return "in"
    return "out" if told.get("dst_type") == OUTSIDE else "internal"


def _over(told: Mapping[str, str], kind: Kind) -> dict[str, Any]:
    if kind == "leg_end":
        return {"cause": CAUSES.get(told.get("status", ""), "failed")}
    return _end(told) if kind == "end" else {}


def _end(told: Mapping[str, str]) -> dict[str, Any]:
    answered = told.get("status") == "ANSWER"
    ended, picked_up = whole(told.get("timestamp")) or 0, whole(told.get("call_answer_timestamp")) or 0
    talked = max(0, ended - picked_up) if answered and picked_up and ended else None
    return {
        "cause": CAUSES.get(told.get("status", ""), "failed"),
        "answered": answered,
        "talk_seconds": talked if answered else 0,
    }
