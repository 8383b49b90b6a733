"""Puts a dossier together: finds whom the user may open, asks the plugs, merges the line."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404
from django.urls import reverse

from customers.dossier import CARE, LINE, LINE_PAGE, PANELS, WAITING, Care, Dossier, Line, Look, Member, ShownPanel
from customers.homes import home_of
from customers.homes import members_of as members_in
from customers.identity.state import selves_of
from customers.models import Household, Membership, Person
from optics_crm.core import clock
from optics_crm.core.permissions import can, salon_scope

PEOPLE = ("home_salon", "main_phone", "main_email", "checked_by")


@dataclass(frozen=True)
class Kind:
    """A choice of the line's filter."""

    kind: str
    label: Any
    icon: str
    current: bool


@dataclass(frozen=True)
class LinePage:
    """A piece of the line; `before` continues it."""

    lines: Sequence[Line]
    kinds: Sequence[Kind]
    kind: str
    before: str


def dossier_of(user: Any, pk: uuid.UUID) -> Dossier:
    """One person's dossier; 404 for people whom the user may not open."""
    person = Person.objects.visible_to(user).select_related(*PEOPLE).filter(pk=pk).first()
    if person is None:
        raise Http404
    home = home_of(person)
    memberships, others = _family(user, home.household) if home else ([], 0)
    return Dossier(
        user=user,
        person=person,
        persons=[person],
        today=_today(user),
        household=home.household if home else None,
        memberships=memberships,
        others=others,
        minimal=not _is_own(user, person),
        selves=_selves([person], memberships),
    )


def family_dossier_of(user: Any, pk: uuid.UUID) -> Dossier:
    """The whole family's dossier; 404 where the user may open none of its members."""
    household = Household.objects.filter(pk=pk, deleted_at__isnull=True).first()
    memberships, others = _family(user, household) if household else ([], 0)
    if household is None or not memberships:
        raise Http404
    first = memberships[0].person
    persons = [row.person for row in memberships]
    return Dossier(
        user=user,
        person=first,
        persons=persons,
        today=_today(user),
        household=household,
        memberships=memberships,
        others=others,
        whole_family=True,
        minimal=not _is_own(user, first),
        selves=_selves(persons, memberships),
    )


def members_of(dossier: Dossier) -> list[Member]:
    """The tabs of the family with what waits for each."""
    waits: Counter[uuid.UUID] = Counter()
    for count in WAITING:
        for person, number in count(dossier).items():
            waits[dossier.selves.get(person, person)] += number
    return [
        Member(
            person=row.person,
            role=row.get_role_display(),
            url=reverse("customers:person", args=[row.person_id]),
            current=not dossier.whole_family and row.person_id == dossier.person.pk,
            waits=waits[row.person_id],
        )
        for row in dossier.memberships
    ]


def panels_of(dossier: Dossier, place: str) -> list[ShownPanel]:
    """The cards of one place that have something to say to this user."""
    shown = []
    for panel in sorted(PANELS, key=lambda panel: panel.order):
        if panel.place != place or not dossier.can(panel.capability) or (dossier.minimal and not panel.minimal):
            continue
        words = {} if panel.lazy else panel.build(dossier)
        if words is not None:
            shown.append(ShownPanel(panel, words))
    return shown


def open_panel(dossier: Dossier, key: str) -> ShownPanel:
    """A lazy panel, opened; 404 for one that is not there for this user."""
    panel = PANELS.find(key)
    if panel is None or not dossier.can(panel.capability) or (dossier.minimal and not panel.minimal):
        raise Http404
    return ShownPanel(panel, panel.build(dossier) or {})


def care_of(dossier: Dossier) -> Care | None:
    """What to do for the person next."""
    if dossier.minimal:
        return None
    rules = sorted(CARE, key=lambda rule: rule.order)
    return next((found for found in (rule.propose(dossier) for rule in rules) if found is not None), None)


def line_of(dossier: Dossier, kind: str = "", before: str = "") -> LinePage:
    """A page of the one time line, newest first, of one kind or of all that the user may see."""
    sources = [] if dossier.minimal else [source for source in LINE if can(dossier.user, source.capability)]
    kinds = [Kind(source.kind, source.label, source.icon, source.kind == kind) for source in sources]
    chosen = [source for source in sources if kind in ("", source.kind)]
    look = Look(dossier.user, dossier.ids, _moment(before), LINE_PAGE + 1, dossier.today)
    found = [
        replace(
            line,
            kind=source.kind,
            who=dossier.names.get(line.person, "") if dossier.whole_family and line.person else "",
        )
        for source in chosen
        for line in source.lines(look)
    ]
    found.sort(key=lambda line: line.at, reverse=True)
    page, rest = _cut(found)
    return LinePage(page, kinds, kind, page[-1].at.isoformat() if rest and page else "")


def _cut(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """A page and the rest; lines of one moment stay together, so that the next page misses none."""
    size = min(LINE_PAGE, len(lines))
    while 0 < size < len(lines) and lines[size].at == lines[size - 1].at:
        size += 1
    return lines[:size], lines[size:]


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo else None


def _family(user: Any, household: Household) -> tuple[list[Membership], int]:
    """Members whom the user may open, grown-ups first, and how many others there are."""
    rows = members_in(household, PEOPLE)
    asked = [row.person_id for row in rows]
    allowed = set(Person.objects.visible_to(user).filter(pk__in=asked).values_list("pk", flat=True))
    seen = [row for row in rows if row.person_id in allowed]
    order = {role: place for place, role in enumerate(("head", "spouse", "parent", "child", "other"))}
    memberships = sorted(seen, key=lambda row: (order.get(row.role, 9), row.person.birth_date or dt.date.max))
    return memberships, len(rows) - len(memberships)


def _selves(persons: Sequence[Person], memberships: Sequence[Membership]) -> Mapping[uuid.UUID, uuid.UUID]:
    return selves_of({person.pk for person in persons} | {row.person_id for row in memberships})


def _is_own(user: Any, person: Person) -> bool:
    """Whether the person belongs to the user's salon, and is not only looked up by phone."""
    salon = salon_scope(user)
    if salon is None or person.home_salon_id == salon:
        return True
    return Person.objects.own_of(user).filter(pk=person.pk).exists()


def _today(user: Any) -> dt.date:
    return clock.today(user.salon.timezone if user.salon_id else None)
