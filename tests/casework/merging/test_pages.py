"""Who may join, what they see first, and two at once."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import User
from casework import merging
from casework.actions import closing
from casework.actions.opening import open_case
from casework.merging import relations
from casework.models import Review
from participants.models import (
    Merge,
    Participant,
)
from programmes.models import Programme
from referrals.actions import JustJoined, NotYours
from referrals.models import Referral
from referrals.statuses import Reason
from tests.casework.merging.records import LATER, OTHER, everything, her, join
from tests.conftest import Clone
from tests.factories import accounts, referrals
from tests.factories.accounts import NOW
from tests.factories.participants import ParticipantFactory
from tests.referrals import walking
from tests.referrals.test_races import at_once
from tests.referrals.writing.pages import text_of


class TestWho:
    def test_only_the_providers_caseworkers_join(
        self, juno: Programme, kept: Participant, gone: Participant
    ) -> None:
        stranger = accounts.coordinator(accounts.OrganisationFactory.create())
        for nobody in (stranger, accounts.practitioner(juno.provider), accounts.officer()):
            with pytest.raises(NotYours):
                join(kept, gone, nobody)

        assert not Merge.objects.exists()

    def test_a_record_goes_once(self, kept: Participant, gone: Participant, worker: User) -> None:
        join(kept, gone, worker)

        for one, other in ((kept, gone), (gone, kept)):
            with pytest.raises(merging.NotHereToo):
                join(one, other, worker)

    def test_a_record_is_never_joined_with_itself_or_another_providers(
        self, kept: Participant, worker: User
    ) -> None:
        for other in (kept, ParticipantFactory.create()):
            with pytest.raises(merging.Refusal):
                join(kept, other, worker)

    def test_whoever_waited_for_the_record_that_went_is_told(
        self, kept: Participant, gone: Participant, worker: User
    ) -> None:
        stale = Referral.objects.get(participant=gone)
        join(kept, gone, worker)

        with transaction.atomic(), pytest.raises(JustJoined):
            open_case(stale, by=worker)
        with pytest.raises(JustJoined):
            closing.withdraw(stale, reason=Reason.SENT_BY_MISTAKE, words="-", by=worker, at=NOW)
        assert Referral.objects.get(pk=stale.pk).status == stale.status


def test_a_preview_changes_nothing_and_says_what_would_move(
    full: tuple[Participant, Participant], worker: User
) -> None:
    before = everything()

    shown = merging.preview(*full, by=worker, at=LATER)

    assert everything() == before
    assert dict(shown.moves)[relations.LABELS["referrals.Referral"]] == 1
    assert shown.refused == ""


class TestPages:
    @pytest.fixture
    def client(self, worker: User) -> Client:
        browser = Client()
        browser.force_login(worker, backend="django.contrib.auth.backends.ModelBackend")
        return browser

    def test_a_review_leads_to_joining_and_back_again(
        self, client: Client, kept: Participant, gone: Participant
    ) -> None:
        (review,) = Review.objects.filter(kind="duplicate", settled_at=None)

        url = walking.send(client, f"/duplicates/{review.pk}/", {"answer": "JOIN"})["Location"]
        page = text_of(client.get(url))
        wordless = walking.send(client, url, {})
        joined = walking.send(client, url, {"why": "She said so"})

        assert url == f"/records/{kept.pk}/join/{gone.pk}/"
        assert "What moves" in page
        assert "Say how you know that it is one woman" in text_of(wordless)
        assert joined["Location"] == "/duplicates/"
        merge = Merge.objects.get()
        part = f"/records/joined/{merge.pk}/part/"
        assert part in client.get("/duplicates/").content.decode()
        assert Review.objects.get(pk=review.pk).settled_as == "SAME"

        assert walking.send(client, part, {"why": "They are sisters"}).status_code == 302

        assert Merge.objects.get().undone_at is not None
        assert client.get(part).status_code == 404

    def test_another_provider_finds_neither_record(self, kept: Participant, gone: Participant) -> None:
        stranger = Client()
        user = accounts.coordinator(accounts.OrganisationFactory.create())
        stranger.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

        assert stranger.get(f"/records/{kept.pk}/join/{gone.pk}/").status_code == 404


@pytest.mark.servers
def test_two_who_join_the_same_two_both_ways_at_once_join_them_once(committed_db: Clone) -> None:
    kept = her(referrals.accepted())
    gone = her(referrals.accepted(**OTHER))
    by = accounts.coordinator(kept.provider)

    results = at_once(lambda: join(kept, gone, by), lambda: join(gone, kept, by))

    assert sorted(type(r).__name__ for r in results) == ["Merge", "NotHereToo"]
    assert Merge.objects.count() == 1
    assert Participant.objects.filter(merged_into__isnull=True).count() == 1
