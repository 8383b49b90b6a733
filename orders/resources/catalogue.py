"""`/api/v1/products/`, `/api/v1/stock/`: what can be bought, and where it lies."""

from typing import TYPE_CHECKING, Any

import django_filters
from rest_framework import serializers

from optics_crm.core.api.parameters import SyncedFilters, YesNoFilter
from optics_crm.core.api.resource import Resource, resource
from orders.models import Product, Stock
from orders.models.catalogue import Category

if TYPE_CHECKING:
    from django.db.models import QuerySet


class ProductRow(serializers.ModelSerializer[Product]):
    """An article of the catalogue; `price` in roubles."""

    barcode = serializers.ListField(source="barcodes", child=serializers.CharField(), read_only=True)

    class Meta:
        model = Product
        fields = (
            "id",
            "guid",
            "name",
            "sku",
            "barcode",
            "category",
            "brand",
            "model",
            "color",
            "size",
            "attrs",
            "price",
            "is_active",
            "created_at",
            "updated_at",
        )


class ProductFilters(SyncedFilters):
    """`barcode` and `sku` exactly, `search` a part of the name."""

    category = django_filters.ChoiceFilter(choices=Category.choices)
    brand = django_filters.CharFilter(lookup_expr="iexact")
    sku = django_filters.CharFilter()
    barcode = django_filters.CharFilter(field_name="barcodes", lookup_expr="contains", method="by_barcode")
    search = django_filters.CharFilter(field_name="name", lookup_expr="icontains")
    is_active = YesNoFilter()

    def by_barcode(self, rows: "QuerySet[Product]", name: str, value: str) -> "QuerySet[Product]":
        return rows.filter(barcodes__contains=[value])


@resource("products")
class Products(Resource):
    """The catalogue."""

    model = Product
    scope = "product"
    capability = "catalogue.view"
    serializer_class = ProductRow
    filterset_class = ProductFilters

    def rows_for(self, user: Any) -> "QuerySet[Product]":
        return Product.objects.filter(deleted_at=None)


class StockRow(serializers.ModelSerializer[Stock]):
    """How many of a product are in a salon by the book, and how many of them are put aside, as of `at`."""

    class Meta:
        model = Stock
        fields = ("id", "guid", "product", "salon", "qty", "reserved", "at", "created_at", "updated_at")


class StockFilters(SyncedFilters):
    """`is_there`: more than none."""

    product = django_filters.UUIDFilter()
    salon = django_filters.UUIDFilter()
    is_there = YesNoFilter(field_name="qty", method="by_presence")

    def by_presence(self, rows: "QuerySet[Stock]", name: str, value: bool) -> "QuerySet[Stock]":
        return rows.filter(qty__gt=0) if value else rows.filter(qty__lte=0)


@resource("stock")
class Shelves(Resource):
    """What lies where."""

    model = Stock
    scope = "stock"
    capability = "catalogue.view"
    serializer_class = StockRow
    filterset_class = StockFilters

    def rows_for(self, user: Any) -> "QuerySet[Stock]":
        return Stock.objects.filter(deleted_at=None)
