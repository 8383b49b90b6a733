"""Forms of the clients of the exchange: shape only, the actions decide."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from optics_crm.core.models import SyncClient
from optics_crm.core.sync.scopes import GRANTABLE, KIND_WORDS, SERVICE_WORDS

ZONES = (
    ("Europe/Kaliningrad", _("Kaliningrad, Moscow -1")),
    ("Europe/Moscow", _("Moscow")),
    ("Europe/Samara", _("Samara, Moscow +1")),
    ("Asia/Yekaterinburg", _("Yekaterinburg, Moscow +2")),
    ("Asia/Omsk", _("Omsk, Moscow +3")),
    ("Asia/Novosibirsk", _("Novosibirsk, Moscow +4")),
    ("Asia/Irkutsk", _("Irkutsk, Moscow +5")),
    ("Asia/Yakutsk", _("Yakutsk, Moscow +6")),
    ("Asia/Vladivostok", _("Vladivostok, Moscow +7")),
    ("Asia/Magadan", _("Magadan, Moscow +8")),
    ("Asia/Kamchatka", _("Kamchatka, Moscow +9")),
    ("UTC", _("UTC")),
)


class ClientForm(forms.Form):
    """What can be changed of a client."""

    name = forms.CharField(label=_("Name of the program"), max_length=120, widget=forms.TextInput({"lang": "ru"}))
    timezone = forms.ChoiceField(
        label=_("Time zone"), choices=ZONES, help_text=_("Of dates that come without a zone, as 1C writes them.")
    )
    networks = forms.CharField(
        label=_("Allowed addresses"),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 4, "spellcheck": "false"}),
        help_text=_("One address or network a line, such as 203.0.113.5 or 10.8.0.0/16. Empty: from anywhere."),
    )
    rows_per_minute = forms.IntegerField(
        label=_("Rows a minute"),
        min_value=1000,
        max_value=1_000_000_000,
        initial=1_000_000,
        help_text=_("Above it the client is told to wait. Large files are loaded at our own pace and do not count."),
    )

    def __init__(self, *args: Any, client: SyncClient | None = None, **kwargs: Any) -> None:
        if client is not None:
            kwargs["initial"] = {
                "name": client.name,
                "timezone": client.timezone,
                "networks": "\n".join(client.networks),
                "rows_per_minute": client.rows_per_minute,
            }
        super().__init__(*args, **kwargs)
        zone = self.fields["timezone"]
        if client is not None and client.timezone not in dict(ZONES) and isinstance(zone, forms.ChoiceField):
            zone.choices = [(client.timezone, client.timezone), *ZONES]

    def facts(self) -> dict[str, Any]:
        """What the actions take."""
        told = dict(self.cleaned_data)
        told["lines"] = told.pop("networks").splitlines()
        return told


class NewClientForm(ClientForm):
    """A client that is not known yet."""

    source = forms.CharField(
        label=_("Source"),
        max_length=40,
        widget=forms.TextInput({"spellcheck": "false", "placeholder": "onec-retail"}),
        help_text=_("Names the book whose objects it sends, for ever: Latin letters, digits, - and _."),
    )
    field_order = ("source", "name", "timezone", "networks", "rows_per_minute")

    def facts(self) -> dict[str, Any]:
        return {key: value for key, value in super().facts().items() if key != "source"}


@dataclass(frozen=True)
class Box:
    """One checkbox of a scope."""

    scope: str
    label: str | Promise
    is_on: bool


@dataclass(frozen=True)
class KindRow:
    """A kind with its two directions; the second is missing where nobody may read."""

    label: str | Promise
    write: Box
    read: Box | None


class TokenForm(forms.Form):
    """What a new token may do and how long it lives."""

    scopes = forms.MultipleChoiceField(
        choices=[(scope, scope) for scope in sorted(GRANTABLE)],
        error_messages={"required": _("Choose what the token may do.")},
    )
    term_days = forms.IntegerField(
        label=_("Lives, days"),
        required=False,
        min_value=1,
        max_value=3650,
        initial=90,
        help_text=_("Empty: until it is revoked. Before the end the client can take the next secret by itself."),
    )

    def kinds(self) -> Iterator[KindRow]:
        """The table of kinds and directions."""
        for kind, words in KIND_WORDS.items():
            read = f"{kind}:read"
            yield KindRow(
                words, self._box(f"{kind}:write", words), self._box(read, words) if read in GRANTABLE else None
            )

    def services(self) -> Iterator[Box]:
        for scope, words in SERVICE_WORDS.items():
            yield self._box(scope, words)

    def _box(self, scope: str, label: str | Promise) -> Box:
        chosen = self.data.getlist("scopes") if self.is_bound else GRANTABLE  # type: ignore[attr-defined]
        return Box(scope, label, scope in chosen)
