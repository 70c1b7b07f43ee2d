"""Bringing in the cases that another system, or a spreadsheet, held until now (docs/import.md)."""
