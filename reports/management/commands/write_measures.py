"""Write `docs/measures.md` again from the definitions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from reports.measures import published

PAGE = Path(settings.BASE_DIR) / "docs" / "measures.md"


class Command(BaseCommand):
    help = "Write docs/measures.md again from the definitions of the measures."

    def handle(self, **options: Any) -> None:
        PAGE.write_text(published.page(), encoding="utf-8")
        self.stdout.write(f"Wrote {PAGE.name}")
