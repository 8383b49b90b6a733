"""A row that the database refuses though every check let it pass does not take its neighbours along."""

from typing import Any

import pytest

from customers.models import Card
from optics_crm.core.models import Salon
from optics_crm.core.sync.kinds import KINDS
from optics_crm.core.sync.values import Reading
from tests.sync.rows import ANNA, customer, guid, purchase, salon, send

pytestmark = pytest.mark.django_db


def test_the_row_at_fault_is_found_among_its_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = KINDS.get("salon")
    checked = kind.row

    def blind(data: Any, reading: Reading) -> dict[str, Any]:
        row = checked(data, reading)
        return row | {"timezone": "x" * 100} if data.name == "Порча" else row  # longer than the column

    monkeypatch.setattr(kind, "row", blind)
    rows = [salon(1, guid(n)) for n in range(5)]
    rows = [*rows, customer(home_salon=guid(3)), salon(1, guid(9), name="Порча"), salon(1), purchase(guid("p"))]
    answer = send(rows)
    assert [row["status"] for row in answer["results"]] == [*["created"] * 6, "rejected", "created", "created"]
    assert answer["results"][6]["code"] == "not_storable"
    assert (Salon.objects.count(), str(Card.objects.get().guid)) == (6, ANNA)
