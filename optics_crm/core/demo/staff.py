"""The people who work there: about 470, of every role."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from optics_crm.core.demo import names
from optics_crm.core.demo.world import DemoSalon, World
from optics_crm.core.models import Department, Employee

DEPARTMENTS = {
    "retail": "Розница",
    "contact_centre": "Служба поддержки клиентов",
    "marketing": "Отдел маркетинга",
    "medical": "Медицинский отдел",
    "workshop": "Мастерская",
    "logistics": "Отдел логистики",
    "shop": "Интернет-магазин",
    "office": "Дирекция",
    "it": "Отдел информационных систем",
}
CHAIN_WIDE = (
    ("operator", "contact_centre", 6),
    ("supervisor", "contact_centre", 1),
    ("marketer", "marketing", 2),
    ("approver", "marketing", 1),
    ("privacy", "office", 1),
    ("director", "office", 1),
    ("medical_head", "medical", 1),
    ("logistics", "logistics", 4),
    ("shop_manager", "shop", 3),
    ("admin", "it", 2),
)
SALON_DEPARTMENTS = {"doctor": "medical", "workshop": "workshop"}


@dataclass(frozen=True)
class Place:
    """A job to fill."""

    role: str
    department: str
    salon: DemoSalon | None


def staff(world: World) -> None:
    """Fills every job of the chain; doctors and sellers are written beside their salon for the tellers."""
    rng = world.rng("staff")
    departments = {
        code: Department.objects.get_or_create(code=code, defaults={"name": name})[0]
        for code, name in DEPARTMENTS.items()
    }
    made = []
    for index, place in enumerate(_places(world, rng)):
        made.append(_employee(world, rng, place, index, departments[place.department]))
        if place.salon and place.role == "doctor":
            place.salon.doctors.append(made[-1].pk.hex)
        if place.salon and place.role in ("consultant", "salon_manager"):
            place.salon.sellers.append(made[-1].pk.hex)
    Employee.objects.bulk_create(made)
    world.kept["staff_guids"] = {one.pk.hex: one.guid.hex for one in made if one.guid}


def _places(world: World, rng: random.Random) -> Iterator[Place]:
    for role, department, count in CHAIN_WIDE:
        for _ in range(count if world.customers else 1):
            yield Place(role, department, None)
    for salon in world.salons:
        roles = ["salon_manager", "doctor"] + ["consultant"] * (2 + (salon.weight > 0.8) + (salon.weight > 1.6))
        roles += ["doctor"] * (salon.is_clinic or rng.random() < 0.25)
        roles += ["receptionist"] * (2 * salon.is_clinic) + ["workshop"] * (4 * salon.is_workshop)
        for role in roles:
            yield Place(role, SALON_DEPARTMENTS.get(role, "retail"), salon)


def _employee(world: World, rng: random.Random, place: Place, index: int, department: Department) -> Employee:
    sex = "m" if rng.random() < (0.6 if place.role in ("workshop", "admin", "logistics") else 0.12) else "f"
    born = world.as_of.year - rng.randint(22, 60)
    family, people = names.surname(rng)
    first = names.given_name(rng, sex, born, people)
    middle = names.patronymic(names.given_name(rng, "m", born - 27, people), sex)
    surname = family if sex == "m" else names.feminine(family)
    hired = world.rng("hired", index).randint(30, 365 * 12)
    employee = Employee(
        id=world.id("employee", index),
        client_id=world.client if place.salon else None,
        guid=world.id("employee guid", index) if place.salon else world.id("employee", index),
        version=1 if place.salon else 0,
        full_name=f"{surname} {first} {middle}",
        role=place.role,
        salon_id=place.salon.id if place.salon else None,
        department=department,
        hired_on=world.as_of.fromordinal(world.as_of.toordinal() - hired),
        extension=str(101 + index) if place.role in ("operator", "supervisor") else "",
    )
    employee.set_unusable_password()
    return employee
