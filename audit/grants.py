"""What the service's own database role may do: everything with rows, except what is only added.

The owner migrates; afterwards this grants the rows to the service's role and takes back what a table
marked `only_added` must never allow. Triggers (a migration) refuse the same to everybody.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.backends.utils import CursorWrapper

_ROLE_EXISTS = "SELECT 1 FROM pg_roles WHERE rolname = %s"


def after_migrate(using: str = "default", **_: Any) -> None:
    """Grant to the service's role after every migration, whichever app was migrated last."""
    with connections[using].cursor() as cursor:
        cursor.execute(_ROLE_EXISTS, [settings.JUNO_APP_ROLE])
        if cursor.fetchone():
            grant(cursor, settings.JUNO_APP_ROLE)


def grant(cursor: CursorWrapper, role: str) -> None:
    """Grant rows to `role`; on tables only added to, grant no more than INSERT and SELECT."""
    quoted = connections["default"].ops.quote_name(role)
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quoted}")
    cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}")
    cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}")
    for table in only_added_tables(cursor):
        name = connections["default"].ops.quote_name(table)
        cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {name} FROM {quoted}")
    cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {quoted}")


def only_added_tables(cursor: CursorWrapper) -> list[str]:
    """Return the tables of the models marked `only_added` that exist by now."""
    existing = set(connections["default"].introspection.table_names(cursor))
    marked = [m._meta.db_table for m in apps.get_models() if getattr(m, "only_added", False)]
    return sorted(existing.intersection(marked))
