"""Look whether everything that must hold does: `manage.py check_invariants`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from casework import invariants


class Command(BaseCommand):
    help = "Print every rule that must hold of bookings, registers and endings, with the references that break it."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        for finding in invariants.look():
            said = ", ".join(finding.references) or "holds"
            out = self.stderr if finding.references else self.stdout
            out.write(f"{finding.sentence}: {said}")
            broken += bool(finding.references)
        if broken:
            raise CommandError(
                f"{broken} of {len(invariants.INVARIANTS)} do not hold. Look at each reference before anything "
                "else is changed on it, and tell whoever looks after the service."
            )
