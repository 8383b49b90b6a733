"""A page with every tag and part of the screens on it, so that one look (and one axe run) covers them all."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.utils import timezone

from optics_crm.core import badges
from optics_crm.core.charts import Series, line_chart
from optics_crm.core.models import Job
from optics_crm.core.progress import Progress

MONTHS = ["июн", "июл", "авг", "сен", "окт", "ноя"]
RISING = [11800, 11950, 12010, 12200, 12168, 12480]
FALLING = [3100, 3050, None, 2960, 2864, 2905]
SOURCE = Path(__file__).with_name("gallery.html")


class Sample(forms.Form):
    """One field of each kind."""

    q = forms.CharField(label="Имя", help_text="Фамилия, имя или их часть", required=False)
    state = forms.ChoiceField(label="Состояние", choices=[("", "любое"), ("ready", "готов")], required=False)
    born = forms.DateField(label="Родился", widget=forms.DateInput(attrs={"type": "date"}))
    late = forms.BooleanField(label="Только просроченные", required=False)


def entries(now: dt.datetime) -> list[SimpleNamespace]:
    rows = [
        ("shopping-bag", "green", "Покупка", "Прогрессивные Varilux, 38 400 ₽", dt.timedelta(hours=3)),
        ("eye-check", "blue", "Проверка зрения", "врач Соколова Е. А.", dt.timedelta(days=1)),
        ("message", "grey", "Сообщение", "Годовая проверка: доставлено", dt.timedelta(days=40)),
        ("tool", "amber", "Ремонт", "замена носоупоров", dt.timedelta(days=500)),
    ]
    return [
        SimpleNamespace(
            icon=icon,
            colour=colour,
            title=title,
            text=text,
            at=now - ago,
            url="/" if at == 0 else "",
            template="",
        )
        for at, (icon, colour, title, text, ago) in enumerate(rows)
    ]


def words() -> dict[str, Any]:
    now = timezone.now()
    job = Job(title="Выгрузка: клиенты", state="running", done=300, total=1000, kind="core.export")
    wrong = Sample({"q": "Иванова", "born": "вчера"})
    wrong.is_valid()
    return {
        "now": now,
        "statuses": [(key, code) for key, family in badges.FAMILIES.items() for code in family],
        "colours": badges.COLOURS,
        "terms": [now + dt.timedelta(days=3), now + dt.timedelta(minutes=40), now - dt.timedelta(hours=4)],
        "start": now - dt.timedelta(days=1),
        "people": ["Иванова Мария", "Петров Иван", "Сидорова Анна", "Ли", "Яковлева Яна", "Орлов Олег"],
        "money": Decimal("38400"),
        "sphere": Decimal("-2.25"),
        "form": Sample(),
        "wrong": wrong,
        "entries": entries(now),
        "chart": line_chart(MONTHS, [Series("Постоянные", "green", RISING), Series("Потерянные", "red", FALLING)]),
        "bars": [
            SimpleNamespace(label="Подходят", value=1000, hint="", url="/", colour=""),
            SimpleNamespace(label="Отправлено", value=640, hint="64 %", url="", colour="teal"),
            SimpleNamespace(label="Купили", value=41, hint="4,1 % (2,9-5,5)", url="", colour="green"),
        ],
        "progress": Progress(job, "30 %", "ещё примерно 2 мин", False, False),
        "page": SimpleNamespace(next_url="/?after=x", previous_url="/?before=x"),
        "tabs": [
            SimpleNamespace(label="Мария, 43", url="/", current=True, count=2, icon="user"),
            SimpleNamespace(label="Пётр, 12", url="/", current=False, count=None, icon="mood-kid"),
        ],
    }


@login_required
def gallery(request: HttpRequest) -> HttpResponse:
    template = engines["django"].from_string(SOURCE.read_text(encoding="utf-8"))
    return HttpResponse(template.render(words(), request))
