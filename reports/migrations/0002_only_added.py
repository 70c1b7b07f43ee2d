"""Refuse every change to an issued return, whoever asks: it is only ever added to."""

from django.db import migrations

from audit.triggers import only_added


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("audit", "0002_only_added")]

    operations = [
        only_added("reports_issuedreturn"),
        only_added("reports_returncases"),
        only_added("reports_returnwithdrawal"),
    ]
