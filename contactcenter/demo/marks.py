"""Marks that clients gave after calls of the demo chain: every seventh answered call, most of them good."""

import datetime as dt

from django.db import connection

DAYS = 60
EACH = 7
# of a hundred marks: how many are at most 1, 2, 3, 4
AT_MOST = (1, 2, 3, 8)

RATE = f"""
WITH chosen AS (
    SELECT id, ('x' || right(md5(id::text), 8))::bit(32)::bigint %% 100 AS luck FROM contactcenter_call
     WHERE answered AND direction = 'in' AND started_at > %(now)s - make_interval(days => {DAYS})
       AND ('x' || left(md5(id::text), 8))::bit(32)::bigint %% {EACH} = 0
)
UPDATE contactcenter_call c
   SET rating = CASE WHEN luck < {AT_MOST[0]} THEN 1 WHEN luck < {AT_MOST[1]} THEN 2 WHEN luck < {AT_MOST[2]} THEN 3
                     WHEN luck < {AT_MOST[3]} THEN 4 ELSE 5 END
  FROM chosen WHERE chosen.id = c.id"""

TELL = """
INSERT INTO contactcenter_callevent (call_id, key, kind, at, received_at, told)
SELECT id, 'rated', 'rated', ended_at, ended_at, jsonb_build_object('value', rating::text)
  FROM contactcenter_call WHERE rating IS NOT NULL"""

ANSWER = """
WITH said AS (
    INSERT INTO aftercare_surveyanswer (id, survey_id, source_key, way, person_id, phone, call, operator_id, at,
           is_alarm)
    SELECT app_uuid7(), s.id, 'call:' || c.id || ':mark', 'key', c.person_id, c.phone, c.id, c.answered_by_id,
           c.ended_at, false
      FROM contactcenter_call c JOIN aftercare_survey s ON s.code = 'call' WHERE c.rating IS NOT NULL
    RETURNING id, survey_id, call
)
INSERT INTO aftercare_surveyreply (answer_id, question_id, mark, choice, text)
SELECT said.id, q.id, c.rating, '', '' FROM said JOIN contactcenter_call c ON c.id = said.call
  JOIN aftercare_surveyquestion q ON q.survey_id = said.survey_id AND q.code = 'mark'"""


def rate_calls(now: dt.datetime) -> None:
    """Marks on the calls, the events that told them, and the answers that they are."""
    with connection.cursor() as cursor:
        cursor.execute(RATE, {"now": now})
        cursor.execute(TELL)
        cursor.execute(ANSWER)
