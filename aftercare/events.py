"""News of this floor: what clients said. Ids only."""

from optics_crm.core.news import kind

SURVEY_ANSWERED = kind("aftercare.survey_answered", "a client answered a survey: ids answer, survey")
