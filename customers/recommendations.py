"""What a doctor can advise: codes, their words, and which of them are something we can sell."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CODES: Mapping[str, str | Promise] = {
    "glasses_distance": _("glasses for distance"),
    "glasses_near": _("glasses for near"),
    "glasses_office": _("glasses for computer and office"),
    "glasses_progressive": _("progressive glasses"),
    "glasses_bifocal": _("bifocal glasses"),
    "lenses_myopia_control": _("myopia control lenses"),
    "contact_lens_soft": _("soft contact lenses"),
    "contact_lens_toric": _("toric contact lenses"),
    "contact_lens_multifocal": _("multifocal contact lenses"),
    "orthokeratology": _("orthokeratology"),
    "sunglasses_rx": _("prescription sunglasses"),
    "sunglasses_plano": _("sunglasses"),
    "care_products": _("care products"),
    "eye_drops": _("eye drops"),
    "hardware_treatment": _("treatment on apparatus"),
    "vision_training": _("vision training"),
    "repeat_exam": _("repeat check"),
    "referral_clinic": _("referral to a clinic"),
    "referral_surgery": _("referral to surgery"),
    "referral_urgent": _("urgent referral"),
    "no_correction": _("no correction needed"),
}

SELLABLE = frozenset(
    {
        "glasses_distance",
        "glasses_near",
        "glasses_office",
        "glasses_progressive",
        "glasses_bifocal",
        "lenses_myopia_control",
        "contact_lens_soft",
        "contact_lens_toric",
        "contact_lens_multifocal",
        "orthokeratology",
        "sunglasses_rx",
        "sunglasses_plano",
        "care_products",
    }
)

# what 1C calls by the product's category alone; the purpose of the exam's prescription makes it exact
BY_CATEGORY: Mapping[str, str] = {
    "frame": "glasses_distance",
    "spectacle_lens": "glasses_distance",
    "coating": "glasses_distance",
    "contact_lens": "contact_lens_soft",
    "sunglasses": "sunglasses_plano",
    "reading_glasses": "glasses_near",
    "care_product": "care_products",
    "accessory": "care_products",
}
BY_PURPOSE: Mapping[str, str] = {
    "near": "glasses_near",
    "office": "glasses_office",
    "bifocal": "glasses_bifocal",
    "progressive": "glasses_progressive",
    "myopia_control": "lenses_myopia_control",
    "contact": "contact_lens_soft",
    "sun": "sunglasses_rx",
}
GLASSES = ("frame", "spectacle_lens", "coating")


def is_sellable(code: str) -> bool:
    """Whether the advice may become work for a consultant; a medical referral never does."""
    return code in SELLABLE


def code_of(category: str, purpose: str = "") -> str:
    """The code of an advice that came as a product category, by the prescription's purpose where glasses are meant.

    A category without a code of its own is a repeat check: advice that sells nothing.
    """
    if category in GLASSES and purpose in BY_PURPOSE:
        return BY_PURPOSE[purpose]
    return BY_CATEGORY.get(category, "repeat_exam")


def label_of(code: str) -> str:
    """The advice in words."""
    return str(CODES.get(code, code))
