"""Rows for the pages of calls."""

from tests.contactcenter.calls import make_call, make_dead_body
from tests.core.staff import make_employee
from tests.customers.people import make_person


def call_list() -> str:
    make_employee("operator", username="orlova", extension="101", full_name="Орлова Вера Павловна")
    make_person("Куликова Елена Михайловна", phone="+79123456789")
    make_call(minutes_ago=60)
    make_call("+79990000001", minutes_ago=40, talked=95)
    make_call("anonymous", minutes_ago=20)
    return "/calls/"


def call() -> str:
    call_list()
    return f"/calls/{make_call(talked=67, extension='101').pk}/"


def missed() -> str:
    call_list()
    return f"/calls/{make_call(minutes_ago=3).pk}/"


def unread() -> str:
    make_dead_body()
    return "/calls/unread/"
