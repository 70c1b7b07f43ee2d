"""Refuse every change to what is only ever added, whoever asks."""

from django.db import migrations

from audit.triggers import CREATE_FUNCTION, DROP_FUNCTION, only_added


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(CREATE_FUNCTION, DROP_FUNCTION),
        only_added("audit_event"),
        only_added("audit_seal"),
    ]
