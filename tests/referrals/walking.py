"""What the tests of the form send: a browser's answers, page by page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

TODAY = date(2026, 11, 24)  # the day on which tests run, whenever they do
OFFENCE_ON = TODAY - timedelta(days=21)
DISPOSAL_ON = TODAY - timedelta(days=12)
SIXTEEN_WEEKS = DISPOSAL_ON + timedelta(weeks=16)


def _day(name: str, on: date) -> dict[str, str]:
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


ELIGIBLE = {"woman": "yes", "adult": "yes", "disposal": "yes", "area": "yes", "excluded_offence": "no"}
ABOUT = {
    "first_names": "Sam",
    "last_name": "Testwell",
    "date_of_birth-day": "14",
    "date_of_birth-month": "3",
    "date_of_birth-year": "1990",
    "address_1": "1 Example Road",
    "town": "Exampletown",
    "postcode": "po1 1aa",
    "needs_interpreter": "no",
    "reading": "YES",
}
REACH = {
    "phone": "07700 900 123",
    "number_check": "RANG_IN_HAND",
    "asked_alone": "yes",
    "call": "YES",
    "voicemail": "NO",
    "text": "YES",
    "post": "NOT_ASKED",
}
OFFENCE = {
    "offence_code": "TH68010",
    **_day("offence_on", OFFENCE_ON),
    "crime_reference": "44 26/0123456",
    "summary_only": "NO",
    "disposal_given": "yes",
    **_day("disposal_on", DISPOSAL_ON),
    "deadline_known": "NOT_SET",
    "must_not_meet": "NO",
}
HELP = {"staff_risk": "no", "agreed_to_contact": "on"}
PAGES: dict[str, dict[str, str]] = {"about": ABOUT, "reach": REACH, "offence": OFFENCE, "help": HELP}


def send(client: Client, url: str, answers: dict[str, Any], **changed: Any) -> HttpResponse:
    """Post answers with a page's hidden fields, following nothing."""
    return client.post(url, {"submission": uuid4(), **answers, **changed})  # type: ignore[return-value]
