from typing import Any

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import audit.rows
from participants import sounds


def fill(apps: Any, _schema: Any) -> None:
    """Give the rows that are there their sounds, a thousand at a time."""
    rows = apps.get_model("referrals", "ReferredPerson").objects.only("first_names", "last_name")
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
        ("participants", "0003_sound"),
        ("programmes", "0001_initial"),
        ("referrals", "0004_card_offer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SameWoman",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=audit.rows.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("same", models.BooleanField()),
                ("said_at", models.DateTimeField()),
                ("said_by", models.CharField(max_length=254)),
            ],
        ),
        migrations.AddField(
            model_name="referral",
            name="restricted_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="referral",
            name="restricted_by",
            field=models.CharField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name="referral",
            name="why_restricted",
            field=models.BinaryField(editable=True, null=True),
        ),
        migrations.AddField(
            model_name="referredperson",
            name="sounds",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=110), default=list, editable=False, size=None
            ),
        ),
        migrations.AddField(
            model_name="referredperson",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="referredperson",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["sounds"], name="referred_person_by_sound"
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("restricted_at__isnull", True), ("restricted_by", "")),
                    models.Q(
                        ("restricted_at__isnull", False), models.Q(("restricted_by", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="referral_restricted_at_iff_restricted_by",
            ),
        ),
        migrations.AddField(
            model_name="samewoman",
            name="earlier",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="referrals.referral"
            ),
        ),
        migrations.AddField(
            model_name="samewoman",
            name="referral",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="said_same", to="referrals.referral"
            ),
        ),
        migrations.AddConstraint(
            model_name="samewoman",
            constraint=models.UniqueConstraint(
                fields=("referral", "earlier"), name="same_woman_is_said_once_of_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="samewoman",
            constraint=models.CheckConstraint(
                condition=models.Q(("referral", models.F("earlier")), _negated=True),
                name="same_woman_is_said_of_two_referrals",
            ),
        ),
    ]
