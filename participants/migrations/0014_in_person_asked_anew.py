"""Until now a worker asked whether police may see her at home. That yes is none to being told by one of us.

A no stays. What was said stands unchanged in the trail.
"""

from django.db import migrations

FORGET = "UPDATE participants_safecontact SET in_person = 'NOT_ASKED' WHERE in_person = 'YES'"


class Migration(migrations.Migration):
    dependencies = [("participants", "0013_yes_ends_with_its_address")]

    operations = [migrations.RunSQL(FORGET, migrations.RunSQL.noop)]
