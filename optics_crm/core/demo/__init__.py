"""The demo chain: salons, staff, logins, people with their families, purchases and what grew on them.

Each app adds its part in `demo.py` or a package `demo/`, found when `manage.py demo` runs, floor by floor:

* `@setup("key")`: a function of the `World`, before the people: places, logins, articles, texts, by the ORM.
* `@teller("key")`: a function of a `Chunk`, run in worker processes: it writes lines into the chunk's sheets
  (`chunk.lines(SHEET)`), which go by COPY into the tables. It may use nothing but the chunk and its world.
* `@finish("key")`: a function of the `World` after the load, in the same transaction: set-based completion.

The load is one transaction: a kill in the middle leaves the empty database that was there before.
"""

from optics_crm.core.demo.logins import logins
from optics_crm.core.demo.plugs import FINISHES, SETUPS, SHEETS, TELLERS, Sheet, finish, setup, sheet, teller
from optics_crm.core.demo.salons import books, salons
from optics_crm.core.demo.staff import staff
from optics_crm.core.demo.world import Chunk, DemoSalon, World

__all__ = [
    "FINISHES",
    "SETUPS",
    "SHEETS",
    "TELLERS",
    "Chunk",
    "DemoSalon",
    "Sheet",
    "World",
    "finish",
    "setup",
    "sheet",
    "teller",
]

# this floor's own part, in its order
setup("core.books")(books)
setup("core.salons")(salons)
setup("core.staff")(staff)
setup("core.logins")(logins)
