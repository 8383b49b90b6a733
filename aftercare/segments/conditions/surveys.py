"""What clients said in surveys, by the day they said it."""

from django.utils.translation import gettext_lazy as _

from aftercare.models import SurveyAnswer
from aftercare.segments.frame import Frame
from aftercare.segments.kinds import NUMBER, SALON, TEXT
from aftercare.segments.registry import Event, EventField, event

RESULTS = {"discomfort": _("discomfort"), "fine": _("no complaint")}


@event
class SurveyEvent(Event):
    """An answered survey; `kind` is its code, `score` the mean of its marks from 1 to 5."""

    key, label = "survey", _("survey")
    fields = {
        field.key: field
        for field in (
            EventField("kind", _("survey"), TEXT, "ev.code"),
            EventField("score", _("score"), NUMBER, "ev.score"),
            EventField("status", _("result"), TEXT, "ev.status", choices=lambda: dict(RESULTS)),
            EventField("channel", _("channel"), TEXT, "ev.way", choices=lambda: dict(SurveyAnswer.Way.choices)),
            EventField("campaign", _("campaign"), TEXT, "NULL::text"),
            EventField("salon", _("salon"), SALON, "ev.salon_id"),
        )
    }

    def source(self, frame: Frame) -> str:
        zone = frame.param(frame.zone)
        day = f"(an.at AT TIME ZONE COALESCE(NULLIF(sa.timezone, ''), {zone}))::date"
        person = "COALESCE(pe.merged_into_id, an.person_id)"
        return f"""SELECT an.id, {person} AS person_id, {day} AS day, an.at AS at, su.code, an.way, an.salon_id,
                CASE WHEN an.is_alarm THEN 'discomfort' ELSE 'fine' END AS status,
                (SELECT avg(re.mark) FROM aftercare_surveyreply re
                   JOIN aftercare_surveyquestion qu ON qu.id = re.question_id
                  WHERE re.answer_id = an.id AND qu.kind = 'mark5') AS score
            FROM aftercare_surveyanswer an JOIN aftercare_survey su ON su.id = an.survey_id
            JOIN customers_person pe ON pe.id = an.person_id
            LEFT JOIN core_salon sa ON sa.id = an.salon_id
            WHERE {day} <= {frame.day}{frame.only(person)}"""
