"""Two records that are one woman: joined whole, and parted again exactly as they were."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client

from accounts.models import User
from audit import trail
from audit.models import Event
from casework import merging
from casework.actions import closing
from casework.actions.opening import open_case
from casework.merging import relations
from casework.models import Review
from correspondence import gate
from correspondence.models import Message
from participants import actions as participants
from participants.models import (
    ContactStop,
    DiscreetRelease,
    EqualityAnswers,
    KeepApart,
    Merge,
    Participant,
    SafeContact,
)
from participants.safe_contact import Allowed, Way
from programmes.models import Programme
from referrals.actions import JustJoined, NotYours
from referrals.models import Referral, Transfer
from referrals.statuses import Reason
from tests.conftest import Clone
from tests.factories import accounts, referrals, workshops
from tests.factories.accounts import NOW
from tests.factories.participants import ParticipantFactory, answered_herself
from tests.factories.programmes import ProgrammeFactory
from tests.referrals import walking
from tests.referrals.test_races import at_once
from tests.referrals.test_writing import text_of
from workshops.models import Place

LATER = NOW + timedelta(hours=5)
THEN = NOW + timedelta(hours=6)
OTHER: dict[str, Any] = {"crime_reference": "44260777777"}
# What joining and parting leave behind by design: the record of itself, the trail, and stamps of versions.
BY_DESIGN = {"participants_merge", "audit_event", "audit_seal"}


@pytest.fixture
def juno(db: None) -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def worker(juno: Programme) -> User:
    return accounts.coordinator(juno.provider)


@pytest.fixture
def kept(juno: Programme) -> Participant:
    return her(referrals.accepted(juno))


@pytest.fixture
def gone(juno: Programme, kept: Participant) -> Participant:
    return her(referrals.accepted(juno, **OTHER))


def her(referral: Referral) -> Participant:
    found: Participant | None = referral.participant
    assert found is not None
    return found


def join(kept: Participant, gone: Participant, by: User) -> Merge:
    return merging.join(kept, gone, why="The same PNC ID", by=by, at=LATER)


def undo(merge: Merge, by: User, *, since_is_hers: bool = False) -> Merge:
    return merging.undo(merge, since_is_hers=since_is_hers, why="Sisters", by=by, at=THEN)


def everything() -> dict[str, list[Any]]:
    """Every row of every table as the database has it, versions apart."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            if model._meta.proxy or not model._meta.managed or table in BY_DESIGN:
                continue
            columns = [
                f'"{f.column}"'
                for f in model._meta.local_fields
                # What is sealed is sealed anew: compared in the clear, below.
                if f.name != "version" and f.get_internal_type() != "BinaryField"
            ]
            cursor.execute(f'SELECT {", ".join(columns)} FROM "{table}" ORDER BY 1')
            found[table] = cursor.fetchall()
    for row in EqualityAnswers.objects.order_by("pk"):
        found[f"answers {row.pk}"] = [row.answers]
    for woman in Participant.objects.order_by("pk"):
        found[f"needs {woman.pk}"] = [woman.access_needs, woman.why_restricted]
    return found


def equality(woman: Participant, **answers: str) -> EqualityAnswers:
    row = EqualityAnswers(
        participant=woman,
        seal_key_id=woman.seal_key_id,
        answers=json.dumps(answers),
        answered_at=NOW,
        answered_by="PC Lee",
    )
    row.save(force_insert=True)
    return row


def stop(woman: Participant) -> ContactStop:
    return ContactStop.objects.create(
        participant=woman, seal_key_id=woman.seal_key_id, stopped_at=NOW, stopped_by="Jo"
    )


def release(woman: Participant, by: User) -> DiscreetRelease:
    row = DiscreetRelease(
        participant=woman, seal_key_id=woman.seal_key_id, reason="No answer", asked_at=NOW, asked_by=by
    )
    row.save(force_insert=True)
    return row


def apart(one: Participant, other: Participant | None) -> KeepApart:
    row = KeepApart(
        participant=one, other=other, seal_key_id=one.seal_key_id, reason="An ex", made_at=NOW, made_by="Jo"
    )
    row.save(force_insert=True)
    return row


class TestNothingIsForgotten:
    """A new table about a woman fails here until somebody has said what joining does with it."""

    def test_every_foreign_key_to_a_record_is_handled(self) -> None:
        assert relations.pointing_at_her() == set(relations.RELATIONS)

    def test_every_loose_id_is_handled(self) -> None:
        assert relations.loose_ids() == set(relations.LOOSE)

    def test_every_unique_rule_about_a_record_has_its_test(self) -> None:
        rules = {
            constraint.name
            for name in relations.RELATIONS
            for model in [apps.get_model(name.rsplit(".", 1)[0])]
            for constraint in model._meta.constraints
            if "participant" in getattr(constraint, "fields", ())
        }
        one_to_one = {
            name
            for name in relations.RELATIONS
            if apps.get_model(name.rsplit(".", 1)[0])._meta.get_field(name.split(".")[-1]).one_to_one
        }

        assert rules == {
            "contact_stop_is_single_while_it_stands",
            "discreet_release_is_asked_for_once_at_a_time",
        }
        assert one_to_one == {"participants.EqualityAnswers.participant"}

    @pytest.mark.parametrize("name", [n for n, how in relations.RELATIONS.items() if how != "STAY"])
    def test_nothing_points_at_the_record_that_is_gone(
        self, name: str, full: tuple[Participant, Participant], worker: User
    ) -> None:
        app, model, column = name.split(".")
        rows = apps.get_model(app, model)._base_manager
        assert rows.filter(**{column: full[1]}).exists(), "the test has such a row"

        join(*full, worker)

        assert not rows.filter(**{column: full[1]}).exists()
        assert rows.filter(**{column: full[0]}).exists()


@pytest.fixture
def full(
    juno: Programme, kept: Participant, gone: Participant, worker: User
) -> tuple[Participant, Participant]:
    """The second record has a row of every kind."""
    third = ParticipantFactory.create(provider=juno.provider)
    answered_herself(gone, post="NO")
    stop(gone)
    release(gone, worker)
    equality(gone, sex="F")
    apart(gone, third)
    apart(third, gone)
    referral = Referral.objects.get(participant=gone)
    workshops.booked(referral, workshops.pair(juno))
    Transfer.objects.create(
        referral=referral, participant=gone, seal_key_id=referral.seal_key_id, words="She moved",
        from_programme=juno, to_programme=juno, transferred_at=NOW, transferred_by="Jo",
    )  # fmt: skip
    if not Message.objects.filter(participant=gone).exists():
        Message.objects.create(
            key="one", purpose="X", channel="TEXT", wording="DISCREET", participant=gone, about_id=referral.pk,
            seal_key_id=gone.seal_key_id, due_at=NOW, written_at=NOW, written_by="Jo",
        )  # fmt: skip
    return kept, gone


def test_joining_moves_everything_and_leaves_an_event_on_both(
    full: tuple[Participant, Participant], worker: User
) -> None:
    kept, gone = full

    merge = join(kept, gone, worker)

    assert Participant.objects.get(pk=gone.pk).merged_into == kept
    assert Referral.objects.filter(participant=kept).count() == 2
    events = Event.objects.filter(verb="participant.merge")
    assert {e.subject_id for e in events} == {kept.pk, gone.pk}
    assert events[0].facts["rows"]["referrals.Referral"] == 1
    assert (merge.merged_by, merge.why) == (worker.trail_name, "The same PNC ID")
    assert list(Participant.objects.visible_to(worker).filter(pk=gone.pk)) == []


def test_undoing_restores_every_row_exactly(full: tuple[Participant, Participant], worker: User) -> None:
    kept, gone = full
    stop(kept)
    equality(kept, ethnicity="W1")
    release(kept, worker)
    apart(kept, gone)
    before = everything()

    merge = join(kept, gone, worker)
    between = everything()
    undone = undo(merge, worker)

    assert between != before
    assert everything() == before
    assert (undone.undone_by, undone.why_undone) == (worker.trail_name, "Sisters")
    assert Event.objects.filter(verb="participant.undo_merge").count() == 2
    with pytest.raises(merging.NothingToUndo):
        undo(merge, worker)


def test_her_words_open_under_the_key_they_were_sealed_with(
    full: tuple[Participant, Participant], worker: User
) -> None:
    kept, gone = full
    join(kept, gone, worker)

    row = KeepApart.objects.get(participant=kept)
    assert row.seal_key_id == gone.seal_key_id
    assert row.reason == "An ex"
    keys = set(Participant.objects.all_of(kept.pk).values_list("seal_key_id", flat=True))
    assert keys == {kept.seal_key_id, gone.seal_key_id}


class TestCollisions:
    """What the database would refuse, one by one."""

    def test_of_two_stops_one_stands(self, kept: Participant, gone: Participant, worker: User) -> None:
        mine, theirs = stop(kept), stop(gone)

        join(kept, gone, worker)

        standing = ContactStop.objects.get(participant=kept, lifted_at=None)
        assert standing == mine
        assert ContactStop.objects.get(pk=theirs.pk).lifted_by == worker.trail_name

    def test_of_two_letters_asked_for_one_waits(
        self, kept: Participant, gone: Participant, worker: User
    ) -> None:
        mine, _theirs = release(kept, worker), release(gone, worker)

        join(kept, gone, worker)

        assert DiscreetRelease.objects.get(participant=kept, ended_at=None) == mine

    def test_answers_about_herself_are_filled_from_the_other(
        self, kept: Participant, gone: Participant, worker: User
    ) -> None:
        equality(kept, sex="F", ethnicity="W1")
        equality(gone, ethnicity="A1", disability="NO")

        join(kept, gone, worker)

        row = EqualityAnswers.objects.get(participant=kept)
        assert json.loads(row.answers or "") == {"sex": "F", "ethnicity": "W1", "disability": "NO"}

    @pytest.mark.parametrize("from_kept", [True, False])
    def test_two_kept_apart_from_each_other_are_not_kept_apart_from_herself(
        self, kept: Participant, gone: Participant, worker: User, from_kept: bool
    ) -> None:
        row = apart(kept, gone) if from_kept else apart(gone, kept)

        shown = merging.preview(kept, gone, by=worker, at=LATER)
        merge = join(kept, gone, worker)

        assert any("two women" in str(words) for words in shown.warnings)
        assert KeepApart.objects.get(pk=row.pk).ended_at == LATER
        undo(merge, worker)
        assert KeepApart.objects.get(pk=row.pk).ended_at is None

    def test_at_one_time_she_has_one_place(
        self, juno: Programme, kept: Participant, gone: Participant, worker: User
    ) -> None:
        both = workshops.pair(juno)
        for woman in (kept, gone):
            workshops.booked(Referral.objects.get(participant=woman), both)

        merge = join(kept, gone, worker)

        held = Place.objects.held().filter(participant=kept)
        assert held.count() == 2
        assert {place.referral.participant_id for place in held} == {kept.pk}
        undo(merge, worker)
        assert Place.objects.held().filter(participant=gone).count() == 2

    def test_the_place_on_which_she_came_is_the_one_that_stays(
        self, juno: Programme, kept: Participant, gone: Participant, worker: User
    ) -> None:
        both = workshops.pair(juno)
        for woman in (kept, gone):
            workshops.booked(Referral.objects.get(participant=woman), both)
        came = Place.objects.filter(participant=gone).order_by("workshop__starts_at")[:1].get()
        Place.objects.filter(pk=came.pk).update(mark="HERE", marked_at=LATER, marked_by="Jo")

        join(kept, gone, worker)

        assert Place.objects.get(pk=came.pk).released_at is None

    def test_both_marked_as_there_at_once_are_two_women_until_a_register_is_corrected(
        self, juno: Programme, kept: Participant, gone: Participant, worker: User
    ) -> None:
        both = workshops.pair(juno)
        for woman in (kept, gone):
            workshops.booked(Referral.objects.get(participant=woman), both)
        Place.objects.update(mark="HERE", marked_at=LATER, marked_by="Jo")
        before = everything()

        with pytest.raises(merging.TwoPlacesAtOnce):
            join(kept, gone, worker)
        shown = merging.preview(kept, gone, by=worker, at=LATER)

        assert "Correct the register first" in shown.refused
        assert everything() == before

    def test_a_seat_that_was_taken_since_is_not_taken_back(
        self, juno: Programme, kept: Participant, gone: Participant, worker: User
    ) -> None:
        both = workshops.pair(juno)
        for woman in (kept, gone):
            workshops.booked(Referral.objects.get(participant=woman), both)
        merge = join(kept, gone, worker)
        third = referrals.accepted(
            juno, last_name="Brown", phone="07700 900 999", crime_reference="44260000001"
        )
        freed = Place.objects.filter(participant=kept, released_at__isnull=False).values_list(
            "seat", flat=True
        )
        workshops.booked(third, both)
        assert set(Place.objects.filter(referral=third).values_list("seat", flat=True)) == set(freed)

        with pytest.raises(merging.SeatTaken):
            undo(merge, worker)

        assert Merge.objects.get().undone_at is None

    def test_one_question_about_two_women_is_not_asked_twice(
        self, juno: Programme, kept: Participant, gone: Participant, worker: User
    ) -> None:
        third = referrals.submitted(juno, crime_reference="44260000002")
        for about in (kept, gone):
            Review.objects.get_or_create(
                referral=third, kind="duplicate", about_id=about.pk, defaults={"raised_at": NOW}
            )

        join(kept, gone, worker)

        assert Review.objects.filter(referral=third, about_id=kept.pk, settled_at=None).count() == 1
        between = Review.objects.filter(kind="duplicate", settled_as="SAME")
        assert {review.referral.participant_id for review in between} <= {kept.pk}


class TestWhatIsSafe:
    """Joining may never open a way that she did not open for this very number."""

    def joined(self, juno: Programme, worker: User, phone: str, **said: str) -> Participant:
        kept = ParticipantFactory.create(provider=juno.provider, phone="07700 900 111")
        gone = ParticipantFactory.create(provider=juno.provider, phone=phone)
        answered_herself(gone, at=NOW, **said)
        join(kept, gone, worker)
        return Participant.objects.get(pk=kept.pk)

    def open_to(self, woman: Participant, way: Way) -> bool:
        return isinstance(gate.decisions(woman, at=LATER)[way], Allowed)

    def test_a_yes_for_another_number_does_not_count(self, juno: Programme, worker: User) -> None:
        assert not self.open_to(self.joined(juno, worker, "07700 900 222"), Way.TEXT)

    def test_a_yes_for_the_same_number_counts(self, juno: Programme, worker: User) -> None:
        assert self.open_to(self.joined(juno, worker, "07700 900 111"), Way.TEXT)

    def test_a_no_counts_for_whatever_number(self, juno: Programme, worker: User) -> None:
        woman = self.joined(juno, worker, "07700 900 222", call="NO")

        assert not self.open_to(woman, Way.CALL)
        assert SafeContact.objects.filter(participant=woman, call="NO").exists()


def test_the_record_that_stays_takes_only_what_it_lacks(juno: Programme, worker: User) -> None:
    kept = ParticipantFactory.create(provider=juno.provider, phone="", pnc_id="", email="a@x.example")
    gone = ParticipantFactory.create(
        provider=juno.provider, phone="07700 900 222", pnc_id="2019/0500001T", email="b@x.example",
        access_needs="Step-free",
    )  # fmt: skip

    merge = join(kept, gone, worker)

    now = Participant.objects.get(pk=kept.pk)
    assert (now.phone, now.phone_digits, now.pnc_id) == ("07700 900 222", "07700900222", "2019/0500001T")
    assert (now.email, now.access_needs, now.full_name) == ("a@x.example", "Step-free", kept.full_name)
    undo(merge, worker)
    assert Participant.objects.get(pk=kept.pk).phone == ""


def test_a_restriction_goes_with_her(
    juno: Programme, worker: User, kept: Participant, gone: Participant
) -> None:
    gone.restricted_at, gone.restricted_by, gone.why_restricted = NOW, "A manager", "Her ex is an officer"
    gone.save()

    join(kept, gone, worker)

    now = Participant.objects.get(pk=kept.pk)
    assert (now.restricted_by, now.why_restricted) == ("A manager", "Her ex is an officer")


class TestUndoing:
    def test_what_came_since_on_her_referral_goes_with_it(
        self, juno: Programme, kept: Participant, gone: Participant, worker: User
    ) -> None:
        referral = Referral.objects.get(participant=gone)
        merge = join(kept, gone, worker)
        workshops.booked(Referral.objects.get(pk=referral.pk), workshops.pair(juno))

        undo(merge, worker)

        assert set(Place.objects.filter(referral=referral).values_list("participant", flat=True)) == {gone.pk}

    @pytest.mark.parametrize("hers", [True, False])
    def test_what_was_said_since_goes_where_the_worker_says(
        self, kept: Participant, gone: Participant, worker: User, hers: bool
    ) -> None:
        merge = join(kept, gone, worker)
        said = participants.confirm_safe_contact(kept, by=trail.SERVICE, at=THEN, source="HERSELF", text="NO")

        undo(merge, worker, since_is_hers=hers)

        owner = SafeContact.objects.get(pk=said.pk).participant
        assert owner == (gone if hers else kept)

    def test_what_somebody_changed_since_stays_as_it_is(self, juno: Programme, worker: User) -> None:
        kept = ParticipantFactory.create(provider=juno.provider, phone="")
        gone = ParticipantFactory.create(provider=juno.provider, phone="07700 900 222")
        merge = join(kept, gone, worker)
        Participant.objects.filter(pk=kept.pk).update(phone="07700 900 333")

        undo(merge, worker)

        assert Participant.objects.get(pk=kept.pk).phone == "07700 900 333"
        facts = Event.objects.filter(verb="participant.undo_merge").first().facts  # type: ignore[union-attr]
        assert "participants.Participant.phone" in facts["left_as_is"]

    def test_the_newest_joining_is_undone_first(
        self, juno: Programme, kept: Participant, gone: Participant, worker: User
    ) -> None:
        third = ParticipantFactory.create(provider=juno.provider)
        first = join(kept, gone, worker)
        second = join(third, kept, worker)

        with pytest.raises(merging.UndoNewerFirst):
            undo(first, worker)

        assert Participant.objects.all_of(third.pk).count() == 3
        undo(second, worker)
        undo(first, worker)
        assert not Participant.objects.filter(merged_into__isnull=False).exists()


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
