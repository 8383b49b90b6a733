"""How often things go wrong. Every file draws its own rates around these, so that nothing learns one base."""

import random

BASE = {
    # who lives together
    "single": 0.40, "childless": 0.17, "husband_is_client": 0.80, "wife_keeps_name": 0.14, "son_of_same_name": 0.05,
    "daughter_of_same_name": 0.03, "twins": 0.03, "stepfather": 0.04, "grandmother": 0.05,
    # a first entry
    "no_email": 0.62, "clean_no_middle": 0.08, "clean_no_date": 0.14, "clean_no_phone": 0.05, "clean_no_street": 0.30,
    "landline": 0.07,
    # a further entry of somebody who is known
    "again": 0.30, "maiden": 0.08, "last_typo": 0.06, "last_heard": 0.04, "last_wrong_gender": 0.02,
    "short_form": 0.09, "stray_letter": 0.05, "first_typo": 0.04, "initials": 0.025,
    "no_middle": 0.18, "middle_typo": 0.04, "middle_colloquial": 0.03,
    "first_and_middle": 0.02, "last_and_first": 0.02, "latin": 0.03, "layout": 0.012, "capitals": 0.06, "small": 0.05,
    "no_date": 0.27, "day_and_month": 0.02, "wrong_year": 0.03, "wrong_day": 0.02, "first_of_january": 0.012,
    "no_phone": 0.11, "relatives_phone": 0.14, "new_phone": 0.14, "phone_typo": 0.04,
    "email_again": 0.60, "other_mail_service": 0.15, "moved": 0.15, "no_street": 0.42, "no_city": 0.24,
}  # fmt: skip
SPREAD = (0.65, 1.5)


def drawn(seed: int) -> dict[str, float]:
    """Rates of one file: each is multiplied by its own random factor."""
    source = random.Random(f"rates {seed}")
    return {name: min(0.9, rate * source.uniform(*SPREAD)) for name, rate in BASE.items()}
