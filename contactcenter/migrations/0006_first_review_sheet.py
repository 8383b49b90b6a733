"""The sheet that talks are judged by: what everybody starts with, edited by the chain from then on."""

from typing import Any

from django.db import migrations

# (criterion, when it is met, weight)
SHEET = (
    ("Поздоровался, назвал себя и сеть", "В первых двух фразах.", 1),
    ("Убедился, с кем говорит", "До ответа о заказе, ремонте или приёме; посторонним ничего не сказал.", 3),
    ("Выслушал и понял вопрос", "Не перебивал; при сомнении переспросил.", 2),
    ("Ответил верно и полно", "По карточке и правилам сети, без догадок.", 4),
    ("Договорился о следующем шаге", "Запись, бронь, перезвон: кто, что и когда.", 3),
    ("Не назвал лишнего", "Ни медицинских данных, ни данных других людей.", 3),
    ("Говорил просто и доброжелательно", "Без канцелярита, раздражения и заученных фраз.", 2),
    ("Записал причину, итог и обещание", "Так, чтобы коллега понял без расспросов.", 2),
)


def fill(apps: Any, schema: Any) -> None:
    sheet, criterion = (apps.get_model("contactcenter", name) for name in ("ReviewSheet", "ReviewCriterion"))
    first = sheet.objects.create(number=1, is_current=True)
    criterion.objects.bulk_create(
        criterion(sheet=first, position=place, text=text, hint=hint, weight=weight)
        for place, (text, hint, weight) in enumerate(SHEET, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("contactcenter", "0005_first_reasons")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
