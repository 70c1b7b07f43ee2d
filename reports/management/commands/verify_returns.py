"""Tell whether every issued return is still what was signed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports import freezing, payload
from reports.models import IssuedReturn


class Command(BaseCommand):
    help = "Compare the bytes and figures of every issued return with the digests of its signing."

    def handle(self, **options: Any) -> None:
        looked_at = broken = 0
        for issued in IssuedReturn.objects.select_related("programme").order_by("signed_off_at").iterator(20):
            looked_at += 1
            changed = freezing.changed(issued)
            if payload.digest(issued.figures) != issued.figures_sha256:
                changed.append("figures")
            broken += len(changed)
            for what in changed:
                self.stdout.write(f"{issued.programme.code} {issued.trail_reference}: the {what} changed")
        if broken:
            raise CommandError(f"{broken} of what {looked_at} issued returns hold is not what was signed.")
        self.stdout.write(f"{looked_at} issued returns are, byte for byte, what was signed.")
