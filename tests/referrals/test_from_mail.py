"""A referral entered from the text of a mail: read, shown beside its lines, confirmed, and nothing lost."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import example, given, settings
from hypothesis import strategies as st

from accounts.models import User
from correspondence import outbox
from correspondence.models import Message
from referrals import pasted
from referrals.models import Referral, Source
from referrals.pasted.labels import KNOWN
from tests.factories import accounts
from tests.referrals import walking
from tests.referrals.writing.pages import START, text_of

SignIn = Callable[[User], Client]
TODAY = date(2026, 11, 20)
DOC = Path(__file__).resolve().parents[2] / "docs" / "referral-by-mail.md"


def example_mail() -> str:
    block = re.search(r"```\n(.*?)```", DOC.read_text(), re.DOTALL)
    assert block
    return block[1]


def answers(text: str, today: date = TODAY) -> dict[str, Any]:
    return {found.name: found.value for found in pasted.read(text, today=today).found}


# --- The parser ---------------------------------------------------------------------------------


def test_every_line_of_the_published_example_is_understood() -> None:
    mail = pasted.read(example_mail(), today=TODAY)

    assert mail.rest == ()
    assert mail.values("start") == {
        "officer_name": "PC Jo Tester",
        "officer_email": "jo.tester@force44.police.example",
    }
    assert mail.values("about") == {
        "first_names": "Sam",
        "last_name": "Testwell",
        "preferred_name": "Sam",
        "date_of_birth": "1990-03-14",
        "pnc_id": "2019/0500001T",
        "address_1": "1 Example Road",
        "town": "Exampletown",
        "postcode": "PO1 1AA",
        "needs_interpreter": False,
        "reading": "WITH_HELP",
        "access_needs": "step-free access",
    }
    assert mail.values("reach") == {
        "phone": "07700 900 123",
        "asked_alone": True,
        "call": "YES",
        "voicemail": "NO",
        "text": "NOT_ASKED",
        "post": "NO",
        "who_must_not_know": "her partner",
        "safe_times": ["WEEKDAY_MORNING"],
    }
    offence = mail.values("offence")
    assert offence["deadline_known"] == "DATE"
    assert offence["deadline_on"] == "2027-03-02"
    assert (offence["disposal_given"], offence["disposal_on"]) == (True, "2026-11-10")
    assert (offence["must_not_meet"], offence["other_name_1"]) == ("YES", "Kim Other")
    assert mail.values("help")["help_wanted"] == ["CHILDCARE", "TRAVEL"]
    assert mail.values("help")["agreed_to_contact"] is True


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("> * D.O.B. :  14.3.90", {"date_of_birth": "1990-03-14"}),
        ("DATE OF BIRTH\t14-03-1990", {"date_of_birth": "1990-03-14"}),
        ("Born = Wednesday 14th March 1990", {"date_of_birth": "1990-03-14"}),
        ("dob - 1990-03-14", {"date_of_birth": "1990-03-14"}),
        ("DOB: 14/3/30", {"date_of_birth": "1930-03-14"}),
        ("DOB: 29/2/2001", {}),  # no such day
        ("DOB: March 1990", {}),
        ("Name: Ms TESTWELL, Sam", {"first_names": "Sam", "last_name": "TESTWELL"}),
        ("Name: Sam Ann O’Testwell-Ŵyn", {"first_names": "Sam Ann", "last_name": "O’Testwell-Ŵyn"}),
        ("Name: Björk", {"first_names": "Björk", "last_name": ""}),
        ("Address: NFA", {"no_fixed_address": True}),
        ("Address: Flat 2, 1 Example Road, Exampletown, po11aa", {
            "address_1": "Flat 2", "address_2": "1 Example Road", "town": "Exampletown", "postcode": "PO1 1AA",
        }),
        ("Mobile: +44 (0)7700 900123 - hers", {"phone": "+44 (0)7700 900123"}),
        ("Mobile: ask her sister", {}),
        ("Safe to ring: Yes, but never after 5", {"call": "YES"}),
        ("Safe to ring: No answer so far", {}),
        ("Safe to text: unsafe", {"text": "NO"}),
        ("Best times: never mornings", {}),
        ("Must not meet: No contact with Kim", {"must_not_meet": "YES", "other_name_1": "No contact with Kim"}),
        ("Must not meet: no", {"must_not_meet": "NO"}),
        ("Interpreter: Polish", {"needs_interpreter": True, "interpreter": "Polish"}),
        ("Caution date: 1 December 2026", {"disposal_given": False, "disposal_expected_on": "2026-12-01"}),
        ("Deadline: not set yet", {"deadline_known": "NOT_SET"}),
        ("Deadline: 16 weeks", {}),
        ("Consent: no", {}),  # a tick is never read from anything but a yes
        ("Risk: may carry a knife", {"staff_risk": True, "risk_to_staff": "may carry a knife"}),
        ("Email: sam@example.com", {}),  # hers or the officer's: nobody can tell
        ("She said: ring me", {}),
    ],
)  # fmt: skip
def test_a_line_is_read_as_it_is_written_or_not_at_all(line: str, found: dict[str, Any]) -> None:
    assert answers(line) == found


def test_the_first_line_to_answer_a_question_counts_and_the_second_is_kept() -> None:
    mail = pasted.read("DOB: 14/3/1990\nDOB: 15/3/1990", today=TODAY)

    assert mail.values("about") == {"date_of_birth": "1990-03-14"}
    assert [line.text for line in mail.rest] == ["DOB: 15/3/1990"]


def test_words_too_long_for_their_question_stay_in_the_mail() -> None:
    line = "Preferred name: " + "x" * 101

    mail = pasted.read(line, today=TODAY)

    assert mail.found == ()
    assert [kept.text for kept in mail.rest] == [line]


LABELS = st.sampled_from(sorted(KNOWN))
LINES = st.text(max_size=80) | st.builds("{}: {}".format, LABELS, st.text(max_size=60))


@given(st.lists(LINES, max_size=30).map("\n".join) | st.text(max_size=2_000))
@example("=HYPERLINK(1):<b>\x00\u202e'\"\n:::\n:\n- : -\nDOB: 99/99/9999\nDOB: ٣/٣/١٩٩٠")
@example("Name:" + "a" * 19_995)
@example("a:" * 10_000)
@example(" " * 20_000)
def test_no_text_crashes_it_and_no_line_is_lost(text: str) -> None:
    mail = pasted.read(text, today=TODAY)

    shown = {one.line.number for one in mail.found} | {line.number for line in mail.rest}
    lines = text[: pasted.MOST].splitlines()
    assert shown == {number for number, line in enumerate(lines, 1) if line.strip()}
    for one in mail.found:
        assert one.line.text == lines[one.line.number - 1]
        assert one.page in {"start", "about", "reach", "offence", "help"}
    assert len({(one.page, one.name) for one in mail.found}) == len(mail.found)


@given(st.dates(date(1930, 1, 1), date(2026, 11, 20)))
@settings(max_examples=50)
def test_a_birth_is_read_however_it_is_written(born: date) -> None:
    for form in (
        "{0:%d}/{0:%m}/{0:%Y}",
        "{0.day}.{0.month}.{0.year}",
        "{0:%A} {0.day} {0:%B} {0.year}",
        "{0}",
    ):
        assert answers("DOB: " + form.format(born)) == {"date_of_birth": born.isoformat()}


# --- The pages ----------------------------------------------------------------------------------


def mail_of_today() -> str:
    """The published example, its dates as they would be written today."""
    text = example_mail()
    for label, on in (
        ("Date of offence", walking.OFFENCE_ON),
        ("Caution date", walking.DISPOSAL_ON),
        ("Deadline", walking.SIXTEEN_WEEKS),
    ):
        text = re.sub(rf"{label}: .*", f"{label}: {on.day}/{on.month}/{on.year}", text)
    return text + "She would rather be called Sam by everybody.\n"


def begin(client: Client, mail: str, officer: User, **changed: Any) -> Any:
    given_by = {"source": "SECURE_MAIL", "officer_email": officer.email, "officer_name": "PC Jo"}
    return walking.send(client, START, {**walking.ELIGIBLE, **given_by, "pasted": mail, **changed})


def values(page: str) -> dict[str, str]:
    """What stands in the boxes and what is chosen, as the browser would send it back."""
    sent: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = (re.search(rf'{a}="([^"]*)"', tag) for a in ("name", "value"))
        if name and (" checked" in tag or not re.search(r'type="(radio|checkbox)"', tag)):
            ticked = "on" if 'type="checkbox"' in tag else ""
            sent[name[1]] = html.unescape(value[1]) if value else ticked
    for name_, words in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', page, re.DOTALL):
        sent[name_] = html.unescape(words).strip()
    for name_, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)"[^>]*selected', options)
        sent[name_] = chosen[1] if chosen else ""
    sent.pop("csrfmiddlewaretoken", None)
    return {name: value for name, value in sent.items() if name != "do"}


@pytest.mark.django_db
def test_a_mail_fills_in_the_five_pages_and_the_officer_confirms_by_the_link(
    signed_in: SignIn, worker: User, officer: User
) -> None:
    client, mail = signed_in(worker), mail_of_today()

    first = walking.send(client, START, {"pasted": mail, "do": "read_mail"})
    page = text_of(first)
    assert "jo.tester@force44.police.example" in values(first.content.decode())["officer_email"]
    assert "Line 2 of the mail: “Officer email: jo.tester@force44.police.example”" in page
    assert "There is a problem" not in page
    assert not Referral.objects.exists()
    landed = begin(client, mail, officer)
    referral = Referral.objects.get()
    for key in walking.PAGES:
        assert landed["Location"].endswith(f"/{key}/")
        shown = client.get(landed["Location"]).content.decode()
        assert "of the mail: “" in html.unescape(shown)
        assert "She would rather be called Sam by everybody." in html.unescape(shown)
        added = {"number_check": "READ_BACK"} if key == "reach" else {}
        landed = walking.send(client, landed["Location"], {**values(shown), **added})
        assert landed.status_code == 302, text_of(landed)
    checked = client.get(landed["Location"]).content.decode()
    landed = walking.send(client, landed["Location"], values(checked))
    assert landed.status_code == 302

    referral.refresh_from_db()
    person = referral.person
    assert (referral.status, referral.source, referral.confirmed_at) == (
        "SUBMITTED",
        Source.SECURE_MAIL,
        None,
    )
    assert (person.full_name, person.date_of_birth) == ("Sam Testwell", date(1990, 3, 14))
    assert (person.call, person.voicemail, person.text, person.post) == ("YES", "NO", "NOT_ASKED", "NO")
    assert person.phone == "07700 900 123"
    assert referral.deadline_on == walking.SIXTEEN_WEEKS
    assert (referral.pasted or "").splitlines() == mail.strip().splitlines()
    message = Message.objects.get(purpose="CONFIRM_REFERRAL")
    assert message.staff == officer
    outbox.send_due(clock=lambda: message.due_at)
    confirm = f"/referrals/{referral.pk}/confirm/"
    theirs = signed_in(officer)
    assert "She would rather be called Sam by everybody." in text_of(theirs.get(confirm))
    assert walking.send(theirs, confirm, {"right": "on"}).status_code == 302
    referral.refresh_from_db()
    assert referral.confirmed_by == officer.trail_name
    assert "She would rather be called Sam" in text_of(client.get(f"/referrals/{referral.pk}/review/"))


@pytest.mark.django_db
@pytest.mark.parametrize("source", ["PHONE", "PAPER", "SECURE_MAIL"])
def test_what_a_coordinator_enters_waits_for_the_officer_and_for_nobody_else(
    signed_in: SignIn, worker: User, officer: User, source: str
) -> None:
    client = signed_in(worker)
    landed = begin(client, "", officer, source=source)
    for key, given_ in walking.PAGES.items():
        assert landed["Location"].endswith(f"/{key}/")
        landed = walking.send(client, landed["Location"], given_, version=0)
    referral = Referral.objects.get()
    walking.send(client, landed["Location"], {}, version=referral.version)

    confirm = f"/referrals/{referral.pk}/confirm/"
    elsewhere = accounts.officer(accounts.ForceFactory.create(force_code="36"))
    assert client.get(confirm).status_code == 403  # a coordinator does not confirm for an officer
    assert signed_in(elsewhere).get(confirm).status_code == 404
    referral.refresh_from_db()
    assert (referral.source, referral.referred_by, referral.confirmed_at) == (source, officer, None)
    assert "has not confirmed this referral yet" in text_of(client.get(f"/referrals/{referral.pk}/review/"))
    walking.send(signed_in(officer), confirm, {"right": "on"})
    referral.refresh_from_db()
    assert referral.confirmed_by == officer.trail_name


@pytest.mark.django_db
def test_a_no_on_the_first_page_keeps_nothing_of_the_mail(
    signed_in: SignIn, worker: User, officer: User
) -> None:
    landed = begin(signed_in(worker), example_mail(), officer, area="no")

    assert "/not-suitable/" in landed["Location"]
    assert not Referral.objects.exists()


@pytest.mark.django_db
def test_what_was_typed_by_hand_is_not_overwritten_by_the_mail(signed_in: SignIn, worker: User) -> None:
    sent = {"pasted": example_mail(), "officer_name": "PS Typed", "do": "read_mail"}

    page = walking.send(signed_in(worker), START, sent)

    assert values(page.content.decode())["officer_name"] == "PS Typed"


@pytest.mark.django_db
def test_html_formulas_and_odd_letters_are_kept_and_shown_safely(
    signed_in: SignIn, worker: User, officer: User
) -> None:
    odd = "Known as: <script>alert(1)</script>\n=cmd|'/C calc'!A1\n🙂 \u202eabc <img src=x onerror=alert(2)>"
    client = signed_in(worker)

    landed = begin(client, odd, officer)
    page = client.get(landed["Location"]).content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "=cmd|'/C calc'!A1" in html.unescape(page)
    assert "🙂 \u202eabc <img src=x onerror=alert(2)>" in html.unescape(page)
    assert Referral.objects.get().pasted == odd


@pytest.mark.django_db
def test_a_mail_of_20_000_letters_is_taken_and_a_longer_one_is_refused_with_a_sentence(
    signed_in: SignIn, worker: User, officer: User
) -> None:
    client = signed_in(worker)

    refused = begin(client, "x" * 20_001, officer)
    assert refused.status_code == 200
    assert not Referral.objects.exists()
    assert "20,000" in text_of(refused) or "20000" in text_of(refused)
    landed = begin(client, "x" * 20_000, officer)

    assert landed.status_code == 302
    assert len(Referral.objects.get().pasted or "") == 20_000


@pytest.mark.django_db
def test_an_officer_is_not_asked_for_a_mail(signed_in: SignIn, officer: User) -> None:
    page = text_of(signed_in(officer).get(START))

    assert "pasted" not in page
