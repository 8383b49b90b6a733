"""Who is rated how: doctors, salons and operators with the mean of their marks, its interval and its n."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aftercare.models import Survey, SurveyQuestion
from aftercare.surveys.figures import marks_by
from optics_crm.core.models import Employee, Salon
from optics_crm.core.permissions import salon_scope
from optics_crm.core.statistics import Mean

About = SurveyQuestion.About
TITLES: Mapping[str, tuple[str | Promise, str]] = {
    About.DOCTOR.value: (_("Doctors"), "stethoscope"),
    About.SALON.value: (_("Salons"), "building-store"),
    About.OPERATOR.value: (_("Operators"), "headset"),
}
MOST = 100


@dataclass(frozen=True)
class Rated:
    """One who is rated."""

    name: str
    mean: Mean


@dataclass(frozen=True)
class Group:
    """Doctors, salons or operators, those with the lowest mean first."""

    title: str | Promise
    icon: str
    rows: Sequence[Rated]


def rated(user: Any, since: dt.datetime, until: dt.datetime, survey: Survey | None = None) -> list[Group]:
    """The groups that have marks and that this user may see; two queries a group."""
    who: dict[str, Any] = {"survey": survey} if survey else {}
    salon = salon_scope(user)
    if salon is not None:
        who["salon"] = salon
    groups = []
    for about, (title, icon) in TITLES.items():
        if about == About.OPERATOR and salon is not None:
            continue
        means = marks_by(about, since, until, **who)
        if means:
            groups.append(Group(title, icon, _rows(about, means)))
    return groups


def _rows(about: str, means: Mapping[uuid.UUID, Mean]) -> list[Rated]:
    if about == About.SALON:
        names = dict(Salon.objects.filter(pk__in=means).values_list("pk", "name"))
    else:
        names = dict(Employee.objects.filter(pk__in=means).values_list("pk", "full_name"))
    rows = [Rated(names.get(pk, ""), mean) for pk, mean in means.items()]
    return sorted(rows, key=lambda one: (one.mean.mean or 0, -one.mean.n))[:MOST]
