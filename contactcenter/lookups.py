"""Which numbers an operator is expected to look up: of the calls that rang on their screen today."""

from customers.chain_lookup import EXPECTED

# A line that is nobody's rings on every screen (contactcenter.calls.screens)
EXPECTED.add(
    "contactcenter.rang_here",
    """SELECT FROM contactcenter_call c JOIN contactcenter_callleg l ON l.call_id = c.id
        WHERE c.phone = %(number)s AND c.started_at >= %(today)s
          AND (l.employee_id = %(actor)s OR (l.employee_id IS NULL AND c.direction = 'in'))""",
)
