"""Saved views: a list's filters under a name, one's own or shared with everybody who may open the list."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from optics_crm.core.errors import DomainError
from optics_crm.core.models import Employee, SavedView


@dataclass(frozen=True)
class ShownView:
    """A chip above the list."""

    pk: Any
    name: str
    url: str
    current: bool
    own: bool


def views_of(user: Employee, path: str, query: str) -> list[ShownView]:
    """The views of a list: own first, then those that colleagues share."""
    rows = SavedView.objects.filter(Q(owner=user) | Q(is_shared=True), path=path).order_by("name")
    shown = [
        ShownView(
            row.pk,
            row.name,
            f"{path}?{row.query}" if row.query else path,
            row.query == query,
            row.owner_id == user.pk,
        )
        for row in rows
    ]
    return sorted(shown, key=lambda view: not view.own)


def save_view(user: Employee, path: str, name: str, query: str) -> SavedView:
    """Saves or renews the view of that name."""
    name = name.strip()[:80]
    if not name:
        raise DomainError("view_without_name", _("Give the view a name."), pointer="/name")
    if len(query) > 1000 or len(path) > 120:
        raise DomainError("view_too_long", _("These filters are too long to be saved."))
    view, _created = SavedView.objects.update_or_create(owner=user, path=path, name=name, defaults={"query": query})
    return view


def forget_view(user: Employee, pk: str) -> None:
    """Removes one's own view; somebody else's stays."""
    SavedView.objects.filter(owner=user, pk=pk).delete()
