"""Rows for the campaign pages: a family that is due, a run, a version that waits for approval."""

import datetime as dt

from aftercare import rollup
from aftercare.campaigns import actions
from aftercare.models import Campaign
from optics_crm.core import clock
from tests.aftercare import small_world as world
from tests.core.staff import make_employee


def _campaign() -> Campaign:
    world.campaigns()
    for name in ("Анна", "Борис"):
        world.glasses(world.person(name), clock.months_after(clock.today(), -24) + dt.timedelta(days=9))
    world.run(clock.today(), at=clock.now())
    return Campaign.objects.get(key="service_ending")


def campaign_list() -> str:
    _campaign()
    return "/campaigns/"


def campaign() -> str:
    return f"/campaigns/{_campaign().pk}/"


def waiting() -> str:
    """A page on which a second person decides."""
    found = _campaign()
    author = make_employee("marketer", username="author")
    actions.submit(author, actions.open_draft(author, found))
    return f"/campaigns/{found.pk}/"


def edit() -> str:
    return f"/campaigns/{_campaign().pk}/edit/"


def lifecycle() -> str:
    """Stages with people in them, counted."""
    _campaign()
    rollup.rebuild()
    return "/lifecycle/"
