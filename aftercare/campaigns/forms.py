"""The form of a version: numbers, the window of its preset, the texts of its variants."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from aftercare.campaigns.actions import Draft
from aftercare.campaigns.preset import preset_of
from aftercare.models import CampaignVersion, Variant


class VersionForm(forms.Form):
    """Shape only; the actions decide. The fields of the window and of the texts come from the version."""

    priority = forms.IntegerField(
        label=_("Priority"), min_value=1, max_value=999, help_text=_("The lower number wins the day.")
    )
    holdout_percent = forms.DecimalField(
        label=_("Hold-out, per cent"),
        min_value=0,
        max_value=50,
        decimal_places=2,
        help_text=_("Families that get nothing, so that the effect can be measured."),
    )
    cap_messages = forms.IntegerField(label=_("At most, advertising messages"), min_value=1, max_value=10)
    cap_days = forms.IntegerField(label=_("In so many days"), min_value=0, max_value=365)
    expires_after_days = forms.IntegerField(label=_("A message lives, days"), min_value=1, max_value=30)

    def __init__(self, version: CampaignVersion, *args: Any, **kwargs: Any) -> None:
        self.version = version
        self.preset = preset_of(version.campaign.preset)
        self.variants = list(Variant.objects.filter(step__version=version).order_by("step__number", "code"))
        kwargs.setdefault("initial", self._stored())
        super().__init__(*args, **kwargs)
        for one in self.preset.fields:
            self.fields[f"window_{one.key}"] = forms.IntegerField(
                label=capfirst(str(one.label)), min_value=one.low, max_value=one.high
            )
        if self.preset.certificate_value is not None:
            self._add_certificate()
        for variant in self.variants:
            self._add_texts(variant)

    def _stored(self) -> dict[str, Any]:
        names = ("priority", "holdout_percent", "cap_messages", "cap_days", "expires_after_days")
        stored = {name: getattr(self.version, name) for name in (*names, "certificate_value", "certificate_days")}
        stored |= {f"window_{key}": number for key, number in self.preset.window_of(self.version.window).items()}
        for variant in self.variants:
            stored |= {f"text_{variant.code}": variant.text, f"joined_{variant.code}": variant.joined_text}
        return stored

    def _add_certificate(self) -> None:
        self.fields["certificate_value"] = forms.DecimalField(
            label=_("Certificate, roubles"), min_value=Decimal(1), max_value=Decimal(100_000), decimal_places=2
        )
        self.fields["certificate_days"] = forms.IntegerField(
            label=_("Certificate is valid, days"), min_value=1, max_value=365
        )

    def _add_texts(self, variant: Variant) -> None:
        rows = {"rows": 5, "lang": "ru", "data-preview": ""}
        self.fields[f"text_{variant.code}"] = forms.CharField(
            label=_("Text"), max_length=1000, widget=forms.Textarea(rows)
        )
        self.fields[f"joined_{variant.code}"] = forms.CharField(
            label=_("Sentence for another's message"),
            max_length=300,
            required=False,
            widget=forms.Textarea({**rows, "rows": 2}),
            help_text=_("By it the occasion is told when the family's phone gets a more important message."),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        window = self._window(data)
        if len(window) == len(self.preset.fields):
            fault = self.preset.checks(window)
            if fault:
                self.add_error(f"window_{self.preset.fields[-1].key}", str(fault))
        return data

    def _window(self, data: dict[str, Any]) -> dict[str, int]:
        keys = [one.key for one in self.preset.fields]
        return {key: data[f"window_{key}"] for key in keys if f"window_{key}" in data}

    def draft(self) -> Draft:
        """What was written, for the action."""
        data = self.cleaned_data
        return Draft(
            window=self._window(data),
            holdout_percent=data["holdout_percent"],
            cap_days=data["cap_days"],
            cap_messages=data["cap_messages"],
            expires_after_days=data["expires_after_days"],
            priority=data["priority"],
            certificate_value=data.get("certificate_value"),
            certificate_days=data.get("certificate_days"),
            texts={one.code: (data[f"text_{one.code}"], data[f"joined_{one.code}"]) for one in self.variants},
        )

    def numbers(self) -> Iterator[BoundField]:
        """Everything but texts, the window first."""
        texts = {name for one in self.variants for name in (f"text_{one.code}", f"joined_{one.code}")}
        names = [name for name in self.fields if name not in texts]
        return (self[name] for name in sorted(names, key=lambda name: not name.startswith("window_")))

    def texts(self) -> list[tuple[Variant, BoundField, BoundField]]:
        return [(one, self[f"text_{one.code}"], self[f"joined_{one.code}"]) for one in self.variants]


class NoteForm(forms.Form):
    """Why a version is sent back."""

    note = forms.CharField(label=_("What should be different"), max_length=300)


class DayForm(forms.Form):
    """The day of a dry run."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
