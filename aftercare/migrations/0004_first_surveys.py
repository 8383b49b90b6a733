"""The first surveys, and when buyers are called: what everybody starts with, all of it editable data."""

from typing import Any

from django.db import migrations

COMFORT = [["fine", "удобно"], ["used_to", "привыкаю"], ["bad", "неудобно, мешает или болит"]]
HANDLING = [["yes", "получается"], ["partly", "не всегда"], ["no", "не получается"]]
SALON = {"code": "salon", "kind": "mark5", "words": "Как вас обслужили в салоне?", "about": "salon"}
DOCTOR = {"code": "doctor", "kind": "mark5", "words": "Как вам приём врача?", "about": "doctor"}
WORDS = {"code": "words", "kind": "text", "words": "Что добавите?"}
MARK = {"code": "mark", "kind": "mark5", "words": "Как вам помогли?", "about": "operator", "is_required": True}
RECOMMEND = {"code": "recommend", "kind": "scale10", "words": "Посоветуете ли нас близким?"}
IN_GLASSES = {
    "code": "comfort",
    "kind": "choice",
    "words": "Удобно ли в новых очках?",
    "choices": COMFORT,
    "alarms": ["bad"],
    "is_required": True,
}
IN_LENSES = {
    "code": "comfort",
    "kind": "scale10",
    "words": "Насколько комфортно в линзах?",
    "alarms": ["0", "1", "2", "3", "4", "5"],
    "is_required": True,
}
TAKING = {
    "code": "handling",
    "kind": "choice",
    "words": "Получается ли надевать и снимать?",
    "choices": HANDLING,
    "alarms": ["no"],
}
SURVEYS: dict[str, tuple[str, str, int, list[dict[str, Any]]]] = {
    "call": (
        "Оценка разговора",
        "Вы недавно говорили с нашим контакт-центром. Оцените, пожалуйста, разговор.",
        30,
        [MARK, WORDS | {"words": "Что нам сделать лучше?"}],
    ),
    "post_purchase": (
        "Как служит покупка",
        "Вы недавно получили у нас заказ. Расскажите, всё ли в порядке: мы поможем.",
        60,
        [IN_GLASSES, SALON, DOCTOR, RECOMMEND, WORDS],
    ),
    "first_lenses": (
        "Первые контактные линзы",
        "Вы недавно начали носить контактные линзы. Расскажите, всё ли в порядке: мы поможем.",
        60,
        [IN_LENSES, TAKING, DOCTOR, SALON, WORDS],
    ),
}
LENS, CONTACT = "spectacle_lens", "contact_lens"
RULES: list[dict[str, Any]] = [
    {
        "name": "Прогрессивные очки",
        "survey": "post_purchase",
        "priority": 10,
        "category": LENS,
        "purpose": "progressive",
        "name_part": "прогресс",
        "days": [3, 14],
    },
    {
        "name": "Первые контактные линзы",
        "survey": "first_lenses",
        "priority": 20,
        "category": CONTACT,
        "is_first": True,
        "days": [1, 7, 28],
    },
    {"name": "Очки", "survey": "post_purchase", "priority": 30, "category": LENS, "days": [7], "share": 25},
]


def fill(apps: Any, schema: Any) -> None:
    names = ("Survey", "SurveyQuestion", "PostPurchaseRule")
    survey, question, rule = (apps.get_model("aftercare", name) for name in names)
    made = {}
    for code, (title, intro, rest, questions) in SURVEYS.items():
        made[code] = survey.objects.create(code=code, title=title, intro=intro, rest_days=rest)
        question.objects.bulk_create(
            [question(survey=made[code], position=place, **one) for place, one in enumerate(questions, start=1)]
        )
    rule.objects.bulk_create([rule(**one | {"survey": made[one["survey"]]}) for one in RULES])


class Migration(migrations.Migration):
    dependencies = [("aftercare", "0003_first_stages")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
