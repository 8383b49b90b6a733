"""The demo chain: the same for a seed, true to the rules of every floor, and never loaded over anything."""

import csv
import datetime as dt
import gzip
import json
import random
import stat
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils.module_loading import autodiscover_modules

from aftercare import rollup
from aftercare.models import Campaign
from contactcenter.kpis import KPIS, Frame, calls_behind, measure
from contactcenter.models import CallReview
from customers import golden, optics
from customers.demo import flaws
from customers.models import Card, Exam, Person, Phone, Prescription
from optics_crm.core import clock
from optics_crm.core.demo.load import ChunkJob, load, tell
from optics_crm.core.demo.world import World
from optics_crm.core.models import Employee, Installation, Salon
from optics_crm.core.permissions import ROLES
from orders import medical
from orders.models import Order, OrderStatusChange, Purchase, ServiceEntitlement, Stock
from orders.settling import settle
from tests.contactcenter.recount import Recount

PEOPLE = 1050  # two chunks: the load forks
AS_OF = dt.date(2026, 11, 21)
pytestmark = pytest.mark.timeout(600)  # the load is of the first test that asks for it
SCHEMA = """
    SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION SELECT pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class c ON c.oid = indexrelid
    WHERE c.relnamespace = 'public'::regnamespace
"""


def _world(seed: int = 7, customers: int = PEOPLE) -> World:
    return World(seed, customers, AS_OF, dt.datetime(2026, 11, 21, 8, tzinfo=dt.UTC))


def _schema() -> set[str]:
    return {row[0] for row in _ask(SCHEMA)}


def _ask(question: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return list(cursor.fetchall())


class Loaded:
    """A loaded chain: where its files are, and the schema as it was before."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.world = _world()
        self.schema_before = _schema()

    def truth(self) -> list[dict[str, str]]:
        with gzip.open(self.folder / "demo_truth.csv.gz", "rt", encoding="utf-8") as lines:
            return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def chain(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """One load for all tests of this file, taken back at the end."""
    autodiscover_modules("demo")
    with django_db_blocker.unblock(), transaction.atomic():
        clock.forget()
        Installation.objects.get_or_create(id=1)
        clock.freeze(dt.datetime(2026, 11, 21, 8, tzinfo=dt.UTC))
        loaded = Loaded(tmp_path_factory.mktemp("demo"))
        load(loaded.world, loaded.folder, lambda done: None)
        yield loaded
        transaction.set_rollback(True)
    clock.forget()


def test_the_same_seed_tells_the_same_people(chain: Loaded) -> None:
    again = _world()
    again.client, again.salons, again.kept = chain.world.client, chain.world.salons, chain.world.kept
    job = ChunkJob(index=1, first=1000, size=60)
    assert tell(again, job) == tell(chain.world, job)
    again.seed = 8
    assert tell(again, job).texts != tell(chain.world, job).texts


@pytest.mark.django_db
def test_it_holds_as_many_dossiers_as_asked_and_eighty_salons(chain: Loaded) -> None:
    assert Person.objects.count() == PEOPLE
    assert Salon.objects.count() == 80
    assert 440 <= Employee.objects.count() <= 500
    assert Installation.objects.filter(is_demo=True, demo_seed=7, demo_as_of=AS_OF).exists()


@pytest.mark.django_db
def test_every_role_can_log_in_and_the_file_is_private(chain: Loaded) -> None:
    path = chain.folder / "demo.json"
    told = json.loads(path.read_text())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert set(told["users"]) == set(ROLES.keys())
    for role, login in told["users"].items():
        employee = Employee.objects.get(username=login["username"])
        assert employee.check_password(login["password"])
        assert (login["salon"] is not None) == ROLES.get(role).own_salon
    assert told["users"]["operator"]["extension"] == "101"
    assert told["onec"]["source"] == "onec-retail"
    assert {"token", "client_id", "secret"} <= set(told["shop"])
    assert told["sms"]["sandbox"]["token"] and told["webform"]["site"]


@pytest.mark.django_db
def test_tables_get_all_their_indexes_and_references_back(chain: Loaded) -> None:
    assert _schema() == chain.schema_before


@pytest.mark.django_db
def test_dossiers_are_what_the_cards_say(chain: Loaded) -> None:
    golden.refresh_people(list(Person.objects.values_list("pk", flat=True)))
    assert not Person.objects.exclude(revision=1).exists()


@pytest.mark.django_db
def test_medical_glasses_and_free_service_are_what_the_lines_say(chain: Loaded) -> None:
    def spans() -> set[Any]:
        return {
            *Purchase.objects.values_list("pk", "medical_on", "medical_until", "gone_on"),
            *ServiceEntitlement.objects.values_list("pk", "starts_on", "ends_on", "void_on"),
        }

    before = spans()
    medical.refresh(list(Purchase.objects.values_list("pk", flat=True)))
    assert spans() == before
    assert Purchase.objects.filter(medical_until__isnull=False).exists()


@pytest.mark.django_db
def test_the_roll_up_agrees_with_the_facts(chain: Loaded) -> None:
    assert rollup.differences() == 0


@pytest.mark.django_db
def test_no_prescription_breaks_a_hard_rule_and_few_need_a_second_look(chain: Loaded) -> None:
    everything = list(Prescription.objects.prefetch_related("eyes")[:800])
    faults = [optics.check_prescription(optics.values_of(one)) for one in everything]
    assert len(faults) > 500
    assert not [fault for found in faults for fault in found if fault.hard]
    assert sum(map(bool, faults)) < 0.12 * len(faults)


@pytest.mark.django_db
def test_money_adds_up(chain: Loaded) -> None:
    wrong = _ask("""
        SELECT count(*) FROM orders_purchase p
         WHERE p.total <> (SELECT sum(amount) FROM orders_purchaseline l WHERE l.purchase_id = p.id)
            OR p.total <> coalesce((SELECT sum(amount) FROM orders_payment y WHERE y.purchase_id = p.id), 0)
    """)
    assert wrong == [(0,)]


@pytest.mark.django_db
def test_nothing_lies_in_the_future_and_nobody_is_older_than_the_chain(chain: Loaded) -> None:
    first, last = chain.world.first_day, AS_OF - dt.timedelta(days=1)
    for model, field in ((Purchase, "sold_on"), (Purchase, "handed_over_on"), (Exam, "examined_on")):
        edges = model.objects.aggregate(first=Min(field), last=Max(field))
        assert first <= edges["first"] and edges["last"] <= last


@pytest.mark.django_db
def test_about_three_cards_of_ten_carry_a_flaw(chain: Loaded) -> None:
    truth = chain.truth()
    cards = [row for row in truth if row["kind"] == "card"]
    assert {row["id"] for row in cards} == {card.hex for card in Card.objects.values_list("pk", flat=True)}
    flawed = [row for row in cards if row["flaws"] not in ("", "duplicate_merged")]
    assert 0.25 <= len(flawed) / len(cards) <= 0.35
    assert any(row["kind"] == "purchase" and row["flaws"] == "misfiled" for row in truth)


def test_a_birth_date_spoilt_by_a_desk_is_still_a_date() -> None:
    luck = random.Random(5)
    for born in ("1952-02-29", "1988-02-29", "2012-02-29", "1989-12-31", "1930-01-31"):
        for _try in range(200):
            card = flaws.Written("Иванов", "Иван", "Иванович", born, "")
            flaws.spoil_birth(luck, card)
            assert not card.birth or dt.date(1900, 1, 1) <= dt.date.fromisoformat(card.birth) < AS_OF


@pytest.mark.django_db
def test_one_phone_answers_for_ivanovs_of_different_families(chain: Loaded) -> None:
    ivanovs = Person.objects.filter(
        last_name__in=["Иванов", "Иванова"], home_salon=uuid.UUID(chain.world.salons[0].id), revision=1
    )
    homes = set(ivanovs.values_list("memberships__household", flat=True)) - {None}
    assert len(homes) >= 2
    shared = Phone.objects.filter(uses__card__person__in=ivanovs.filter(first_name="Галина", middle_name="Михайловна"))
    assert Person.objects.answering(shared.get().number).count() == 4


@pytest.mark.django_db
def test_each_standard_campaign_finds_somebody(chain: Loaded) -> None:
    from aftercare.campaigns.run import run_day

    report = run_day(AS_OF, dry_run=True)
    found = {one.key: one.eligible for one in report.campaigns}
    assert set(found) == set(Campaign.objects.values_list("key", flat=True))
    assert all(found.values()), found


@pytest.mark.django_db
def test_orders_stand_as_their_entries_make_them_and_some_are_late(chain: Loaded) -> None:
    facts = ("pk", "status", "status_at", "card", "salon", "exam", "total", "paid", "number", "guid", "ordered_on")
    before = sorted(Order.objects.values_list(*facts), key=str)
    assert len(before) > 20
    assert settle([row[0] for row in before]) == []
    assert sorted(Order.objects.values_list(*facts), key=str) == before
    assert Order.objects.late(AS_OF).exists()
    assert not OrderStatusChange.objects.filter(at__gt=clock.now()).exists()
    assert Stock.objects.filter(qty__gt=0).count() > 1000


@pytest.mark.django_db
def test_figures_of_its_calls_equal_a_recount_from_their_events(chain: Loaded) -> None:
    frame = Frame(AS_OF - dt.timedelta(days=100), AS_OF)
    counted = Recount(clock.now()).figures(lambda call: True)
    found = measure(frame).total
    for key, expected in counted.items():
        assert (found[key].top, found[key].bottom) == (expected.top, expected.bottom), key
        behind = calls_behind(KPIS.get(key), frame).values_list("pk", flat=True)
        assert set(behind) == expected.counted, key
    assert counted["offered"].top > 100 and counted["mean_mark"].bottom > 20
    assert CallReview.objects.filter(state="done").exists() and CallReview.objects.filter(state="waiting").exists()
