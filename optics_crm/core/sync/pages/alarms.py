"""The room of alarms: who is told of what, and what is wrong now."""

import uuid

from django import forms
from django.contrib import messages
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from optics_crm.core import staff_words
from optics_crm.core.models import SyncAlarm, SyncClient
from optics_crm.core.permissions import requires
from optics_crm.core.sync import alarms
from optics_crm.core.sync.pages.rooms import show

LONGEST_MINUTES = 60 * 24 * 30


class AlarmForm(forms.Form):
    """Whom to tell of what."""

    client = forms.ModelChoiceField(
        SyncClient.objects.order_by("name"), label=gettext_lazy("Program"), empty_label=None
    )
    watch = forms.ChoiceField(label=gettext_lazy("What is watched"))
    minutes = forms.IntegerField(
        label=gettext_lazy("May last, minutes"), min_value=1, max_value=LONGEST_MINUTES, initial=60
    )
    channel = forms.ChoiceField(label=gettext_lazy("Channel"))
    address = forms.CharField(
        label=gettext_lazy("Address"), max_length=254, help_text=gettext_lazy("An e-mail, or the id of a chat.")
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments
        self.fields["watch"].choices = [(one.key, one.label) for one in alarms.WATCHES]  # type: ignore[attr-defined]
        words = {"email": _("e-mail"), "telegram": "Telegram"}
        keys = staff_words.CARRIERS.keys()
        self.fields["channel"].choices = [(key, words.get(key, key)) for key in keys]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if cleaned.get("channel") == "email" and cleaned.get("address"):
            try:
                validate_email(cleaned["address"])
            except forms.ValidationError as error:
                self.add_error("address", error)
        return cleaned


@requires("sync.manage")
@require_http_methods(["GET", "POST"])
def alarms_page(request: HttpRequest) -> HttpResponse:
    """The alarms as they stand; POST adds one."""
    form = AlarmForm(request.POST or None)
    if form.is_valid():
        told = form.cleaned_data
        client = told.pop("client")
        alarms.set_alarm(request.user, client, told.pop("watch"), **told)
        messages.success(request, _("The alarm is set."))
        return redirect("core:sync_alarms")
    rows = SyncAlarm.objects.select_related("client").order_by("client__name", "watch", "address")
    labels = {one.key: one.label for one in alarms.WATCHES}
    context = {"form": form, "alarms": [{"row": row, "label": labels.get(row.watch, row.watch)} for row in rows]}
    return show(request, "sync_alarms", "sync/alarms.html", context, status=422 if form.errors else 200)


@requires("sync.manage")
@require_POST
def remove_alarm(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    alarms.remove_alarm(request.user, get_object_or_404(SyncAlarm, pk=pk))
    messages.success(request, _("The alarm is gone."))
    return redirect("core:sync_alarms")
