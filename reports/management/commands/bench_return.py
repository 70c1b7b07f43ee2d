"""How long the return takes: counting and drawing, each once cold and then warm."""

from __future__ import annotations

from argparse import ArgumentParser
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from programmes.models import Programme
from reports import document, pages, payload
from reports.measures import counting
from reports.quarters import quarter_of
from reports.return_page import Standing


class Command(BaseCommand):
    help = "Print how long the figures and the PDF of the last full quarter take."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("programmes", nargs="*", help="every open programme, if none is named")
        parser.add_argument("--rounds", type=int, default=3)

    def handle(self, *, programmes: list[str], rounds: int, **options: Any) -> None:
        for found in [Programme.objects.by_code(code) for code in programmes] or Programme.objects.open():
            self.measure(found, rounds)

    def measure(self, found: Programme, rounds: int) -> None:
        at = timezone.now()
        quarter = quarter_of(at).previous
        for number in range(rounds):
            began = perf_counter()
            counted = counting.count(found, quarter, at=at)
            figures, words = payload.figures(counted, []), payload.definitions(counted)
            counted_at = perf_counter()
            document.draw(pages.build(figures, words, narrative="", standing=Standing()))
            drawn_at = perf_counter()
            self.stdout.write(
                f"return {found} {quarter} ({'cold' if number == 0 else 'warm'}, {len(counted.period.cases)} cases): "
                f"figures {counted_at - began:.2f} s, PDF {drawn_at - counted_at:.2f} s"
            )
