"""The trigger that keeps a table only ever added to; migrations of several apps use it."""

from django.db import migrations

CREATE_FUNCTION = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % are only ever added', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$
"""
DROP_FUNCTION = "DROP FUNCTION refuse_change()"

_CREATE = """
CREATE TRIGGER {table}_rows_stay BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER {table}_stays BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
_DROP = """
DROP TRIGGER {table}_rows_stay ON {table};
DROP TRIGGER {table}_stays ON {table};
"""


def only_added(table: str) -> migrations.RunSQL:
    """Return the operation that refuses UPDATE, DELETE and TRUNCATE on a table, to its owner too."""
    return migrations.RunSQL(_CREATE.format(table=table), _DROP.format(table=table))
