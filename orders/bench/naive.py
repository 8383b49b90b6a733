"""What the door is measured against: DRF as its documentation shows it, and PostgreSQL's COPY."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from rest_framework import serializers

from optics_crm.core.ids import new_id
from orders.models import Purchase, PurchaseLine

PURCHASE = ("guid", "number", "sold_at", "sold_on", "medical_on", "salon", "card", "total")
LINE = ("line_no", "name", "category", "qty", "price", "amount")
Row = dict[str, Any]


class LineSerializer(serializers.ModelSerializer[PurchaseLine]):
    class Meta:
        model = PurchaseLine
        fields = LINE


class PurchaseSerializer(serializers.ModelSerializer[Purchase]):
    """The documented writable nested serializer."""

    lines = LineSerializer(many=True)

    class Meta:
        model = Purchase
        fields = (*PURCHASE, "lines")

    def create(self, validated_data: Row) -> Purchase:
        lines = validated_data.pop("lines")
        purchase = Purchase.objects.create(**validated_data)
        for line in lines:
            PurchaseLine.objects.create(purchase=purchase, **line)
        return purchase


def plain_rows(purchases: QuerySet[Purchase]) -> Iterator[Row]:
    """The stored purchases as JSON would hold them."""
    for purchase in purchases.prefetch_related("lines").iterator(chunk_size=2000):
        row = {
            name: _plain(getattr(purchase, f"{name}_id" if name in ("salon", "card") else name)) for name in PURCHASE
        }
        yield row | {"lines": [{name: _plain(getattr(line, name)) for name in LINE} for line in purchase.lines.all()]}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int) else str(value)


def save_one_by_one(rows: Sequence[Row]) -> None:
    """One request's work a row: validate, save, commit."""
    for row in rows:
        with transaction.atomic():
            serializer = PurchaseSerializer(data=row)
            serializer.is_valid(raise_exception=True)
            serializer.save()


def save_in_bulk(rows: Sequence[Row], chunk: int) -> None:
    """`many=True` for the shape, `bulk_create` for the rows, a transaction a chunk."""
    for start in range(0, len(rows), chunk):
        with transaction.atomic():
            serializer = PurchaseSerializer(data=list(rows[start : start + chunk]), many=True)
            serializer.is_valid(raise_exception=True)
            told = [(dict(one), one["lines"]) for one in serializer.validated_data]
            purchases = [
                Purchase(**{key: value for key, value in one.items() if key != "lines"}) for one, _lines in told
            ]
            Purchase.objects.bulk_create(purchases)
            PurchaseLine.objects.bulk_create(
                PurchaseLine(purchase=purchase, **line)
                for purchase, (_one, lines) in zip(purchases, told, strict=True)
                for line in lines
            )


def copy(rows: Sequence[Row], chunk: int) -> None:
    """COPY into the same tables with their keys and indexes, a transaction a chunk."""
    columns = [f"{name}_id" if name in ("salon", "card") else name for name in PURCHASE]
    given = ["id", *columns, "kind", "created_at", "updated_at"]
    for start in range(0, len(rows), chunk):
        purchases, lines = io.StringIO(), io.StringIO()
        for row in rows[start : start + chunk]:
            key = str(new_id())
            purchases.write(
                "\t".join([key, *(row[name] for name in PURCHASE), "sale", row["sold_at"], row["sold_at"]]) + "\n"
            )
            for line in row["lines"]:
                lines.write("\t".join([key, *(str(line[name]) for name in LINE)]) + "\n")
        purchases.seek(0)
        lines.seek(0)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.copy_expert(f"COPY orders_purchase ({', '.join(given)}) FROM STDIN", purchases)
            cursor.copy_expert(f"COPY orders_purchaseline (purchase_id, {', '.join(LINE)}) FROM STDIN", lines)
