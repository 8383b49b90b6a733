"""Who sits at an extension: employees by the number or name that an exchange knows them by."""

import uuid
from collections.abc import Collection

from django.db.models import Q

from optics_crm.core.models import Employee

OPERATORS = ("operator", "supervisor")


def employees_at(names: Collection[str]) -> dict[str, uuid.UUID]:
    """Employees by extension, user name, e-mail or full name; an ambiguous name is nobody's."""
    wanted = {name for name in names if name}
    if not wanted:
        return {}
    rows = Employee.objects.filter(is_active=True, deleted_at=None).filter(
        Q(extension__in=wanted) | Q(username__in=wanted) | Q(email__in=wanted) | Q(full_name__in=wanted)
    )
    found: dict[str, set[uuid.UUID]] = {}
    for pk, *called in rows.values_list("pk", "extension", "username", "email", "full_name"):
        for name in wanted.intersection(called):
            found.setdefault(name, set()).add(pk)
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}
