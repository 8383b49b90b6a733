"""The sheet that talks are judged by: the current version, and how it becomes the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from contactcenter.models import ReviewCriterion, ReviewSheet
from optics_crm.core import audit
from optics_crm.core.errors import Conflict, DomainError
from optics_crm.core.models import Employee

MOST = 20


@dataclass(frozen=True)
class Criterion:
    """A line of the sheet as it is typed."""

    text: str
    weight: int
    hint: str = ""


def current_sheet() -> ReviewSheet:
    """The version that talks are judged by now, with its criteria."""
    return ReviewSheet.objects.prefetch_related("criteria").get(is_current=True)


@transaction.atomic
def change_sheet(actor: Employee, criteria: Sequence[Criterion], *, note: str = "", after: int) -> ReviewSheet:
    """Makes the next version; `after` is the number of the one that was changed: Conflict when it is not current."""
    if not 1 <= len(criteria) <= MOST:
        raise DomainError("sheet_size", _("A sheet has from one to twenty criteria."))
    old = ReviewSheet.objects.select_for_update().get(is_current=True)
    if old.number != after:
        raise Conflict("sheet_changed", _("Somebody has changed the sheet meanwhile."))
    ReviewSheet.objects.filter(pk=old.pk).update(is_current=False)
    sheet = ReviewSheet.objects.create(number=old.number + 1, note=note[:200], is_current=True, author=actor)
    ReviewCriterion.objects.bulk_create(
        ReviewCriterion(sheet=sheet, position=place, text=one.text, hint=one.hint, weight=one.weight)
        for place, one in enumerate(criteria, start=1)
    )
    audit.record(actor, "contactcenter.review_sheet.changed", sheet, number=sheet.number)
    return sheet


def as_typed(sheet: ReviewSheet) -> list[dict[str, Any]]:
    """The lines of a sheet as its form begins with them."""
    return [{"text": one.text, "weight": one.weight, "hint": one.hint} for one in sheet.criteria.all()]
