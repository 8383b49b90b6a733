"""What each kind's fields mean once they are stored."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import gettext as _

from customers.models import Card, CardEmail, CardPhone, Exam, Membership, Person, Prescription, Recommendation
from optics_crm.core import clock
from optics_crm.core.models import Employee, News, Salon
from orders.models import Payment, Purchase, PurchaseLine, ServiceEntitlement
from tests.sync.rows import (
    ANNA,
    DOCTOR,
    SALON,
    Row,
    customer,
    deferral,
    doctor,
    exam,
    eye,
    guid,
    line,
    purchase,
    refusal,
    rx,
    salon,
    send,
    statuses,
    upsert,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world(db: None) -> None:
    send([salon(), doctor(), customer()])


def person() -> Person:
    return Person.objects.get()


class TestStaff:
    def test_admin_of_1c_is_the_front_desk(self) -> None:
        send([doctor(2, role="admin")])
        assert Employee.objects.get().role == "receptionist"

    def test_the_book_gives_no_login_and_leaves_roles_of_people_who_have_one(self) -> None:
        assert not Employee.objects.get().has_usable_password()
        Employee.objects.update(username="olga", role="medical_head")
        send([doctor(2, role="consultant", full_name="Сидорова Ольга")])
        row = Employee.objects.get()
        assert (row.role, row.full_name) == ("medical_head", "Сидорова Ольга")

    def test_who_is_fired_may_not_log_in(self) -> None:
        send([doctor(2, fired_on="2026-01-31")])
        assert not Employee.objects.get().is_active


class TestCustomer:
    def test_a_new_card_makes_a_person_with_its_names_and_contacts(self) -> None:
        row = customer(1, guid(2), birth_date="1980-05-06T00:00:00", phones=[{"number": "8 (912) 345-67-89"}])
        answer = send([row])["results"][0]
        found = Person.objects.get(pk=answer["crm_id"])
        assert (found.last_name, found.birth_date) == ("Иванова", dt.date(1980, 5, 6))
        assert found.main_phone is not None
        assert found.main_phone.number == "+79123456789"

    def test_phones_in_any_spelling_are_one_number_and_none_loses_a_client(self) -> None:
        numbers = ["+7 912 345 67 89", 89123456789, "912-345-67-89 (мама)", "дом 5", "", None]
        answer = send([customer(2, phones=[{"number": number} for number in numbers])])["results"][0]
        assert (answer["status"], [told["pointer"] for told in answer["warnings"]]) == ("updated", ["/phones/3/number"])
        kept = [(str(row.phone or ""), row.raw) for row in CardPhone.objects.order_by("position")]
        assert kept == [("+79123456789", "+7 912 345 67 89"), ("", "дом 5")]

    def test_a_note_beside_a_number_says_whose_it_is(self) -> None:
        send([customer(2, phones=[{"number": "89123456789 (мама)"}])])
        row = CardPhone.objects.get()
        assert (row.role, row.owner_hint) == ("parent", "мама")

    def test_lists_are_replaced_whole_and_kept_when_absent(self) -> None:
        send([customer(2, phones=[{"number": "89123456789"}], emails=[{"address": "A@B.ru"}])])
        send([customer(3, phones=[{"number": "89120000001"}], first_name="Аня")])
        assert [str(row.phone) for row in CardPhone.objects.all()] == ["+79120000001"]
        assert [str(row.email) for row in CardEmail.objects.all()] == ["a@b.ru"]

    def test_a_date_of_consent_gives_it_and_clearing_it_takes_it_back(self) -> None:
        send([customer(2, consent_pd_at="2024-01-01T10:00:00", consent_ads_at="2024-01-01T10:00:00")])
        assert (person().consent_pd, person().consent_ads, person().opted_out) == (True, True, False)
        send([customer(3, consent_ads_at=None)])
        assert (person().consent_pd, person().consent_ads, person().opted_out) == (True, False, True)

    def test_a_consent_that_was_never_given_is_not_taken_back(self) -> None:
        send([customer(2, consent_ads_at=None)])
        assert not person().opted_out

    def test_a_prohibition_stops_advertising_and_its_end_gives_nothing_back(self) -> None:
        given = {"consent_pd_at": "2024-01-01T10:00:00", "consent_ads_at": "2024-01-01T10:00:00"}
        send([customer(2, **given, ads_forbidden=True)])
        assert (person().consent_ads, person().opted_out) == (False, True)
        send([customer(3, **given, ads_forbidden=False)])
        assert not person().consent_ads

    def test_a_birth_tomorrow_is_refused(self) -> None:
        tomorrow = clock.today() + dt.timedelta(days=2)
        assert refusal(customer(2, birth_date=tomorrow.isoformat())) == ("date_in_future", "/birth_date")

    def test_a_card_is_not_merged_into_itself(self) -> None:
        row = customer(2, merged_into=ANNA)
        assert refusal(row) == ("self_reference", "/merged_into")
        assert refusal(customer(1, guid(2), merged_into=guid(2))) == ("self_reference", "/merged_into")

    def test_a_number_that_lost_a_digit_is_kept_as_text_and_told(self) -> None:
        answer = send([customer(2, phones=[{"number": "8912345678"}])])["results"][0]
        assert [told["code"] for told in answer["warnings"]] == ["bad_phone"]
        assert CardPhone.objects.get().phone is None

    def test_a_name_is_required(self) -> None:
        assert refusal(customer(2, last_name="")) == ("required", "/last_name")
        assert refusal(customer(2, last_name="  ")) == ("required", "/last_name")

    def test_an_object_born_here_stays_one_when_1c_sends_it(self) -> None:
        here = Card.objects.create(person=person(), last_name="Родилась здесь")
        Card.objects.filter(pk=here.pk).update(guid=here.pk)
        assert statuses([customer(1, str(here.pk), last_name="Из 1С")]) == ["updated"]
        here.refresh_from_db()
        assert (here.last_name, here.client.source if here.client else "") == ("Из 1С", "onec-retail")


class TestHousehold:
    def test_the_whole_list_is_replaced_and_a_person_lives_in_one(self) -> None:
        send([customer(1, guid(2)), customer(1, guid(3))])
        first = [{"customer": ANNA, "role": "head"}, {"customer": guid(2), "role": "child"}]
        second = [{"customer": guid(2), "role": "child"}, {"customer": guid(3), "role": "head"}]
        send([upsert("household", guid("a"), 1, members=first), upsert("household", guid("b"), 1, members=second)])
        places = Membership.objects.values_list("person__cards__guid", "role", "is_home")
        assert sorted((str(key), role, home) for key, role, home in places) == sorted(
            [(ANNA, "head", True), (guid(2), "child", True), (guid(2), "child", False), (guid(3), "head", True)]
        )
        assert statuses([upsert("household", guid("a"), 2, members=first[:1])]) == ["updated"]
        assert Membership.objects.filter(household__guid=guid("a")).count() == 1

    def test_an_unknown_member_refuses_the_household(self) -> None:
        members = [{"customer": ANNA, "role": "head"}, {"customer": guid("nobody"), "role": "child"}]
        assert deferral(upsert("household", guid("a"), 1, members=members)) == ("unknown_ref", "/members/1/customer")

    def test_one_customer_twice_refuses_the_household(self) -> None:
        members = [{"customer": ANNA, "role": "head"}, {"customer": ANNA, "role": "child"}]
        assert refusal(upsert("household", guid("a"), 1, members=members)) == (
            "duplicate_line",
            "/members/1/customer",
        )


class TestExam:
    def test_an_exam_before_birth_is_refused_in_one_question_for_the_batch(self) -> None:
        send([customer(2, birth_date="2020-05-06")])
        early = {"examined_at": "2020-05-05T12:00:00+03:00"}
        born = customer(1, guid(2), birth_date="2020-05-06")
        rows = [
            born,
            exam(guid("a"), **early),
            exam(guid("b"), customer=guid(2), **early),
            exam(guid("c"), examined_at="2020-05-06T12:00:00+03:00"),
        ]
        with CaptureQueriesContext(connection) as asked:
            results = send(rows)["results"]
        told = [(result["status"], result.get("code"), result.get("pointer")) for result in results]
        refused = ("rejected", "bad_date", "/examined_at")
        assert told == [("created", None, None), refused, refused, ("created", None, None)]
        with translation.override("ru"):
            assert results[1]["message"] == _("The exam lies before the birth of the customer.")
        assert "hint_1c" not in results[1]
        assert sum("SELECT c.id, coalesce(c.birth_date" in query["sql"] for query in asked) == 1

    @pytest.mark.parametrize(
        ("told", "pointer", "words"),
        [
            ({"valid_until": "2020-01-01"}, "/valid_until", "A prescription cannot end before the day of its exam."),
            ({"eyes": [eye("od"), eye("od")]}, "/eyes", "The prescription names one eye twice."),
            ({"eyes": [eye("od", sph=5000)]}, "/eyes/0/sph", "No prescription has a value of this size."),
            ({"eyes": [eye("od", axis=40000)]}, "/eyes/0/axis", "The axis is a whole number of degrees from 0 to 180."),
        ],
    )
    def test_a_value_outside_of_any_prescription_is_refused_with_its_own_sentence(
        self, told: Row, pointer: str, words: str
    ) -> None:
        result = send([exam(guid("e"), prescriptions=[rx(guid("r"), **told)])])["results"][0]
        assert (result["code"], result["pointer"]) == ("rx_invalid", f"/prescriptions/0{pointer}")
        with translation.override("ru"):
            assert result["message"] == _(words)

    def test_a_prescription_is_kept_in_minus_form(self) -> None:
        plus = eye("od", sph=1, cyl="1.25", axis=90)
        plain = eye("os", sph=-1, cyl=0, axis=0, add=0, pd=31.5)
        send([exam(guid("e"), prescriptions=[rx(guid("r"), eyes=[plus, plain], pd_binocular=63)])])
        right, left = Prescription.objects.get().eyes.order_by("eye")
        assert (right.sph, right.cyl, right.axis, right.cyl_entered_plus) == (
            Decimal("2.25"),
            Decimal("-1.25"),
            180,
            True,
        )
        assert (left.axis, left.add, left.pd_mono) == (None, None, Decimal("31.5"))

    @pytest.mark.parametrize(
        ("eyes", "pointer"),
        [
            ([eye("od", sph=-2.13), eye("os")], "/prescriptions/0/eyes/0/sph"),
            ([eye("od"), eye("os", cyl=-1)], "/prescriptions/0/eyes/1/axis"),
            ([eye("od", sph=31), eye("os")], "/prescriptions/0/eyes/0/sph"),
            ([eye("od", add=2), eye("os")], "/prescriptions/0/eyes/0/add"),
            ([eye("od", prism=2), eye("os")], "/prescriptions/0/eyes/0/prism"),
            ([eye("od", pd=19), eye("os")], "/prescriptions/0/eyes/0/pd"),
            ([eye("od")], "/prescriptions/0/eyes"),
        ],
    )
    def test_a_hard_rule_refuses_with_the_pointer(self, eyes: list[Row], pointer: str) -> None:
        code, found = refusal(exam(guid("e"), prescriptions=[rx(guid("r"), eyes=eyes)]))
        assert (code, found[: len(pointer)]) == ("rx_invalid", pointer)
        assert (Exam.objects.count(), Prescription.objects.count()) == (0, 0)

    def test_a_soft_rule_is_a_warning(self) -> None:
        row = exam(guid("e"), prescriptions=[rx(guid("r"), eyes=[eye("od", sph=-21), eye("os", sph=-21)])])
        answer = send([row])["results"][0]
        assert answer["status"] == "created"
        assert ("rx_sph_unusual", "/prescriptions/0/eyes/0/sph") in [
            (told["code"], told["pointer"]) for told in answer["warnings"]
        ]

    def test_a_correction_keeps_how_it_stood(self) -> None:
        send([exam(guid("e"), prescriptions=[rx(guid("r")), rx(guid("old"), purpose="sun")])])
        send([exam(guid("e"), 2, prescriptions=[rx(guid("r"), eyes=[eye("od", sph=-3), eye("os", sph=-3)])])])
        row = Exam.objects.get()
        (revision,) = row.revisions.all()
        assert (row.number, revision.number) == (2, 1)
        assert {eye["sph"] for eye in revision.content["eyes"]} == {-2.25}
        states = {str(rx.guid): rx.status for rx in Prescription.objects.all()}
        assert states == {guid("r"): "active", guid("old"): "entered_in_error"}
        assert {eye.sph for eye in Prescription.objects.get(guid=guid("r")).eyes.all()} == {Decimal(-3)}

    def test_the_newest_prescription_of_a_purpose_is_the_active_one_in_any_order_of_arrival(self) -> None:
        send([exam(guid("new"), examined_at="2026-02-01T10:00:00", prescriptions=[rx(guid("r2"))])])
        send([exam(guid("old"), examined_at="2024-02-01T10:00:00", prescriptions=[rx(guid("r1"))])])
        states = {str(rx.guid): rx.status for rx in Prescription.objects.all()}
        assert states == {guid("r2"): "active", guid("r1"): "superseded"}

    def test_advice_becomes_a_code_and_its_outcome_survives_a_correction(self) -> None:
        told = [{"category": "spectacle_lens", "text": "прогрессивные"}, {"category": "care_product"}]
        prescriptions = [rx(guid("r"), purpose="progressive", eyes=[eye("od", add=2), eye("os", add=2)])]
        send([exam(guid("e"), recommended=told, prescriptions=prescriptions)])
        first, second = Recommendation.objects.order_by("position")
        assert (first.code, first.is_sellable, second.code) == ("glasses_progressive", True, "care_products")
        Recommendation.objects.filter(pk=first.pk).update(outcome="bought")
        send([exam(guid("e"), 2, recommended=told[:1], prescriptions=prescriptions)])
        assert [(row.pk, row.outcome) for row in Recommendation.objects.all()] == [(first.pk, "bought")]

    def test_types_of_1c_are_mapped_and_unknown_ones_wait_for_a_meaning(self) -> None:
        send([exam(guid("e"), type="lens_fitting")])
        assert Exam.objects.get().kind == "contact_lens_fit"
        assert deferral(exam(guid("f"), type="mri")) == ("unknown_enum", "/type")


class TestPurchase:
    def test_the_day_is_the_salons(self) -> None:
        east = guid("east")
        send([salon(1, east, timezone="Asia/Kamchatka")])
        send(
            [
                purchase(guid(1), sold_at="2026-03-04T23:30:00Z"),
                purchase(guid(2), sold_at="2026-03-04T23:30:00", salon=east),
            ]
        )
        days = {str(row.guid): row.sold_on for row in Purchase.objects.all()}
        # naive is the client's zone, Moscow: 20:30 UTC is the 5th in Kamchatka
        assert days == {guid(1): dt.date(2026, 3, 5), guid(2): dt.date(2026, 3, 5)}

    def test_glasses_are_medical_from_their_hand_over_and_bring_the_service(self) -> None:
        send([purchase(guid(1), handed_over_at="2026-03-10T12:00:00", lines=[line(1, "frame"), line(2)])])
        row = Purchase.objects.get()
        assert (row.medical_on, row.medical_until) == (dt.date(2026, 3, 10), None)
        right = ServiceEntitlement.objects.get()
        assert (right.starts_on, right.ends_on) == (dt.date(2026, 3, 10), dt.date(2028, 3, 10))

    def test_a_return_ends_it_and_its_deletion_brings_it_back(self) -> None:
        send([purchase(guid(1), lines=[line(1, "frame"), line(2)])])
        back = purchase(guid(2), kind="return", return_of=guid(1), sold_at="2026-04-01T12:00:00", lines=[line(2)])
        send([back])
        sale = Purchase.objects.get(guid=guid(1))
        assert (sale.medical_until, sale.gone_on) == (dt.date(2026, 4, 1), None)
        send([{"kind": "purchase", "op": "delete", "guid": guid(2), "version": 9}])
        sale.refresh_from_db()
        assert sale.medical_until is None

    def test_lines_and_payments_are_replaced_whole(self) -> None:
        paid = [{"kind": "cash", "amount": 400}, {"kind": "card", "amount": 600}]
        send([purchase(guid(1), lines=[line(1), line(2)], payments=paid)])
        send([purchase(guid(1), 2, lines=[line(3, "frame")], payments=paid[:1])])
        assert [row.line_no for row in PurchaseLine.objects.all()] == [3]
        assert [row.amount for row in Payment.objects.all()] == [400]
        assert Purchase.objects.get().medical_on is None
        send([purchase(guid(1), 3, lines=[line(3, "frame")])])
        assert Payment.objects.count() == 1

    def test_a_sale_without_a_customer_is_anonymous(self) -> None:
        assert statuses([purchase(guid(1), customer=None)]) == ["created"]
        assert Purchase.objects.get().card is None

    def test_an_exam_and_its_prescription_may_come_after_the_purchase(self) -> None:
        send([purchase(guid(1), exam=guid("e"), lines=[line(prescription=guid("r"))])])
        assert Purchase.objects.get().exam is None
        send([exam(guid("e"), prescriptions=[rx(guid("r"))])])
        assert str(Purchase.objects.get().exam.guid) == guid("e")
        assert str(PurchaseLine.objects.get().prescription.guid) == guid("r")

    @pytest.mark.parametrize("name", ["salon", "customer", "seller", "doctor", "return_of"])
    def test_every_other_unknown_reference_parks(self, name: str) -> None:
        assert deferral(purchase(guid(1), **{name: guid("nobody")})) == ("unknown_ref", f"/{name}")

    def test_an_unknown_product_parks_with_its_line(self) -> None:
        assert deferral(purchase(guid(1), lines=[line(1), line(2, product=guid("x"))])) == (
            "unknown_ref",
            "/lines/1/product",
        )

    @pytest.mark.parametrize(
        ("field", "value", "code"),
        [
            ("total", "1 200,50", "bad_number"),
            ("total", "NaN", "bad_number"),
            ("total", 10**12, "out_of_range"),
            ("total", True, "bad_number"),
            ("sold_at", "04.03.2026", "bad_date"),
            ("sold_at", "2036-01-01T00:00:00", "date_in_future"),
            ("salon", "Салон 5", "bad_guid"),
            ("salon", None, "required"),
            ("number", 5, "bad_type"),
            ("is_posted", "да", "bad_type"),
        ],
    )
    def test_a_wrong_value_is_named(self, field: str, value: object, code: str) -> None:
        row = purchase(guid(1), **{field: value})
        answer = send([row, purchase(guid(2))])
        told, neighbour = answer["results"]
        assert (told["status"], told["code"], told["pointer"]) == ("rejected", code, f"/{field}")
        assert neighbour["status"] == "created"

    def test_a_missing_field_is_named(self) -> None:
        row = purchase(guid(1))
        del row["data"]["lines"][0]["price"]
        assert refusal(row) == ("required", "/lines/0/price")

    def test_a_hand_over_before_the_sale_is_refused_beyond_a_day(self) -> None:
        assert refusal(purchase(guid(1), handed_over_at="2026-03-03T11:59:00+03:00")) == (
            "bad_date",
            "/handed_over_at",
        )
        assert statuses([purchase(guid(2), handed_over_at="2026-03-03T12:00:00+03:00")]) == ["created"]

    def test_a_purchase_is_no_return_of_itself(self) -> None:
        assert refusal(purchase(guid(1), return_of=guid(1))) == ("self_reference", "/return_of")
        send([purchase(guid(2))])
        assert refusal(purchase(guid(2), 2, return_of=guid(2))) == ("self_reference", "/return_of")

    def test_two_lines_of_one_number_are_refused(self) -> None:
        assert refusal(purchase(guid(1), lines=[line(1), line(1)])) == ("duplicate_line", "/lines/1/line_no")

    def test_later_today_is_no_future(self) -> None:
        tonight = clock.now().astimezone(clock.zone_of("Europe/Moscow")).replace(hour=23, minute=59)
        assert statuses([purchase(guid(1), sold_at=tonight.isoformat())]) == ["created"]


class TestNews:
    def test_what_happened_today_is_news_and_history_is_silent(self) -> None:
        News.objects.all().delete()
        today = clock.now().isoformat()
        send([purchase(guid(1), sold_at=today)], is_history=True)
        send([purchase(guid(2), sold_at=(clock.now() - dt.timedelta(days=5)).isoformat())])
        assert list(News.objects.values_list("is_quiet", flat=True)) == [True, True]
        News.objects.all().delete()
        send([purchase(guid(3), sold_at=today), exam(guid("e"), examined_at=today)])
        kinds = sorted(News.objects.values_list("kind", flat=True))
        assert kinds == ["customers.exam_recorded", "orders.purchase_recorded"]
        said = News.objects.get(kind="orders.purchase_recorded")
        assert (said.ids["purchase"], said.origin) == ([str(Purchase.objects.get(guid=guid(3)).pk)], "onec-retail")


def test_doctors_and_salons_keep_their_names() -> None:
    assert (str(Salon.objects.get(guid=SALON)), str(Employee.objects.get(guid=DOCTOR))) == (
        "Оптика на Мира",
        "Петрова Ольга Ивановна",
    )
