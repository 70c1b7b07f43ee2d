"""The police home: whose referrals, in which order, how they are found, and what that costs."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Membership
from audit.models import Event
from audit.rows import new_id
from casework import searching
from participants import identifiers
from referrals.models import Referral
from tests import reads
from tests.casework.test_pages import client_of
from tests.factories import accounts, casework, referrals
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from ui import keyset
from ui.keyset import Mark

HOME = "casework:police_home"


def search(user: Any, typed: str) -> Any:
    """Search as somebody, and follow to what is found."""
    client = client_of(user)
    posted = client.post(reverse("casework:police_search"), {"q": typed, "submission": uuid4()})
    assert posted.status_code == 302
    return client.get(posted.headers["Location"])


def references(page: Any) -> list[str]:
    return [row.reference for row in page.context["page"].rows]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        "Zoë",
        "zoe quay",
        "quay",
        "2019/0500001T",
        "19/500001t",
        "20190500001T",
        "44260123456",
        "44/260 123 456",
    ],
)
def test_police_find_what_they_sent_by_name_pnc_or_crime_number(typed: str) -> None:
    other = referrals.submitted()
    hers = referrals.submitted(
        by=other.referred_by, first_names="Zoë", last_name="Quay", pnc_id="2019/0500001T",
        crime_reference="44260123456",
    )  # fmt: skip
    if "44" in typed:
        other.person.crime_reference = "44260999999"
        other.person.save(update_fields=["crime_reference"])

    assert references(search(hers.referred_by, typed)) == [hers.reference]


@pytest.mark.django_db
def test_a_reference_is_found_however_it_is_written() -> None:
    hers = referrals.submitted()
    number = int(hers.reference.removeprefix("R-"))

    for typed in (hers.reference, hers.reference.lower(), f"R {number}", f"r{number}"):
        assert references(search(hers.referred_by, typed)) == [hers.reference]


@pytest.mark.django_db
def test_a_search_looks_only_at_what_the_officer_may_see_and_police_sent() -> None:
    hers = casework.reached()
    from participants import actions

    actions.amend(
        hers.participant, casework.changed(last_name="Latername"), by=hers.worker, at=NOW + timedelta(hours=3)
    )
    elsewhere = accounts.officer(accounts.ForceFactory.create(force_code="36"))
    colleague = accounts.officer(hers.referring_organisation)
    team = accounts.police_team(hers.referring_organisation)

    assert references(search(hers.referred_by, "Testwell")) == [hers.reference]
    assert references(search(team, "Testwell")) == [hers.reference]
    assert references(search(hers.referred_by, "Latername")) == []
    assert references(search(colleague, hers.reference)) == []
    assert references(search(elsewhere, hers.reference)) == []
    assert references(search(elsewhere, "Testwell")) == []


@pytest.mark.django_db
def test_what_was_searched_for_stands_neither_in_the_address_nor_in_the_trail() -> None:
    hers = referrals.submitted()

    page = search(hers.referred_by, "Testwell")

    assert "testwell" not in page.request["QUERY_STRING"].lower()
    event = Event.objects.get(verb="police.search")
    assert event.facts == {"kinds": ["name"]}
    assert "testwell" not in json.dumps([event.facts, event.fields, event.reference]).lower()


@given(st.text(max_size=60))
def test_anything_may_be_typed_into_the_search(typed: str) -> None:
    wanted = searching.read_for_police(typed, this_year=2026)

    assert not (wanted.name and wanted.by_number)
    assert all(char.isalnum() or char in " :*&" for char in wanted.name)


@given(st.from_regex(r"[0-9]{7}", fullmatch=True))
def test_a_pnc_id_is_found_with_and_without_its_slash(serial: str) -> None:
    value = f"2019/{serial}{identifiers.check_letter('19' + serial)}"

    for typed in (value, value.lower(), value.replace("/", ""), value.replace("/", " / ")):
        assert searching.read_for_police(typed, this_year=2026).pnc_id == value


# --- Whose --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_mine_my_team_and_the_whole_force_are_three_lists() -> None:
    programme = ProgrammeFactory.create(code="JUNO")
    force = referrals.force_of(programme)
    team = accounts.TeamFactory.create(organisation=force)
    me, mate = accounts.officer(force, team=team), accounts.officer(force, team=team)
    stranger = accounts.officer(force)
    mine, mates, third = (referrals.submitted(programme, by=who) for who in (me, mate, stranger))
    desk = accounts.police_team(force)

    def listed(user: Any, whose: str) -> set[str]:
        return set(references(client_of(user).get(reverse(HOME), {"whose": whose})))

    assert listed(me, "mine") == {mine.reference}
    assert listed(me, "team") == {mine.reference, mates.reference}
    assert listed(me, "force") == {mine.reference}  # not theirs to ask for: back to their own
    assert listed(desk, "force") == {mine.reference, mates.reference, third.reference}
    assert listed(desk, "mine") == set()
    assert listed(desk, "team") == listed(desk, "force")  # a desk in no team has no such list


@pytest.mark.django_db
def test_the_whole_force_of_one_role_is_not_that_of_another() -> None:
    hers = referrals.submitted()
    elsewhere = accounts.ForceFactory.create(force_code="36")
    both = accounts.officer(hers.referring_organisation)
    Membership.objects.create(user=both, organisation=elsewhere, role="POLICE_TEAM")

    page = client_of(both).get(reverse(HOME), {"whose": "force"})

    assert references(page) == []


@pytest.mark.django_db
def test_each_referral_says_where_it_is_in_one_plain_phrase() -> None:
    sent = referrals.submitted()
    referrals.withdrawn(sent.programme, by=sent.referred_by)
    referrals.completed(sent.programme, by=sent.referred_by)
    referrals.handed_back(sent.programme, by=sent.referred_by)
    referrals.accepted(sent.programme, by=sent.referred_by)

    rows = client_of(sent.referred_by).get(reverse(HOME)).context["page"].rows

    assert {row.phrase for row in rows} == {
        "Received",
        "Closed",
        "Completed",
        "Not completed: We could not reach her",
        "Not reached yet",
    }


# --- Turning pages ------------------------------------------------------------------------------


AT_ONCE = 20_000


def copies(pattern: Referral, count: int, *, force: Any = None) -> None:
    """Make rows the fast way, three of them sent at each moment."""
    columns = [f.attname for f in Referral._meta.concrete_fields]
    changed = {
        "id": "gen_random_uuid()",
        "reference": "'C' || substr(md5(n::text || clock_timestamp()::text), 1, 12)",
        "submitted_at": f"timestamptz '{NOW:%Y-%m-%d %H:%M}Z' - (n / 3) * interval '1 minute'",
    }
    if force is not None:
        changed |= {"referring_organisation_id": f"'{force.pk}'", "referred_by_id": "NULL"}
    people = [f.attname for f in pattern.person._meta.concrete_fields]
    table, person = Referral._meta.db_table, pattern.person._meta.db_table
    names = ", ".join(f'"{c}"' for c in columns)
    values = ", ".join(changed.get(c, f'r."{c}"') for c in columns)
    theirs = {"id": "gen_random_uuid()", "referral_id": "made.id"}
    with connection.cursor() as cursor:
        for start in range(1, count + 1, AT_ONCE):  # one statement may take a minute, no longer
            cursor.execute(
                f"WITH made AS (INSERT INTO {table} ({names}) SELECT {values} FROM {table} r,"
                f" generate_series(%s, %s) n WHERE r.id = %s RETURNING id)"
                f" INSERT INTO {person} ({', '.join(people)})"
                f" SELECT {', '.join(theirs.get(c, f'p.{c}') for c in people)} FROM {person} p, made"
                f" WHERE p.id = %s",
                [start, min(count, start + AT_ONCE - 1), pattern.pk, pattern.person.pk],
            )


@pytest.mark.django_db
def test_turning_pages_shows_each_referral_once_there_and_back() -> None:
    first = referrals.submitted()
    copies(first, 2 * keyset.SIZE + 7)
    client = client_of(first.referred_by)

    pages, url = [], reverse(HOME)
    while url:
        page = client.get(url).context["page"]
        pages.append([row.url for row in page.rows])
        back, url = page.previous_url, page.next_url
    returned = [pages[-1]]
    while back:
        page = client.get(back).context["page"]
        returned.append([row.url for row in page.rows])
        back = page.previous_url

    assert [len(rows) for rows in pages] == [25, 25, 8]
    assert len({url for rows in pages for url in rows}) == 58
    assert returned == pages[::-1]


@given(seconds=st.integers(0, 4 * 10**9), micros=st.integers(0, 999_999))
def test_a_mark_reads_back_as_it_was_written(seconds: int, micros: int) -> None:
    mark = Mark(datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros), new_id())

    assert Mark.read(str(mark)) == mark


@given(st.text(max_size=60) | st.from_regex(r"[0-9]{0,30}-[0-9a-f]{0,40}", fullmatch=True))
def test_an_address_that_somebody_made_up_gives_the_first_page(text: str) -> None:
    mark = Mark.read(text)

    assert mark is None or isinstance(mark.at, datetime)


def rows_read(client: Any, url: str) -> int:
    """How many rows of tables and indexes the list itself reads, as the database counts them."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    listing = [q["sql"] for q in captured.captured_queries if "days_booked" in q["sql"]]
    assert len(listing) == 1
    return reads.rows_read(listing[0])


def reads_at(pattern: Referral, desk: Any, as_owner: Any) -> list[int]:
    """What the lists read: first page and a page far down, of an officer and of a whole force."""
    with as_owner() as cursor:  # the database's own housekeeping does this in service
        cursor.execute("ANALYZE")
    far = str(Mark(NOW - timedelta(minutes=25), new_id()))
    own, force = client_of(pattern.referred_by), client_of(desk)
    home = reverse(HOME)
    return [
        rows_read(own, f"{home}?whose=mine"),
        rows_read(own, f"{home}?whose=mine&older={far}"),
        rows_read(force, f"{home}?whose=force"),
        rows_read(force, f"{home}?whose=force&older={far}"),
    ]


def grow(few: int, many: int, as_owner: Any) -> tuple[list[int], list[int]]:
    pattern = referrals.submitted()
    desk = accounts.police_team(pattern.referring_organisation)
    elsewhere = accounts.ForceFactory.create(force_code="36")
    copies(pattern, 150)
    copies(pattern, few, force=elsewhere)
    at_first = reads_at(pattern, desk, as_owner)
    copies(pattern, many // 10)
    copies(pattern, many - many // 10, force=elsewhere)
    return at_first, reads_at(pattern, desk, as_owner)


def test_the_list_reads_no_more_rows_when_the_caseload_grows(committed_db: Any, as_owner: Any) -> None:
    few, many = grow(1_000, 9_000, as_owner)

    assert max(many) <= 8 * (keyset.SIZE + 1)
    assert max(many) <= max(few) + keyset.SIZE


@pytest.mark.deep
def test_the_list_reads_no_more_rows_at_a_million(committed_db: Any, as_owner: Any) -> None:
    few, many = grow(1_000, 1_000_000, as_owner)

    assert max(many) <= 8 * (keyset.SIZE + 1), (few, many)
