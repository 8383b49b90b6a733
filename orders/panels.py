"""What this floor shows in a dossier: purchases on the line, the free-service right, certificates, care."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.dossier import Care, Dossier, Line, Look, care, panel, timeline_source
from customers.models import Recommendation
from customers.recommendations import label_of
from optics_crm.core import clock, formats
from orders import order_panels  # noqa: F401  # its panel and its source of the line
from orders.certificates import certificates_of, spell, state_on
from orders.entitlements import entitlements_of, is_valid_on
from orders.medical import is_medical
from orders.models import Certificate, Purchase, ServiceEntitlement
from orders.models.catalogue import Category

LAST_FOR_OPERATORS = 3
ENDING_MONTHS = 1
CHECK_AFTER_YEARS = 1
ICONS = {
    "spectacle_lens": "eyeglass",
    "contact_lens": "lens-convex",
    "sunglasses": "sunglasses",
    "reading_glasses": "eyeglass-2",
    "care_product": "droplet",
    "certificate": "gift",
    "service": "tool",
}


@timeline_source("purchase", gettext_lazy("Purchases"), "shopping-bag", capability="purchases.view")
def purchases(look: Look) -> Iterable[Line]:
    """Sales and returns; they open to their lines. Operators see the last three."""
    rows = Purchase.objects.live().filter(card__person__in=look.persons, is_posted=True)
    limit = look.limit
    if look.user.role == "operator":
        limit = 0 if look.before else LAST_FOR_OPERATORS
    if look.before:
        rows = rows.filter(sold_at__lt=look.before)
    rows = rows.select_related("card", "salon", "seller", "return_of").prefetch_related("lines__product")
    for row in rows.order_by("-sold_at")[:limit]:
        yield _line(row, look.today)


def category_of(line: Any) -> str:
    return line.category or (line.product.category if line.product else "")


def _line(row: Purchase, today: dt.date) -> Line:
    lines = list(row.lines.all())
    categories = [category_of(line) for line in lines]
    what = ", ".join(dict.fromkeys(str(Category(one).label) for one in categories if one in Category.values))
    returned = row.kind == Purchase.Kind.RETURN
    icon = next((ICONS[one] for one in ICONS if one in categories), "shopping-bag")
    return Line(
        at=row.sold_at,
        title=_("Return") if returned else (_("Medical glasses") if row.medical_on else _("Purchase")),
        text=" · ".join(part for part in (what, formats.money(row.total), str(row.salon)) if part),
        icon="receipt-refund" if returned else icon,
        colour="red" if returned else ("violet" if row.medical_on else "blue"),
        person=row.card.person_id if row.card else None,
        template="orders/_purchase.html",
        data={"row": row, "lines": lines, "is_medical": is_medical(row, today), "is_gone": row.gone_on is not None},
    )


@panel(
    "orders.entitlements",
    gettext_lazy("Free service"),
    "shield-check",
    place="left",
    order=30,
    capability="purchases.view",
    template="orders/_entitlements.html",
)
def entitlements(dossier: Dossier) -> Mapping[str, Any] | None:
    """The rights of the person's glasses that are alive or ended within half a year; one key uses one."""
    since = clock.months_after(dossier.today, -6)
    rows = entitlements_of([dossier.person.pk]).filter(ends_on__gt=since).prefetch_related("uses__salon")[:6]
    shown = [shown_right(row, dossier.today) for row in rows]
    may_use = dossier.can("entitlements.use") and dossier.user.salon_id is not None
    return {"rights": shown, "may_use": may_use} if shown else None


def shown_right(row: ServiceEntitlement, today: dt.date) -> dict[str, Any]:
    """A right with its state in words and the day of its last use."""
    valid = is_valid_on(row, today)
    ending = valid and clock.months_after(today, ENDING_MONTHS) >= row.ends_on
    uses = sorted(row.uses.all(), key=lambda use: use.used_on, reverse=True)
    return {
        "row": row,
        "state": "ending" if ending else "valid" if valid else "over",
        "uses": uses,
        "used_today": bool(uses) and uses[0].used_on == today,
    }


@panel(
    "orders.certificates",
    gettext_lazy("Certificates"),
    "gift",
    place="left",
    order=40,
    capability="certificates.use",
    template="orders/_certificates.html",
)
def certificates(dossier: Dossier) -> Mapping[str, Any] | None:
    """Valid ones, and those that were used or ended within a year."""
    since = clock.months_after(dossier.today, -12)
    rows = [row for row in certificates_of([dossier.person.pk]) if (row.used_on or row.valid_until) >= since][:6]
    shown = [shown_certificate(row, dossier.today) for row in rows]
    return {"certificates": shown} if shown else None


def shown_certificate(row: Certificate, today: dt.date) -> dict[str, Any]:
    """A certificate with its code as printed, its worth in words and its state on that day."""
    worth = (
        formats.money(row.value) if row.value is not None else f"{formats.fixed(row.percent or Decimal(0), 0)}\u202f%"
    )
    return {"row": row, "code": spell(row.code), "worth": worth, "state": state_on(row, today)}


@care("orders.service_ending", order=5)
def service_ending(dossier: Dossier) -> Care | None:
    """The free service of a pair ends within a month and was not used in the last year."""
    if not dossier.can("purchases.view"):
        return None
    until = clock.months_after(dossier.today, ENDING_MONTHS)
    rights = entitlements_of([dossier.person.pk]).filter(ends_on__gt=dossier.today, ends_on__lte=until)
    row = rights.order_by("ends_on").first()
    if row is None:
        return None
    may_use = dossier.can("entitlements.use") and dossier.user.salon_id is not None
    return Care(
        sentence=_("Offer the free service of the glasses: it ends on %(day)s") % {"day": formats.day(row.ends_on)},
        reason=_("glasses of %(day)s, cleaning and adjusting take ten minutes") % {"day": formats.day(row.starts_on)},
        icon="tool",
        action=_("Serviced") if may_use else "",
        url=reverse("orders:use_entitlement", args=[row.pk]) if may_use else "",
        post=True,
        colour="amber",
    )


@care("orders.exam_advice", order=10)
def exam_advice(dossier: Dossier) -> Care | None:
    """The doctor advised something that we sell within half a year, and nothing was bought since."""
    if not dossier.can("prescriptions.view"):
        return None
    since = clock.months_after(dossier.today, -6)
    advice = (
        Recommendation.objects.filter(exam__card__person=dossier.person, is_sellable=True, outcome="open")
        .filter(exam__deleted_at__isnull=True, exam__entered_in_error_at__isnull=True, exam__examined_on__gte=since)
        .select_related("exam")
        .order_by("-exam__examined_on", "position")
        .first()
    )
    if advice is None:
        return None
    bought = Purchase.objects.posted_sales().filter(card__person=dossier.person, sold_on__gte=advice.exam.examined_on)
    if bought.exists():
        return None
    return Care(
        sentence=_("Offer %(what)s") % {"what": label_of(advice.code)},
        reason=_("advised at the exam of %(day)s, nothing bought since")
        % {"day": formats.day(advice.exam.examined_on)},
        icon="eyeglass",
        colour="blue",
    )


@care("orders.check_vision", order=30)
def check_vision(dossier: Dossier) -> Care | None:
    """The last medical glasses are a year old or older."""
    if not dossier.can("purchases.view"):
        return None
    last = (
        Purchase.objects.medical_on_day(dossier.today)
        .filter(card__person=dossier.person)
        .order_by("-medical_on")
        .values_list("medical_on", flat=True)
        .first()
    )
    if last is None or clock.years_after(last, CHECK_AFTER_YEARS) > dossier.today:
        return None
    return Care(
        sentence=_("Invite to an eye check"),
        reason=_("the last medical glasses are of %(day)s") % {"day": formats.day(last)},
        icon="eye-check",
        colour="blue",
    )
