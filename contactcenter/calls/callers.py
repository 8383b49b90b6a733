"""Who calls, in two words for the display of a telephone: only where there is no doubt."""

from contactcenter.calls.numbers import read_number
from customers.homes import home_of
from customers.models import FollowUp, Person
from optics_crm.core import formats


def known(said: str) -> dict[str, str] | None:
    """Name and responsible extension of the one person or one family that answers a number; None on any doubt."""
    number = read_number(said)
    people = list(Person.objects.answering(number).living_cards().order_by("pk")[:12]) if number else []
    if not people:
        return None
    if len(people) > 1:
        homes = {home.household_id if (home := home_of(person)) else person.pk for person in people}
        if len(homes) > 1:
            return None
    found = {"name": formats.short_name(people[0].full_name)[:60]}
    if owner := _responsible(people):
        found["responsible"] = owner
    return found


def _responsible(people: list[Person]) -> str:
    """The extension of whoever owes these people something: the call is most likely about that."""
    owed = FollowUp.objects.open().filter(person__in=people, owner__extension__gt="", owner__is_active=True)
    return owed.order_by("due_at").values_list("owner__extension", flat=True).first() or ""
