"""Whether a database is one of this release: asked before it is migrated and before it is served."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from optics_crm.core.errors import Conflict
from optics_crm.core.house.directions import floor_of


def refuse_another_release() -> None:
    """Raises Conflict for a database that other code has migrated, or that has lost tables."""
    executor = MigrationExecutor(connection)
    if name := _unknown_migration(executor):
        raise Conflict(
            "another_release",
            _(
                "Another release made this database: its migration %(name)s is not known here. "
                "Start that release, or name an empty database (DATABASE_URL, DATA_DIR)."
            )
            % {"name": name},
        )
    if table := _missing_table(executor):
        raise Conflict(
            "tables_are_missing",
            _(
                "This database is not whole: it has no table %(name)s, though the migration that made it is recorded. "
                "Restore a backup, or name an empty database (DATABASE_URL, DATA_DIR)."
            )
            % {"name": table},
        )


def check_release(
    app_configs: object = None, databases: Sequence[str] | None = None, **others: Any
) -> list[CheckMessage]:
    """The same as a check of Django's, made by `migrate` before its first step."""
    if not databases:
        return []
    try:
        refuse_another_release()
    except Conflict as reason:
        return [Error(str(reason), id=f"core.{reason.code}")]
    return []


def _unknown_migration(executor: MigrationExecutor) -> str:
    ours = {config.label for config in apps.get_app_configs() if floor_of(config.name) is not None}
    known = executor.loader.disk_migrations or {}
    unknown = [key for key in executor.loader.applied_migrations if key[0] in ours and key not in known]
    return ".".join(min(unknown)) if unknown else ""


def _missing_table(executor: MigrationExecutor) -> str:
    """A table that should be there when nothing is left to migrate."""
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return ""
    wanted = connection.introspection.django_table_names(include_views=False)
    return min(set(wanted) - set(connection.introspection.table_names()), default="")
