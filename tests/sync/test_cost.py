"""What a batch of sales asks of the database, from the token to the answer: little, and no more for many rows."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from optics_crm.core.models import SyncClient
from optics_crm.core.sync.scopes import RETAIL_SCOPES
from optics_crm.core.sync.tokens import issue_token
from tests.sync.rows import customer, guid, purchase, salon, send

pytestmark = pytest.mark.django_db
MOST = 32


def test_a_single_sale_is_cheap_and_a_hundred_cost_as_much(client: Client) -> None:
    send([salon(), customer()])
    _key, _secret, token = issue_token(SyncClient.objects.get(source="onec-retail"), RETAIL_SCOPES)

    def statements(number: int) -> int:
        rows = [purchase(guid(f"sale {n} of {number}")) for n in range(number)]
        body = json.dumps({"batch_id": f"sales {number}", "source": "onec-retail", "items": rows})
        head = {"Authorization": f"Bearer {token}"}
        with CaptureQueriesContext(connection) as asked:
            answer = client.post("/api/v1/sync/batches", body, content_type="application/json", headers=head)
        assert answer.json()["created"] == number
        return len(asked)

    statements(2)  # the zones of the salons are read once
    single = statements(1)
    assert single <= MOST
    assert statements(100) <= single + 1  # the rows of the ninety-nine others are spent of the allowance by themselves
