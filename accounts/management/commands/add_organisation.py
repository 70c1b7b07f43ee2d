"""`manage.py add_organisation KIND CODE NAME [--force-code 44] [--domain force.police.example]`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import actions
from accounts.models import OrganisationKind
from audit import trail
from ui.refusals import Refused


class Command(BaseCommand):
    help = "Add a police force, a provider or a commissioner that the programme definitions name."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=OrganisationKind.values)
        parser.add_argument("code", help="as the definitions name it")
        parser.add_argument("name", help="as people read it")
        parser.add_argument("--force-code", default="", help="two digits, for a police force")
        parser.add_argument("--phone", default="")
        parser.add_argument("--domain", action="append", default=[], help="whose addresses sign in by code")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            actions.add_organisation(
                OrganisationKind(options["kind"]),
                code=options["code"],
                name=options["name"],
                force_code=options["force_code"],
                phone=options["phone"],
                domains=options["domain"],
                by=trail.SERVICE,
                at=timezone.now(),
            )
        except Refused as refused:
            raise CommandError(str(refused.sentence)) from refused
        self.stdout.write(f"{options['code']} is there.")
