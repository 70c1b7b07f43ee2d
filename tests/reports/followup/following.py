"""Cases whose year is over, and answers about them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from referrals.models import Referral
from reports.followup import actions
from reports.followup.actions import Said
from reports.followup.rules import Reoffended, Source
from reports.models import FollowUpResult
from tests.reports.made import Made, at

NOW = at(20, 11, 12)  # 20 November 2026
HERE = ["juno"]
PAGES = ("reports:follow_up", "reports:business_case", "reports:justice_data_lab")
LIST, FILE = "reports:police_follow_up", "reports:police_follow_up_file"


def completed(made: Made, name: str, on: date, *, status: str = "COMPLETED", **kw: Any) -> Referral:
    """Make a case that was completed on a day; sent three months before."""
    closed = at(on.day, on.month, year=on.year)
    sent = closed - timedelta(days=90)
    case = made.case(name, sent=sent, accepted=sent, closed=closed, status=status, **kw)
    made.described(name, age=30)
    return case


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def references(client: Client, which: str = "to-check") -> list[str]:
    page = client.get(reverse(LIST), {"list": which}).context["page"]
    return [row.reference for row in page.rows]


def said(answer: str = "NO", on: date = date(2026, 11, 10), source: str = "NICHE") -> Said:
    return Said(Reoffended(answer), on, Source(source))


def record(case: Referral, team: User, answer: Said | None = None, seen: int | None = 0) -> FollowUpResult:
    return actions.record(case, answer or said(), by=team, at=NOW, seen=seen)


def file(*rows: tuple[str, ...], header: str = "reference,reoffended,date,source") -> bytes:
    return "\n".join([header, *(",".join(row) for row in rows)]).encode()


def send(client: Client, data: bytes) -> Any:
    upload = SimpleUploadedFile("answers.csv", data, content_type="text/csv")
    return client.post(reverse(FILE), {"submission": str(uuid4()), "file": upload})


def page(client: Client, name: str, **query: Any) -> Any:
    return client.get(reverse(name, args=HERE), query).context["page"]
