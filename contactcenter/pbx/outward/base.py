"""The neutral tongue of what we ask: who can do what, where it listens, with which secrets."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from aftercare.sandbox import places
from contactcenter.pbx.base import Heard
from contactcenter.pbx.outward.http import Answer, PbxRefused, PbxSilent, Request, ask
from optics_crm.core.hook_secrets import secret_of
from optics_crm.core.registry import Registry
from optics_crm.env import env_text

History = Mapping[str, Sequence[Heard]]  # the events of ended calls by their number
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class NotReady(Exception):
    """The exchange makes the list; it is to be asked again with this ticket."""

    ticket: str


class Outward:
    """One provider. `home` is its address, `needs` the secrets without which it cannot be asked.

    `names_calls`: its list of calls names them as its events do; else they are told apart by number and moment.
    `lists_recordings`: no event tells of them, they are to be asked for.
    """

    code: ClassVar[str]
    home: ClassVar[str]
    needs: ClassVar[tuple[str, ...]]
    hosts: ClassVar[tuple[str, ...]]
    can_dial: ClassVar[bool] = False
    has_history: ClassVar[bool] = False
    names_calls: ClassVar[bool] = True
    lists_recordings: ClassVar[bool] = False

    def is_configured(self) -> bool:
        """Whether all its secrets are set; in a demo the stand-in takes its place."""
        return all(map(secret_of, self.needs))

    def base(self) -> str:
        """Its address without a slash at the end: PBX_<CODE>_URL, the stand-in of a demo, else the provider's own."""
        told = env_text(f"PBX_{self.code.upper()}_URL")
        if told or not settings.DEMO:
            return (told or self.home).rstrip("/")
        gateway = settings.SANDBOX_URL or places.address(settings.DATA_DIR)
        if not gateway:
            raise PbxSilent("the stand-in of the exchanges is not running")
        return f"{gateway.rstrip('/')}/pbx/{self.code}"

    def request(self, url: str, method: str = "GET", body: bytes = b"", **headers: str) -> Request:
        """A request to the provider; a path is taken from `base`."""
        base = self.base()
        plain = settings.DEMO and base.startswith("http://")
        known = (urlsplit(base).hostname or "", *self.hosts)
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return Request(url if "://" in url else f"{base}/{url}", known, method, body, told, plain)

    def dial(self, extension: str, phone: str, command: str) -> str:
        """Lets the telephone at the extension ring and connects it with the client; the call's number where it is told.

        `phone` is E.164, `command` our id of the wish. Raises PbxRefused (certainly not done) or PbxSilent.
        """
        raise PbxRefused(_("This exchange cannot be asked to call."))

    def history(self, start: dt.datetime, end: dt.datetime, ticket: str = "") -> History:
        """The calls that ended between two moments, as the provider's own statistics have them; NotReady."""
        raise NotImplementedError

    def recorded(self, start: dt.datetime, end: dt.datetime) -> History:
        """The recordings of that time, where no event names them: of each the beginning of its call, and its name."""
        raise NotImplementedError

    def recording(self, value: str) -> Request:
        """Where the recording of that name or address is to be had."""
        return self.request(value)


OUTWARD: Registry[Outward] = Registry("exchanges that can be asked")


def outward(adapter: type[Outward]) -> type[Outward]:
    """Adds a provider; used as a decorator."""
    OUTWARD.add(adapter.code, adapter())
    return adapter


def read_json(answer: Answer) -> Any:
    """The JSON of a good answer; PbxRefused with what the exchange says, PbxSilent for what is none."""
    if answer.status >= 500:
        raise PbxSilent(f"answered {answer.status}")
    try:
        told = json.loads(answer.body or b"null")
    except ValueError:
        raise PbxSilent("answered something that is no JSON") from None
    if answer.status >= 400:
        raise PbxRefused(f"answered {answer.status}: {str(told)[:200]}", answer.status)
    return told


def ask_json(request: Request) -> Any:
    """Asks, and reads the JSON of the answer."""
    return read_json(ask(request))


def ended(
    number: str, *, begun: dt.datetime | None, over: dt.datetime | None, talked: int | None, **told: Any
) -> list[Heard]:
    """The events of a call that is known from a list alone: its beginning and its end. `talked`: seconds, None: no."""
    direction, phone, line = told.get("direction", "in"), told.get("phone", ""), told.get("line", "")
    extensions = (told["extension"],) if told.get("extension") else ()
    end = Heard(
        call=number, kind="end", key="statistics", at=over, direction=direction, phone=phone, line=line,
        extensions=extensions, cause=told.get("cause", "normal" if talked is not None else "no_answer"),
        answered=talked is not None, talk_seconds=talked or 0,
    )  # fmt: skip
    start = Heard(call=number, kind="queued", key="begun", at=begun, direction=direction, phone=phone, line=line)
    return [start, end] if begun else [end]
