"""Who may do what: roles, capabilities, and the salon that limits a role's rows.

A door names one capability (`@requires("customers.view")`); rows are limited by the querysets' `visible_to(user)`.
Apps declare their capabilities in `capabilities.py`, beside the rules that need them.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import BasePermission

from optics_crm.core.errors import NotAllowed
from optics_crm.core.programs import Program
from optics_crm.core.registry import Registry

Words = str | Promise


@dataclass(frozen=True)
class Role:
    """A job at the chain. `own_salon`: sees the clients of the own salon only."""

    code: str
    label: Words
    own_salon: bool = False


@dataclass(frozen=True)
class Capability:
    """Something that can be done, in words, and the roles that may."""

    code: str
    label: Words
    roles: frozenset[str]


ROLES: Registry[Role] = Registry("roles")
CAPABILITIES: Registry[Capability] = Registry("capabilities")

for _role in (
    Role("consultant", _("salon consultant"), own_salon=True),
    Role("doctor", _("doctor"), own_salon=True),
    Role("salon_manager", _("salon manager"), own_salon=True),
    Role("receptionist", _("receptionist"), own_salon=True),
    Role("operator", _("contact-centre operator")),
    Role("supervisor", _("contact-centre supervisor")),
    Role("marketer", _("marketer")),
    Role("approver", _("campaign approver")),
    Role("privacy", _("privacy officer")),
    Role("director", _("director")),
    Role("medical_head", _("medical head")),
    Role("workshop", _("workshop")),
    Role("logistics", _("logistics")),
    Role("shop_manager", _("online shop manager")),
    Role("admin", _("system administrator")),
):
    ROLES.add(_role.code, _role)


def capability(code: str, label: Words, roles: Iterable[str]) -> Capability:
    """Declares a capability; an unknown role is a programming error."""
    named = frozenset(roles)
    unknown = named - set(ROLES.keys())
    if unknown:
        raise ValueError(f"{code}: unknown roles {sorted(unknown)}")
    return CAPABILITIES.add(code, Capability(code, label, named))


def can(user: Any, code: str) -> bool:
    """Whether the user's role has the capability; an undeclared one is a programming error."""
    allowed = CAPABILITIES.get(code).roles
    return bool(user and user.is_authenticated and user.is_active and user.role in allowed)


def salon_scope(user: Any) -> uuid.UUID | None:
    """The salon to which the user's rows are limited, or None for the whole chain.

    A salon role without a salon sees nothing: the nil UUID matches no row.
    """
    role = ROLES.find(user.role)
    if role is not None and not role.own_salon:
        return None
    return user.salon_id or uuid.UUID(int=0)


def requires(code: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """A view that only users with the capability reach: others get the login page or 403."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        @login_required
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not can(request.user, code):
                raise PermissionDenied(str(CAPABILITIES.get(code).label))
            return view(request, *args, **kwargs)

        guarded.capability = code  # type: ignore[attr-defined]  # read by the access matrix test
        return guarded

    return decorate


class RequiresCapability(BasePermission):
    """The same for REST: the view names `capability` (reading) and `write_capability` (changing).

    Programs are let in by their token's scopes instead: `<scope>:read` and, where the view can change, `<scope>:write`
    of the view's `scope`; a view that names none is for employees only.
    """

    def has_permission(self, request: Any, view: Any) -> bool:
        reading = request.method in ("GET", "HEAD", "OPTIONS")
        if isinstance(request.user, Program):
            return _check_scope(request.user, view, reading)
        code = view.capability if reading else getattr(view, "write_capability", None)
        return code is not None and can(request.user, code)


def _check_scope(program: Program, view: Any, reading: bool) -> bool:
    kind = getattr(view, "scope", "")
    can_change = getattr(view, "write_capability", None) is not None
    scope = f"{kind}:{'read' if reading else 'write'}" if kind and (reading or can_change) else ""
    if not program.may(scope):
        named = {"scope": scope} if scope else {}
        raise NotAllowed("scope_missing", gettext("The token does not allow this."), detail=named)
    return True
