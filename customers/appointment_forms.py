"""Shapes of what is typed about appointments; the rules are the actions'."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.appointments import Booking
from customers.forms import DayInput
from customers.models.appointments import AppointmentSource
from optics_crm.core import clock
from optics_crm.core.errors import DomainError
from optics_crm.core.models import Employee, Salon
from optics_crm.core.permissions import salon_scope

PLACES = {"starts_at": "time", "ends_at": "time"}


class SayingForm(forms.Form):
    """What became of an appointment."""

    status = forms.CharField(max_length=9)
    reason = forms.CharField(max_length=300, required=False)
    revision = forms.IntegerField(required=False)


class BookingForm(forms.Form):
    """Where, when, with whom, for what."""

    salon = forms.ModelChoiceField(
        label=_("Salon"), queryset=Salon.objects.filter(deleted_at=None, closed_on=None), empty_label=None
    )
    day = forms.DateField(label=_("Day"), widget=DayInput())
    time = forms.TimeField(
        label=_("Time in the salon"), widget=forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M")
    )
    doctor = forms.ModelChoiceField(
        label=_("Doctor"),
        required=False,
        empty_label=_("any"),
        queryset=Employee.objects.filter(role="doctor", is_active=True, deleted_at=None),
    )
    service = forms.CharField(label=_("For what"), max_length=200, required=False)
    source = forms.ChoiceField(label=_("Booked"), choices=AppointmentSource.choices, initial="salon")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = salon_scope(user)
        if scope is not None:
            salons: Any = self.fields["salon"]
            salons.queryset = salons.queryset.filter(pk=scope)
            doctors: Any = self.fields["doctor"]
            doctors.queryset = doctors.queryset.filter(salon=scope)

    def booking(self) -> Booking:
        """What the action is told; the time is the salon's."""
        data = self.cleaned_data
        zone = clock.zone_of(data["salon"].timezone)
        return Booking(
            salon=data["salon"],
            starts_at=dt.datetime.combine(data["day"], data["time"], zone),
            service=data["service"],
            doctor=data["doctor"],
            source=data["source"],
        )

    def blame(self, error: DomainError) -> None:
        """Puts a refusal beside the field that it is about."""
        name = error.pointer.strip("/")
        name = PLACES.get(name, name)
        self.add_error(name if name in self.fields else None, str(error.message))
