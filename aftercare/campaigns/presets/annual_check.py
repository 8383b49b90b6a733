"""A year after the last medical glasses: a free express check."""

from django.utils.translation import gettext_lazy as _

from aftercare.campaigns.medical_window import glasses_not_now, last_medical, months_in_order
from aftercare.campaigns.preset import DefaultText, Preset, WindowField, add_preset

add_preset(
    Preset(
        key="annual_check",
        name="Ежегодная проверка зрения",
        who=_("The last medical glasses were handed over a year ago"),
        traffic_class="advertising",
        priority=30,
        window={"from_months": 12, "to_months": 13},
        fields=(
            WindowField("from_months", _("from, months after the hand-over"), 1, 119),
            WindowField("to_months", _("to, months after the hand-over"), 2, 120),
        ),
        occasions=lambda scope: last_medical("annual_check", scope),
        exits_on="medical",
        default=DefaultText(
            text="{имя|Здравствуйте}! Пора проверить зрение: ждём на бесплатную диагностику. "
            "{ещё} Имеются противопоказания, необходима консультация специалиста. {отписка}",
            joined="Ждём и на бесплатную диагностику.",
        ),
        not_now=glasses_not_now,
        checks=months_in_order,
    )
)
