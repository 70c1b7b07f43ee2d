"""manage.py load_programmes [--check] [FILE ...]: read the definitions, store what changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from audit import trail
from programmes.actions import load
from programmes.loader import load_all
from programmes.reading import DefinitionInvalid


class Command(BaseCommand):
    help = "Check the programme definitions, and store those that changed as new versions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="all definitions, if none is named")
        parser.add_argument("--check", action="store_true", help="say what is wrong, store nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            everything = load_all(options["files"] or None)
            if options["check"]:
                for loaded in everything:
                    self.stdout.write(f"{loaded.path.name}: good")
                return
            with transaction.atomic():
                for loaded in everything:
                    version = load(loaded, by=trail.SERVICE, at=now, on=timezone.localdate(now))
                    done = "unchanged" if version is None else f"version {version.number} stored"
                    self.stdout.write(f"{loaded.path.name}: {done}")
        except DefinitionInvalid as invalid:
            raise CommandError(str(invalid)) from invalid
        except OSError as trouble:
            raise CommandError(f"{trouble.filename}: cannot be read. Check its name.") from trouble
