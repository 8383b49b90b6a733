"""Three to five years after the last medical glasses: a full check and a personal certificate."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from aftercare.campaigns.medical_window import glasses_not_now, last_medical, months_in_order
from aftercare.campaigns.preset import DefaultText, Preset, WindowField, add_preset

add_preset(
    Preset(
        key="full_check",
        name="Полная проверка с сертификатом",
        who=_("The last medical glasses were handed over three to five years ago"),
        traffic_class="advertising",
        priority=40,
        window={"from_months": 36, "to_months": 60},
        fields=(
            WindowField("from_months", _("from, months after the hand-over"), 1, 119),
            WindowField("to_months", _("to, months after the hand-over"), 2, 120),
        ),
        occasions=lambda scope: last_medical("full_check", scope),
        exits_on="medical",
        default=DefaultText(
            text="{имя|Здравствуйте}! Проверка зрения и сертификат {сертификат} на {номинал} р. до {действует}. "
            "{ещё} Имеются противопоказания, необходима консультация специалиста. {отписка}",
            joined="Ваш сертификат {сертификат} на {номинал} р. до {действует}.",
        ),
        not_now=glasses_not_now,
        certificate_value=Decimal(1500),
        certificate_days=60,
        checks=months_in_order,
    )
)
