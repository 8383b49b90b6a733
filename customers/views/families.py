"""Changing a family from the dossier."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from customers.families import add_member, found_household, remove_member
from customers.find import find_people
from customers.forms import MemberForm
from customers.homes import home_of
from customers.models import Person
from customers.views.dossier import own_person
from optics_crm.core.permissions import requires
from optics_crm.core.search import Query


@requires("families.edit")
@require_GET
def find_member(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """People to choose from, by phone or name, for the family of this person."""
    person = own_person(request.user, pk)
    query = Query.read(request.GET.get("q", ""))
    found = find_people(request.user, query, 8) if query.is_long_enough else []
    context = {"person": person, "found": [one for one in found if one.pk != pk], "query": query, "form": MemberForm()}
    return render(request, "customers/_member_choice.html", context)


@requires("families.edit")
@require_POST
def add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    person = own_person(request.user, pk)
    form = MemberForm(request.POST)
    if not form.is_valid() or not form.cleaned_data["person"]:
        messages.error(request, _("Choose whom to add and the role in the family."))
        return redirect("customers:person", pk)
    relative = get_object_or_404(Person.objects.visible_to(request.user), pk=form.cleaned_data["person"])
    household = found_household(request.user, person)
    add_member(request.user, household, relative, form.cleaned_data["role"])
    messages.success(request, _("The family has a new member."))
    return redirect("customers:family", household.pk)


@requires("families.edit")
@require_POST
def remove(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Takes this person out of the home family."""
    person = own_person(request.user, pk)
    home = home_of(person)
    if home is not None:
        remove_member(request.user, home.household, person)
        messages.success(request, _("The person is no longer listed in the family."))
    return redirect("customers:person", pk)
