"""Segments, campaigns, messages."""

from aftercare.models import Campaign, Message, Segment, Survey
from optics_crm.core.models import Salon
from tests.aftercare.outbox_world import make_campaign, make_message, make_person
from tests.api.samples import sample


@sample("segments")
def segment_row(salon: Salon, number: int) -> Segment:
    return Segment.objects.create(name=f"Сегмент {number}", rule={"combinator": "and", "rules": [{"stage": "lost"}]})


@sample("campaigns")
def campaign_row(salon: Salon, number: int) -> Campaign:
    return make_campaign(f"campaign_{number}")


@sample("messages")
def message_row(salon: Salon, number: int) -> Message:
    return make_message(make_person(), make_campaign(f"campaign_{number}"))


@sample("surveys")
def survey_row(salon: Salon, number: int) -> Survey:
    survey = Survey.objects.create(code=f"survey-{number}", title=f"Опрос {number}")
    survey.questions.create(code="mark", kind="mark5", words="Как вам?", about="salon", position=1)
    return survey
