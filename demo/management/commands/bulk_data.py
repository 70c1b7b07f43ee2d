"""`manage.py bulk_data`: a caseload of any size, for measuring, into an empty database."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Organisation
from demo import bulk, places

MOST = 1_000_000


class Command(BaseCommand):
    help = "Write a caseload of any size in bulk, to measure with. Only into an empty database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--referrals", type=int, default=10_000)
        parser.add_argument("--years", type=int, default=10)

    def handle(self, *, referrals: int, years: int, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Made-up data are for a demonstration: set JUNO_DEMO=1 where that is meant.")
        if not (1 <= referrals <= MOST and 1 <= years <= 20):
            raise CommandError(f"Ask for 1 to {MOST} referrals over 1 to 20 years.")
        if Organisation.objects.exists():
            raise CommandError(
                "There is something in this database already. Name an empty one in DATABASE_URL."
            )
        now = timezone.now()
        world = places.build(at=now - timedelta(days=366 * years))
        bulk.make(world, women=referrals, years=years, now=now, told=self._tell)

    def _tell(self, done: int) -> None:
        self.stdout.write(f"{done} referrals")
