"""`manage.py import_cohorts FILE.csv --programme P --as USER [--dry-run]` (docs/import.md)."""

from casework.importing.command import ImportCommand
from casework.importing.running import import_cohorts


class Command(ImportCommand):
    help = "Bring in groups that exist already, one row a workshop day. Run it before import_referrals."
    what = "Workshop days"
    bring_in = staticmethod(import_cohorts)
