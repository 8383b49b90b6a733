"""From Asterisk's words to the neutral format. The call is its Linkedid; both sources may tell the same thing.

AMI is quick and knows numbers; queue_log knows whether a caller gave up (ABANDON) or was put out (EXITEMPTY), and is
there when the connection was not. Where the log is followed, ends of calls that nobody took are its word.

A call that was handed over goes on: the target's telephone is told as ringing (by the transfer, and by what is dialled
for the caller after it) and as answered, and the caller's own hang-up ends the call.
"""

import re
from collections.abc import Iterator
from typing import Any

from contactcenter.asterisk.ami import Message
from contactcenter.asterisk.queue_log import Logged

EXTENSION = re.compile(r"/([0-9A-Za-z_.+-]+)")
CHANNEL_NUMBER = re.compile(r"-[0-9a-f]{8}$")
Event = dict[str, Any]
FORGET_AFTER = 2000
HANDED_OVER = ("TRANSFER", "BLINDTRANSFER")  # before and since Asterisk 12
KEY_CAUSES = ("voicemail", "noAnswer")


class Translator:
    """Remembers of each running call who calls and whether somebody talks; tells unknown calls, too."""

    def __init__(self, *, follows_log: bool, key_cause: str = "voicemail") -> None:
        self._follows_log, self._key_cause = follows_log, key_cause
        self._calls: dict[str, dict[str, Any]] = {}

    def of_ami(self, told: Message, now: int) -> Iterator[Event]:
        """The neutral events of one AMI event; none for what is about something else."""
        speak = getattr(self, f"_on_{told.get('Event', '').lower()}", None)
        call = told.get("Linkedid") or told.get("Uniqueid") or told.get("TransfereeLinkedid") or ""
        if speak is None or not call:
            return
        yield from speak(told, call, _moment(told, now))

    def of_log(self, line: Logged) -> Iterator[Event]:
        """The neutral events of one line of queue_log."""
        call, at, ext = line.call, line.at, _extension(line.member)
        if line.event == "ENTERQUEUE":
            self._known(call)["from"] = line.more[1] if len(line.more) > 1 else ""
            yield self._event("newCall", call, at, queue=line.queue)
        elif line.event == "RINGNOANSWER" and ext:
            yield self._event("noAnswer", call, at, user=ext)
        elif line.event == "CONNECT" and ext:
            yield self._answered(call, at, ext)
        elif line.event in ("COMPLETECALLER", "COMPLETEAGENT"):
            yield self._ended(call, at, "normalClearing", _whole(line.more[1:2]), ext)
        elif line.event == "ABANDON":
            yield self._ended(call, at, "cancel")
        elif line.event in ("EXITEMPTY", "EXITWITHTIMEOUT"):
            yield self._ended(call, at, "noAnswer")
        elif line.event == "EXITWITHKEY":
            yield self._ended(call, at, self._key_cause)
        elif line.event in HANDED_OVER:
            yield from self._left(call, at, ext)
            yield from self._goes_to(call, at, next(iter(line.more), ""))
        elif line.event == "ATTENDEDTRANSFER":
            yield from self._left(call, at, ext)

    def _on_queuecallerjoin(self, told: Message, call: str, at: int) -> Iterator[Event]:
        self._known(call).update({"from": told.get("CallerIDNum", ""), "to": told.get("Exten", ""), "left": False})
        yield self._event("newCall", call, at, queue=told.get("Queue", ""))

    def _on_agentcalled(self, told: Message, call: str, at: int) -> Iterator[Event]:
        ext = _member(told)
        known = self._known(call)
        known["from"] = known.get("from") or told.get("CallerIDNum", "")
        if ext:
            yield self._event("newCall", call, at, user=ext, queue=told.get("Queue", ""))

    def _on_agentringnoanswer(self, told: Message, call: str, at: int) -> Iterator[Event]:
        if ext := _member(told):
            yield self._event("noAnswer", call, at, user=ext)

    def _on_agentconnect(self, told: Message, call: str, at: int) -> Iterator[Event]:
        if ext := _member(told):
            yield self._answered(call, at, ext)

    def _on_agentcomplete(self, told: Message, call: str, at: int) -> Iterator[Event]:
        """The end, unless the agent handed over: then the caller's own hang-up is."""
        if told.get("Reason") == "transfer":
            yield from self._left(call, at, _member(told))
        else:
            yield self._ended(call, at, "normalClearing", _whole([told.get("TalkTime", "")]), _member(told))

    def _on_queuecallerabandon(self, told: Message, call: str, at: int) -> Iterator[Event]:
        if not self._follows_log:
            yield self._ended(call, at, "cancel")

    def _on_blindtransfer(self, told: Message, call: str, at: int) -> Iterator[Event]:
        if call in self._calls:
            yield from self._goes_to(call, at, told.get("Extension", ""))

    def _on_attendedtransfer(self, told: Message, call: str, at: int) -> Iterator[Event]:
        """Who was asked talks with the caller from now on."""
        ext = _telephone(told.get("TransferTargetChannel", ""))
        if call in self._calls and ext:
            yield from self._goes_to(call, at, ext)
            yield self._answered(call, at, ext)

    def _on_dialbegin(self, told: Message, call: str, at: int) -> Iterator[Event]:
        """What a queue dials is told by the queue; after a transfer the dial plan dials."""
        if self._is_handed(call):
            yield from self._goes_to(call, at, _telephone(told.get("DestChannel", "")))

    def _on_dialend(self, told: Message, call: str, at: int) -> Iterator[Event]:
        ext = _telephone(told.get("DestChannel", ""))
        if self._is_handed(call) and ext:
            is_taken = told.get("DialStatus") == "ANSWER"
            yield self._answered(call, at, ext) if is_taken else self._event("noAnswer", call, at, user=ext)

    def _on_queuecallerleave(self, told: Message, call: str, at: int) -> Iterator[Event]:
        """Answered, given up or put out: what comes next says which."""
        if call in self._calls:
            self._calls[call]["left"] = True
        yield from ()

    def _on_hangup(self, told: Message, call: str, at: int) -> Iterator[Event]:
        """The caller's own line is put down: after a transfer, or after leaving the queue without an answer."""
        known = self._calls.get(call)
        if known is None or told.get("Uniqueid") != call:
            return
        if known.get("answered"):
            yield self._ended(call, at, "normalClearing", at - known["answered"])
        elif known.get("left") and not self._follows_log:
            yield self._ended(call, at, self._key_cause)

    def _is_handed(self, call: str) -> bool:
        return bool(self._calls.get(call, {}).get("handed"))

    def _left(self, call: str, at: int, ext: str) -> Iterator[Event]:
        """One of ours has handed the call over and put down."""
        self._known(call)["handed"] = True
        if ext:
            yield self._event("leave", call, at, user=ext)

    def _goes_to(self, call: str, at: int, ext: str) -> Iterator[Event]:
        """The call rings somebody else."""
        self._known(call)["handed"] = True
        if ext:
            yield self._event("transfer", call, at, user=ext)

    def _known(self, call: str) -> dict[str, Any]:
        while len(self._calls) > FORGET_AFTER:
            self._calls.pop(next(iter(self._calls)))
        return self._calls.setdefault(call, {})

    def _answered(self, call: str, at: int, ext: str) -> Event:
        self._known(call).setdefault("answered", at)
        return self._event("answer", call, at, answeringNumber=ext)

    def _ended(self, call: str, at: int, cause: str, seconds: int | None = None, ext: str = "") -> Event:
        more = {"answeringNumber": ext} if ext else {}
        if seconds is not None:
            more["duration"] = str(seconds)
        event = self._event("hangup", call, at, cause=cause, **more)
        self._calls.pop(call, None)
        return event

    def _event(self, event: str, call: str, at: int, **more: str) -> Event:
        known = self._known(call)
        sides = {"from": known.get("from", ""), "to": known.get("to") or more.get("queue", "")}
        told = {"event": event, "callId": call, "direction": "in", "timestamp": at, **sides, **more}
        return {name: value for name, value in told.items() if value != ""}


def _moment(told: Message, now: int) -> int:
    """`timestampevents=yes` of manager.conf tells the moment; else it is that of hearing."""
    whole = told.get("Timestamp", "").partition(".")[0]
    return int(whole) if whole.isdigit() else now


def _member(told: Message) -> str:
    return _extension(told.get("Interface", "")) or told.get("MemberName", "")


def _extension(member: str) -> str:
    """`PJSIP/101`, `Local/101@from-queue/n` are 101; a plain name stays."""
    found = EXTENSION.search(member)
    return found[1] if found else "" if member == "NONE" else member


def _telephone(channel: str) -> str:
    """The extension of a channel: `PJSIP/104-0000001f`, `Local/104@from-internal-00000003;1` are 104."""
    return CHANNEL_NUMBER.sub("", _extension(channel))


def _whole(parts: Any) -> int | None:
    text = next(iter(parts), "")
    return int(text) if text.isdigit() else None
