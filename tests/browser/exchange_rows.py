"""Rows for the pages of the exchange."""

import datetime as dt
from collections.abc import Callable

from optics_crm.core import clock
from optics_crm.core.ids import new_id
from optics_crm.core.models import SyncClient, SyncFinding, SyncToken
from optics_crm.core.sync import alarms, clients
from optics_crm.core.sync.moved import matching
from optics_crm.core.sync.tokens import LIMITED_SCOPES, RETAIL_SCOPES
from orders.models import CommerceGood, CommerceGroup
from tests.sync.rows import customer, guid, purchase, salon, send, upsert


def _onec() -> SyncClient:
    """A 1C base with secrets in every state."""
    lines = ["203.0.113.5", "10.8.0.0/16"]
    row = clients.register_client("test", "onec-retail", "1С: Розница 2.3", "Europe/Moscow", lines=lines)
    clients.revoke("test", clients.issue("test", row, LIMITED_SCOPES).row)
    old = clients.issue("test", row, RETAIL_SCOPES, term_days=90)
    SyncToken.objects.filter(pk=old.row.pk).update(last_used_at=clock.now(), last_used_ip="203.0.113.5")
    clients.rotate("test", old.row)
    past = clients.issue("test", row, ["salon:write"], term_days=30)
    SyncToken.objects.filter(pk=past.row.pk).update(expires_at=clock.now() - dt.timedelta(days=2))
    return row


def client_list() -> str:
    _onec()
    shop = clients.register_client("test", "shop", "Интернет-магазин", "Europe/Moscow", rows_per_minute=60_000)
    clients.block("test", shop)
    return "/sync/clients/"


def one_client() -> str:
    return f"/sync/clients/{_onec().pk}/"


def commerce_groups() -> str:
    """Groups of a catalogue, one of them mapped."""
    row = _onec()
    for ident, parent, name, category in (
        ("1", "", "Оптика", ""),
        ("2", "1", "Оправы мужские", "frame"),
        ("3", "1", "Линзы очковые однофокальные", ""),
        ("вид:Услуга", "", "Услуга", ""),
    ):
        CommerceGroup.objects.create(client=row, ident=ident, parent=parent, name=name, category=category)
        for number in range(3):
            CommerceGood.objects.create(client=row, ident=f"{ident}-{number}", guid=new_id(), group=ident)
    return "/sync/groups/"


def _with_rows() -> None:
    """Rows that wait for a customer, a code without a meaning, a refusal, a comparison, an alarm."""
    row = _onec()
    send([salon(), purchase(guid(1)), purchase(guid(2)), upsert("product", guid(3), 1, name="Оправа", category="Иное")])
    send([customer(1, guid(4), last_name=""), customer(1, guid(5), birth_date="2040-01-01")])
    alarms.set_alarm("test", row, "parked", minutes=60, channel="email", address="it@optika.example")
    SyncFinding.objects.create(
        client=row, kind="purchase", bucket="2026-03-04", counts={"missing_here": 1}, guids={"missing_here": [guid(1)]}
    )


def with_rows(path: str) -> Callable[[], str]:
    """That room of the exchange with something in it."""

    def make() -> str:
        _with_rows()
        return path

    return make


def finding() -> str:
    _with_rows()
    return f"/sync/reconcile/{SyncFinding.objects.get().pk}/"


def move() -> str:
    """A report about a base that has moved."""
    _onec()
    send([customer(1, phones=[{"number": "+79123456789"}])])
    fresh = customer(1, guid("new"), phones=[{"number": "+79123456789"}])
    return f"/sync/moved/{matching.match(None, SyncClient.objects.get(), 'customer', [fresh]).pk}/"
