"""`manage.py add_administrator EMAIL NAME --organisation CODE`: the first account of a new service."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.models import Organisation
from accounts.roles import Role
from audit import trail
from ui.refusals import Refused


class Command(BaseCommand):
    help = "Add somebody who looks after accounts. She or he sets a password by the forgotten-password page."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--organisation", required=True, help="the provider's code")

    def handle(self, *args: Any, **options: Any) -> None:
        organisation = Organisation.objects.filter(code=options["organisation"]).first()
        if organisation is None:
            raise CommandError(
                f"There is no organisation {options['organisation']}. Add it: add_organisation"
            )
        now = timezone.now()
        try:
            user = actions.add_person(options["email"], name=options["name"], by=trail.SERVICE, at=now)
        except Refused as refused:
            raise CommandError(str(refused.sentence)) from refused
        actions.grant(user, organisation=organisation, role=Role.ADMIN, by=trail.SERVICE, at=now)
        page = settings.JUNO_PUBLIC_URL + reverse("account_reset_password")
        self.stdout.write(f"{user.email} is an administrator, and sets a password at {page}")
