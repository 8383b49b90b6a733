"""Facts of the machine's care: stages, roll-up, segments, campaigns, messages and everything that was not sent."""

from aftercare.models.campaigns import Campaign, CampaignVersion, Step, TrafficClass, Variant
from aftercare.models.messages import Control, DeliveryEvent, Message, Sending, Suppression
from aftercare.models.providers import ProviderPause
from aftercare.models.runs import ArmAssignment, CampaignRun, Enrolment
from aftercare.models.segments import Segment
from aftercare.models.stages import DirtyPerson, PersonStats, RecencyStage, StageCount, StageMove
from aftercare.models.surveys import (
    FreshPurchase,
    PostPurchaseCall,
    PostPurchaseRule,
    Survey,
    SurveyAnswer,
    SurveyLink,
    SurveyQuestion,
    SurveyReply,
)

__all__ = [
    "ArmAssignment",
    "Campaign",
    "CampaignRun",
    "CampaignVersion",
    "Control",
    "DeliveryEvent",
    "DirtyPerson",
    "Enrolment",
    "FreshPurchase",
    "Message",
    "PersonStats",
    "PostPurchaseCall",
    "PostPurchaseRule",
    "ProviderPause",
    "RecencyStage",
    "Segment",
    "Sending",
    "StageCount",
    "StageMove",
    "Step",
    "Suppression",
    "Survey",
    "SurveyAnswer",
    "SurveyLink",
    "SurveyQuestion",
    "SurveyReply",
    "TrafficClass",
    "Variant",
]
