"""Lists by key: every row once, in both directions, whatever stands in the address."""

import pytest
from django.test import RequestFactory

from optics_crm.core.models import Salon
from optics_crm.core.paging import Page, paginate
from tests.core.staff import make_salon

ORDER = ("city", "-name", "id")


def page_at(url: str) -> Page:
    return paginate(RequestFactory().get(url), Salon.objects.all(), ORDER, size=3)


@pytest.mark.django_db
def test_walk_there_and_back_shows_every_row_once() -> None:
    for number in range(8):
        make_salon(f"Салон {number % 3}", city="Бор" if number % 2 else "Арзамас")
    expected = [row.pk for row in Salon.objects.order_by(*ORDER)]
    pages = [page_at("/salons/?q=x")]
    while pages[-1].next_url:
        pages.append(page_at(pages[-1].next_url))
    assert [row.pk for page in pages for row in page.rows] == expected
    assert [len(page) for page in pages] == [3, 3, 2]
    back = page_at(pages[-1].previous_url)
    assert [row.pk for row in back.rows] == expected[3:6]
    assert [row.pk for row in page_at(back.previous_url).rows] == expected[:3]
    assert "q=x" in pages[-1].previous_url
    assert (pages[0].previous_url, pages[-1].next_url) == ("", "")


@pytest.mark.django_db
@pytest.mark.parametrize("cursor", ["", "x", "W10", "WyIxIiwiMiIsIjMiXQ", "%00", "W251bGxd"])
def test_foreign_cursor_is_the_first_page(cursor: str) -> None:
    make_salon()
    assert len(page_at(f"/salons/?after={cursor}")) == 1
