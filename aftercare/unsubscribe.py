"""Ending advertising by the link in a message. The link knows a message; who follows it holds the phone."""

from django.db import transaction
from django.db.models import Q

from aftercare.models import Message
from aftercare.outbox import links
from customers.consents import Proof, withdraw_consent
from customers.models import Consent, Person
from customers.models.consent import Purpose


@transaction.atomic
def unsubscribe(token: str, *, ip: str | None = None) -> int:
    """Takes the consent to advertising back for everybody whom messages to this phone address; returns how many people.

    38-FZ art. 18 gives the right to the subscriber, so it counts for the number, not for one name on it. An unknown
    token changes nothing and returns 0; a second call changes nothing either.
    """
    message = Message.objects.filter(link_hash=links.hash_of(token)).first()
    if message is None:
        return 0
    people = people_on(message)
    proof = Proof(phone=message.address[:16], ip=ip, evidence={"message": str(message.pk)})
    for person in people:
        withdraw_consent(None, person, Purpose.ADS, method=Consent.Method.LINK, proof=proof)
    return len(people)


def people_on(message: Message) -> list[Person]:
    """The one who was addressed (or stands for him after a merge) and all whose main phone this is."""
    addressed = message.person.merged_into_id or message.person_id
    mine = Q(pk=addressed)
    if message.phone_id:
        mine |= Q(main_phone=message.phone_id)
    return list(Person.objects.standing().filter(mine).order_by("pk"))
