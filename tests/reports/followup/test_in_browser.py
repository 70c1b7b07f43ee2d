"""The pages of the follow-up in a real browser: they fit, axe finds nothing, a file is sent by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from programmes.kinds import IndexEvent
from reports.followup import actions, curve
from reports.followup.actions import Said
from reports.followup.rules import Reoffended, Source
from reports.models import FollowUpResult
from tests.conftest import Service
from tests.factories import accounts
from tests.reports.followup.following import completed
from tests.reports.made import Made
from tests.reports.test_pages_in_browser import looked_at, sign_in

pytestmark = pytest.mark.browser


def two_years(team: User) -> Made:
    """Thirty-four women completed over two years; police answered about twenty-six of them."""
    made, at = Made("JUNO"), timezone.now()
    today = timezone.localdate(at)
    made.funded("OPCC-2025", today - timedelta(days=1000), today + timedelta(days=400), 90_000)
    for number in range(34):
        on = today - timedelta(days=700 - 9 * number)
        case = completed(made, f"w{number}", on)
        if number >= 26:
            continue
        again, looked = on + timedelta(days=25 + 14 * number), today - timedelta(days=number)
        yes = number % 5 == 2
        said = "YES" if yes else "UNKNOWN" if number % 11 == 10 else "NO"
        answer = Said(Reoffended(said), again if yes else looked, Source.NICHE)
        actions.record(case, answer, by=team, at=at, seen=0)
    curve.draw(made.programme, IndexEvent.COMPLETION, at=at)
    return made


def send_file(page: Page, service: Service, text: str) -> None:
    page.goto(f"{service.url}/police/follow-up/file/")
    sent = {"name": "answers.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.get_by_label("The file with the answers").set_input_files(sent)  # type: ignore[arg-type]
    page.get_by_role("button", name="Check and record").click()


def test_police_answer_and_the_manager_reads(service: Service, browser_context: BrowserContext) -> None:
    force = accounts.ForceFactory.create(force_code="44")
    team = accounts.police_team(force, name="Lee Okafor")
    made = two_years(team)
    case, today = made.cases["w26"], timezone.localdate()

    page = sign_in(team, service, browser_context)
    page.goto(f"{service.url}/police/follow-up/")
    assert looked_at(page, "follow-up-list") == []
    page.goto(f"{service.url}/police/follow-up/?list=answered")
    assert looked_at(page, "follow-up-answered") == []
    page.goto(f"{service.url}/police/follow-up/{made.cases['w0'].pk}/")
    page.get_by_text("Yes, an offence is recorded").last.click()
    assert looked_at(page, "follow-up-case") == []
    page.goto(f"{service.url}/police/follow-up/{made.cases['w27'].pk}/")
    page.get_by_label("No offence is recorded").check()
    for part, text in {"Day": today.day, "Month": today.month, "Year": today.year}.items():
        page.get_by_role("group", name="When did you look?").get_by_label(part).fill(str(text))
    page.get_by_label("Police National Computer").check()
    page.get_by_role("button", name="Record the answer").click()
    expect(page.get_by_text("The answer is recorded")).to_be_visible()
    send_file(
        page, service, f"reference,reoffended,date,source\n{case.reference},NO,1/1/2020,PNC\nX-1,MAYBE,,\n"
    )
    expect(page.get_by_role("heading", name="What to mend")).to_be_visible()
    assert looked_at(page, "follow-up-faults") == []
    send_file(page, service, f"reference,reoffended,date,source\n{case.reference},NO,{today},PNC\n")
    expect(page.get_by_text("1 recorded, 0 corrected")).to_be_visible()
    assert FollowUpResult.objects.filter(referral=case).count() == 1

    curve.draw(made.programme, IndexEvent.COMPLETION, at=timezone.now())
    page = sign_in(accounts.manager(made.provider, name="Jo Marsh"), service, browser_context)
    page.goto(f"{service.url}/follow-up/juno/")
    assert looked_at(page, "follow-up-manager") == []
    page.goto(
        f"{service.url}/business-case/juno/?year={today.year - 1}&cost=95000&per_reoffender=20000&without=45"
    )
    assert looked_at(page, "business-case") == []
    page.goto(f"{service.url}/follow-up/juno/justice-data-lab/")
    assert looked_at(page, "justice-data-lab") == []
