"""What is taken away of a person on this floor: what waits is not sent, of what was sent no word is left."""

from collections.abc import Iterable
from uuid import UUID

from aftercare.outbox.cancel import cancel_messages
from customers.erasing import Subject, erases, keeps

MINE = "(person_id = ANY(%(people)s::uuid[]) OR card_id = ANY(%(cards)s::uuid[]))"
TOLD = f"({MINE} OR about_id = ANY(%(people)s::uuid[]))"


@erases(
    "aftercare.messages",
    "aftercare.Message",
    "aftercare.Sending",
    "aftercare.DeliveryEvent",
    "aftercare.Suppression",
)
def messages(subject: Subject) -> Iterable[tuple[str, UUID, UUID]]:
    """Messages to somebody else about the person lose their words and keep the address."""
    waiting = subject.ask(f"SELECT id FROM aftercare_message WHERE state = 'queued' AND {TOLD}")
    cancel_messages([row for (row,) in waiting], "erased")
    subject.run(
        f"""UPDATE aftercare_message SET text = '', params = '{{}}', occasions = '{{}}', link_hash = ''
            WHERE {TOLD}""",
        f"UPDATE aftercare_message SET address = '' WHERE {MINE}",
        f"""UPDATE aftercare_sending SET text = '', link_hash = ''
            WHERE message_id IN (SELECT id FROM aftercare_message WHERE {TOLD})""",
        f"""UPDATE aftercare_deliveryevent SET payload = '{{}}'
            WHERE message_id IN (SELECT id FROM aftercare_message WHERE {TOLD})""",
        f"UPDATE aftercare_suppression SET detail = '' WHERE {MINE} AND detail <> ''",
    )
    return ()


keeps("an occasion is made of ids", "aftercare.Control", "aftercare.Enrolment", "aftercare.ArmAssignment")
keeps("figures by person, day or stage", "aftercare.PersonStats", "aftercare.StageCount", "aftercare.StageMove")
keeps(
    "of campaigns, not of clients",
    "aftercare.Campaign",
    "aftercare.CampaignVersion",
    "aftercare.Step",
    "aftercare.Variant",
    "aftercare.CampaignRun",
    "aftercare.ProviderPause",
    "aftercare.Segment",
    "aftercare.RecencyStage",
)
