"""Salons and employees."""

from optics_crm.core.models import Department, Employee, Salon
from tests.api.samples import sample
from tests.core.staff import make_employee, make_salon


@sample("salons")
def salon_row(salon: Salon, number: int) -> Salon:
    return make_salon(f"Салон {number}", city="Нижний Новгород", code=f"s{number}")


@sample("employees")
def employee_row(salon: Salon, number: int) -> Employee:
    department, _fresh = Department.objects.get_or_create(code=f"d{number}", name="Отдел")
    return make_employee("doctor", username=f"doctor{number}", salon=salon, department=department)
