"""Writing a referral through the pages, as a browser sends them."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from correspondence.models import Message
from programmes.models import Programme
from referrals import actions
from referrals.actions.tidying import delete_drafts
from referrals.drafts import Draft
from referrals.models import Referral, ReferredPerson, Source, TurnedAway
from tests.factories import accounts, referrals
from tests.factories.accounts import NOW
from tests.referrals import walking

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
START = "/referrals/start/juno/"


def text_of(response: Any) -> str:
    """Return a page as a person reads it."""
    return html.unescape(response.content.decode())


def write(client: Client, **changed: Any) -> Referral:
    """Answer every page as a browser would, and stop before it is sent."""
    landed = walking.send(client, START, walking.ELIGIBLE)
    assert landed.status_code == 302, text_of(landed)
    for key, answers in walking.PAGES.items():
        page_url = landed["Location"]
        assert f"/{key}/" in page_url
        landed = walking.send(client, page_url, {**answers, **changed}, version=0)
        assert landed.status_code == 302, text_of(landed)
    return Referral.objects.latest("pk")


def test_a_referral_goes_from_the_first_question_to_the_sent_page(signed_in: SignIn, officer: User) -> None:
    client = signed_in(officer)
    referral = write(client)

    landed = walking.send(client, f"/referrals/{referral.pk}/check/", {}, version=referral.version)

    assert landed["Location"] == f"/referrals/{referral.pk}/equality/"
    sent = Referral.objects.get()
    page = text_of(client.get(f"/referrals/{referral.pk}/sent/"))
    assert sent.status == "SUBMITTED"
    assert sent.draft is None
    assert sent.confirmed_by == officer.trail_name
    assert re.fullmatch(r"R-\d{5}", sent.reference)
    assert sent.reference in page
    assert "Testwell" not in page


def test_what_she_is_called_is_in_no_title_and_no_address(
    signed_in: SignIn, officer: User, worker: User
) -> None:
    client = signed_in(officer)
    referral = write(client)
    urls = [f"/referrals/{referral.pk}/{page}/" for page in ("about", "check")]
    pages = [text_of(client.get(url)) for url in urls]
    actions.submit(referral, by=officer, at=NOW)
    staff = signed_in(worker)
    pages += [text_of(staff.get(f"/referrals/{referral.pk}/{p}/")) for p in ("review", "accept", "decline")]

    titles = [re.findall(r"<title>(.*?)</title>", page, re.S)[0] for page in pages]

    assert any("Testwell" in page for page in pages)
    assert not any("Testwell" in title or "Sam" in title for title in titles)


@pytest.mark.parametrize(
    ("first", "last"), [("Ŵ", ""), ("Siân", "O’Neill-Ŵyn"), ("D", "E"), ("Mary Jane", "van der Berg")]
)
def test_every_name_is_a_good_name(signed_in: SignIn, officer: User, first: str, last: str) -> None:
    client = signed_in(officer)
    referral = write(client, first_names=first, last_name=last)

    sent = actions.submit(referral, by=officer, at=NOW)

    assert (sent.person.first_names, sent.person.last_name) == (first, last)
    assert sent.person.initials == "".join(part[0] for part in f"{first} {last}".split()).upper()


def test_a_no_is_counted_and_nothing_else_is_kept(signed_in: SignIn, officer: User) -> None:
    client = signed_in(officer)

    landed = walking.send(client, START, walking.ELIGIBLE, adult="no")
    page = text_of(client.get(landed["Location"]))

    assert "aged 18 or over" in page
    assert "Samaritans" in page
    row = TurnedAway.objects.get()
    assert (row.question, row.count) == ("ADULT", 1)
    assert not Referral.objects.exists()


def test_two_who_cannot_be_taken_are_two(signed_in: SignIn, officer: User) -> None:
    client = signed_in(officer)

    for _time in range(2):
        walking.send(client, START, walking.ELIGIBLE, excluded_offence="yes")

    assert TurnedAway.objects.get().count == 2


@pytest.mark.parametrize("key", ["about", "reach", "offence", "help"])
def test_an_empty_page_says_what_to_do_for_each_question(signed_in: SignIn, officer: User, key: str) -> None:
    draft = referrals.draft(by=officer, pages={})

    answered = walking.send(signed_in(officer), f"/referrals/{draft.pk}/{key}/", {}, version=0)

    page = text_of(answered)
    assert "<title>Error: " in page
    links = re.findall(r'<a href="#([^"]+)"', page)
    assert links
    for link in links:
        assert f'id="{link}"' in page
    assert "This field is required" not in page
    assert Draft.read(Referral.objects.get(pk=draft.pk).draft).pages == {}


def test_the_first_page_says_what_to_do_too(signed_in: SignIn, officer: User) -> None:
    page = text_of(walking.send(signed_in(officer), START, {}))

    assert "<title>Error: " in page
    assert "Choose yes or no: Is she a woman?" in page


def test_a_pnc_id_with_a_wrong_letter_is_pointed_out_and_may_be_kept(
    signed_in: SignIn, officer: User
) -> None:
    draft = referrals.draft(by=officer, pages={})
    client, url = signed_in(officer), f"/referrals/{draft.pk}/about/"
    answers = {**walking.ABOUT, "pnc_id": "2019/0500001X"}

    first = walking.send(client, url, answers, version=0)
    second = walking.send(client, url, answers, version=0, as_is="on")

    assert "its last letter does not fit" in text_of(first)
    assert second.status_code == 302
    kept = Draft.read(Referral.objects.get(pk=draft.pk).draft)
    assert kept.text("pnc_id") == "2019/0500001X"


def _on(name: str, day: Any) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


@pytest.mark.parametrize(
    ("changed", "sentence", "may_tick"),
    [
        (
            _on("disposal_on", walking.OFFENCE_ON - timedelta(days=1)),
            "it cannot be given before the offence",
            False,
        ),
        (_on("offence_on", walking.TODAY + timedelta(days=1)), "it is in the future", False),
        (
            {"deadline_known": "DATE", **_on("deadline_on", walking.DISPOSAL_ON - timedelta(days=1))},
            "before the day the disposal is given",
            False,
        ),
        (
            {"deadline_known": "DATE", **_on("deadline_on", walking.TODAY - timedelta(days=1))},
            "Check the deadline: it has passed",
            True,
        ),
        (
            {"deadline_known": "DATE", **_on("deadline_on", walking.DISPOSAL_ON + timedelta(weeks=21))},
            "may not last longer than 20 weeks",
            True,
        ),
        (_on("arrested_on", walking.OFFENCE_ON - timedelta(days=1)), "arrested before the offence", True),
        (
            {"offence_on-day": "31", "offence_on-month": "2", "offence_on-year": "2026"},
            "31 2 2026 does not exist",
            False,
        ),
        ({"crime_reference": ""}, "Enter the crime or occurrence number", False),
        ({"offence_code": ""}, "Choose the offence, or enter it in your own words", False),
    ],
)
def test_dates_that_cannot_be_are_mended_and_odd_ones_are_ticked(
    signed_in: SignIn, officer: User, changed: dict[str, str], sentence: str, may_tick: bool
) -> None:
    draft = referrals.draft(by=officer, pages={})
    client, url = signed_in(officer), f"/referrals/{draft.pk}/offence/"

    first = walking.send(client, url, {**walking.OFFENCE, **changed}, version=0)
    ticked = walking.send(client, url, {**walking.OFFENCE, **changed, "as_is": "on"}, version=0)

    assert sentence in text_of(first)
    assert (ticked.status_code == 302) is may_tick


def test_a_woman_too_young_on_the_day_is_stopped_at_the_date(signed_in: SignIn, officer: User) -> None:
    born = walking.DISPOSAL_ON.replace(year=walking.DISPOSAL_ON.year - 18) + timedelta(days=1)
    draft = referrals.draft(by=officer, pages={"about": {"first_names": "Sam", "date_of_birth": born}})

    page = text_of(
        walking.send(signed_in(officer), f"/referrals/{draft.pk}/offence/", walking.OFFENCE, version=0)
    )

    assert "She would be under 18 on that date" in page


def test_the_usual_deadline_is_offered_and_never_filled_in(signed_in: SignIn, officer: User) -> None:
    draft = referrals.draft(by=officer, pages={})
    client, url = signed_in(officer), f"/referrals/{draft.pk}/offence/"
    typed = {**walking.OFFENCE, "deadline_known": ""}

    looked = text_of(walking.send(client, url, typed, do="check"))
    used = text_of(walking.send(client, url, typed, do="use_offered"))

    assert "Use 16 weeks" in looked
    assert re.search(r'name="deadline_on-year"[^>]*value', looked) is None
    assert re.search(rf'name="deadline_on-year"[^>]*value="{walking.SIXTEEN_WEEKS.year}"', used)
    assert "<title>Error" not in looked + used
    assert Draft.read(Referral.objects.get().draft).pages == {}


def test_a_woman_without_a_phone_or_an_address_can_be_referred(signed_in: SignIn, officer: User) -> None:
    no_phone = {"phone": "", "number_check": "NO_PHONE", "call": "", "voicemail": "", "text": ""}
    nowhere = {"no_fixed_address": "on", "address_1": "", "town": "", "postcode": ""}
    referral = write(signed_in(officer), **no_phone, **nowhere)

    person = actions.submit(referral, by=officer, at=NOW).person

    assert (person.phone, person.call, person.no_fixed_address) == ("", "NOT_ASKED", True)
    assert person.address_lines == ""


def test_change_leads_straight_back_to_the_summary(signed_in: SignIn, officer: User) -> None:
    draft = referrals.draft(by=officer)
    url = f"/referrals/{draft.pk}/reach/?change=1"

    landed = walking.send(signed_in(officer), url, walking.REACH, version=1)

    assert landed["Location"] == f"/referrals/{draft.pk}/check/"


def test_a_page_saved_in_another_window_shows_both_values(signed_in: SignIn, officer: User) -> None:
    draft = referrals.draft(by=officer)
    client, url = signed_in(officer), f"/referrals/{draft.pk}/about/"
    walking.send(client, url, {**walking.ABOUT, "first_names": "Samantha"}, version=1)

    stale = walking.send(client, url, {**walking.ABOUT, "first_names": "Sammy"}, version=1)

    page = text_of(stale)
    assert stale.status_code == 409
    assert "Samantha" in page
    assert "Sammy" in page
    assert Draft.read(Referral.objects.get().draft).text("first_names") == "Samantha"


def test_the_same_page_sent_twice_is_saved_once(signed_in: SignIn, officer: User) -> None:
    draft = referrals.draft(by=officer, pages={})
    client, url = signed_in(officer), f"/referrals/{draft.pk}/about/"
    sent = {"submission": uuid4(), "version": 0, **walking.ABOUT}

    first, second = client.post(url, sent), client.post(url, sent)

    assert first["Location"] == second["Location"]
    assert Event.objects.filter(verb="referral.save_draft").count() == 1


def test_a_draft_with_a_page_missing_says_which_and_is_not_sent(signed_in: SignIn, officer: User) -> None:
    draft = referrals.draft(by=officer, pages={"about": referrals.ANSWERS["about"]})
    client = signed_in(officer)

    page = text_of(client.get(f"/referrals/{draft.pk}/check/"))
    walking.send(client, f"/referrals/{draft.pk}/check/", {}, version=draft.version)

    assert "Reaching her safely" in page
    assert "is still to be answered" in page
    assert "Send referral" not in page
    assert Referral.objects.get().status == "DRAFT"


def test_a_draft_is_its_owners_alone(signed_in: SignIn, juno: Programme, officer: User, worker: User) -> None:
    force = referrals.force_of(juno)
    draft = referrals.draft(juno, by=officer)

    for other in (
        accounts.officer(force),
        accounts.police_team(force),
        worker,
        accounts.manager(juno.provider),
    ):
        answered = signed_in(other).get(f"/referrals/{draft.pk}/about/")
        assert answered.status_code in {403, 404}
    assert signed_in(officer).get(f"/referrals/{draft.pk}/about/").status_code == 200


def test_what_was_typed_lies_sealed_in_the_database(officer: User) -> None:
    draft = referrals.draft(by=officer, first_names="Findable")

    with connection.cursor() as cursor:
        cursor.execute("SELECT draft FROM referrals_referral WHERE id = %s", [draft.pk])
        stored = bytes(cursor.fetchone()[0])

    assert b"Findable" not in stored
    assert "Findable" in str(Referral.objects.get(pk=draft.pk).draft)


def test_old_drafts_are_deleted_with_a_line_in_the_trail(officer: User) -> None:
    old = referrals.draft(by=officer, at=NOW - timedelta(days=31))
    fresh = referrals.draft(by=officer, at=NOW - timedelta(days=29))
    sent = referrals.submitted(by=officer, at=NOW - timedelta(days=40))

    assert delete_drafts(at=NOW) == 1

    assert set(Referral.objects.all()) == {fresh, sent}
    line = Event.objects.get(verb="referral.discard_draft")
    assert (line.subject_id, line.who) == (old.pk, "JUNO")


def test_the_officer_is_told_of_her_own_sides_earlier_referral_only(
    signed_in: SignIn, juno: Programme, officer: User
) -> None:
    stranger = accounts.officer(referrals.force_of(juno))
    theirs = referrals.submitted(juno, by=stranger, crime_reference="44260999999")
    first = referrals.draft(juno, by=officer)
    client = signed_in(officer)
    alone = text_of(client.get(f"/referrals/{first.pk}/check/"))
    mine = actions.submit(first, by=officer, at=NOW)

    again = referrals.draft(juno, by=officer)
    page = text_of(client.get(f"/referrals/{again.pk}/check/"))
    refused = walking.send(client, f"/referrals/{again.pk}/check/", {}, version=again.version)
    sent = walking.send(client, f"/referrals/{again.pk}/check/", {"same_1": "SEND"}, version=again.version)

    assert theirs.reference not in alone + page
    assert mine.reference in page
    assert "Say whether this is the same woman" in text_of(refused)
    assert sent.status_code == 302


def test_the_same_crime_number_is_told_within_the_force(
    signed_in: SignIn, juno: Programme, officer: User
) -> None:
    theirs = referrals.submitted(juno, by=accounts.officer(referrals.force_of(juno)))
    draft = referrals.draft(juno, by=officer)

    assert theirs.reference in text_of(signed_in(officer).get(f"/referrals/{draft.pk}/check/"))


def test_a_coordinator_enters_a_referral_and_the_officer_confirms_it(
    signed_in: SignIn, juno: Programme, worker: User
) -> None:
    referrals.force_of(juno)
    staff = signed_in(worker)
    who = {"source": "PHONE", "officer_email": "new.officer@force44.police.example", "officer_name": "Jo New"}
    landed = walking.send(staff, START, {**walking.ELIGIBLE, **who})
    for answers in walking.PAGES.values():
        landed = walking.send(staff, landed["Location"], answers, version=0)
    draft = Referral.objects.get()
    walking.send(staff, f"/referrals/{draft.pk}/check/", {}, version=draft.version)

    sent = Referral.objects.get()
    new_officer = sent.referred_by
    assert new_officer is not None
    assert new_officer.has_role(Role.REFERRER)
    assert (sent.source, sent.confirmed_at) == (Source.PHONE, None)
    message = Message.objects.get(purpose="CONFIRM_REFERRAL")
    assert (message.staff, message.reference) == (new_officer, sent.reference)
    police, url = signed_in(new_officer), f"/referrals/{sent.pk}/confirm/"
    assert "Testwell" in text_of(police.get(url))
    assert walking.send(police, url, {"right": "on"}).status_code == 302
    assert Referral.objects.get().confirmed_by == new_officer.trail_name
    assert Event.objects.filter(verb="referral.confirm", who_id=new_officer.pk).exists()


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("somebody@elsewhere.example", "Enter an address on one of the force's own email domains"),
        ("not an address", "Enter an email address in the right form"),
    ],
)
def test_an_officer_outside_every_force_is_refused_beside_the_address(
    signed_in: SignIn, worker: User, address: str, sentence: str
) -> None:
    who = {"source": "PAPER", "officer_email": address, "officer_name": "Jo New"}

    page = text_of(walking.send(signed_in(worker), START, {**walking.ELIGIBLE, **who}))

    assert sentence in page
    assert 'href="#id_officer_email"' in page
    assert not Referral.objects.exists()


def test_pages_for_police_get_no_rows_of_the_database(signed_in: SignIn, officer: User, worker: User) -> None:
    draft = referrals.draft(by=officer)
    client = signed_in(officer)
    urls = [f"/referrals/{draft.pk}/{page}/" for page in ("about", "reach", "offence", "help", "check")]
    contexts = [client.get(url).context for url in urls]
    actions.submit(draft, by=officer, at=NOW)
    contexts += [client.get(f"/referrals/{draft.pk}/{p}/").context for p in ("sent", "equality", "confirm")]

    layers: list[Any] = [layer for context in contexts for layer in context]
    for layer in layers:
        for name, value in layer.flatten().items():
            inside = value if isinstance(value, list | tuple) else [value]
            rows = [v for v in inside if isinstance(v, Referral | ReferredPerson | models.QuerySet)]
            assert not rows, name


def test_every_look_at_her_is_in_the_trail(signed_in: SignIn, officer: User, worker: User) -> None:
    referral = referrals.submitted(by=officer)

    signed_in(worker).get(f"/referrals/{referral.pk}/review/")

    line = Event.objects.filter(verb="referral.review").get()
    assert (line.who_id, line.subject_id, line.reference) == (worker.pk, referral.pk, referral.reference)


def test_an_unfinished_draft_goes_on_where_it_stopped(signed_in: SignIn, officer: User) -> None:
    draft = referrals.draft(by=officer, pages={"about": referrals.ANSWERS["about"]})

    page = text_of(signed_in(officer).get(START))

    assert "2 of 5 parts done" in page
    assert f'href="/referrals/{draft.pk}/reach/"' in page


def test_five_drafts_and_five_earlier_referrals_cost_no_more_queries_than_one(
    signed_in: SignIn, officer: User, worker: User
) -> None:
    client, staff = signed_in(officer), signed_in(worker)
    pages: list[tuple[Client, str]] = []
    for _time in range(5):
        draft, sent = referrals.draft(by=officer), referrals.submitted(by=officer)
        if not pages:
            pages = [(client, START), (client, f"/referrals/{draft.pk}/check/")]
            pages.append((staff, f"/referrals/{sent.pk}/review/"))
            pages.append((staff, f"/referrals/{sent.pk}/accept/"))
            one = [_queries(who, url) for who, url in pages]

    five = [_queries(who, url) for who, url in pages]

    assert max(one) <= 25
    assert five == one


def _queries(client: Client, url: str) -> int:
    client.get(url)  # warms what is read once per process
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)
