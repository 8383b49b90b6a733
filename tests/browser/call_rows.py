"""Rows for the pages of calls."""

import datetime as dt

from contactcenter.models import CallDifference, Comparison, ExchangeAlarm, Recording, Subscription
from optics_crm.core import clock
from tests.contactcenter.calls import make_call, make_dead_body
from tests.core.staff import make_employee
from tests.customers.people import make_person


def call_list() -> str:
    make_employee("operator", username="orlova", extension="101", full_name="Орлова Вера Павловна")
    make_person("Куликова Елена Михайловна", phone="+79123456789")
    make_call(minutes_ago=60)
    make_call("+79990000001", minutes_ago=40, talked=95)
    make_call("anonymous", minutes_ago=20)
    return "/calls/"


def call() -> str:
    call_list()
    return f"/calls/{make_call(talked=67, extension='101').pk}/"


def mark() -> str:
    """The form for what the client says of a colleague's talk."""
    call_list()
    return f"/calls/{make_call(talked=67, extension='101').pk}/mark/"


def missed() -> str:
    call_list()
    return f"/calls/{make_call(minutes_ago=3).pk}/"


def unread() -> str:
    make_dead_body()
    return "/calls/unread/"


def recorded() -> str:
    """A talk whose recording is here, and one that is waited for."""
    call_list()
    call = make_call(talked=67, extension="101")
    Recording.objects.create(call=call, source="1", state="fetched", content_type="audio/wav", size=10)
    Recording.objects.create(call=call, source="2", tries=2, fault="no answer: TimeoutError")
    return f"/calls/{call.pk}/"


def reconcile() -> str:
    """An alarm, a compared day with differences, one that could not be compared, a recording that was given up."""
    call, day = make_call(talked=67), clock.today() - dt.timedelta(days=1)
    row = Comparison.objects.create(provider="mango", day=day, state="done", ours=199, theirs=200, added=1)
    CallDifference.objects.create(comparison=row, call=call, kind="talk", ours=67, theirs=90)
    CallDifference.objects.create(comparison=row, call=make_call(), kind="added")
    Comparison.objects.create(
        provider="uis", day=day, state="failed", fault="PbxRefused: the exchange does not know our key"
    )
    ExchangeAlarm.objects.create(provider="sipuni", watch="silence", since=clock.now())
    Subscription.objects.create(provider="beeline", number="1", expires_at=clock.now())
    Recording.objects.create(call=call, source="1", state="failed", tries=8, fault="answered 404")
    return "/calls/reconcile/"
