"""What she says before and after, and of the service."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from audit.models import Event
from casework.actions import closing, said
from casework.models import Feedback, Score
from casework.statuses import Helped, When
from programmes.definition import Scale
from programmes.kinds import Better
from programmes.label import Label
from programmes.reading import DefinitionInvalid
from referrals.actions import NotYours
from referrals.models import Referral
from referrals.statuses import Ground
from tests.factories import accounts, referrals
from tests.factories.accounts import NOW
from tests.factories.programmes import ProgrammeFactory
from tests.workshops.pages.asking import sent, signed_in, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def case(db: None) -> Referral:
    return referrals.accepted(ProgrammeFactory.create(code="JUNO"))


@pytest.fixture
def worker(case: Referral) -> User:
    return referrals.worker_of(case)


def scale(better: Better) -> Scale:
    empty = Label({"en": "x"})
    return Scale(empty, 0, 10, empty, empty, better)


@pytest.mark.parametrize(
    ("better", "before", "after", "improved"),
    [
        (Better.HIGHER, 3, 4, True),
        (Better.HIGHER, 4, 4, False),
        (Better.HIGHER, 5, 4, False),
        (Better.LOWER, 5, 4, True),
        (Better.LOWER, 4, 4, False),
        (Better.LOWER, 3, 4, False),
    ],
)
def test_which_way_is_better_is_the_programmes(
    better: Better, before: int, after: int, improved: bool
) -> None:
    assert scale(better).improved(before, after) is improved


class TestBeforeAndAfter:
    def test_it_is_asked_twice_on_its_page_and_shown(self, case: Referral, worker: User) -> None:
        client, address = signed_in(worker), reverse("casework:score", args=[case.pk])
        asked = text(client.get(address))
        for moment, value in (("BEFORE", "3"), ("AFTER", "5"), ("AFTER", "6")):
            client.post(address, sent(moment=moment, value=value))
        notes = text(client.get(reverse("casework:case_notes", args=[case.pk])))

        assert "How sure do you feel that you can deal with things when they get hard?" in asked
        assert "0: Not at all sure. 10: Very sure." in asked
        assert "3 of 10" in notes
        assert "6 of 10 Better than before" in notes
        assert dict(Score.objects.values_list("moment", "value")) == {"BEFORE": 3, "AFTER": 6}
        assert Event.objects.filter(verb="case.keep_score").count() == 3

    @pytest.mark.parametrize("value", ["11", "-1", "a lot", ""])
    def test_what_is_no_number_of_the_scale_is_refused(
        self, case: Referral, worker: User, value: str
    ) -> None:
        address = reverse("casework:score", args=[case.pk])

        page = text(signed_in(worker).post(address, sent(moment="BEFORE", value=value)))

        assert "There is a problem" in page
        assert not Score.objects.exists()

    def test_a_programme_without_one_asks_nothing(self) -> None:
        cara = referrals.accepted(ProgrammeFactory.create(code="CARA"))
        worker = referrals.worker_of(cara)

        assert signed_in(worker).get(reverse("casework:score", args=[cara.pk])).status_code == 404
        with pytest.raises(said.NotAsked):
            said.keep_score(cara, When.BEFORE, 3, by=worker, at=NOW)

    def test_it_may_be_given_after_the_case_is_closed_and_only_to_its_provider(
        self, case: Referral, worker: User
    ) -> None:
        manager = accounts.manager(case.provider)
        closing.hand_back(case, ground=Ground.UNSUITABLE, by=manager, at=NOW)
        stranger = accounts.coordinator(accounts.OrganisationFactory.create())

        said.keep_score(case, When.AFTER, 7, by=worker, at=NOW)
        with pytest.raises(NotYours):
            said.keep_score(case, When.AFTER, 1, by=stranger, at=NOW)

        assert Score.objects.get().value == 7

    def test_a_definition_with_a_scale_of_one_number_is_refused(self, tmp_path: Path) -> None:
        from tests.factories.programmes import changed

        with pytest.raises(DefinitionInvalid, match="is not above the lowest"):
            changed(tmp_path, "ODD", before_and_after=_SCALE)


_SCALE = """
[before_and_after]
question = { en = "How are you?" }
lowest = 5
highest = 5
lowest_label = { en = "Bad" }
highest_label = { en = "Good" }

"""


class TestFeedback:
    def test_her_words_are_kept_sealed_with_her_consent(self, case: Referral, worker: User) -> None:
        client, address = signed_in(worker), reverse("casework:feedback", args=[case.pk])

        client.post(address, sent(helped="4", words="They listened.", may_use="on"))
        notes = text(client.get(reverse("casework:case_notes", args=[case.pk])))

        row = Feedback.objects.get()
        assert (row.helped, row.words, row.may_use) == (Helped.MUCH, "They listened.", True)
        assert "They listened." in notes
        assert "We may use her words without her name." in notes
        assert "listened" not in str(Event.objects.get(verb="case.keep_feedback").facts)

    def test_words_to_use_must_be_there(self, case: Referral, worker: User) -> None:
        page = text(
            signed_in(worker).post(
                reverse("casework:feedback", args=[case.pk]), sent(helped="2", words="", may_use="on")
            )
        )

        assert "there are no words to use" in page
        assert not Feedback.objects.exists()
