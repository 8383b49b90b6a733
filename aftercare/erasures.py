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


@erases(
    "aftercare.surveys",
    "aftercare.SurveyAnswer",
    "aftercare.SurveyReply",
    "aftercare.SurveyLink",
    "aftercare.PostPurchaseCall",
)
def surveys(subject: Subject) -> Iterable[tuple[str, UUID, UUID]]:
    """A mark stays as a mark of somebody; words, numbers and open links go."""
    whose = f"({MINE} OR (phone <> '' AND phone = ANY(%(numbers)s)))"
    subject.run(
        f"""UPDATE aftercare_surveyreply SET text = '' WHERE text <> ''
                AND answer_id IN (SELECT id FROM aftercare_surveyanswer WHERE {whose})""",
        f"UPDATE aftercare_surveyanswer SET phone = '', call = NULL, updated_at = app_now() WHERE {whose}",
        f"""UPDATE aftercare_surveylink SET phone = '', call = NULL, used_at = coalesce(used_at, app_now()),
                updated_at = app_now() WHERE {whose}""",
        """UPDATE aftercare_postpurchasecall SET phone = ''
            WHERE person_id = ANY(%(people)s::uuid[]) OR talk_to_id = ANY(%(people)s::uuid[])""",
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
    "aftercare.Survey",
    "aftercare.SurveyQuestion",
    "aftercare.PostPurchaseRule",
)
keeps("a purchase and the moment at which it was news", "aftercare.FreshPurchase")
