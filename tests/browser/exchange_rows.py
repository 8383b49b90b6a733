"""Rows for the pages of the exchange."""

import datetime as dt

from optics_crm.core import clock
from optics_crm.core.ids import new_id
from optics_crm.core.models import SyncClient, SyncToken
from optics_crm.core.sync import clients
from optics_crm.core.sync.tokens import LIMITED_SCOPES, RETAIL_SCOPES
from orders.models import CommerceGood, CommerceGroup


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
