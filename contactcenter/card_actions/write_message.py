"""M: a service message to the speaker, ready texts first; it leaves by the outbox like everything else."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare import sms
from aftercare.campaigns.linter import check_text
from aftercare.outbox.service import send_service
from contactcenter.card_actions.base import VERIFIED, ActionForm, Done, card_action
from contactcenter.desk.card import CallCard
from optics_crm.core import audit, phones
from optics_crm.core.ids import new_id
from optics_crm.core.models import Salon

LONGEST = 400


class MessageForm(ActionForm):
    """What is written; a salon's address may be put in."""

    salon = forms.ModelChoiceField(
        label=gettext_lazy("The salon's address and hours"),
        required=False,
        queryset=Salon.objects.filter(deleted_at=None, closed_on=None).order_by("city", "name"),
        empty_label=gettext_lazy("do not add"),
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Nothing about health, prices or discounts: this is a service message."),
    )

    def prepare(self) -> None:
        lines = [one.words for one in self.card.answers if one.is_open and one.kind in ("order", "ticket")]
        self.fields["text"].initial = lines[0] if lines else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        parts = [str(data.get("text") or "").strip(), address_of(data.get("salon"))]
        said = "\n".join(part for part in parts if part)
        for finding in check_text(said, "", "service"):
            if finding.is_error:
                self.add_error("text", str(finding.words))
        return {**data, "said": said}


def address_of(salon: Salon | None) -> str:
    """A salon as a client is told of it."""
    if salon is None:
        return ""
    parts = (salon.name, salon.address, salon.hours_text, phones.pretty(phones.normalise(salon.phone)))
    return ", ".join(part for part in parts if part)


@card_action(
    "message",
    gettext_lazy("Write a message"),
    "message",
    key="KeyM",
    capability="calls.work",
    needs=VERIFIED,
    form=MessageForm,
    order=30,
    button=gettext_lazy("Send"),
)
def message(card: CallCard, data: Mapping[str, Any]) -> Done:
    """An SMS to the speaker's main phone, at once; consent to advertising is not asked."""
    assert card.person is not None
    send_service(card.person, data["said"], f"call:{card.call.pk}:{new_id()}", salon=data["salon"])
    audit.record(card.user, "contactcenter.message.written", card.person, call=str(card.call.pk))
    parts = sms.size(data["said"]).parts
    number = phones.mask(card.person.main_phone.number) if card.person.main_phone else ""
    return Done(_("The message is on its way to %(phone)s, SMS parts: %(n)s.") % {"phone": number, "n": parts})
