"""Shapes of what is typed at the desk; the rules are the actions'."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.actions import CHANNELS, PersonWords, TypedPhone
from customers.families import MINOR_UNTIL
from customers.identity.answers import Answer
from customers.models import CardPhone, Membership, Person
from customers.models.people import Sex
from optics_crm.core import clock, phones
from optics_crm.core.errors import DomainError
from optics_crm.core.models import Salon

CHANNEL_WORDS = {
    "sms": _("SMS"),
    "push": _("push"),
    "telegram": "Telegram",
    "vk": _("VK"),
    "email": _("e-mail"),
    "call": _("call"),
}
SLOTS = 3
ELDERS = ("parent", "guardian", "grandparent")
PLAIN = (
    "last_name",
    "first_name",
    "middle_name",
    "birth_date",
    "sex",
    "address",
    "city",
    "preferred_channel",
)


class DayInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


def phone_field(label: Any) -> forms.CharField:
    attrs = {"inputmode": "tel", "autocomplete": "off", "data-phone": ""}
    return forms.CharField(label=label, max_length=120, required=False, widget=forms.TextInput(attrs=attrs))


def role_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Whose"), choices=CardPhone.Role.choices, required=False, initial="own")


class PersonForm(forms.Form):
    """Names, birth date, contacts of one person."""

    last_name = forms.CharField(label=_("Surname"), max_length=150, required=False)
    first_name = forms.CharField(label=_("Name"), max_length=150, required=False)
    middle_name = forms.CharField(label=_("Patronymic"), max_length=150, required=False)
    birth_date = forms.DateField(label=_("Birth date"), required=False, widget=DayInput(min="1900-01-01"))
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices, required=False)
    phone_0, role_0 = phone_field(_("Phone")), role_field()
    phone_1, role_1 = phone_field(_("Second phone")), role_field()
    phone_2, role_2 = phone_field(_("Third phone")), role_field()
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False)
    city = forms.CharField(label=_("City"), max_length=100, required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    preferred_channel = forms.ChoiceField(
        label=_("Preferred channel"),
        required=False,
        choices=[("", _("not asked")), *((code, CHANNEL_WORDS[code]) for code in CHANNELS)],
    )
    home_salon = forms.ModelChoiceField(
        label=_("Home salon"), required=False, queryset=Salon.objects.filter(deleted_at=None, closed_on=None)
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    whose = forms.ChoiceField(
        label=_("The client is under 18. Whose is the phone?"),
        required=False,
        choices=[("parent", _("a parent's or a guardian's")), ("own", _("the child's own"))],
        widget=forms.RadioSelect,
    )

    def raw_phones(self) -> list[str]:
        """The phones as typed, of a form of any shape; empty slots left out."""
        typed = [str(self.cleaned_data.get(f"phone_{n}") or "") for n in range(SLOTS)]
        return [one for one in typed if one]

    def asks_whose_phone(self, answer: Answer) -> bool:
        """A child with a phone of which nobody has said that it is a parent's, nor that it is the child's own.

        Whoever links the child to an elder has said it.
        """
        data = self.cleaned_data
        born = data.get("birth_date")
        if not born or data.get("whose") or answer.kind in ELDERS or clock.age_on(born, clock.today()) >= MINOR_UNTIL:
            return False
        roles = [data[f"role_{n}"] or "own" for n in range(SLOTS) if data[f"phone_{n}"]]
        noted = any(phones.parse(raw).owner_hint for raw in self.raw_phones())
        return bool(roles) and set(roles) == {"own"} and not noted

    def words(self, home: Salon | None = None, answer: Answer | None = None) -> PersonWords:
        """What the action wants, of a form whose shape is right; `home` stands in where no salon was chosen."""
        data = self.cleaned_data
        if answer is not None and answer.kind in ELDERS and answer.relative:
            data = {"whose": "parent", **{name: value for name, value in data.items() if value or name != "whose"}}
        typed = [
            TypedPhone(data[f"phone_{n}"], _role(data, n), is_main=n == 0) for n in range(SLOTS) if data[f"phone_{n}"]
        ]
        salon = data.get("home_salon") or home
        return PersonWords(phones=typed, home_salon=salon, email=data["email"], **{name: data[name] for name in PLAIN})

    def blame(self, error: DomainError) -> None:
        """Puts an action's refusal beside the field that it is about."""
        name = error.pointer.strip("/")
        if name.startswith("phones/"):
            filled = [n for n in range(SLOTS) if self.cleaned_data.get(f"phone_{n}")]
            name = f"phone_{filled[int(name.partition('/')[2])]}"
        self.add_error(name if name in self.fields else None, str(error.message))


def _role(data: dict[str, Any], slot: int) -> str:
    """Whose a phone is; of a child the answer to the question stands for what nobody had chosen."""
    role = data[f"role_{slot}"] or "own"
    return (data.get("whose") or role) if role == "own" else role


def initial_of(person: Person, uses: list[Any]) -> dict[str, Any]:
    """The form's values for a person; `uses` are CardPhone rows, the main one first."""
    values = {name: getattr(person, name) for name in (*PLAIN, "home_salon", "revision")}
    values["email"] = person.main_email.address if person.main_email else ""
    for slot, use in enumerate(uses[:SLOTS]):
        values[f"phone_{slot}"], values[f"role_{slot}"] = use.phone.number, use.role
    return values


class MemberForm(forms.Form):
    """Whom to add to the family, by phone or by the customer's address, and as what."""

    person = forms.UUIDField(required=False, widget=forms.HiddenInput)
    role = forms.ChoiceField(label=_("Role in the family"), choices=Membership.Role.choices)


class NoteForm(forms.Form):
    """The note on a person."""

    note = forms.CharField(
        label=_("Note"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4, "maxlength": 4000})
    )
