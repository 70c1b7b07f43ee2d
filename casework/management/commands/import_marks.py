"""`manage.py import_marks FILE.csv --programme P --as USER [--dry-run]` (docs/import.md)."""

from casework.importing.command import ImportCommand
from casework.importing.running import import_marks


class Command(ImportCommand):
    help = "Bring in who was on the groups that exist, and her marks. Run it after import_cohorts."
    what = "Places and marks"
    bring_in = staticmethod(import_marks)
