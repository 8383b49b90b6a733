"""What operators wrote of the demo chain's calls, and what clients answered to the question of the week."""

import datetime as dt
import json

from django.db import connection

from contactcenter.desk.week import ask_week_question
from contactcenter.models import WeekQuestion
from optics_crm.core.demo import World
from optics_crm.core.models import Employee

# why clients call: weight, how it mostly ends, what the operator notes
TOLD: dict[str, tuple[int, str, str]] = {
    "order_ready": (190, "solved", "Спрашивает, готов ли заказ. Назвала салон и часы работы."),
    "order_term": (70, "promised", "Срок сдвинулся, просит узнать точный день."),
    "order_new": (25, "handed_over", "Хочет заказать повторно такие же линзы."),
    "order_delivery": (20, "handed_over", "Просит перевезти заказ в салон ближе к дому."),
    "order_pay": (18, "solved", "Вопрос об оплате остатка при получении."),
    "service_status": (60, "solved", "Спрашивает про ремонт. Назвала этап и день."),
    "service_free": (25, "solved", "Бесплатное обслуживание действует, приедет на чистку."),
    "service_repair": (35, "handed_over", "Сломалась дужка, передала салону."),
    "service_adjust": (15, "solved", "Давит носоупор, пригласила на подгонку."),
    "visit_book": (160, "booked", "Записала на проверку зрения."),
    "visit_move": (55, "booked", "Перенесла приём на другой день."),
    "visit_cancel": (20, "solved", "Отменила приём, причина: уезжает."),
    "visit_price": (40, "solved", "Рассказала, сколько идёт приём и что взять с собой."),
    "visit_child": (30, "booked", "Записала ребёнка, мама придёт вместе с ним."),
    "goods_lenses": (65, "solved", "Есть ли в наличии её линзы. Есть, отложить не просила."),
    "goods_frames": (25, "declined", "Искала оправу из каталога прошлого года."),
    "goods_promo": (20, "solved", "Вопрос о скидке по карте."),
    "goods_certificate": (12, "solved", "До какого числа действует сертификат."),
    "comfort_glasses": (25, "handed_over", "Кружится голова в новых очках, передала врачу."),
    "comfort_lenses": (12, "handed_over", "Щиплет глаз в новых линзах, передала врачу."),
    "claim_quality": (10, "handed_over", "Царапина на линзе, просит заменить."),
    "claim_service": (6, "promised", "Недовольна ожиданием в салоне."),
    "salon_hours": (45, "solved", "Как работает салон в выходные."),
    "salon_way": (15, "solved", "Спрашивает вход без ступеней."),
    "data_change": (20, "solved", "Сменился телефон, исправила."),
    "data_stop": (8, "solved", "Просит не присылать рассылки, отозвала согласие."),
    "other_wrong": (15, "wrong_number", ""),
    "other_silence": (10, "broken", ""),
}
WRITE = """
WITH told AS (
    SELECT t.code, t.result, t.note, sum(t.weight) OVER (ORDER BY t.code) AS upto, t.weight
      FROM jsonb_to_recordset(%(told)s::jsonb) AS t(code text, weight int, result text, note text)),
luck AS (
    SELECT c.id, c.answered_by_id, c.person_id, c.started_at, c.ended_at,
           abs(hashtextextended(c.id::text, 11)) %% %(whole)s AS n, abs(hashtextextended(c.id::text, 12)) %% 1000 AS m
      FROM contactcenter_call c
     WHERE c.answered AND c.answered_by_id IS NOT NULL AND c.state = 'ended' AND c.direction = 'in')
INSERT INTO contactcenter_calloutcome (id, created_at, updated_at, call_id, employee_id, reason_id, result, note,
       revision, verified_person_id, verified_at, wrapped_up_at, after_seconds)
SELECT app_uuid7(), l.started_at, l.ended_at + make_interval(secs => 4 + l.m %% 45), l.id, l.answered_by_id, r.id,
       CASE WHEN l.m < 930 OR t.note = '' THEN t.result WHEN l.m < 960 THEN 'promised' ELSE 'handed_over' END,
       t.note, CASE t.note WHEN '' THEN 0 ELSE 3 END, l.person_id,
       CASE WHEN l.person_id IS NOT NULL THEN l.started_at + interval '20 seconds' END,
       l.ended_at + make_interval(secs => 4 + l.m %% 45), 4 + l.m %% 45
  FROM luck l JOIN told t ON l.n < t.upto AND l.n >= t.upto - t.weight
  JOIN contactcenter_contactreason r ON r.code = t.code
ON CONFLICT DO NOTHING"""
QUESTION, ANSWERS = "Как вам удобнее узнать о готовности заказа?", ("SMS", "Звонок", "Мессенджер", "Приложение")
REPLY = """
INSERT INTO contactcenter_weekreply (question_id, answer_id, call_id, employee_id, at)
SELECT a.question_id, a.id, c.id, c.answered_by_id, c.ended_at
  FROM contactcenter_call c JOIN contactcenter_weekanswer a ON a.question_id = %(question)s
   AND a.position = CASE WHEN abs(hashtextextended(c.id::text, 13)) %% 100 < 44 THEN 1
                         WHEN abs(hashtextextended(c.id::text, 13)) %% 100 < 61 THEN 2
                         WHEN abs(hashtextextended(c.id::text, 13)) %% 100 < 92 THEN 3 ELSE 4 END
 WHERE c.answered AND c.direction = 'in' AND c.started_at >= %(since)s
   AND abs(hashtextextended(c.id::text, 14)) %% 100 < 38"""


def conclude(world: World) -> None:
    """A conclusion of every call that was answered."""
    rows = [{"code": code, "weight": one[0], "result": one[1], "note": one[2]} for code, one in TOLD.items()]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, {"told": json.dumps(rows), "whole": sum(one[0] for one in TOLD.values())})


def ask(world: World) -> None:
    """The question of this week, asked since Monday, and what clients answered."""
    author = Employee.objects.filter(role="supervisor").order_by("pk").first()
    if author is None:
        return
    monday = world.as_of - dt.timedelta(days=world.as_of.weekday())
    question: WeekQuestion = ask_week_question(author, QUESTION, ANSWERS, monday, monday + dt.timedelta(days=6))
    with connection.cursor() as cursor:
        cursor.execute(REPLY, {"question": question.pk, "since": monday})
