"""Lines and payments as resources show them."""

from typing import Any

from rest_framework import serializers


class LineRow(serializers.Serializer[Any]):
    """One line; `line_no` ties a return's line to the sale's.."""

    line_no = serializers.IntegerField()
    product = serializers.UUIDField(source="product_id", allow_null=True)
    name = serializers.CharField()
    category = serializers.CharField()
    qty = serializers.DecimalField(max_digits=10, decimal_places=3)
    price = serializers.DecimalField(max_digits=12, decimal_places=2)
    discount = serializers.DecimalField(max_digits=12, decimal_places=2)
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    warranty_until = serializers.DateField(allow_null=True)


class PaymentRow(serializers.Serializer[Any]):
    """One payment."""

    kind = serializers.CharField()
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)
    paid_at = serializers.DateTimeField(allow_null=True)
    fiscal_sign = serializers.CharField()
    certificate_code = serializers.CharField()
