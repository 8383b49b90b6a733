"""Whose numbers the benchmarks of the contact centre take, and how figures are read off."""

from django.db import connection


def numbers(count: int) -> list[str]:
    """Mobile numbers that people answer, spread over the table; repeated where there are fewer."""
    with connection.cursor() as sql:
        sql.execute(
            "SELECT number FROM customers_phone ph WHERE is_mobile AND EXISTS"
            " (SELECT 1 FROM customers_person p WHERE p.main_phone_id = ph.id) ORDER BY md5(number) LIMIT %s",
            [count],
        )
        found = [row[0] for row in sql.fetchall()]
    return [found[place % len(found)] for place in range(count)]
