"""What she told us about herself, and whom she must not meet."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from accounts.models import User
from audit.fields import Access, SealedTextField, plain
from audit.rows import Row, at_iff_by
from participants import names
from participants.models.choices import HowKnown
from participants.models.record import Participant
from participants.querysets import KeepApartQuerySet, KnownByQuerySet, PerhapsAnswerQuerySet


class EqualityAnswers(Row):
    """Her own answers about herself: apart from the case, optional, never used to decide anything."""

    participant = plain(
        models.OneToOneField(Participant, models.PROTECT, related_name="equality"),
        access=Access.SYSTEM,
    )
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    answers = SealedTextField()  # JSON: characteristic -> code; absent is "not asked"
    answered_at = plain(models.DateTimeField())
    answered_by = plain(models.CharField(max_length=254), access=Access.STAFF)


class KeepApart(Row):
    """Two people who must not be in one building on one day: the other may not be known to us yet."""

    participant = plain(
        models.ForeignKey(Participant, models.PROTECT, related_name="kept_apart"),
        access=Access.SYSTEM,
    )
    other = plain(
        models.ForeignKey(Participant, models.PROTECT, null=True, related_name="+"),
        access=Access.THIRD_PARTY,
    )
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    other_name = SealedTextField(null=True, access=Access.THIRD_PARTY)
    other_born_on = plain(models.DateField(null=True), access=Access.THIRD_PARTY)
    reason = SealedTextField(null=True, access=Access.THIRD_PARTY)
    made_at = plain(models.DateTimeField(), access=Access.THIRD_PARTY)
    made_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    ended_at = plain(models.DateTimeField(null=True), access=Access.THIRD_PARTY)
    ended_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    why_ended = SealedTextField(null=True, access=Access.THIRD_PARTY)
    # Women bearing the name whom she is to meet, nobody having said whether it is they: `workshops.actions.names`.
    to_settle = plain(models.PositiveSmallIntegerField(default=0), access=Access.SYSTEM)

    objects: ClassVar[KeepApartQuerySet] = KeepApartQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(participant=models.F("other")),
                name="keep_apart_names_two_people",
            ),
            at_iff_by("ended", name="keep_apart_ended_at_iff_ended_by"),
        ]

    def may_name(self, her: Participant) -> bool:
        """Tell whether a woman bears the name of the person named here, and has no other birthday."""
        if her.pk == self.participant_id or (
            self.other_born_on and her.date_of_birth not in (None, self.other_born_on)
        ):
            return False
        return bool(self.other_words) and self.other_words <= set(her.search_name.split())

    @property
    def other_words(self) -> set[str]:
        """The words of the name that is noted, as `Participant.search_name` has them."""
        return set(names.search_form(self.other_name or "").split())


class KnownBy(Row):
    """A practitioner who knows her in another way than from this service: she is not on her workshop."""

    participant = plain(
        models.ForeignKey(Participant, models.PROTECT, related_name="known_by"), access=Access.SYSTEM
    )
    practitioner = plain(models.ForeignKey(User, models.PROTECT, related_name="+"), access=Access.THIRD_PARTY)
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    how = plain(models.CharField(max_length=10, choices=HowKnown.choices), access=Access.THIRD_PARTY)
    reason = SealedTextField(access=Access.THIRD_PARTY)
    noted_at = plain(models.DateTimeField(), access=Access.THIRD_PARTY)
    noted_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    ended_at = plain(models.DateTimeField(null=True), access=Access.THIRD_PARTY)
    ended_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    why_ended = SealedTextField(null=True, access=Access.THIRD_PARTY)

    objects: ClassVar[KnownByQuerySet] = KnownByQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["participant", "ended_at"], name="known_by_participant")]
        constraints = [
            at_iff_by("ended", name="known_by_ended_at_iff_ended_by"),
        ]


class PerhapsAnswer(Row):
    """Somebody's answer whether a woman who bears the name of a person to be kept apart is that person."""

    keep_apart = plain(
        models.ForeignKey(KeepApart, models.PROTECT, related_name="answers"), access=Access.THIRD_PARTY
    )
    participant = plain(  # who bears the name
        models.ForeignKey(Participant, models.PROTECT, related_name="+"), access=Access.THIRD_PARTY
    )
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    same = plain(models.BooleanField(), access=Access.THIRD_PARTY)
    why = SealedTextField(access=Access.THIRD_PARTY)
    answered_at = plain(models.DateTimeField(), access=Access.THIRD_PARTY)
    answered_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    undone_at = plain(models.DateTimeField(null=True), access=Access.THIRD_PARTY)
    undone_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    why_undone = SealedTextField(null=True, access=Access.THIRD_PARTY)

    objects: ClassVar[PerhapsAnswerQuerySet] = PerhapsAnswerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["keep_apart", "participant"],
                condition=models.Q(undone_at__isnull=True),
                name="perhaps_answer_is_single_for_a_woman",
            ),
            at_iff_by("undone", name="perhaps_answer_undone_at_iff_undone_by"),
        ]
