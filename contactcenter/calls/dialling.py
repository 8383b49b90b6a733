"""Calling out by a click: the exchange is asked, the wish is kept, the call that comes of it is found again."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from contactcenter.calls.changes import CallChange
from contactcenter.models import Call, DialWish
from contactcenter.pbx.outward.base import OUTWARD, Outward
from contactcenter.pbx.outward.http import PbxRefused, PbxSilent
from customers.models import FollowUp, Person
from optics_crm.core import audit, clock
from optics_crm.core.errors import DomainError
from optics_crm.env import env_text

PATIENCE = dt.timedelta(minutes=5)  # a call that begins later came of something else
AGAIN = dt.timedelta(seconds=20)  # two clicks on one button are one wish


def exchange_to_dial() -> Outward | None:
    """The exchange that calls for us: DIAL_PROVIDER, else the first that is configured and can."""
    named = env_text("DIAL_PROVIDER")
    able = [one for one in OUTWARD if one.can_dial and (not named or one.code == named)]
    able.sort(key=lambda one: one.code != "mango")
    return next((one for one in able if one.is_configured()), None)


def dial(actor: Any, phone: str, *, person: Person | None = None, followup: FollowUp | None = None) -> DialWish:
    """Asks the exchange to connect the actor's telephone with a number in E.164; DomainError says what is missing."""
    exchange = exchange_to_dial()
    if exchange is None:
        raise DomainError("dial_not_configured", _("No telephone exchange is set up to call out."))
    if not actor.extension:
        raise DomainError("no_extension", _("Your account has no extension: ask the administrator."))
    if not phone:
        raise DomainError("no_phone", _("There is no number to call."))
    with transaction.atomic():
        wish = _wish(actor, exchange, phone, person, followup)
    try:
        wish.external_id = exchange.dial(actor.extension, phone, wish.command)[:200]
    except PbxRefused as refusal:
        wish.state, wish.fault = DialWish.State.REFUSED, str(refusal)[:300]
    except PbxSilent as silence:
        wish.state, wish.fault = DialWish.State.UNKNOWN, str(silence)[:300]
    wish.save(update_fields=["state", "fault", "external_id", "updated_at"])
    return wish


def _wish(actor: Any, exchange: Outward, phone: str, person: Person | None, followup: FollowUp | None) -> DialWish:
    recent = DialWish.objects.select_for_update().filter(actor=actor, phone=phone, state=DialWish.State.ASKED)
    if recent.filter(created_at__gt=clock.now() - AGAIN).exists():
        raise DomainError("dialled_already", _("The exchange is calling already."))
    wish = DialWish.objects.create(
        provider=exchange.code, extension=actor.extension, phone=phone, actor=actor, person=person, followup=followup,
        state=DialWish.State.ASKED,
    )  # fmt: skip
    audit.record(actor, "contactcenter.call.dialled", person or followup, wish=str(wish.pk))
    return wish


def tie(changes: Collection[CallChange]) -> None:
    """Ties calls that went out to the wishes they came of: by our command, by the number that the exchange told, else
    by extension, number and moment. A call that was wished for a person is that person's.
    """
    out = [change for change in changes if change.call.direction == Call.Direction.OUT]
    if not out:
        return
    tied = set(DialWish.objects.filter(call__in=[change.call for change in out]).values_list("call", flat=True))
    for change in out:
        wish = _wish_of(change) if change.call.pk not in tied else None
        if wish is not None:
            _tie(change.call, wish)


def _tie(call: Call, wish: DialWish) -> None:
    DialWish.objects.filter(pk=wish.pk).update(call=call, updated_at=clock.now())
    if wish.person_id and wish.person_id != call.person_id:
        call.person_id = wish.person_id
        call.save(update_fields=["person"])


def _wish_of(change: CallChange) -> DialWish | None:
    call = change.call
    open_wishes = DialWish.objects.select_for_update().filter(provider=call.provider, call=None)
    told = call.events.filter(told__command__isnull=False).values_list("told__command", flat=True).first()
    command = _uuid(told)
    named = open_wishes.filter(Q(pk=command) | Q(external_id=call.external_id)).first()
    if named is not None:
        return named
    at = call.started_at
    near = open_wishes.filter(created_at__range=(at - PATIENCE, at + dt.timedelta(seconds=60)), external_id="")
    extensions = [leg.extension for leg in change.legs]
    meant = near.filter(extension__in=extensions, phone=call.phone).exclude(phone="").exclude(provider="mango")
    return meant.order_by("-created_at").first()


def _uuid(text: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(hex=str(text))
    except ValueError:
        return None
