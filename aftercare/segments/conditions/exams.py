"""Eye exams, what was advised, and until when the last prescription holds. Medical: values are never shown."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aftercare.segments.conditions.purchases import Total
from aftercare.segments.frame import Frame
from aftercare.segments.kinds import DATE, SALON, TEXT
from aftercare.segments.registry import Event, EventField, PersonField, event, person_field
from customers.models.exams import ExamKind
from customers.models.prescriptions import RxPurpose
from customers.recommendations import CODES
from orders.models.catalogue import Category

UNREAL = "('draft', 'entered_in_error')"


def advice() -> dict[str, str | Promise]:
    """Codes of advice, and categories of goods as 1C sends them."""
    return {**CODES, **dict(Category.choices)}


def recommended(frame: Frame) -> str:
    """What the doctor advised: by code of advice and by category of goods."""
    return """SELECT rc.exam_id AS event_id, rc.code AS value FROM customers_recommendation rc WHERE rc.code <> ''
        UNION ALL
        SELECT rc.exam_id, rc.category FROM customers_recommendation rc WHERE rc.category <> ''"""


def purposes(frame: Frame) -> str:
    return f"""SELECT rx.exam_id AS event_id, rx.purpose AS value FROM customers_prescription rx
        WHERE rx.exam_id IS NOT NULL AND rx.status NOT IN {UNREAL}"""


@event
class ExamEvent(Event):
    """An eye exam by its day."""

    key, label = "exam", _("eye exam")
    is_medical = True
    fields = {
        field.key: field
        for field in (
            EventField("kind", _("kind of exam"), TEXT, "ev.kind", choices=lambda: dict(ExamKind.choices)),
            EventField("salon", _("salon"), SALON, "ev.salon_id"),
            EventField("recommended", _("recommended"), TEXT, members=recommended, choices=advice, is_medical=True),
            EventField(
                "purpose",
                _("purpose of the prescription"),
                TEXT,
                members=purposes,
                choices=lambda: dict(RxPurpose.choices),
                is_medical=True,
            ),
        )
    }
    columns: ClassVar[dict[tuple[str, str | None], str]] = {("last", None): "last_exam_on"}

    def source(self, frame: Frame) -> str:
        return f"""SELECT ex.id, ca.person_id, ex.examined_on AS day, ex.examined_at AS at, ex.kind, ex.salon_id
            FROM customers_exam ex JOIN customers_card ca ON ca.id = ex.card_id
            WHERE ex.deleted_at IS NULL AND ex.entered_in_error_at IS NULL
              AND ex.examined_on <= {frame.day}{frame.only("ca.person_id")}"""

    def rolled_up(self, agg: str, of: str | None) -> str | None:
        return self.columns.get((agg, of))


@person_field
class LastExamOn(Total):
    key, label, kind, event_key, agg = "last_exam_on", _("day of the last eye exam"), DATE, "exam", "last"
    is_medical = True


@person_field
class LastRxExpiresOn(PersonField):
    """Until when the latest prescription issued by the as-of date holds."""

    key, label, kind = "last_rx_expires_on", _("last prescription valid until"), DATE
    is_medical = True

    def sql(self, frame: Frame) -> str:
        def build(alias: str) -> str:
            return f"""LEFT JOIN (
                SELECT DISTINCT ON (ca.person_id) ca.person_id, rx.valid_until
                FROM customers_prescription rx JOIN customers_card ca ON ca.id = rx.card_id
                LEFT JOIN customers_exam ex ON ex.id = rx.exam_id
                WHERE rx.issued_on <= {frame.day} AND rx.status NOT IN {UNREAL}
                  AND ex.deleted_at IS NULL AND ex.entered_in_error_at IS NULL{frame.only("ca.person_id")}
                ORDER BY ca.person_id, rx.issued_on DESC, rx.valid_until DESC
            ) {alias} ON {alias}.person_id = {frame.id}"""

        return f"{frame.join('rx', build)}.valid_until"
