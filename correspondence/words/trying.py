"""Words sent to whoever writes them, about somebody invented. They never go to a woman.

The test goes the way of every message: a row, the gate for our own people, the worker. Of a letter the
worker makes the PDF first, and the e-mail leads to it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy

from accounts.models import Organisation, User
from audit import keys, trail
from correspondence import gate, letters, registry, wake
from correspondence.models import TEST_WORDS, Message
from correspondence.statuses import Channel, Wording
from correspondence.words import layout, sample
from correspondence.words.filling import gaps_of
from correspondence.words.slots import SLOTS, Medium, Slot
from correspondence.words.spoken import Words


def register() -> None:
    """Make the purpose known; called once, when the app is ready."""
    registry.register(TEST_WORDS, label=gettext_lazy("Test of words"), still_wanted=lambda _message: True)


def send_to_me(
    slot: Slot, text: str, *, language: str, provider: Organisation, me: User, at: datetime
) -> Message:
    """Owe somebody an e-mail to her own sign-in address with these words, as they are typed, about nobody.

    :raises NotAnOfficialAddress: when the account is closed.
    """
    with transaction.atomic():
        _ = gate.open_for_staff(me)
        message = Message.objects.create(
            key=f"test-words:{uuid4()}",
            purpose=TEST_WORDS,
            channel=Channel.EMAIL,
            wording=Wording.OFFICIAL,
            language=language,
            provider=provider,
            staff=me,
            about_revision=slot.slug,
            seal_key_id=keys.new_key(),
            words=text.replace("\r\n", "\n").strip(),
            due_at=at,
            written_at=at,
            written_by=me.trail_name,
        )
        trail.record(
            "message.write", message, by=me, at=at, facts={"purpose": TEST_WORDS, "words": slot.slug}
        )
        wake.worker()
        return message


def is_test(message: Message) -> bool:
    return message.purpose == TEST_WORDS


def has_letter(message: Message) -> bool:
    """Tell whether a test is of a letter, whose PDF is made before the e-mail goes."""
    return is_test(message) and SLOTS[message.about_revision].medium is Medium.LETTER


def letter_html(message: Message) -> str:
    """Return the page of a test letter, to somebody invented, with "Test" on it."""
    with translation.override(message.language):
        marked = gettext("Test: not to be posted")
        facts = replace(sample.ordinary(message.language), written_on=marked)
    words = Words(message.words or "", message.language)
    return letters.page_of(words, facts, (marked, *sample.ADDRESS), page=sample.PAGE)


def subject() -> str:
    """Return the subject: whoever sees it in passing learns nothing of what we do."""
    return gettext("Test: how our words read")


def words(message: Message) -> str:
    """Return the e-mail: that it is a test, and the words, or the way to the letter."""
    first = gettext(
        "This is a test that you sent to yourself. The woman in it is made up, and nobody else gets it."
    )
    if has_letter(message):
        address = settings.JUNO_PUBLIC_URL + reverse("correspondence:letter", args=[message.pk])
        return gettext("%(first)s\n\nSign in to open the letter (PDF): %(address)s") % {
            "first": first, "address": address,
        }  # fmt: skip
    with translation.override(message.language):
        line = layout.line(message.words or "", gaps_of(sample.ordinary(message.language)))
    return f"{first}\n\n{line}"
