"""`manage.py import_referrals FILE.csv --programme P --as USER [--dry-run]` (docs/import.md)."""

from casework.importing.command import ImportCommand
from casework.importing.running import import_referrals


class Command(ImportCommand):
    help = "Bring in referrals that another record held. Writes no message and no notice."
    what = "Referrals"
    bring_in = staticmethod(import_referrals)
