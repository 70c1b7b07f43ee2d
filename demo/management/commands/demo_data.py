"""`manage.py demo_data`: the made-up world, once, into an empty database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Organisation
from demo import world
from referrals.models import Referral


class Command(BaseCommand):
    help = "Make up eighteen months of invented women, dated around today. Only into an empty database."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Made-up data are for a demonstration: set JUNO_DEMO=1 where that is meant.")
        if Organisation.objects.exists():
            raise CommandError(
                "There is something in this database already. Start with an empty one: make demo-reset"
            )
        self._month = ""
        made = world.make(now=timezone.now(), told=self._tell)
        world.write_sign_ins(settings.STATE_DIR / "demo-sign-ins.json")
        for sentence in sorted(set(made.refused)) if options["verbosity"] > 1 else []:
            self.stdout.write(f"\n{made.refused.count(sentence)} × {sentence}")
        self.stdout.write(f"\nMade up: {Referral.objects.count()} referrals")

    def _tell(self, at: datetime) -> None:
        month = f"{at:%B %Y}"
        if month != self._month:
            self._month = month
            self.stdout.write(f"{month} ", ending="")
            self.stdout.flush()
