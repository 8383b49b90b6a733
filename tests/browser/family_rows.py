"""A family for the pages of customers: each function returns the address of its page."""

import datetime as dt
from decimal import Decimal

from customers.consent_codes import send_code
from customers.consents import record_consent
from customers.exams import Advice, ExamWords, record_exam
from customers.families import add_member, found_household, relate
from customers.followups import open_followup
from customers.models import Exam, Person, Prescription
from customers.optics import EyeValues, Reading, RxValues
from optics_crm.core import clock
from optics_crm.core.models import Salon
from orders.certificates import Gift, issue, spell
from tests.customers.people import card_of, make_person
from tests.orders.sales import make_sale


def family() -> list[Person]:
    """A mother and a son with everything a dossier can show, in the only salon there is."""
    salon = Salon.objects.get()
    mother = make_person(
        "Иванова Мария Сергеевна", phone="+79123456789", home_salon=salon, birth_date=dt.date(1984, 3, 8)
    )
    son = make_person("Иванов Артём", home_salon=salon, birth_date=clock.years_after(clock.today(), -9))
    add_member("desk", found_household("desk", mother, "Ивановы"), son, "child")
    relate("desk", son, mother, "parent")
    record_consent("desk", mother, "pd", method="desk_paper")
    for months in (30, 5):
        day = clock.months_after(clock.today(), -months)
        examine(mother, salon, day, Decimal("-2.25") - Decimal(months) / 40 // Decimal("0.25") * Decimal("0.25"))
        make_sale(mother, salon, day, (("frame", 1), ("spectacle_lens", 2)), number=f"Н-{months}", total=18_970)
    gift = Gift(card_of(mother).pk, clock.today() + dt.timedelta(days=60), value=Decimal(1500))
    issue("desk", gift)
    due = clock.now() + dt.timedelta(hours=3)
    open_followup("desk", "exam", title="Предложить очки после проверки", due_at=due, person=mother, salon=salon)
    return [mother, son]


def examine(person: Person, salon: Salon, day: dt.date, sph: Decimal) -> Exam:
    """An exam with readings, a prescription and advice."""
    eyes = (EyeValues("od", sph=sph, cyl=Decimal("-0.75"), axis=170), EyeValues("os", sph=sph))
    words = ExamWords(
        salon=salon,
        doctor=None,
        examined_at=dt.datetime.combine(day, dt.time(9), dt.UTC),
        complaints="Туман вдали",
        readings=[Reading("od", "subjective", sph=sph, va_sc=Decimal("0.3"), va_cc=Decimal(1))],
        prescriptions=[RxValues("distance", eyes, pd_far=Decimal(62))],
        advice=[Advice("glasses_distance", rx=0)],
    )
    return record_exam("doctor", card_of(person), words, confirmed="ок")


def customer_list() -> str:
    family()
    return "/customers/"


def person() -> str:
    return f"/customers/{family()[0].pk}/"


def whole_family() -> str:
    return f"/households/{family()[0].memberships.get().household_id}/"


def edit() -> str:
    return f"/customers/{family()[0].pk}/edit/"


def consents() -> str:
    return f"/customers/{family()[1].pk}/consents/"


def consent_code() -> str:
    """A code is on its way; the client will tell it."""
    mother = family()[0]
    send_code("desk", mother, "calls", mother.main_phone_id)  # type: ignore[arg-type]
    return f"/customers/{mother.pk}/consents/"


def consent_text() -> str:
    return f"/customers/{family()[0].pk}/consents/ads/text/"


def prescriptions() -> str:
    return f"/customers/{family()[0].pk}/prescriptions/"


def exam() -> str:
    return f"/exams/{Exam.objects.filter(card__person=family()[0]).first().pk}/"  # type: ignore[union-attr]


def exam_new() -> str:
    return f"/exams/new/?customer={family()[0].pk}"


def prescription_paper() -> str:
    return f"/prescriptions/{Prescription.objects.filter(card__person=family()[0], status='active').get().pk}/print/"


def promises() -> str:
    family()
    return "/followups/"


def certificate() -> str:
    person_of_gift = family()[0]
    return f"/certificates/?code={spell(person_of_gift.cards.get().certificates.get().code)}"
