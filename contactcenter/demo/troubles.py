"""What befalls a pair of glasses in the demo chain."""

from dataclasses import dataclass

REPAIR = (
    "accepted",
    "sent_to_workshop",
    "diagnosed",
    "in_repair",
    "quality_check",
    "in_transit",
    "ready",
    "client_notified",
    "issued",
)


@dataclass(frozen=True)
class Trouble:
    """A kind of ticket: how often after a pair of glasses, what is wrong, its way, days it takes, its price.

    `demands` are what the client may demand; `to_workshop`: the thing leaves the salon.
    """

    kind: str
    share: float
    words: tuple[str, ...]
    stages: tuple[str, ...]
    days: int
    price: int
    resolution: str
    demands: tuple[str, ...] = ("",)
    to_workshop: bool = False


TROUBLES = (
    Trouble(
        "maintenance",
        0.13,
        ("Чистка и подтяжка винтов", "Замена носоупоров", "Выправка оправы"),
        ("accepted", "in_repair", "issued"),
        1,
        0,
        "Обслужено бесплатно",
    ),
    Trouble(
        "repair",
        0.035,
        ("Сломана дужка", "Выпала линза", "Потерян винт", "Треснул мост оправы"),
        REPAIR,
        12,
        600,
        "Отремонтировано",
        to_workshop=True,
    ),
    Trouble(
        "claim",
        0.004,
        ("Отслоилось покрытие линзы", "Облезла краска оправы", "Линза поцарапана при выдаче"),
        (*REPAIR[:-1], "closed"),
        9,
        0,
        "Линзы заменены по гарантии",
        ("free_repair", "replace_same", "money_back", "price_cut"),
        to_workshop=True,
    ),
    Trouble(
        "return",
        0.002,
        ("Не подошла оправа", "Не подошёл размер"),
        ("accepted", "diagnosed", "closed"),
        6,
        0,
        "Деньги возвращены",
        ("money_back",),
    ),
    Trouble(
        "exchange",
        0.002,
        ("Обмен оправы на другой цвет", "Обмен солнцезащитных очков"),
        ("accepted", "diagnosed", "ready", "client_notified", "issued"),
        3,
        0,
        "Обменяно",
        ("exchange",),
    ),
    Trouble(
        "complaint",
        0.003,
        ("Очки готовы позже обещанного", "Не устроило обслуживание"),
        ("accepted", "diagnosed", "client_notified", "closed"),
        4,
        0,
        "Принесены извинения",
    ),
)

MAINTENANCE, REPAIR_WORK, CLAIM, RETURN, EXCHANGE, COMPLAINT = TROUBLES
# what is on the desks at any moment: repairs take the longest
UNDER_WAY = (
    REPAIR_WORK,
    CLAIM,
    REPAIR_WORK,
    MAINTENANCE,
    REPAIR_WORK,
    RETURN,
    REPAIR_WORK,
    EXCHANGE,
    REPAIR_WORK,
    COMPLAINT,
)
