"""What is known of a person now: birth, sex, place, contacts, family, consents."""

from django.utils.translation import gettext_lazy as _

from aftercare.segments.frame import Frame
from aftercare.segments.kinds import DATE, FLAG, NUMBER, SALON, TEXT
from aftercare.segments.registry import PersonField, Words, person_field
from customers.homes import HOMES
from customers.models.people import Sex


def years_old(frame: Frame) -> str:
    """Full years on the as-of date, NULL before birth; born on 29 February has the birthday on 28 February."""
    born = frame.column("birth_date")
    years = f"({frame.param(frame.as_of.year)} - EXTRACT(YEAR FROM {born})::int)"
    early = f"(CASE WHEN ({born} + make_interval(years => {years}))::date > {frame.day} THEN 1 ELSE 0 END)"
    return f"(CASE WHEN {born} <= {frame.day} THEN {years} - {early} END)"


@person_field
class Age(PersonField):
    key, label, kind = "age", _("age, years"), NUMBER

    def sql(self, frame: Frame) -> str:
        return years_old(frame)


@person_field
class IsMinor(PersonField):
    key, label, kind = "is_minor", _("under 18"), FLAG

    def sql(self, frame: Frame) -> str:
        return f"COALESCE({years_old(frame)} < 18, FALSE)"


@person_field
class SexField(PersonField):
    key, label, kind = "sex", _("sex"), TEXT

    def choices(self) -> dict[str, Words]:
        return {Sex.MALE.value: Sex.MALE.label, Sex.FEMALE.value: Sex.FEMALE.label}

    def sql(self, frame: Frame) -> str:
        return f"NULLIF({frame.column('sex')}, '')"


@person_field
class BirthDate(PersonField):
    key, label, kind = "birth_date", _("birth date"), DATE

    def sql(self, frame: Frame) -> str:
        return frame.column("birth_date")


@person_field
class City(PersonField):
    """The person's own city, else that of the home salon."""

    key, label, kind = "city", _("city"), TEXT

    def sql(self, frame: Frame) -> str:
        home = frame.column("home_salon_id")
        salon = frame.join("home", lambda alias: f"LEFT JOIN core_salon {alias} ON {alias}.id = {home}")
        return f"COALESCE(NULLIF({frame.column('city')}, ''), NULLIF({salon}.city, ''))"


@person_field
class HomeSalon(PersonField):
    key, label, kind = "home_salon", _("home salon"), SALON

    def sql(self, frame: Frame) -> str:
        return frame.column("home_salon_id")


@person_field
class HasPhone(PersonField):
    key, label, kind = "has_phone", _("has a phone"), FLAG

    def sql(self, frame: Frame) -> str:
        return f"({frame.column('main_phone_id')} IS NOT NULL)"


@person_field
class HasEmail(PersonField):
    key, label, kind = "has_email", _("has an e-mail"), FLAG

    def sql(self, frame: Frame) -> str:
        return f"({frame.column('main_email_id')} IS NOT NULL)"


@person_field
class PreferredChannel(PersonField):
    key, label, kind = "preferred_channel", _("preferred channel"), TEXT

    def choices(self) -> dict[str, Words]:
        return {code: code for code in ("push", "telegram", "vk", "email", "sms", "call")}

    def sql(self, frame: Frame) -> str:
        return f"NULLIF({frame.column('preferred_channel')}, '')"


@person_field
class ConsentAds(PersonField):
    key, label, kind = "consent_ads", _("agreed to advertising"), FLAG

    def sql(self, frame: Frame) -> str:
        return frame.column("consent_ads")


@person_field
class OptedOut(PersonField):
    key, label, kind = "opted_out", _("wants no messages"), FLAG

    def sql(self, frame: Frame) -> str:
        return frame.column("opted_out")


HOUSEHOLDS = f"""LEFT JOIN (
    SELECT m.person_id, h.people FROM ({HOMES}) m JOIN (
        SELECT m.household_id, count(*) AS people FROM ({HOMES}) m
        JOIN customers_household k ON k.id = m.household_id AND k.deleted_at IS NULL GROUP BY m.household_id
    ) h ON h.household_id = m.household_id
) {{alias}} ON {{alias}}.person_id = {{person}}"""


@person_field
class HouseholdSize(PersonField):
    """People under one roof; one who lives alone is one."""

    key, label, kind = "household_size", _("people in the family"), NUMBER

    def sql(self, frame: Frame) -> str:
        alias = frame.join("household", lambda name: HOUSEHOLDS.format(alias=name, person=frame.id))
        return f"COALESCE({alias}.people, 1)"
