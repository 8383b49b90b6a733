"""What clients of the demo chain said after their purchases, and whom to call today."""

import datetime as dt

from django.db import connection

from aftercare.surveys import queue

FRESH_DAYS = 30

# what a reached client was asked about: the purchase before the promise; every answer is of the hash of its promise
ANSWER = """
WITH said AS (
    INSERT INTO aftercare_surveyanswer (id, survey_id, source_key, way, followup_id, person_id, card_id, phone,
           purchase_id, salon_id, doctor_id, author_id, at, is_alarm)
    SELECT app_uuid7(), s.id, 'followup:' || f.id, 'form', f.id, f.person_id, f.card_id, '', pu.id, f.salon_id,
           coalesce(pu.doctor_id, e.doctor_id), NULL, f.closed_at,
           ('x' || left(md5(f.id::text), 8))::bit(32)::bigint %% 100 < 4
      FROM customers_followup f JOIN aftercare_survey s ON s.code = 'post_purchase'
      JOIN LATERAL (SELECT p.* FROM orders_purchase p WHERE p.card_id = f.card_id AND p.kind = 'sale'
                       AND p.sold_at <= f.due_at ORDER BY p.sold_at DESC LIMIT 1) pu ON true
      LEFT JOIN customers_exam e ON e.id = pu.exam_id
     WHERE f.kind = 'post_purchase' AND f.status = 'closed' AND f.outcome = 'reached'
    RETURNING id, survey_id, source_key, is_alarm, doctor_id
),
luck AS (
    SELECT said.*, q.id AS question, q.code, q.kind,
           ('x' || left(md5(said.source_key || q.code), 8))::bit(32)::bigint %% 100 AS n
      FROM said JOIN aftercare_surveyquestion q ON q.survey_id = said.survey_id
)
INSERT INTO aftercare_surveyreply (answer_id, question_id, mark, choice, text)
SELECT id, question,
       CASE kind WHEN 'mark5' THEN CASE WHEN n < 1 THEN 2 WHEN n < 3 THEN 3 WHEN n < 12 THEN 4 ELSE 5 END
                 WHEN 'scale10' THEN CASE WHEN n < 6 THEN 5 WHEN n < 22 THEN 7 ELSE 9 END + n %% 2 END,
       CASE WHEN kind <> 'choice' THEN '' WHEN is_alarm THEN 'bad' WHEN n < 18 THEN 'used_to' ELSE 'fine' END,
       CASE WHEN kind = 'text' THEN (ARRAY['Всё понравилось, спасибо', 'Долго ждал заказ', 'Очень внимательный врач',
            'Консультант помог с оправой', 'Хотелось бы СМС о готовности'])[1 + n %% 5] ELSE '' END
  FROM luck WHERE (code <> 'doctor' OR doctor_id IS NOT NULL) AND (kind <> 'text' OR n < 20)"""

FRESH = """
INSERT INTO aftercare_freshpurchase (purchase_id, heard_at)
SELECT id, sold_at FROM orders_purchase WHERE kind = 'sale' AND card_id IS NOT NULL AND sold_on > %(since)s
    ON CONFLICT DO NOTHING"""


def tell_answers(as_of: dt.date) -> None:
    """Answers of those who were reached; the purchases of the last weeks are fresh, and today's calls are opened."""
    with connection.cursor() as cursor:
        cursor.execute(ANSWER, {})
        cursor.execute(FRESH, {"since": as_of - dt.timedelta(days=FRESH_DAYS)})
    queue.fill()
