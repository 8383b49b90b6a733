"""C: a call-back is promised, to the minute."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contactcenter.calls.opening import calendar
from contactcenter.card_actions.base import CALL, ActionForm, Done, card_action
from contactcenter.desk.card import CallCard
from customers.followups import open_followup
from optics_crm.core import clock, formats, phones

SOON = (30, 60, 120)  # minutes
DAY_HOURS = (10, 14, 18)  # of this day, as far as they are to come, and of the next
OTHER = "other"
FARTHEST = dt.timedelta(days=90)


def moments() -> Iterator[tuple[str, str]]:
    """What can be chosen, with its words: so many open minutes from now, or an hour of this day or the next."""
    now, today, hours = clock.now(), clock.today(), calendar()
    told = set()
    for minutes in SOON:
        span, at = dt.timedelta(minutes=minutes), hours.after_minutes(now, minutes)
        told.add(at)
        words = _("in %(span)s, %(moment)s") if at == now + span else "%(moment)s"
        yield str(minutes), words % {"span": formats.lasting(span), "moment": formats.moment(at)}
    for day in (today, today + dt.timedelta(days=1)):
        for hour in DAY_HOURS:
            at = dt.datetime.combine(day, dt.time(hour), clock.zone_of(""))
            if at > now + dt.timedelta(minutes=SOON[-1]) and at not in told:
                yield at.isoformat(), formats.moment(at)


def read_moment(chosen: str, other: dt.datetime | None) -> dt.datetime | None:
    """The moment that was chosen, None where it is none."""
    if chosen == OTHER:
        return other
    if chosen.isdigit() and int(chosen) in SOON:
        return calendar().after_minutes(clock.now(), int(chosen))
    try:
        at = dt.datetime.fromisoformat(chosen)
    except ValueError:
        return None
    return at if at.tzinfo else None


class PromiseForm(ActionForm):
    """When, about what, who calls."""

    when = forms.CharField(label=gettext_lazy("When"), widget=forms.RadioSelect)
    at = forms.DateTimeField(
        label=gettext_lazy("Another moment"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    about = forms.CharField(
        label=gettext_lazy("About what"), max_length=160, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    by_me = forms.BooleanField(label=gettext_lazy("I shall call myself"), required=False, initial=True)

    def prepare(self) -> None:
        choices = [*moments(), (OTHER, _("at another moment"))]
        self.fields["when"].widget.choices = choices
        self.fields["when"].initial = choices[0][0]
        if self.card.reasons:
            self.fields["about"].initial = self.card.reasons[0][1]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        at = read_moment(data.get("when", ""), data.get("at"))
        if at is None or at <= clock.now() or at > clock.now() + FARTHEST:
            self.add_error("when", _("Choose a moment in the future."))
        return {**data, "due_at": at}


@card_action(
    "promise",
    gettext_lazy("Promise a call-back"),
    "phone-call",
    key="KeyC",
    capability="followups.work",
    needs=CALL,
    form=PromiseForm,
    order=10,
    button=gettext_lazy("Promise it"),
)
def promise(card: CallCard, data: Mapping[str, Any]) -> Done:
    """A promise of the kind `callback`, the operator's own or anybody's of the contact centre."""
    open_followup(
        card.user,
        "callback",
        title=_("Call back %(phone)s: %(about)s")
        % {"phone": phones.mask(card.call.phone) if card.call.phone else "", "about": data["about"]},
        reason=_("promised in a call"),
        due_at=data["due_at"],
        person=card.person,
        household=card.call.household_id,
        owner=card.user if data["by_me"] else None,
        call=card.call.pk,
    )
    return Done(_("Promised: %(moment)s.") % {"moment": formats.moment(data["due_at"])}, "promised")
