"""How long the return takes, as it is prepared and drawn in service, and the most memory it held."""

from __future__ import annotations

import resource
from argparse import ArgumentParser
from statistics import median
from time import perf_counter, process_time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from programmes.models import Programme
from referrals.models import Referral
from reports import actions, document, freezing
from reports.quarters import quarter_of
from ui.refusals import Refused

FIGURES_SECONDS, PDF_SECONDS, MEGABYTES = 2.0, 3.0, 500


class Command(BaseCommand):
    help = "Print how long the figures and the PDF of the last full quarter take. Nothing is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("programme", help="its code, for example juno")
        parser.add_argument("--rounds", type=int, default=3)

    def handle(self, *, programme: str, rounds: int, **options: Any) -> None:
        found = Programme.objects.by_code(programme)
        manager = User.objects.filter(
            memberships__role=Role.MANAGER, memberships__organisation=found.provider_id
        ).first()
        if manager is None:
            raise CommandError(f"{found.provider} has no manager: a return is prepared by one.")
        try:
            taken = [_once(found, manager) for _ in range(rounds + 1)][1:]  # the first one warms up
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        figures, drawing, counting, printing = (median(times) for times in zip(*taken, strict=True))
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        number = Referral.objects.filter(programme=found).count()
        self.stdout.write(
            f"  A return among {number:>7} referrals: figures {figures:5.2f} s ({figures / FIGURES_SECONDS:4.2f} of "
            f"{FIGURES_SECONDS:.0f} s), PDF {drawing:5.2f} s ({drawing / PDF_SECONDS:4.2f} of {PDF_SECONDS:.0f} s), "
            f"memory {held:4.0f} MB ({held / MEGABYTES:4.2f} of {MEGABYTES}); "
            f"of its own processor {counting:4.2f} s and {printing:4.2f} s"
        )


def _once(programme: Programme, manager: User) -> tuple[float, float, float, float]:
    """Return the seconds that its figures and its PDF took, and how many of those this process computed.

    On a machine that others use, too, the second pair says more. What was prepared is taken back.
    """
    at = timezone.now()
    with transaction.atomic():
        began, idle = perf_counter(), process_time()
        prepared = actions.prepare(
            programme,
            quarter_of(at).previous,
            name=manager.name,
            reason="Bench",
            why_changed="Bench",
            by=manager,
            at=at,
        )
        counted, computed = perf_counter(), process_time()
        charts = document.charts(prepared.figures, prepared.definitions)
        document.draw(freezing.page_of(prepared, charts))
        drawn, printed = perf_counter(), process_time()
        transaction.set_rollback(True)
    return counted - began, drawn - counted, computed - idle, printed - computed
