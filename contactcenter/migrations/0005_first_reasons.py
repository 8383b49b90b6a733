"""Why clients call an optical chain: what everybody starts with, edited by the chain from then on."""

from typing import Any

from django.db import migrations

FIRST: dict[tuple[str, str], dict[str, str]] = {
    ("order", "Заказ"): {
        "order_ready": "Готов ли заказ",
        "order_term": "Когда будет готов, срок сдвинулся",
        "order_new": "Оформить заказ",
        "order_change": "Изменить или отменить заказ",
        "order_delivery": "Доставка, перенос в другой салон",
        "order_pay": "Оплата, рассрочка, чек",
    },
    ("service", "Ремонт и обслуживание"): {
        "service_status": "Готов ли ремонт",
        "service_free": "Бесплатное обслуживание очков",
        "service_repair": "Сломались очки: ремонт, цена",
        "service_adjust": "Подогнать оправу, заменить носоупоры",
    },
    ("visit", "Запись на приём"): {
        "visit_book": "Записаться к врачу",
        "visit_move": "Перенести приём",
        "visit_cancel": "Отменить приём",
        "visit_price": "Цена и условия проверки зрения",
        "visit_child": "Приём ребёнка",
        "visit_home": "Выезд врача, справка, рецепт",
    },
    ("goods", "Товары и цены"): {
        "goods_lenses": "Контактные линзы: наличие и цена",
        "goods_frames": "Оправы и солнцезащитные очки",
        "goods_glasses": "Линзы для очков: подбор и цена",
        "goods_reserve": "Отложить товар",
        "goods_promo": "Акции и скидки",
        "goods_certificate": "Сертификат, бонусы",
    },
    ("comfort", "Самочувствие"): {
        "comfort_glasses": "Непривычно в новых очках",
        "comfort_lenses": "Дискомфорт в контактных линзах",
        "comfort_urgent": "Острая жалоба: срочно к врачу",
        "comfort_care": "Как надевать и хранить линзы",
    },
    ("claim", "Претензия"): {
        "claim_quality": "Качество товара",
        "claim_term": "Нарушен срок",
        "claim_return": "Возврат, обмен",
        "claim_service": "Обслуживание в салоне",
        "claim_prescription": "Рецепт подобран неверно",
    },
    ("salon", "Салоны"): {
        "salon_hours": "Режим работы",
        "salon_way": "Как добраться, вход без ступеней",
        "salon_doctor": "Какой врач и когда принимает",
        "salon_lost": "Забыли вещь в салоне",
    },
    ("data", "Данные и согласия"): {
        "data_change": "Исправить телефон, адрес, имя",
        "data_stop": "Не присылать рассылки",
        "data_papers": "Справка для вычета, копии документов",
        "data_personal": "Вопрос о персональных данных",
    },
    ("other", "Другое"): {
        "other_partner": "Поставщики, реклама, сотрудничество",
        "other_job": "Работа у нас",
        "other_staff": "Звонок сотрудника",
        "other_wrong": "Не туда попали",
        "other_silence": "Тишина, обрыв",
    },
}


def fill(apps: Any, schema: Any) -> None:
    reason = apps.get_model("contactcenter", "ContactReason")
    for place, ((code, name), children) in enumerate(FIRST.items(), 1):
        parent = reason.objects.create(code=code, name=name, position=place)
        rows = [
            reason(parent=parent, code=one, name=words, position=number)
            for number, (one, words) in enumerate(children.items(), 1)
        ]
        reason.objects.bulk_create(rows)


class Migration(migrations.Migration):
    dependencies = [("contactcenter", "0004_first_hours")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
