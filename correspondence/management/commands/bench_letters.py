"""How long a letter takes in a warm worker: what `make bench` prints. Nothing fails on a time."""

import resource
import statistics
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from correspondence import bench


class Command(BaseCommand):
    help = "Makes letters and says how long one takes, warm, and what they leave in memory."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--letters", type=int, default=40, help="how many to make (40)")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.perf_counter()
        bench.one_letter()
        cold = time.perf_counter() - started
        for _ in range(3):
            bench.one_letter()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        took = [bench.timed() for _ in range(options["letters"])]
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        self.stdout.write(f"first letter of a process   {cold:6.2f} s")
        self.stdout.write(f"letter, warm, median        {statistics.median(took):6.3f} s (aim: under 0.3)")
        self.stdout.write(f"letter, warm, slowest       {max(took):6.3f} s")
        self.stdout.write(f"memory kept by {options['letters']:>4} letters {grown / 1024:6.1f} MB")
