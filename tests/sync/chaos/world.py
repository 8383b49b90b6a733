"""A chain as 1C would send it over the years: every object in its versions, some taken back, each known by its name."""

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from tests.sync.rows import Row, delete, guid, upsert

FIRST = dt.datetime(2024, 1, 10, 9, tzinfo=dt.UTC)


class World:
    """Rows in an order in which every reference is known. `size` is about how many rows there are."""

    def __init__(self, size: int, seed: int = 7) -> None:
        self.random = random.Random(seed)
        self.size = size
        self.salons = max(2, size // 2000)
        self.products = max(5, size // 100)
        self.customers = max(10, size // 8)
        self.purchases = max(20, size // 3)
        self.rows = list(self._rows())

    def newest(self) -> dict[tuple[str, str], Row]:
        """The row of the highest version of each key."""
        found: dict[tuple[str, str], Row] = {}
        for row in self.rows:
            key = (row["kind"], row["guid"])
            if key not in found or found[key]["version"] < row["version"]:
                found[key] = row
        return found

    def _rows(self) -> Iterator[Row]:
        for n in range(self.salons):
            yield from self._versions("salon", n, name=f"Салон {n}", timezone="Europe/Moscow", code=f"S{n}")
            yield from self._versions("staff", n, full_name=f"Врач {n}", role="doctor", salon=guid(f"salon {n}"))
        for n in range(self.products):
            yield from self._versions("product", n, name=f"Оправа {n}", category="frame", price=f"{n}.50")
        for n in range(self.customers):
            yield from self._versions("customer", n, **self._customer(n))
        for n in range(self.customers // 5):
            members = [{"customer": guid(f"customer {5 * n + k}"), "role": "other"} for k in range(3)]
            yield from self._versions("household", n, name=f"Семья {n}", members=members)
        for n in range(self.customers // 2):
            yield from self._versions("appointment", n, **self._visit(n))
            yield from self._versions("exam", n, **self._exam(n))
        for n in range(self.purchases):
            yield from self._versions("purchase", n, **self._purchase(n))
        for n in range(self.purchases // 20):
            yield from self._versions("service_ticket", n, **self._ticket(n))

    def _versions(self, kind: str, number: int, /, **data: Any) -> Iterator[Row]:
        """One to three states of an object; of those that nobody refers to some are deleted in the end."""
        key = guid(f"{kind} {number}")
        last = self.random.choice((1, 1, 1, 2, 3))
        for version in range(1, last + 1):
            yield upsert(kind, key, version, **data | self._changed(kind, number, version))
        if kind in ("household", "appointment", "service_ticket") and self.random.random() < 0.1:
            yield delete(kind, key, last + 1)

    @staticmethod
    def _changed(kind: str, number: int, version: int) -> Row:
        told = f"{number} в{version}"
        names = {
            "salon": "address",
            "staff": "phone",
            "product": "brand",
            "customer": "comment",
            "household": "name",
            "appointment": "service",
            "exam": "recommendation",
            "purchase": "number",
            "service_ticket": "item",
        }
        return {names[kind]: told}

    def _customer(self, n: int) -> Row:
        """Some are a second card of the one before, the number mistyped: by the strict rule one person.

        Nobody else is as like: numbers lie far apart, so no card is a link between two who are not one by themselves.
        """
        is_twin = n % 25 == 22
        who = n - 1 if is_twin else n
        number = who * 7919 % 10_000_000
        number += (5 if number % 10 < 5 else -5) * is_twin
        return {
            "last_name": f"Иванов{who:x}".translate(str.maketrans("0123456789abcdef", "бвгджзклмнпрстфх")),
            "first_name": ["Анна", "Пётр", "Ольга", "Иван"][who * 7 // 5 % 4],
            "birth_date": f"19{50 + who % 50}-0{who % 9 + 1}-1{who % 10}",
            "phones": [{"number": f"8912{number:07d}", "is_main": True}],
            "home_salon": self._one("salon", self.salons),
            "created_at": self._moment(),
        }

    def _visit(self, n: int) -> Row:
        return {
            "customer": guid(f"customer {2 * n}"),
            "salon": self._one("salon", self.salons),
            "doctor": self._one("staff", self.salons),
            "starts_at": self._moment(),
            "status": "done",
            "exam": guid(f"exam {n}"),
        }

    def _exam(self, n: int) -> Row:
        eyes = [{"eye": which, "sph": -1.25} for which in ("od", "os")]
        return {
            "customer": guid(f"customer {2 * n}"),
            "salon": self._one("salon", self.salons),
            "doctor": self._one("staff", self.salons),
            "examined_at": self._moment(),
            "appointment": guid(f"appointment {n}"),
            "prescriptions": [{"guid": guid(f"rx {n}"), "purpose": "distance", "eyes": eyes}],
            "recommended": [{"category": "frame", "product": self._one("product", self.products)}],
        }

    def _purchase(self, n: int) -> Row:
        is_return = n > 10 and n % 17 == 0
        lines = [
            {"line_no": 1, "name": "Оправа", "category": "frame", "product": self._one("product", self.products)},
            {"line_no": 2, "name": "Линзы", "category": "spectacle_lens"},
        ]
        told = {
            "sold_at": self._moment(later=is_return),
            "salon": self._one("salon", self.salons),
            "customer": guid(f"customer {n % self.customers}"),
            "total": "100.00",
            "exam": guid(f"exam {n}") if n < self.customers // 2 else None,
            "lines": [line | {"qty": 1, "price": "50.00", "amount": "50.00"} for line in lines],
            "payments": [{"kind": "card", "amount": "100.00"}],
        }
        return told | ({"kind": "return", "return_of": guid(f"purchase {n - 1}")} if is_return else {})

    def _ticket(self, n: int) -> Row:
        return {
            "number": f"Р-{n}",
            "opened_at": self._moment(later=True),
            "kind": "repair",
            "customer": guid(f"customer {n % self.customers}"),
            "salon": self._one("salon", self.salons),
            "purchase": guid(f"purchase {n}"),
            "stage": "accepted",
        }

    def _one(self, kind: str, count: int) -> str:
        return guid(f"{kind} {self.random.randrange(count)}")

    def _moment(self, *, later: bool = False) -> str:
        days = self.random.randrange(400) + (500 if later else 0)
        return (FIRST + dt.timedelta(days=days, minutes=self.random.randrange(600))).isoformat()
