"""What women said: with consent only, nothing by which one could be known, out again when consent is taken back."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from referrals.models import Referral
from reports import actions, document, voices, writing
from reports.models import IssuedReturn, IssuedVoice, PreparedFile, PreparedReturn, ReturnDraft, Voice
from reports.sections import SECTIONS
from tests.factories import accounts
from tests.factories.participants import ParticipantFactory
from tests.reports.conftest import NAME, REASON, Told
from tests.reports.worked_quarter import NARRATIVE, QUARTER
from ui.refusals import Stale

HERE = {"programme": "juno", "quarter": "2026-27-Q1"}
SAID = "Nobody had asked me before what I wanted."


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "draw", lambda page: b"%PDF-1.7 made up")
    monkeypatch.setattr(document, "charts", lambda figures, definitions: [])


def case(told: Told) -> Referral:
    return next(c for c in told.made.cases.values() if c.participant)


def record(told: Told, words: str = SAID, kind: str = "QUOTE", of: Referral | None = None) -> Voice:
    said: dict[str, Any] = {"consented_on": told.at.date(), "consent_given": "SPOKEN"}
    return voices.record(
        told.made.programme, QUARTER, referral=of or case(told), kind=kind, words=words,
        by=told.manager, at=told.at, **said,
    )  # fmt: skip


def sent(**fields: Any) -> dict[str, Any]:
    return {"submission": str(uuid4()), "version": "", **fields}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_her_words_stand_in_the_return_and_nothing_of_whose_they_are(told: Told) -> None:
    quote, study = record(told), record(told, "It began with a call.", kind="STUDY")

    issued = told.issue()

    assert issued.figures["voices"] == [
        {"kind": "QUOTE", "words": SAID}, {"kind": "STUDY", "words": "It began with a call."}
    ]  # fmt: skip
    whole = json.dumps(issued.figures)
    for secret in (str(quote.pk), case(told).reference, str(case(told).pk), str(quote.consented_on)):
        assert secret not in whole.replace(issued.figures["counted_at"], "")
    kept = set(IssuedVoice.objects.filter(issued=issued).values_list("voice", flat=True))
    assert kept == {quote.pk, study.pk}


def test_words_are_sealed_until_they_are_issued(told: Told) -> None:
    record(told)

    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM reports_voice")
        ((stored,),) = cursor.fetchall()

    assert b"Nobody had asked" not in bytes(stored)


def test_consent_taken_back_before_preparing_takes_her_words_out(told: Told) -> None:
    voices.take_back(record(told), by=told.manager, at=told.at)

    assert told.prepare().figures["voices"] == []
    events = Event.objects.filter(verb="voice.take_back")
    assert [event.subject_id for event in events] == [case(told).pk]


def test_consent_taken_back_between_reading_and_signing_stops_the_signing(told: Told) -> None:
    voice = record(told)
    actions.draw(told.prepare(), at=told.at)
    voices.take_back(voice, by=told.manager, at=told.at)

    assert not PreparedReturn.objects.exists()  # her words stood in its figures and files
    assert not PreparedFile.objects.exists()
    with pytest.raises(actions.NotReady):
        told.sign_off()

    assert not IssuedReturn.objects.exists()
    actions.draw(told.prepare(), at=told.at)
    assert told.sign_off().figures["voices"] == []


@pytest.mark.parametrize("change", ["changed", "added", "erased"])
def test_words_changed_after_the_pdf_stop_the_signing(change: str, told: Told) -> None:
    voice = record(told)
    actions.draw(told.prepare(), at=told.at)
    if change == "changed":
        voices.change(voice, words="Other words", reasons={}, by=told.manager, at=told.at, seen=None)
    elif change == "added":
        record(told, "Somebody listened.")
    else:
        woman = case(told).participant
        assert woman is not None
        type(woman).objects.filter(pk=woman.pk).update(erased_at=told.at, erased_by="made up")

    with pytest.raises(voices.VoicesChanged):
        told.sign_off()

    assert not IssuedReturn.objects.exists()


def test_a_detail_stops_the_return_until_it_is_changed_or_explained(told: Told) -> None:
    woman = case(told).participant
    assert woman is not None
    voice = record(told, f"I am {woman.first_names} and I came by ferry.")
    with pytest.raises(voices.DetailNeedsReason):
        told.prepare()
    assert not PreparedReturn.objects.exists()

    (doubt,) = voices.doubts(voice)
    reasons = {doubt.key: "A pen name she chose herself"}
    voices.change(voice, words=voice.words or "", reasons=reasons, by=told.manager, at=told.at, seen=None)
    issued = told.issue()

    assert issued.figures["voices"][0]["words"].startswith("I am")
    assert "pen name" not in json.dumps(issued.figures)
    assert IssuedVoice.objects.get().reasons == ["NAME"]  # the reason itself stays sealed with the words
    assert all(b"pen name" not in bytes(one.data) for one in issued.files.all())


def test_a_reason_for_one_detail_does_not_serve_another(told: Told) -> None:
    voice = record(told, "I came on 12 May.")
    reasons = {voices.doubts(voice)[0].key: "A public holiday of the town"}
    said: dict[str, Any] = {"reasons": reasons, "by": told.manager, "at": told.at, "seen": None}

    voices.change(voice, words="I came on 12 May, and I have three children.", **said)

    with pytest.raises(voices.DetailNeedsReason):
        told.prepare()


def test_a_name_registered_meanwhile_takes_no_reason_of_another_detail(told: Told) -> None:
    voice = record(told, "Zuleika came on 12 May, and on 14 May.")
    client, url = signed_in(told.manager), reverse("reports:voice", kwargs={**HERE, "pk": voice.pk})
    opened = client.get(url).context["form"]
    said = dict(zip(opened.keys, ["A public holiday", "A fair in the town"], strict=True))
    ParticipantFactory.create(provider=told.made.provider, first_names="Zuleika", last_name="Vane")

    client.post(url, sent(words=voice.words, **{**said, "version": voice.version}))

    voice.refresh_from_db()
    assert [(doubt.words, doubt.reason) for doubt in voices.doubts(voice)] == [
        ("Zuleika", ""),
        ("12 May", "A public holiday"),
        ("14 May", "A fair in the town"),
    ]
    with pytest.raises(voices.DetailNeedsReason):
        told.prepare()


def test_the_page_of_her_words_has_no_readable_key_of_a_detail(told: Told) -> None:
    first, second = (record(told, words) for words in ("We met on 12 May.", "12 May was the day."))
    client = signed_in(told.manager)
    page = client.get(reverse("reports:voice", kwargs={**HERE, "pk": first.pk})).content.decode()

    assert "DATE:" not in page
    assert voices.doubts(first)[0].key == voices.doubts(second)[0].key
    assert voices.doubts(first)[0].field != voices.doubts(second)[0].field


@pytest.mark.parametrize(
    "words", ["It helped.\n\nOttoline came too.", "It helped,Ottoline said", "With Ottoline's help."]
)
def test_a_name_is_found_wherever_it_stands(told: Told, words: str) -> None:
    ParticipantFactory.create(provider=told.made.provider, first_names="Ottoline", last_name="Vane")

    assert [doubt.words for doubt in voices.doubts(record(told, words))] in (["Ottoline"], ["Ottoline's"])


def test_every_womans_name_is_looked_for_not_only_hers(told: Told) -> None:
    other = [c for c in told.made.cases.values() if c.participant][-1].participant
    assert other is not None
    type(other).objects.filter(pk=other.pk).update(search_name="zuleika quartermain")

    voice = record(told, "I met Zuleika in the group.")

    assert [doubt.words for doubt in voices.doubts(voice)] == ["Zuleika"]


def test_her_address_and_year_of_birth_are_looked_for(told: Told) -> None:
    woman = case(told).participant
    assert woman is not None
    woman.address_lines, woman.date_of_birth = "14b Harbour View\nLittle Example", woman.date_of_birth
    woman.save()

    voice = record(told, f"Since {woman.date_of_birth.year if woman.date_of_birth else 0} in Little Example.")

    assert "Little Example" in [doubt.words for doubt in voices.doubts(voice)]


def test_a_return_has_at_most_four_quotations_and_one_case_study(told: Told) -> None:
    for _number in range(4):
        record(told)
    record(told, "It began.", kind="STUDY")

    for kind in ("QUOTE", "STUDY"):
        with pytest.raises(voices.TooMany):
            record(told, kind=kind)

    voices.take_back(Voice.objects.filter(kind="QUOTE")[0], by=told.manager, at=told.at)
    record(told)
    assert Voice.objects.count() == 6


def test_a_long_quotation_and_anothers_case_are_refused(told: Told) -> None:
    with pytest.raises(voices.TooLong):
        record(told, "a" * 601)
    waiting = next(c for c in told.made.cases.values() if c.participant is None)
    with pytest.raises(voices.NoSuchCase):
        record(told, of=waiting)

    assert not Voice.objects.exists()


def test_consent_taken_back_twice_keeps_the_first_and_the_words_rest(told: Told) -> None:
    voice = voices.take_back(record(told), by=told.manager, at=told.at)

    again = voices.take_back(voice, by=accounts.manager(told.made.provider), at=told.at)

    assert again.withdrawn_by == told.manager.trail_name
    with pytest.raises(voices.NotAgreed):
        voices.change(voice, words="More", reasons={}, by=told.manager, at=told.at, seen=None)


@pytest.mark.usefixtures("on_the_day")
def test_the_manager_records_reads_what_was_found_and_takes_back(told: Told) -> None:
    client = signed_in(told.manager)
    fields = {"consented_on-day": "1", "consented_on-month": "7", "consented_on-year": "2026"}
    filled = sent(kind="QUOTE", words="I came on 12 May.", consent_given="WRITTEN", **fields)

    wrong = client.post(reverse("reports:record_voice", kwargs=HERE), {**filled, "reference": "JUNO-999"})
    assert "There is no accepted case with this reference" in wrong.content.decode()
    assert not Voice.objects.exists()
    made = client.post(
        reverse("reports:record_voice", kwargs=HERE),
        {**filled, "submission": str(uuid4()), "reference": case(told).reference.lower()},
    )
    voice = Voice.objects.get()
    assert made["Location"] == reverse("reports:voice", kwargs={**HERE, "pk": voice.pk})

    page = client.get(made["Location"]).content.decode()
    assert "<mark>12 May</mark>" in page
    assert "Why may “12 May” stay?" in page
    long = client.post(made["Location"], sent(words="a" * 601, version=voice.version)).content.decode()
    assert "600 characters" in long
    assert voice.words == Voice.objects.get().words
    refused = client.post(reverse("reports:prepare", kwargs=HERE), sent(name=NAME, reason=REASON))
    assert "hold a detail by which she could be known" in refused.content.decode()
    client.post(made["Location"], sent(words="I came in spring.", version=voice.version))
    assert "Can be used" in client.get(reverse("reports:voices", kwargs=HERE)).content.decode()

    client.post(reverse("reports:take_back", kwargs={**HERE, "pk": voice.pk}), sent())
    listed = client.get(reverse("reports:voices", kwargs=HERE)).content.decode()
    assert "She took her consent back on" in listed
    assert "I came in spring" not in listed


@pytest.mark.usefixtures("on_the_day")
def test_nobody_but_the_manager_of_the_programme_opens_them(told: Told) -> None:
    voice = record(told)
    elsewhere = accounts.manager(accounts.OrganisationFactory.create(code="ANOTHER_CHARITY"))
    readers = [told.commissioner(), accounts.person(Role.COORDINATOR, told.made.provider), elsewhere]
    addresses = [
        reverse("reports:voices", kwargs=HERE),
        reverse("reports:record_voice", kwargs=HERE),
        reverse("reports:voice", kwargs={**HERE, "pk": voice.pk}),
        reverse("reports:take_back", kwargs={**HERE, "pk": voice.pk}),
    ]

    for reader in readers:
        client = signed_in(reader)
        assert {client.get(address).status_code for address in addresses} <= {403, 404}
        assert {client.post(address, sent()).status_code for address in addresses} <= {403, 404, 405}

    assert Voice.objects.get().withdrawn_at is None


def test_words_about_each_section_are_frozen_and_shown(told: Told) -> None:
    about = {code: f"About {code}.\n\nMore." for code in SECTIONS}
    said: dict[str, Any] = {"by": told.manager, "at": told.at, "seen": None}
    writing.write_words(
        told.made.programme, QUARTER, NARRATIVE, about=about | {"none": "x", "who": " "}, **said
    )

    issued = told.issue()

    assert issued.figures["words"] == {code: words for code, words in about.items() if code != "who"}
    page = signed_in(told.commissioner()).get(reverse("reports:issued", args=[issued.pk])).content.decode()
    shown = [code for code in SECTIONS if f"About {code}." in page]
    # No chart, so no section on time; the tables of the made-up quarter are all there.
    assert shown == [code for code in SECTIONS if code != "who"]


def test_words_about_a_section_changed_after_the_pdf_stop_the_signing(told: Told) -> None:
    told.write()
    actions.draw(told.prepare(), at=told.at)
    said: dict[str, Any] = {"by": told.manager, "at": told.at, "seen": ReturnDraft.objects.get().version}
    writing.write_words(told.made.programme, QUARTER, NARRATIVE, about={"money": "New"}, **said)

    with pytest.raises(actions.WordsChanged):
        told.sign_off()
    with pytest.raises(Stale) as stale:
        writing.write_words(told.made.programme, QUARTER, "Old", about={}, **(said | {"seen": 1}))

    assert stale.value.theirs["about_money"] == "New"
    assert not IssuedReturn.objects.exists()
