"""Eighty salons in the towns of the region, with hours, places on the map, clinics and workshops."""

import datetime as dt
import random
from decimal import Decimal

from optics_crm.core.demo.names import STREETS
from optics_crm.core.demo.towns import TOWNS, Town
from optics_crm.core.demo.world import DemoSalon, World
from optics_crm.core.models import Salon, SalonBreak, SalonDay, SalonHours, SyncClient

FIRST = ("Большая Покровская", 24)  # where the logins of the demo chain work
CLINICS = 6
WORKSHOPS = (0, 29, 35, 40, 43)  # by the order of salons
HOUSE_BOOKS = (
    ("onec-retail", "1С:Розница"),
    ("shop", "Интернет-магазин"),
)


BREAK = dt.time(13), dt.time(14)


def books(world: World) -> None:
    """The programs that send: the chain's 1C base and its online shop."""
    for source, name in HOUSE_BOOKS:
        client, _made = SyncClient.objects.get_or_create(
            source=source, defaults={"id": world.id("client", source), "name": name}
        )
        if source == HOUSE_BOOKS[0][0]:
            world.client = client.pk.hex


def salons(world: World) -> None:
    """The places; a chain without people has one."""
    rng = world.rng("salons")
    towns = [town for town in TOWNS for _ in range(town.salons)]
    made = [_salon(world, rng, town, index) for index, town in enumerate(towns[: 1 if not world.customers else None])]
    Salon.objects.bulk_create(made)
    SalonHours.objects.bulk_create([row for salon in made for row in _hours(salon, world)])
    SalonBreak.objects.bulk_create([row for salon in made if _has_break(salon.code) for row in _breaks(salon)])
    new_year = dt.date(world.as_of.year + (world.as_of.month > 1), 1, 1)
    SalonDay.objects.bulk_create([SalonDay(salon=s, day=new_year, note="Новогодний выходной") for s in made])


def _salon(world: World, rng: random.Random, town: Town, index: int) -> Salon:
    street, house = FIRST if index == 0 else (rng.choice(STREETS), rng.randint(1, 140))
    ramp = rng.random() < 0.55
    opens, closes = _open_hours(rng, town)
    code = f"{index + 1:03d}"
    rest = f", перерыв {BREAK[0]:%H:%M}-{BREAK[1]:%H:%M}" if _has_break(code) else ""
    salon = Salon(
        id=world.id("salon", index),
        client_id=world.client,
        guid=world.id("salon guid", index),
        version=1,
        name=f"{town.name}, {street}, {house}",
        code=code,
        city=town.name,
        address=f"г. {town.name}, ул. {street}, д. {house}",
        phone=_landline(rng, town),
        timezone=town.zone,
        is_clinic=index < CLINICS,
        is_workshop=index in WORKSHOPS,
        has_ramp=ramp,
        way_in=rng.choice(_WAYS_RAMP if ramp else _WAYS_STEPS),
        hours_text=f"ежедневно {opens}:00-{closes}:00{rest}",
        latitude=Decimal(f"{town.latitude + rng.uniform(-0.03, 0.03):.5f}"),
        longitude=Decimal(f"{town.longitude + rng.uniform(-0.05, 0.05):.5f}"),
        created_at=_founded(world),
        updated_at=_founded(world),
    )
    weight = town.weight * rng.uniform(0.6, 1.4) * (2.2 if index == 0 else 1)
    world.salons.append(
        DemoSalon(
            id=salon.pk.hex,
            name=salon.name,
            city=town.name,
            zone=town.zone,
            offset=town.offset,
            area_code=town.area_code,
            weight=weight,
            opens=opens,
            closes=closes,
            is_clinic=salon.is_clinic,
            is_workshop=salon.is_workshop,
        )
    )
    return salon


_WAYS_RAMP = (
    "Пандус у входа",
    "Вход с тротуара без ступеней",
    "Торговый центр, лифт и пандус",
    "Кнопка вызова у пандуса",
)
_WAYS_STEPS = (
    "Три ступени у входа",
    "Вход со двора, ступени",
    "Цокольный этаж, лестница",
    "Второй этаж, лифта нет",
)


def _open_hours(rng: random.Random, town: Town) -> tuple[int, int]:
    return (10, 21) if town.salons > 2 and rng.random() < 0.5 else (9, rng.choice((19, 20)))


def _landline(rng: random.Random, town: Town) -> str:
    digits = town.area_code + str(rng.randint(10**9, 10**10 - 1))[: 10 - len(town.area_code)]
    return f"+7{digits}"


def _hours(salon: Salon, world: World) -> list[SalonHours]:
    place = next(s for s in world.salons if s.id == salon.pk.hex)
    late = dt.time(place.closes), dt.time(place.closes - 1)
    return [
        SalonHours(salon=salon, weekday=day, opens_at=dt.time(place.opens), closes_at=late[day == 7])
        for day in range(1, 8)
    ]


def _has_break(code: str) -> bool:
    """A few salons close for lunch."""
    return int(code) % 6 == 5


def _breaks(salon: Salon) -> list[SalonBreak]:
    return [SalonBreak(salon=salon, weekday=day, starts_at=BREAK[0], ends_at=BREAK[1]) for day in range(1, 8)]


def _founded(world: World) -> dt.datetime:
    return dt.datetime.combine(world.first_day, dt.time(6), dt.UTC)
