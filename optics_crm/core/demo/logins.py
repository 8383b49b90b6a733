"""A login of every role, and the file that tells them: `$DATA_DIR/demo.json`."""

import copy
import json
import os
import secrets
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import BasePasswordHasher, get_hasher

from optics_crm.core.demo.world import World
from optics_crm.core.hook_secrets import demo_secret
from optics_crm.core.models import Employee
from optics_crm.core.permissions import ROLES

OPERATOR_EXTENSION = "101"
VK_GROUP = 1


def logins(world: World) -> None:
    """The first employee of each role may log in, with a password made here and told once."""
    first_salon = uuid.UUID(world.salons[0].id)
    users: dict[str, dict[str, Any]] = {}
    passwords = {role.code: secrets.token_urlsafe(12) for role in ROLES}
    hasher = _light_hasher()
    hashes = {role: hasher.encode(password, secrets.token_hex(8)) for role, password in passwords.items()}
    for role in ROLES:
        staff = Employee.objects.filter(role=role.code)
        at_first = staff.filter(salon=first_salon)
        employee = (at_first if at_first.exists() else staff).order_by("guid").first()
        if employee is None:
            continue
        employee.username = role.code
        employee.is_superuser = role.code == "admin"
        if role.code == "operator":
            employee.extension = OPERATOR_EXTENSION
            staff.filter(extension=OPERATOR_EXTENSION).exclude(pk=employee.pk).update(extension="")
        employee.password = hashes[role.code]
        employee.save()
        users[role.code] = _told(employee, passwords[role.code], own_salon=role.own_salon)
    world.kept["users"] = users
    world.kept["staff"] = dict(Employee.objects.filter(username__isnull=False).values_list("username", "id"))


def _light_hasher() -> BasePasswordHasher:
    """The installation's hasher at its least cost: these passwords are 96 random bits, and a login makes it dearer."""
    hasher = copy.copy(get_hasher("default"))
    for name, value in (("time_cost", 1), ("memory_cost", 8192), ("parallelism", 1)):
        if hasattr(hasher, name):
            setattr(hasher, name, value)
    return hasher


def _told(employee: Employee, password: str, *, own_salon: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "username": employee.username,
        "password": password,
        "salon": str(employee.salon_id) if own_salon else None,
    }
    if employee.extension:
        told["extension"] = employee.extension
    return told


def write_demo_json(path: Path, world: World) -> None:
    """Writes what a person or a test needs to enter the demo chain; only the owner may read it."""
    told = {
        "url": f"http://{settings.HOST}:{settings.PORT}",
        "as_of": world.as_of.isoformat(),
        "users": world.kept["users"],
        "telephony": {
            "mango": {"api_key": demo_secret("mango.key"), "salt": demo_secret("mango.salt")},
            "megafon": {"token": demo_secret("megafon")},
            "zadarma": {"secret": demo_secret("zadarma")},
            "uis": {"secret_path": demo_secret("uis")},
            "sipuni": {"secret_path": demo_secret("sipuni")},
            "beeline": {"secret_path": demo_secret("beeline")},
            "cti": {"token": demo_secret("cti")},
        },
        "telegram": {"secret_token": demo_secret("telegram")},
        "vk": {
            "secret": demo_secret("vk"),
            "confirmation": demo_secret("vk.confirm")[:8],
            "group_id": VK_GROUP,
        },
        "webform": {"site": "main", "key": demo_secret("webform.main")},
        **world.told,
    }
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(told, file, ensure_ascii=False, indent=2)
    partial.replace(path)
