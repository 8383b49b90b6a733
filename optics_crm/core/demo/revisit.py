"""The world of a chain that is loaded already, for whoever adds to it later."""

import datetime as dt

from optics_crm.core import clock
from optics_crm.core.demo.towns import TOWNS
from optics_crm.core.demo.world import DemoSalon, World
from optics_crm.core.models import Employee, Installation, Salon, SalonHours, SyncClient

SELLERS = ("consultant", "salon_manager")


def world_of_installation() -> World:
    """The world as the load knew it, read back from the tables. `customers` is left at 0."""
    row = Installation.objects.get(id=1)
    assert row.demo_as_of is not None and row.demo_seed is not None, "a database that holds a demo chain"
    world = World(row.demo_seed, 0, row.demo_as_of, clock.now())
    world.client = SyncClient.objects.get(source="onec-retail").pk.hex
    world.salons = [_salon(salon) for salon in Salon.objects.filter(client__source="onec-retail").order_by("code")]
    return world


def _salon(salon: Salon) -> DemoSalon:
    town = next((town for town in TOWNS if town.name == salon.city), TOWNS[0])
    hours = SalonHours.objects.filter(salon=salon).order_by("weekday").first()
    staff = Employee.objects.filter(salon=salon, fired_on__isnull=True).order_by("guid")
    return DemoSalon(
        id=salon.pk.hex,
        name=salon.name,
        city=salon.city,
        zone=salon.timezone,
        offset=_offset(salon),
        area_code=town.area_code,
        weight=town.weight,
        opens=hours.opens_at.hour if hours else 10,
        closes=hours.closes_at.hour if hours else 20,
        is_clinic=salon.is_clinic,
        is_workshop=salon.is_workshop,
        doctors=[one.pk.hex for one in staff if one.role == "doctor"],
        sellers=[one.pk.hex for one in staff if one.role in SELLERS],
    )


def _offset(salon: Salon) -> int:
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC).astimezone(clock.zone_of(salon.timezone))
    return round((moment.utcoffset() or dt.timedelta()).total_seconds() / 3600)
