"""A person as the REST API writes one."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from customers.models import Card, CardPhone, Person
from optics_crm.core import phones


class PhonePart(serializers.Serializer[Any]):
    """A number of a person; of a `masked` one only the first and the last digits are told."""

    number = serializers.CharField()
    masked = serializers.BooleanField()
    role = serializers.ChoiceField(choices=CardPhone.Role.choices)
    is_main = serializers.BooleanField()
    extension = serializers.CharField()


class CardPart(serializers.ModelSerializer[Card]):
    """By which GUID a program (its source) knows the person; `client` is null for the card that is typed here."""

    client = serializers.SlugRelatedField[Any](slug_field="source", read_only=True, allow_null=True)

    class Meta:
        model = Card
        fields = ("guid", "client")


class PersonRow(serializers.ModelSerializer[Person]):
    """A person, with the names, dates and contacts that the cards agree upon; `household` is where the person lives."""

    phones = serializers.SerializerMethodField()
    email = serializers.SerializerMethodField()
    household = serializers.SerializerMethodField()
    cards = CardPart(many=True, read_only=True)

    class Meta:
        model = Person
        fields = (
            "id",
            "last_name",
            "first_name",
            "middle_name",
            "birth_date",
            "sex",
            "phones",
            "email",
            "address",
            "city",
            "home_salon",
            "household",
            "preferred_channel",
            "consent_pd",
            "consent_ads",
            "opted_out",
            "deceased_on",
            "checked_at",
            "cards",
            "revision",
            "created_at",
            "updated_at",
        )

    @extend_schema_field(PhonePart(many=True))
    def get_phones(self, person: Person) -> list[dict[str, Any]]:
        """Each number once, the main one first."""
        found: dict[str, CardPhone] = {}
        for card in person.cards.all():
            for use in sorted(card.phones.all(), key=lambda use: use.position):
                if use.phone is not None:
                    found.setdefault(use.phone.number, use)
        uses = sorted(found.values(), key=lambda use: use.phone_id != person.main_phone_id)
        return [self._phone(person, use) for use in uses]

    def _phone(self, person: Person, use: CardPhone) -> dict[str, Any]:
        number, is_open = use.phone.number if use.phone else "", bool(self.context.get("open"))
        return {
            "number": number if is_open else phones.mask(number),
            "masked": not is_open,
            "role": use.role,
            "is_main": use.phone_id == person.main_phone_id,
            "extension": use.extension if is_open else "",
        }

    def get_email(self, person: Person) -> str:
        return person.main_email.address if person.main_email else ""

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_household(self, person: Person) -> str | None:
        home = self.context.get("homes", {}).get(person.pk)
        return str(home) if home else None
