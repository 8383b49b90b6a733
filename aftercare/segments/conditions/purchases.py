"""Purchases and medical glasses, net of what came back by the as-of date."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from aftercare.segments.events import all_time
from aftercare.segments.frame import Frame
from aftercare.segments.kinds import DATE, NUMBER, SALON, TEXT
from aftercare.segments.registry import Event, EventField, PersonField, event, find_event, person_field
from customers.models.prescriptions import RxPurpose
from orders.medical import medical_sql
from orders.models.catalogue import Category
from orders.models.purchases import Channel

# what came back of each line of a sale by the as-of date
RETURNED = """SELECT rp.return_of_id AS sale_id, rl.line_no, sum(abs(rl.qty)) AS qty, sum(abs(rl.amount)) AS amount
    FROM orders_purchase rp JOIN orders_purchaseline rl ON rl.purchase_id = rp.id
    WHERE rp.return_of_id IS NOT NULL AND rp.kind = 'return' AND rp.is_posted AND rp.deleted_at IS NULL
      AND rp.sold_on <= {day}
    GROUP BY rp.return_of_id, rl.line_no"""

# roubles by which returns lowered a sale: a whole line by its own amount, a part of it by what was paid back
LOWERED = """LEFT JOIN (
    SELECT sl.purchase_id, sum(CASE WHEN rt.qty >= sl.qty THEN sl.amount ELSE least(rt.amount, sl.amount) END) AS amount
    FROM ({returned}) rt JOIN orders_purchaseline sl ON sl.purchase_id = rt.sale_id AND sl.line_no = rt.line_no
    GROUP BY sl.purchase_id
) lowered ON lowered.purchase_id = ev.id"""

# lines that are still with the client
STAYING = """SELECT l.purchase_id AS event_id, {value} AS value FROM orders_purchaseline l {join}
    WHERE {value} <> '' AND NOT EXISTS (
        SELECT 1 FROM ({returned}) rt
        WHERE rt.sale_id = l.purchase_id AND rt.line_no = l.line_no AND rt.qty >= l.qty)"""

PRESCRIBED = "JOIN customers_prescription rx ON rx.id = l.prescription_id"
ARTICLE = "LEFT JOIN orders_product g ON g.id = l.product_id"


def returned(frame: Frame) -> str:
    return RETURNED.format(day=frame.day)


def lowered(frame: Frame) -> str:
    return LOWERED.format(returned=returned(frame))


def categories(frame: Frame) -> str:
    return STAYING.format(value="COALESCE(NULLIF(l.category, ''), g.category)", join=ARTICLE, returned=returned(frame))


def purposes(frame: Frame) -> str:
    return STAYING.format(value="rx.purpose", join=PRESCRIBED, returned=returned(frame))


SOLD_FIELDS = {
    field.key: field
    for field in (
        EventField("category", _("category"), TEXT, members=categories, choices=lambda: dict(Category.choices)),
        EventField("amount", _("amount"), NUMBER, "greatest(ev.total - COALESCE(lowered.amount, 0), 0)", join=lowered),
        EventField("salon", _("salon"), SALON, "ev.salon_id"),
        EventField("channel", _("channel"), TEXT, "ev.channel", choices=lambda: dict(Channel.choices)),
        EventField(
            "purpose",
            _("purpose of the glasses"),
            TEXT,
            members=purposes,
            choices=lambda: dict(RxPurpose.choices),
            is_medical=True,
        ),
    )
}


@event
class PurchaseEvent(Event):
    """A posted sale by its day; with all lines returned there is no event."""

    key, label = "purchase", _("purchase")
    fields = SOLD_FIELDS
    columns: ClassVar[dict[tuple[str, str | None], str]] = {
        ("count", None): "purchases_count",
        ("sum", "amount"): "revenue_total",
        ("first", None): "first_purchase_on",
        ("last", None): "last_purchase_on",
    }

    def source(self, frame: Frame) -> str:
        return f"""SELECT pu.id, ca.person_id, pu.sold_on AS day, pu.sold_at AS at, pu.total, pu.salon_id, pu.channel
            FROM orders_purchase pu JOIN customers_card ca ON ca.id = pu.card_id
            WHERE pu.kind = 'sale' AND pu.is_posted AND pu.deleted_at IS NULL AND pu.sold_on <= {frame.day}
              AND (pu.gone_on IS NULL OR pu.gone_on > {frame.day}){frame.only("ca.person_id")}"""

    def rolled_up(self, agg: str, of: str | None) -> str | None:
        return self.columns.get((agg, of))


@event
class MedicalPurchaseEvent(Event):
    """Medical glasses by the day of hand-over (`orders.medical` says what they are)."""

    key, label = "medical_purchase", _("medical glasses")
    fields = SOLD_FIELDS
    columns: ClassVar[dict[tuple[str, str | None], str]] = {
        ("count", None): "medical_count",
        ("first", None): "first_medical_on",
        ("last", None): "last_medical_on",
    }

    def source(self, frame: Frame) -> str:
        return f"""SELECT pu.id, ca.person_id, pu.medical_on AS day, COALESCE(pu.handed_over_at, pu.sold_at) AS at,
                pu.total, pu.salon_id, pu.channel
            FROM orders_purchase pu JOIN customers_card ca ON ca.id = pu.card_id
            WHERE {medical_sql("pu", frame.day)} AND pu.deleted_at IS NULL{frame.only("ca.person_id")}"""

    def rolled_up(self, agg: str, of: str | None) -> str | None:
        return self.columns.get((agg, of))


class Total(PersonField):
    """A field that is an aggregate of an event over all time."""

    event_key: str
    agg: str
    of: str | None = None

    def sql(self, frame: Frame) -> str:
        found = find_event(self.event_key)
        assert found is not None
        return all_time(frame, found, self.agg, self.of)


@person_field
class FirstPurchaseOn(Total):
    key, label, kind, event_key, agg = "first_purchase_on", _("day of the first purchase"), DATE, "purchase", "first"


@person_field
class LastPurchaseOn(Total):
    key, label, kind, event_key, agg = "last_purchase_on", _("day of the last purchase"), DATE, "purchase", "last"


@person_field
class PurchasesCount(Total):
    key, label, kind, event_key, agg = "purchases_count", _("number of purchases"), NUMBER, "purchase", "count"


@person_field
class RevenueTotal(Total):
    key, label, kind, event_key, agg, of = "revenue_total", _("spent, roubles"), NUMBER, "purchase", "sum", "amount"


@person_field
class FirstMedicalOn(Total):
    key, label, kind = "first_medical_on", _("day of the first medical glasses"), DATE
    event_key, agg = "medical_purchase", "first"


@person_field
class LastMedicalOn(Total):
    key, label, kind = "last_medical_on", _("day of the last medical glasses"), DATE
    event_key, agg = "medical_purchase", "last"


@person_field
class MedicalCount(Total):
    key, label, kind = "medical_count", _("number of medical glasses"), NUMBER
    event_key, agg = "medical_purchase", "count"
