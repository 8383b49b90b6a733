"""Employees for tests of the frame."""

from typing import Any

from optics_crm.core.models import Employee, Salon

PASSWORD = "correct horse 42"


def make_salon(name: str = "Салон на Белинского", **fields: Any) -> Salon:
    return Salon.objects.create(name=name, **fields)


def make_employee(role: str = "consultant", **fields: Any) -> Employee:
    """An employee with a password and, for a salon role, a salon."""
    values = {"full_name": "Курочкина Марина Андреевна", "role": role, **fields}
    return Employee.objects.create_user(values.pop("username", role), PASSWORD, **values)
