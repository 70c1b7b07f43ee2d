"""The gate gathers the right rows, and nobody else makes a Destination."""

import ast
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation, SignInDomain, Team
from audit import trail
from correspondence import gate, registry
from correspondence.details import address_check
from correspondence.gate import Destination, NotAnOfficialAddress, NotSafe
from correspondence.statuses import Wording
from participants import actions as participants
from participants.models import ContactStop, DiscreetRelease, Participant
from participants.safe_contact import Allowed, Detail, Refused, Way, WhyNot, Words
from tests.factories import correspondence as make

pytestmark = pytest.mark.django_db
NOW = make.NOW


def refusal(participant: Participant, way: Way, **options: object) -> WhyNot:
    with pytest.raises(NotSafe) as shut:
        gate.open_for(participant, way, at=NOW, **options)  # type: ignore[arg-type]
    return shut.value.why


def test_a_destination_is_where_she_said_and_no_more_than_she_said() -> None:
    woman = make.open_woman()

    letter = gate.open_for(woman, Way.POST, at=NOW)
    text = gate.open_for(woman, Way.TEXT, at=NOW)

    assert letter.to == ("Siân Penhaligon", "12 Example Street", "Exampletown", "EX1 2AB")
    assert letter.wording is Wording.FULL
    assert text.to == ("07700 900123",)


def test_nobody_can_make_a_destination_but_the_gate() -> None:
    real = gate.open_for(make.open_woman(), Way.POST, at=NOW)

    with pytest.raises(TypeError):
        Destination(Way.TEXT, ("07700 900999",), Wording.FULL, False, None, False, object())
    with pytest.raises((TypeError, ValueError)):
        replace(real, to=("somewhere else",))  # type: ignore[call-arg]
    with pytest.raises(AttributeError):
        real.to = ("somewhere else",)  # type: ignore[misc]


def test_no_source_file_but_the_gate_makes_a_destination() -> None:
    offenders = []
    root = Path(settings.BASE_DIR)
    for app in root.iterdir():
        if not (app / "__init__.py").exists() or app.name == "tests":
            continue
        for path in app.rglob("*.py"):
            if path == root / "correspondence" / "gate.py":
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                called = getattr(node, "func", None)
                name = getattr(called, "id", getattr(called, "attr", ""))
                names = {name} | {getattr(node, "id", ""), getattr(node, "attr", "")}
                if name == "Destination" or "_HELD_BY_THIS_MODULE" in names:
                    offenders.append(f"{path}:{getattr(node, 'lineno', 0)}")

    assert offenders == []


def test_where_she_is_stays_out_of_logs_and_tracebacks() -> None:
    destination = gate.open_for(make.open_woman(), Way.POST, at=NOW)

    assert "Example" not in repr(destination)


def test_what_police_heard_while_she_was_alone_opens_discreet_words_only() -> None:
    woman = make.woman()
    make.said(woman, source="POLICE", asked_alone=True, text="YES", post="YES", call="YES")

    assert gate.open_for(woman, Way.TEXT, at=NOW).wording is Wording.DISCREET
    assert gate.open_for(woman, Way.POST, at=NOW).wording is Wording.PLEASE_RING
    assert gate.open_for(woman, Way.CALL, at=NOW).wording is Wording.NAME_ONLY
    assert refusal(woman, Way.VOICEMAIL) is WhyNot.NOT_ASKED


def test_her_no_in_an_older_row_stands_when_a_newer_row_does_not_ask() -> None:
    woman = make.woman()
    make.said(woman, at=NOW - timedelta(days=5), text="NO")
    make.said(woman, at=NOW - timedelta(days=1), call="YES")

    assert refusal(woman, Way.TEXT) is WhyNot.SHE_SAID_NO


def test_a_yes_to_texts_is_for_the_number_it_was_given_for() -> None:
    woman = make.open_woman()
    make.said(woman, source="POLICE", text="YES", asked_alone=True)
    details = participants.Details(
        **{one.name: getattr(woman, one.name) for one in fields(participants.Details)}
    )
    participants.amend(woman, replace(details, phone="07700 900456"), by=trail.SERVICE, at=NOW)

    decided = gate.decisions(Participant.objects.get(pk=woman.pk), at=NOW)

    assert decided[Way.TEXT] == Refused(WhyNot.NOT_ASKED, ring_instead=True)
    assert decided[Way.CALL] == Allowed(Words.NAME_ONLY, withheld_number=True, by_herself=False)
    assert isinstance(decided[Way.EMAIL], Allowed)
    participants.turn_off(woman, {Way.POST}, by=trail.SERVICE, at=NOW)  # what is carried over is no newer
    assert not isinstance(gate.decisions(woman, at=NOW)[Way.TEXT], Allowed)


def test_a_no_to_texts_is_for_every_number() -> None:
    woman = make.open_woman()
    make.said(woman, text="NO", at=NOW + timedelta(minutes=1))
    participants.amend(
        woman, participants.Details(first_names="Siân", phone="07700 900456"), by=trail.SERVICE, at=NOW
    )

    assert gate.decisions(woman, at=NOW + timedelta(hours=1))[Way.TEXT] == Refused(
        WhyNot.SHE_SAID_NO, ring_instead=True
    )


def test_turning_a_way_off_in_the_room_turns_nothing_on_and_renews_the_rest() -> None:
    woman = make.open_woman()
    day = timedelta(days=1)
    make.said(woman, source="POLICE", email="NO", at=NOW + 3 * day)
    participants.turn_off(woman, {Way.VOICEMAIL}, by=trail.SERVICE, at=NOW + 20 * day)

    decided = gate.decisions(woman, at=NOW + 40 * day)

    assert decided[Way.EMAIL] == Refused(WhyNot.POLICE_SAID_NO, ring_instead=True)
    assert decided[Way.VOICEMAIL] == Refused(WhyNot.SHE_SAID_NO, ring_instead=True)
    post = decided[Way.POST]
    assert isinstance(post, Allowed)
    assert post.holds_until == NOW + 48 * day


@pytest.mark.parametrize("way", [Way.TRUSTED_PERSON, Way.IN_PERSON])
def test_whom_she_trusts_is_never_reached_on_her_own_number(way: Way) -> None:
    woman = make.woman()
    make.said(woman, call="NO", trusted_person="YES", in_person="YES", trusted_contact="Her sister Pat")

    assert gate.open_for(woman, way, at=NOW).to == ()


def test_a_stop_shuts_the_phone_until_it_is_lifted() -> None:
    woman = make.open_woman()
    stop = ContactStop.objects.create(
        participant=woman, seal_key_id=woman.seal_key_id, stopped_at=NOW, stopped_by="Jo"
    )

    assert refusal(woman, Way.CALL) is WhyNot.SOMEBODY_ELSE_ANSWERED
    assert gate.open_for(woman, Way.POST, at=NOW).wording is Wording.FULL

    stop.lifted_at, stop.lifted_by = NOW, "Jo"
    stop.save()
    assert gate.open_for(woman, Way.CALL, at=NOW)


def test_a_released_letter_needs_two_people_and_all_else_to_have_failed() -> None:
    woman = make.woman()
    asked, agreed = make.caseworker(), make.caseworker()
    release = DiscreetRelease.objects.create(
        participant=woman, seal_key_id=woman.seal_key_id, reason="No call gets through", asked_at=NOW,
        asked_by=asked,
    )  # fmt: skip
    case = registry.Circumstances(calls_exhausted=True, police_silent=True)
    registry.register_circumstances(lambda ids, at: dict.fromkeys(ids, case))
    assert refusal(woman, Way.POST) is WhyNot.POST_NOT_ASKED

    release.agreed_at, release.agreed_by = NOW, agreed
    release.save()
    leave = gate.open_for(woman, Way.POST, at=NOW)
    assert (leave.wording, leave.uses_release) == (Wording.PLEASE_RING, True)

    registry.register_circumstances(lambda ids, at: {})
    assert refusal(woman, Way.POST) is WhyNot.POST_NOT_ASKED


def test_danger_seen_in_the_case_or_by_police_shuts_the_release() -> None:
    woman = make.woman()
    make.said(woman, source="POLICE", danger_suggested=True)
    DiscreetRelease.objects.create(
        participant=woman, seal_key_id=woman.seal_key_id, reason="-", asked_at=NOW,
        asked_by=make.caseworker(), agreed_at=NOW, agreed_by=make.caseworker(),
    )  # fmt: skip
    case = registry.Circumstances(calls_exhausted=True, police_silent=True)
    registry.register_circumstances(lambda ids, at: dict.fromkeys(ids, case))

    assert refusal(woman, Way.POST) is WhyNot.DANGER


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        ({}, Detail.GOOD),
        ({"address_lines": "", "postcode": ""}, Detail.MISSING),
        ({"no_fixed_address": True}, Detail.NO_FIXED_ADDRESS),
        ({"postcode": ""}, Detail.INCOMPLETE),
        ({"postcode": "EX1"}, Detail.INCOMPLETE),
        ({"address_lines": "12"}, Detail.INCOMPLETE),
        ({"address_lines": "\n".join(f"Line {n}" for n in range(6))}, Detail.INCOMPLETE),
        ({"address_lines": "\n".join(f"Line {n}" for n in range(5))}, Detail.GOOD),
        ({"postcode": "so147ly"}, Detail.GOOD),
    ],
)
def test_an_address_that_would_not_arrive_or_not_fit_the_window_is_not_used(
    details: dict[str, object], expected: Detail
) -> None:
    assert address_check(make.woman(**details)) is expected


@pytest.mark.parametrize(
    ("phone", "way", "open_"),
    [("07700 900123", Way.TEXT, True), ("+44 7700 900123", Way.TEXT, True), ("01632 960 001", Way.TEXT, False),
     ("01632 960 001", Way.CALL, True), ("", Way.CALL, False)],
)  # fmt: skip
def test_a_text_needs_a_mobile(phone: str, way: Way, open_: bool) -> None:
    woman = make.open_woman(phone=phone)

    assert isinstance(gate.decisions(woman, at=NOW)[way], Allowed) is open_


def test_a_number_found_wrong_shuts_the_phone() -> None:
    woman = make.open_woman()
    case = registry.Circumstances(number_wrong=True)
    registry.register_circumstances(lambda ids, at: dict.fromkeys(ids, case))

    assert refusal(woman, Way.CALL) is WhyNot.NUMBER_WRONG


@pytest.mark.parametrize("reading", ["NO", "WITH_HELP"])
def test_a_written_reminder_to_her_who_needs_help_with_reading_is_refused(reading: str) -> None:
    assert refusal(make.open_woman(reading=reading), Way.TEXT, reminder=True) is WhyNot.RING_INSTEAD


def test_many_women_cost_as_many_queries_as_one() -> None:
    women = [make.open_woman() for _ in range(5)]
    counts = []
    for some in (women[:1], women):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            gate.situations(some, NOW)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 4


def test_police_and_staff_get_a_reference_and_nothing_else() -> None:
    force = Organisation.objects.create(
        kind="POLICE_FORCE", code="HANTS", name="Force", force_code="44", email="desk@force.example"
    )
    SignInDomain.objects.create(organisation=force, domain="hampshire.police.example")
    Team.objects.create(organisation=force, name="Out of court", email="team@cjs.example")

    for address in ("pc@hampshire.police.example", "TEAM@cjs.example", "desk@force.example"):
        assert gate.open_for_team(address).wording is Wording.OFFICIAL
    for address in ("pc@elsewhere.example", "hampshire.police.example", ""):
        with pytest.raises(NotAnOfficialAddress):
            gate.open_for_team(address)


def test_a_closed_account_gets_nothing() -> None:
    officer = make.caseworker(is_active=False)

    with pytest.raises(NotAnOfficialAddress):
        gate.open_for_staff(officer)


def test_her_record_erased_shuts_every_way() -> None:
    woman = make.open_woman()
    woman.erased_at, woman.erased_by = NOW, trail.SERVICE.trail_name
    woman.save()

    assert {refusal(woman, way) for way in Way} == {WhyNot.ERASED}
