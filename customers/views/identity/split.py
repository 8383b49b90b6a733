"""The guided split: what on a card is somebody else's, whose it is, how it would look, and moving it."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from customers.actions import PersonWords
from customers.find import find_people
from customers.forms import DayInput
from customers.homes import home_of, members_of
from customers.identity import proposing, queue, splitting
from customers.identity.certainty import in_words
from customers.identity.movers import MOVERS
from customers.identity.split_rows import rows_on
from customers.models import Card, Person, Proposal, Relationship
from customers.models.people import Sex
from customers.views.dossier import own_person
from optics_crm.core.errors import DomainError
from optics_crm.core.permissions import requires
from optics_crm.core.search import Query

NEW = "new"
UNPROCESSABLE = 422


class NewMemberForm(forms.Form):
    """Somebody of the family who has no card yet; looked at only where nobody else is chosen."""

    use_required_attribute = False

    last_name = forms.CharField(label=gettext_lazy("Surname"), max_length=150)
    first_name = forms.CharField(label=gettext_lazy("Name"), max_length=150)
    middle_name = forms.CharField(label=gettext_lazy("Patronymic"), max_length=150, required=False)
    birth_date = forms.DateField(label=gettext_lazy("Birth date"), required=False, widget=DayInput(min="1900-01-01"))
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), choices=Sex.choices, required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Is of this person"), choices=Relationship.Kind.choices, initial=Relationship.Kind.CHILD
    )

    def member(self, card: Card) -> splitting.NewMember:
        """The newcomer as the action wants it; lives where the card says."""
        data: dict[str, Any] = {**self.cleaned_data, "address": card.address, "city": card.city}
        kind = data.pop("kind")
        return splitting.NewMember(PersonWords(**data, home_salon=card.home_salon), kind)


@requires("identity.decide")
@require_http_methods(["GET", "POST"])
def split_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Choosing, looking, doing: `step` of the form says which."""
    card = _card(request, pk)
    row = _question(request)
    form = NewMemberForm(request.POST or None, prefix="new", initial=_first_words(card))
    context: dict[str, Any] = {
        "card": card,
        "person": card.person,
        "form": form,
        "rows": rows_on(request.user, card),
        "members": _members(request, card, row),
        "proposal": row,
        "reasons": in_words(row, tuple(row.reasons)) if row else [],
        "chosen": None,
        "target": None,
    }
    if request.method == "GET":
        suggested = {one.value for one in context["rows"] if one.why}
        return render(request, "identity/split.html", context | {"chosen": suggested, "target": _likely(context)})
    try:
        return _posted(request, card, row, form, context)
    except DomainError as refusal:
        said = {"refusal": refusal.message, "chosen": set(request.POST.getlist("fact")), "target": _said(request)}
        return render(request, "identity/split.html", context | said, status=refusal.status)


def _posted(
    request: HttpRequest, card: Card, row: Proposal | None, form: NewMemberForm, context: dict[str, Any]
) -> HttpResponse:
    facts, to = _facts(request), _target(request, card, form)
    if to is None:
        said = {"chosen": set(request.POST.getlist("fact")), "target": _said(request)}
        return render(request, "identity/split.html", context | said, status=UNPROCESSABLE)
    if request.POST.get("step") != "do":
        return _preview(request, card, facts, to, context)
    with transaction.atomic():
        event = splitting.split_card(
            request.user, card, facts, to=to, reason=request.POST.get("reason", "")[:300], proposal=row
        )
    messages.success(request, _("Moved. It can be taken back under “Identity” at any time."))
    return redirect("customers:person", event.loser_id)


def _preview(
    request: HttpRequest, card: Card, facts: dict[str, list[uuid.UUID]], to: Any, context: dict[str, Any]
) -> HttpResponse:
    """What would move with everything that goes along, before anything does."""
    if not any(facts.values()):
        raise DomainError("nothing_chosen", _("Choose what is to be moved."))
    found = splitting.chosen_of(card, facts)
    moving = [
        {"label": MOVERS.get(key).label, "count": len(ids), "along": len(ids) - len(facts.get(key, []))}
        for key, ids in found.items()
        if ids
    ]
    chosen = set(request.POST.getlist("fact"))
    shown = {
        "moving": moving,
        "to": to.words if isinstance(to, splitting.NewMember) else to,
        "to_name": _name(to),
        "is_new": isinstance(to, splitting.NewMember),
        "picked": [one for one in context["rows"] if one.value in chosen],
        "posted": [(name, value) for name, values in request.POST.lists() for value in values if name != "step"],
    }
    return render(request, "identity/split_preview.html", context | shown)


@requires("identity.decide")
@require_GET
def find_owner(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """People to choose the owner from, by phone or name."""
    card = _card(request, pk)
    query = Query.read(request.GET.get("q", ""))
    found = find_people(request.user, query, 8) if query.is_long_enough else []
    context = {"found": [one for one in found if one.pk != card.person_id], "query": query}
    return render(request, "identity/_owner_choice.html", context)


@requires("identity.decide")
@require_POST
def refuse(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Answers a report about a card with no."""
    row = get_object_or_404(queue.visible_to(request.user).select_related("card_a__person"), pk=pk)
    proposing.refuse(request.user, row)
    messages.success(request, _("Noted: the card is right as it is."))
    return redirect("customers:identity")


def _card(request: HttpRequest, pk: uuid.UUID) -> Card:
    """A living card of a person whom the user may change."""
    card = get_object_or_404(Card.objects.live().select_related("person", "client", "home_salon"), pk=pk)
    own_person(request.user, card.person_id)
    return card


def _question(request: HttpRequest) -> Proposal | None:
    pk = _uuid(request.GET.get("proposal", ""))
    rows = queue.open_for(request.user).select_related("card_b__person", "proposed_by")
    return get_object_or_404(rows, pk=pk) if pk else None


def _members(request: HttpRequest, card: Card, row: Proposal | None) -> list[Person]:
    """Whose it may be: whom the report names, then the family, children first."""
    home = home_of(card.person)
    found = [one.person for one in members_of(home.household)] if home else []
    if row is not None and row.card_b is not None:
        found.insert(0, row.card_b.person)
    ids = [person.pk for person in found if person.pk != card.person_id]
    mine = Person.objects.visible_to(request.user).in_bulk(ids)
    unique = dict.fromkeys(pk for pk in ids if pk in mine)
    return sorted((mine[pk] for pk in unique), key=_youth, reverse=True)


def _youth(person: Person) -> tuple[bool, Any]:
    return person.birth_date is not None, person.birth_date


def _likely(context: dict[str, Any]) -> str:
    """Whom the things most likely belong to: the youngest of the family, else somebody new."""
    return str(context["members"][0].pk) if context["members"] else NEW


def _facts(request: HttpRequest) -> dict[str, list[uuid.UUID]]:
    found: dict[str, list[uuid.UUID]] = {}
    for value in request.POST.getlist("fact"):
        key, _colon, pk = value.partition(":")
        known = _uuid(pk)
        if known is not None:
            found.setdefault(key, []).append(known)
    return found


def _target(request: HttpRequest, card: Card, form: NewMemberForm) -> Any:
    """The person chosen, or the newcomer; None while the form has faults."""
    said = _said(request)
    if said == NEW:
        return form.member(card) if form.is_valid() else None
    pk = _uuid(said)
    if pk is None:
        raise DomainError("owner_missing", _("Choose whose it is."))
    return own_person(request.user, pk)


def _said(request: HttpRequest) -> str:
    return request.POST.get("to", "")


def _name(to: Any) -> str:
    if isinstance(to, splitting.NewMember):
        return " ".join(part for part in (to.words.last_name, to.words.first_name, to.words.middle_name) if part)
    return str(to)


def _first_words(card: Card) -> dict[str, Any]:
    """A newcomer of the family mostly bears its surname."""
    return {"last_name": card.last_name}


def _uuid(text: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None
