"""Print docs/referrals.md."""

from typing import Any

from django.core.management.base import BaseCommand

from referrals import published


class Command(BaseCommand):
    help = "Print the table of moves as docs/referrals.md shows it."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(published.document(), ending="")
