"""What we owe somebody in words, and whether it went."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from audit.fields import Access, SealedBinaryField, SealedTextField, identity, plain
from audit.rows import Row, at_iff_by
from correspondence.querysets import (
    MessageQuerySet,
    PageLinkQuerySet,
    PrintRunQuerySet,
    ReplyQuerySet,
    ReturnedLetterQuerySet,
)
from correspondence.statuses import (
    MAY_HAVE_BEEN_HELD,
    CameBack,
    Channel,
    MailTiming,
    MessageStatus,
    WhyEnded,
    Wording,
)
from participants.models import Participant

TEST_WORDS = "TEST_WORDS"  # the purpose of words that somebody sends to herself, to see how they read


class Message(Row):
    """One letter, text or e-mail that is owed. Its words are frozen when it is written.

    `about_id` and `about_revision` say what it is about (a referral, a booking) without this app
    knowing what that is; the app that wrote it answers whether it is still wanted.
    """

    key = plain(models.CharField(max_length=200, unique=True), access=Access.SYSTEM)
    purpose = plain(models.SlugField(max_length=40))
    channel = plain(models.CharField(max_length=16, choices=Channel.choices))
    wording = plain(models.CharField(max_length=12, choices=Wording.choices))
    language = plain(models.CharField(max_length=10, default="en"))
    provider = plain(
        models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+"),
        access=Access.SYSTEM,
    )
    participant = plain(
        models.ForeignKey(Participant, models.PROTECT, null=True, related_name="messages"),
        access=Access.SYSTEM,
    )
    staff = plain(models.ForeignKey(User, models.PROTECT, null=True, related_name="+"), access=Access.STAFF)
    team_address = plain(models.EmailField(blank=True), access=Access.STAFF)
    about_id = plain(models.UUIDField(null=True), access=Access.SYSTEM)
    about_revision = plain(models.CharField(max_length=60, blank=True), access=Access.SYSTEM)
    reference = plain(models.CharField(max_length=40, blank=True))
    seal_key_id = plain(models.UUIDField(null=True), access=Access.SYSTEM)
    # The link to her own page goes along with it, or went along. The address itself is never kept.
    page = plain(models.BooleanField(default=False), access=Access.SYSTEM)
    subject = SealedTextField(null=True)
    words = SealedTextField(null=True)
    body = SealedBinaryField(null=True)  # the letter's PDF, as posted
    body_sha256 = plain(models.CharField(max_length=64, blank=True), access=Access.SYSTEM)
    facts = SealedTextField(null=True)  # what a text or an e-mail was written from
    sent_to = SealedTextField(null=True)  # the number or address it really went to
    # Who carries it, and under which number of theirs; the numbers of earlier tries stay known.
    carrier = plain(models.CharField(max_length=10, blank=True), access=Access.SYSTEM)
    carrier_ref = plain(models.CharField(max_length=64, blank=True), access=Access.SYSTEM)
    old_refs = plain(models.JSONField(default=list, blank=True), access=Access.SYSTEM)
    # When we ask what became of it, where whoever carries it has not said.
    ask_after_at = plain(models.DateTimeField(null=True), access=Access.SYSTEM)
    status = plain(
        models.CharField(max_length=16, choices=MessageStatus.choices, default=MessageStatus.QUEUED)
    )
    why = plain(models.CharField(_("why it did not go"), max_length=60, blank=True))
    due_at = plain(models.DateTimeField())
    not_after = plain(models.DateTimeField(null=True))
    written_at = plain(models.DateTimeField())
    written_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    held_at = plain(models.DateTimeField(null=True))
    held_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    hold_reason = SealedTextField(null=True)
    lease_until = plain(models.DateTimeField(null=True), access=Access.SYSTEM)
    effect_started_at = plain(models.DateTimeField(null=True), access=Access.SYSTEM)
    attempts = plain(models.PositiveSmallIntegerField(default=0), access=Access.SYSTEM)
    ended_at = plain(models.DateTimeField(null=True))
    ended_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    replaced_by = plain(
        models.ForeignKey("self", models.PROTECT, null=True, related_name="+"),
        access=Access.SYSTEM,
    )

    objects: ClassVar[MessageQuerySet] = MessageQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(status__in=["QUEUED", "SENDING"]),
                name="message_owed_by_time",
            ),
            models.Index(fields=["about_id", "status"], name="message_by_subject"),
            models.Index(fields=["ended_at"], name="message_by_end"),
            models.Index(fields=["participant", "-due_at"], name="message_by_participant"),
            models.Index(fields=["provider", "status", "due_at"], name="message_by_provider"),
            models.Index(
                fields=["provider", "due_at"],
                condition=models.Q(held_at__isnull=False, status__in=["QUEUED", "RENDERED"]),
                name="message_held",
            ),
            models.Index(
                fields=["ask_after_at"],
                condition=models.Q(ask_after_at__isnull=False),
                name="message_to_ask_after",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(participant__isnull=False, staff__isnull=True, team_address="")
                | models.Q(participant__isnull=True, staff__isnull=False, team_address="")
                | (models.Q(participant__isnull=True, staff__isnull=True) & ~models.Q(team_address="")),
                name="message_has_one_recipient",
            ),
            at_iff_by("ended", name="message_ended_at_iff_ended_by"),
            at_iff_by("held", name="message_held_at_iff_held_by"),
            models.CheckConstraint(
                condition=models.Q(held_at__isnull=True)
                | models.Q(status__in=sorted(MAY_HAVE_BEEN_HELD), participant__isnull=False),
                name="message_held_has_not_gone",
            ),
            models.CheckConstraint(
                condition=~models.Q(purpose=TEST_WORDS)
                | models.Q(staff__isnull=False, channel=Channel.EMAIL, wording=Wording.OFFICIAL),
                name="message_test_of_words_is_to_staff",
            ),
            models.CheckConstraint(
                condition=models.Q(participant__isnull=True) | models.Q(seal_key_id__isnull=False),
                name="message_to_her_is_sealed_under_a_key",
            ),
            models.CheckConstraint(
                condition=models.Q(ask_after_at__isnull=True) | models.Q(status=MessageStatus.SENT),
                name="message_asked_after_is_sent_and_not_ended",
            ),
        ]

    @property
    def trail_reference(self) -> str:
        return self.reference


class PageLink(Row):
    """A link to her own page. Only the digest of its secret is kept.

    `about_id` says what the page is about, a referral, as a message does.
    """

    about_id = plain(models.UUIDField(), access=Access.SYSTEM)
    reference = plain(models.CharField(max_length=40, blank=True))
    digest = plain(models.CharField(max_length=64, unique=True), access=Access.SYSTEM)
    expires_on = plain(models.DateField())  # the last day on which it works
    made_at = plain(models.DateTimeField())
    made_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    ended_at = plain(models.DateTimeField(null=True))
    ended_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)
    why_ended = plain(models.CharField(max_length=10, choices=WhyEnded.choices, blank=True))

    objects: ClassVar[PageLinkQuerySet] = PageLinkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["about_id", "-made_at"], name="page_link_by_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["about_id"],
                condition=models.Q(ended_at__isnull=True),
                name="page_link_is_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_by="", why_ended="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(ended_by="") & ~models.Q(why_ended="")),
                name="page_link_ended_at_iff_ended_by_and_why",
            ),
        ]

    @property
    def trail_reference(self) -> str:
        return self.reference


class Reply(Row):
    """A text that came back. It is somebody's work until she or he has said that it is dealt with.

    `message` is what she had been sent last; without `participant` nobody of that number is known.
    """

    provider = plain(models.ForeignKey(Organisation, models.PROTECT, related_name="+"), access=Access.SYSTEM)
    participant = plain(
        models.ForeignKey(Participant, models.PROTECT, null=True, related_name="replies"),
        access=Access.SYSTEM,
    )
    message = plain(
        models.ForeignKey(Message, models.PROTECT, null=True, related_name="replies"), access=Access.SYSTEM
    )
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    words = SealedTextField()
    number = SealedTextField()
    asks_to_stop = plain(models.BooleanField(default=False))
    number_is_shared = plain(models.BooleanField(default=False), access=Access.SYSTEM)
    carrier = plain(models.CharField(max_length=10), access=Access.SYSTEM)
    carrier_ref = plain(models.CharField(max_length=64), access=Access.SYSTEM)
    received_at = plain(models.DateTimeField())
    settled_at = plain(models.DateTimeField(null=True))
    settled_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    objects: ClassVar[ReplyQuerySet] = ReplyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(
                fields=["provider", "received_at"],
                condition=models.Q(settled_at__isnull=True),
                name="reply_to_read",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["carrier", "carrier_ref"], name="reply_comes_in_once"),
            at_iff_by("settled", name="reply_settled_at_iff_settled_by"),
        ]

    @property
    def trail_reference(self) -> str:
        return self.message.reference if self.message else ""


class MailChoice(Row):
    """Which e-mails somebody of police gets, and when. No row: the usual kinds, each as it happens."""

    person = plain(models.OneToOneField(User, models.PROTECT, related_name="+"), access=Access.STAFF)
    timing = plain(models.CharField(max_length=6, choices=MailTiming.choices), access=Access.STAFF)
    purposes = plain(models.JSONField(default=list), access=Access.STAFF)
    chosen_at = plain(models.DateTimeField(), access=Access.SYSTEM)
    chosen_by = plain(models.CharField(max_length=254), access=Access.STAFF)


class PrintRun(Row):
    """Letters printed together, in order; closed when somebody says which of them printed."""

    provider = plain(models.ForeignKey(Organisation, models.PROTECT, related_name="+"), access=Access.SYSTEM)
    seal_key_id = plain(models.UUIDField(), access=Access.SYSTEM)
    made_at = plain(models.DateTimeField(), access=Access.SYSTEM)
    made_by = plain(models.CharField(max_length=254), access=Access.STAFF)
    rendered_at = plain(models.DateTimeField(null=True), access=Access.SYSTEM)
    body = SealedBinaryField(null=True, access=Access.SYSTEM)
    labels = SealedBinaryField(null=True, access=Access.SYSTEM)
    closed_at = plain(models.DateTimeField(null=True), access=Access.SYSTEM)
    closed_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    objects: ClassVar[PrintRunQuerySet] = PrintRunQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [at_iff_by("closed", name="print_run_closed_at_iff_closed_by")]


class PrintRunItem(Row):
    """One letter's place in a print run, and whether it printed."""

    run = plain(models.ForeignKey(PrintRun, models.PROTECT, related_name="items"), access=Access.SYSTEM)
    message = plain(
        models.ForeignKey(Message, models.PROTECT, related_name="printings"), access=Access.SYSTEM
    )
    position = plain(models.PositiveIntegerField(), access=Access.SYSTEM)
    printed = plain(models.BooleanField(null=True), access=Access.SYSTEM)
    reprint_reason = plain(models.CharField(max_length=200, blank=True), access=Access.SYSTEM)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "position"], name="print_run_item_position_is_unique"),
            models.UniqueConstraint(fields=["run", "message"], name="print_run_item_is_listed_once"),
        ]


class ReturnedLetter(Row):
    """A letter that came back. It speaks of the address it was sent to: another address is another matter."""

    message = plain(models.ForeignKey(Message, models.PROTECT, related_name="returns"), access=Access.SYSTEM)
    participant = plain(
        models.ForeignKey(Participant, models.PROTECT, related_name="+"), access=Access.SYSTEM
    )
    address_lines = identity(models.TextField(blank=True))
    postcode = identity(models.CharField(max_length=8, blank=True))
    says = plain(models.CharField(max_length=16, choices=CameBack.choices))
    came_back_at = plain(models.DateTimeField())
    came_back_by = plain(models.CharField(max_length=254), access=Access.STAFF)  # who logged it
    found_right_at = plain(models.DateTimeField(null=True))  # the address is right after all
    found_right_by = plain(models.CharField(max_length=254, blank=True), access=Access.STAFF)

    objects: ClassVar[ReturnedLetterQuerySet] = ReturnedLetterQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(
                fields=["participant"],
                condition=models.Q(found_right_at__isnull=True),
                name="returned_letter_standing",
            )
        ]
        constraints = [at_iff_by("found_right", name="returned_letter_found_right_at_iff_found_right_by")]


class PeriodicRun(models.Model):
    """One row a slot: however many schedulers run, a periodic task runs once."""

    task = plain(models.CharField(max_length=100), access=Access.SYSTEM)
    slot = plain(models.DateTimeField(), access=Access.SYSTEM)
    started_at = plain(models.DateTimeField(), access=Access.SYSTEM)
    finished_at = plain(models.DateTimeField(null=True), access=Access.SYSTEM)
    id = plain(models.BigAutoField(primary_key=True), access=Access.SYSTEM)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "slot"], name="periodic_run_is_once_a_slot")]

    def __str__(self) -> str:
        return f"{self.task} {self.slot:%Y-%m-%d %H:%M}"
