"""References are numbered by a sequence: two referrals sent at once never share one."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE referral_reference AS bigint START WITH 1",
            "DROP SEQUENCE referral_reference",
        )
    ]
