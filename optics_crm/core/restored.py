"""News of a database that was restored into another cluster: the numbers of their transactions do not exist there yet.

Left alone, they would stay above the horizon of every reader, and every reader above what is said from now on. They get
a number below all others; their order among themselves is that of their ids.
"""

from django.db import transaction

from optics_crm.core.sync.tables import ask

FOREIGN = """SELECT EXISTS (SELECT 1 FROM (SELECT xid FROM core_news ORDER BY xid DESC, id DESC LIMIT 1) newest
    WHERE xid >= pg_snapshot_xmax(pg_current_snapshot()))"""
# a reader that had heard everything stands behind the last; another one hears again from the first that it had missed
REWIND = """UPDATE core_reactioncursor c SET xid = '0', news_id = coalesce(
        (SELECT min(n.id) - 1 FROM core_news n WHERE (n.xid, n.id) > (c.xid, c.news_id)),
        (SELECT max(n.id) FROM core_news n), 0)"""
RENUMBER = "UPDATE core_news SET xid = '0'"


def adopt_news() -> bool:
    """Renumbers the news of another cluster; False when there are none, which one look at an index tells."""
    if not ask(FOREIGN)[0][0]:
        return False
    with transaction.atomic():
        ask("LOCK TABLE core_news, core_reactioncursor IN SHARE ROW EXCLUSIVE MODE")
        ask(REWIND)
        ask(RENUMBER)
    return True
