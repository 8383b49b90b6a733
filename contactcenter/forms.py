"""Shapes of what is typed about tickets; the rules are the actions'."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contactcenter.models import Ticket
from contactcenter.models.tickets import Demand, TicketKind
from contactcenter.tickets import TicketWords
from customers.forms import DayInput
from customers.models import Person
from optics_crm.core import clock, formats
from optics_crm.core.errors import DomainError
from optics_crm.core.models import Employee, Salon
from optics_crm.core.permissions import salon_scope
from orders.models import Purchase

ASKED = [("", _("nothing named")), *Demand.choices]
RECENT = 20


def roubles(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, min_value=0, max_digits=12, decimal_places=2)


class PurchaseChoice(forms.ModelChoiceField):
    """Purchases by what a person at the desk knows them by."""

    def label_from_instance(self, obj: Any) -> str:
        what = _("medical glasses") if obj.medical_on else _("purchase")
        return f"{formats.day(obj.sold_on)} · {what} · № {obj.number} · {formats.money(obj.total)}"


class OpeningForm(forms.Form):
    """A new ticket of a client."""

    kind = forms.ChoiceField(label=_("What for"), choices=TicketKind.choices)
    salon = forms.ModelChoiceField(
        label=_("Salon"), queryset=Salon.objects.filter(deleted_at=None, closed_on=None), empty_label=None
    )
    purchase = PurchaseChoice(label=_("Which purchase"), required=False, queryset=Purchase.objects.none())
    item = forms.CharField(label=_("What was brought"), max_length=300, required=False)
    defect = forms.CharField(
        label=_("What is wrong"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_warranty = forms.BooleanField(label=_("Under warranty"), required=False)
    demand = forms.ChoiceField(
        label=_("What the client demands"),
        choices=ASKED,
        required=False,
        help_text=_("A demand starts the clock of the law."),
    )
    demanded_on = forms.DateField(label=_("Demanded on"), required=False, widget=DayInput())
    workshop = forms.ModelChoiceField(
        label=_("Workshop"),
        required=False,
        empty_label=_("in the salon"),
        queryset=Salon.objects.filter(deleted_at=None, closed_on=None, is_workshop=True),
    )
    price = roubles(_("Price, roubles"))
    promised_on = forms.DateField(label=_("Promised for"), required=False, widget=DayInput())

    def __init__(self, *args: Any, user: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = salon_scope(user)
        salons: Any = self.fields["salon"]
        if scope is not None:
            salons.queryset = salons.queryset.filter(pk=scope)
        bought: Any = self.fields["purchase"]
        rows = Purchase.objects.posted_sales().filter(card__person=person).order_by("-sold_at")
        bought.queryset = rows.filter(pk__in=list(rows.values_list("pk", flat=True)[:RECENT]))
        self.fields["promised_on"].widget.attrs["min"] = clock.today().isoformat()

    def words(self, actor: Any) -> TicketWords:
        """What the action is told; whoever opens a ticket in a salon answers for it first."""
        data = dict(self.cleaned_data)
        owner = actor if isinstance(actor, Employee) and actor.salon_id == data["salon"].pk else None
        return TicketWords(owner=owner, **data)

    def blame(self, error: DomainError) -> None:
        """Puts a refusal beside the field that it is about."""
        name = error.pointer.strip("/")
        self.add_error(name if name in self.fields else None, str(error.message))


class MovingForm(forms.Form):
    """To which stage, with what words."""

    stage = forms.CharField(max_length=26)
    comment = forms.CharField(max_length=500, required=False)
    revision = forms.IntegerField(required=False)


class PromisingForm(forms.Form):
    """A day that is promised; a later one with its reason."""

    promised_on = forms.DateField()
    reason = forms.CharField(max_length=300, required=False)
    revision = forms.IntegerField(required=False)


class OwnerForm(forms.Form):
    """Who answers for the ticket: people of its salon, its workshop, and the user."""

    owner = forms.ModelChoiceField(
        label=_("Responsible"), required=False, empty_label=_("nobody"), queryset=Employee.objects.none()
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, ticket: Ticket, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [place for place in (ticket.salon_id, ticket.workshop_id) if place]
        colleagues = Employee.objects.filter(is_active=True, deleted_at__isnull=True)
        near = colleagues.filter(salon__in=places) | colleagues.filter(pk__in=[user.pk, ticket.owner_id])
        chosen: Any = self.fields["owner"]
        chosen.queryset = near.distinct().order_by("full_name")


class CorrectionForm(forms.ModelForm):
    """What was written of a ticket."""

    demanded_on = forms.DateField(label=_("Demanded on"), required=False, widget=DayInput())
    price = roubles(_("Price, roubles"))
    refund_amount = roubles(_("Paid back, roubles"))
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Ticket
        fields = (
            "item",
            "defect",
            "demand",
            "cause",
            "is_warranty",
            "workshop",
            "price",
            "refund_amount",
            "resolution",
        )
        labels = {
            "item": _("What was brought"),
            "defect": _("What is wrong"),
            "demand": _("What the client demands"),
            "cause": _("Cause"),
            "is_warranty": _("Under warranty"),
            "workshop": _("Workshop"),
            "resolution": _("How it was settled"),
        }
        widgets = {"defect": forms.Textarea(attrs={"rows": 2}), "resolution": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        workshops: Any = self.fields["workshop"]
        workshops.queryset = Salon.objects.filter(deleted_at=None, is_workshop=True)
        if self.instance.demanded_at:
            zone = clock.zone_of(self.instance.salon.timezone)
            self.initial["demanded_on"] = self.instance.demanded_at.astimezone(zone).date()
        self.initial["revision"] = self.instance.revision
