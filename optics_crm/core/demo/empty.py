"""Is there anything in this database that the demo chain could harm?"""

from django.db import connection

# filled by migrations and by a first start, or written by running processes
OWN = {"core_installation", "core_heartbeat", "core_tick", "core_reactioncursor", "django_migrations"}
OWN |= {"django_content_type", "auth_permission", "customers_consenttext", "aftercare_recencystage"}
OWN |= {"contactcenter_stageterm", "contactcenter_legalterm"}
OWN |= {"contactcenter_centrehours", "contactcenter_centreday", "contactcenter_promiseterm"}
OWN |= {"contactcenter_figurerule", "contactcenter_reviewsheet", "contactcenter_reviewcriterion"}
OWN |= {"contactcenter_contactreason", "contactcenter_webformsite"}
OWN |= {"aftercare_survey", "aftercare_surveyquestion", "aftercare_postpurchaserule"}


def is_empty() -> bool:
    """Whether no table of ours holds a row, but those that every installation starts with."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name not in OWN]
        union = " OR ".join(f"EXISTS (SELECT FROM {connection.ops.quote_name(name)})" for name in tables)
        cursor.execute(f"SELECT {union}")
        found: bool = cursor.fetchone()[0]
    return not found
