"""What both import commands share: their arguments, and the account they print."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from accounts.roles import CASEWORKERS
from casework.importing.files import CannotRead
from casework.importing.running import Account
from programmes.models import Programme


class ImportCommand(BaseCommand):
    """A command that reads one CSV file for one programme as one person."""

    bring_in: ClassVar[Callable[..., Account]]
    what: ClassVar[str]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the CSV file, in UTF-8")
        parser.add_argument("--programme", required=True, help="the programme's code, e.g. juno")
        parser.add_argument("--as", required=True, dest="person", help="e-mail address of who imports")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")

    def handle(self, *args: Any, **options: Any) -> None:
        programme = _programme(options["programme"])
        by = _person(options["person"], programme)
        try:
            account = type(self).bring_in(
                options["file"], programme, by=by, at=timezone.now(), dry_run=options["dry_run"]
            )
        except CannotRead as cannot:
            raise CommandError(str(cannot)) from cannot
        self._tell(account, dry_run=options["dry_run"])

    def _tell(self, account: Account, *, dry_run: bool) -> None:
        for fault in account.doubts:
            self.stdout.write(f"Check: {fault}")
        for _cells, faults in account.rejected:
            for fault in faults:
                self.stdout.write(f"Not taken: {fault}")
        would = "would be taken" if dry_run else "taken"
        self.stdout.write(
            f"{self.what}: {account.taken} {would}, {account.there} there before, "
            f"{len(account.rejected)} not taken."
        )
        if account.rejects:
            self.stdout.write(f"The rows that were not taken, with the reason: {account.rejects}")


def _programme(code: str) -> Programme:
    try:
        return Programme.objects.by_code(code)
    except Programme.DoesNotExist as error:
        known = ", ".join(Programme.objects.order_by("code").values_list("code", flat=True))
        raise CommandError(f"There is no programme {code}. There are: {known}.") from error


def _person(address: str, programme: Programme) -> User:
    user = User.objects.filter(email=User.objects.normalise(address), is_active=True).first()
    if user is None:
        raise CommandError(f"Nobody signs in as {address}. Give the address of a coordinator or manager.")
    works_here = any(
        held.role in CASEWORKERS and held.organisation_id == programme.provider_id
        for held in user.active_memberships()
    )
    if not works_here:
        raise CommandError(f"{address} is no coordinator or manager of {programme.code}'s provider.")
    return user
