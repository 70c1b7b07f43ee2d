from typing import Any

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations, models

from participants import sounds


def fill(apps: Any, _schema: Any) -> None:
    """Give the rows that are there their sounds, a thousand at a time."""
    rows = apps.get_model("participants", "Participant").objects.only("first_names", "last_name")
    batch = []
    for row in rows.iterator(chunk_size=1_000):
        row.sounds = sounds.keys(row.first_names, row.last_name)
        batch.append(row)
        if len(batch) == 1_000:
            rows.model.objects.bulk_update(batch, ["sounds"])
            batch = []
    rows.model.objects.bulk_update(batch, ["sounds"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_cache"),
        ("participants", "0002_release_ended"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="participant",
            name="restricted_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="participant",
            name="restricted_by",
            field=models.CharField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name="participant",
            name="sounds",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=110), default=list, editable=False, size=None
            ),
        ),
        migrations.AddField(
            model_name="participant",
            name="why_restricted",
            field=models.BinaryField(editable=True, null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="participant",
            index=django.contrib.postgres.indexes.GinIndex(fields=["sounds"], name="participant_by_sound"),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("restricted_at__isnull", True), ("restricted_by", "")),
                    models.Q(
                        ("restricted_at__isnull", False), models.Q(("restricted_by", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="participant_restricted_at_iff_restricted_by",
            ),
        ),
    ]
