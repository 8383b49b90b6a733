"""What a caller asks about salons: hours and breaks of this day, doctors, the way in, the telephone."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from optics_crm.core import clock, formats
from optics_crm.core.models import Employee, Salon
from optics_crm.core.working_time import Calendar, Span, calendars

SHOWN = 6
LONGEST = 60


@dataclass(frozen=True)
class SalonFacts:
    """A salon as the operator tells of it; `now` is whether it is open, in words, `is_open` for its colour."""

    salon: Salon
    today: str
    now: str
    is_open: bool
    doctors: Sequence[str]


def find_salons(text: str) -> list[SalonFacts]:
    """Salons by town, name, address or code, every word of the text in one of them; without a text none. Five
    questions, whatever is found.
    """
    words = text.strip()[:LONGEST].split()
    if not words:
        return []
    rows = Salon.objects.filter(deleted_at=None, closed_on=None)
    for word in words:
        rows = rows.filter(
            Q(name__icontains=word) | Q(city__icontains=word) | Q(address__icontains=word) | Q(code__iexact=word)
        )
    doctors = Employee.objects.filter(role="doctor", is_active=True, deleted_at=None).order_by("full_name")
    found = list(rows.prefetch_related(Prefetch("employees", doctors)).order_by("city", "name")[:SHOWN])
    places = calendars({one.pk for one in found})
    return [_facts(one, places[one.pk]) for one in found]


def _facts(salon: Salon, place: Calendar) -> SalonFacts:
    here = clock.now().astimezone(place.zone)
    spans = place.spans(here.date())
    doctors = [formats.short_name(one.full_name) for one in salon.employees.all()]
    if not spans:
        return SalonFacts(salon, _("closed today"), _("closed"), False, doctors)
    now, is_open = _now(here, spans)
    return SalonFacts(salon, _today(spans), now, is_open, doctors)


def _today(spans: Sequence[Span]) -> str:
    parts = [_("today %(opens)s to %(closes)s") % {"opens": f"{spans[0][0]:%H:%M}", "closes": f"{spans[-1][1]:%H:%M}"}]
    for (_opens, starts), (ends, _closes) in pairwise(spans):
        parts.append(_("break %(from)s to %(till)s") % {"from": f"{starts:%H:%M}", "till": f"{ends:%H:%M}"})
    return ", ".join(parts)


def _now(here: dt.datetime, spans: Sequence[Span]) -> tuple[str, bool]:
    """Whether it is open, in words and as a fact."""
    for place, span in enumerate(spans):
        opens, closes = (dt.datetime.combine(here.date(), moment, here.tzinfo) for moment in span)
        if here < opens:
            words = _("break now, opens in %(span)s") if place else _("opens in %(span)s")
            return words % {"span": formats.lasting(opens - here)}, False
        if here < closes:
            words = _("open, %(span)s left") if span is spans[-1] else _("open, break in %(span)s")
            return words % {"span": formats.lasting(closes - here)}, True
    return _("closed already"), False
