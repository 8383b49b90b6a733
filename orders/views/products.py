"""The catalogue, and where a product lies."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from customers.models import Person
from optics_crm.core.htmx import is_partial
from optics_crm.core.paging import paginate
from optics_crm.core.permissions import can, requires
from orders.filters import ProductFilter
from orders.models import Product
from orders.stock import free_in_chain, shelves_of

ORDER = ("name", "id")


@requires("catalogue.view")
@require_GET
def product_list(request: HttpRequest) -> HttpResponse:
    found = ProductFilter(request.GET, Product.objects.filter(deleted_at=None, is_active=True))
    page = paginate(request, found.qs, ORDER)
    free = free_in_chain([row.pk for row in page.rows])
    rows = [(row, *free.get(row.pk, (0, 0))) for row in page.rows]
    context = {"filter": found, "page": page, "rows": rows, "person": _person(request)}
    return render(request, "orders/_product_rows.html" if is_partial(request) else "orders/products.html", context)


@requires("catalogue.view")
@require_GET
def product_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    product = get_object_or_404(Product, pk=pk, deleted_at=None)
    shelves = shelves_of(product, near=request.user.salon_id)  # type: ignore[union-attr]
    context = {
        "product": product,
        "shelves": shelves,
        "total": sum(shelf.free for shelf in shelves),
        "may_reserve": can(request.user, "reservations.request"),
        "person": _person(request),
    }
    return render(request, "orders/product.html", context)


def _person(request: HttpRequest) -> Person | None:
    """The client for whom the user looks, when the page was opened from a dossier."""
    try:
        pk = uuid.UUID(request.GET.get("customer", ""))
    except ValueError:
        return None
    return Person.objects.visible_to(request.user).filter(pk=pk).first()
