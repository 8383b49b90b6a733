"""Shapes of what is said about a message by hand."""

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.outbox.settle import REASON_LENGTH


class SettleForm(forms.Form):
    """What is known now of a message whose outcome nobody knew, and how it is known."""

    outcome = forms.ChoiceField(
        label=_("What became of it"),
        choices=[("sent", _("It was sent")), ("not_sent", _("It was not sent"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("How is it known"),
        max_length=REASON_LENGTH,
        help_text=_("For example: the provider's cabinet shows it as delivered; the client called and has it."),
    )
