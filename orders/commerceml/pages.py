"""Doors of the groups of goods: what each of them is here."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from optics_crm.core.paging import paginate
from optics_crm.core.permissions import requires
from optics_crm.core.sync.pages.rooms import show
from orders.commerceml import groups, mapping
from orders.models import CommerceGroup
from orders.models.catalogue import Category


@requires("sync.view")
@require_GET
def group_list(request: HttpRequest) -> HttpResponse:
    page = paginate(request, groups.listed(), ("category", "name", "pk"))
    context = {"page": page, "rows": groups.shown(page.rows), "categories": Category.choices}
    return show(request, "commerce_groups", "orders/commerce_groups.html", context)


@requires("sync.manage")
@require_POST
def map_group(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Says what the goods of a group are; they go in again as that."""
    row = mapping.map_group(request.user, get_object_or_404(CommerceGroup, pk=pk), request.POST.get("category", ""))
    messages.success(request, _("%(group)s: the goods go in again with this category.") % {"group": row})
    return redirect("orders:commerce_groups")
