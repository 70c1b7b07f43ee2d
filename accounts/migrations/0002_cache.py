"""The table of Django's database cache: rate limits are shared by every web process."""

from django.db import migrations

CREATE = """
CREATE TABLE juno_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX juno_cache_expires ON juno_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, "DROP TABLE juno_cache")]
