"""Do by hand what the worker does each minute."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from correspondence import outbox, print_files


class Command(BaseCommand):
    help = "Sends what is due, makes waiting print files, and says what it did."

    def handle(self, *args: Any, **options: Any) -> None:
        tally = outbox.send_due(clock=timezone.now)
        tally.add("print files", print_files.make_all(at=timezone.now()))
        for what, number in sorted(tally.counts.items()):
            self.stdout.write(f"{number:>6} {what}")
        if not tally.counts:
            self.stdout.write("Nothing was due.")
        if bad := sum(tally.counts.get(what, 0) for what in ("failed", "unsure")):
            raise CommandError(f"{bad} could not be sent for sure. Open “Letters and texts” to see them.")
