"""Two letters to a woman who told us herself that post is safe: well done, and I have tried to ring you.

Neither is owed: where post is not safe for her, nothing is written and nobody has to do anything instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audit import trail
from casework.history import moment
from casework.models import ContactAttempt
from casework.statuses import CallOutcome
from correspondence import actions as correspondence
from correspondence import gate, letters, registry
from correspondence.actions import About
from correspondence.facts import Day, Facts, day_in_words
from correspondence.gate import Destination, NotSafe
from correspondence.models import Message
from correspondence.statuses import GONE, WITHDRAWABLE, Channel, MessageStatus, Wording
from correspondence.words.spoken import Whose
from participants.models import Participant
from participants.safe_contact import Way
from referrals.models import Referral
from referrals.statuses import Status
from workshops import standing
from workshops.invitations import phone_of, safe_name, worker_name
from workshops.models import Place

COMPLETION, COULD_NOT_REACH = "COMPLETION", "COULD_NOT_REACH"
_ON_ITS_WAY = frozenset({*WITHDRAWABLE, *GONE, MessageStatus.SENDING})


def register() -> None:
    """Make the purposes known to correspondence; called once, when the app is ready."""
    registry.register(COMPLETION, label=_("Well done, at the end"), still_wanted=_completed_still)
    registry.register(COULD_NOT_REACH, label=_("I have tried to ring you"), still_wanted=_unreached_still)


@dataclass(frozen=True)
class TriedPage:
    """What the page of the second letter shows.

    :param words: the letter, a paragraph each; empty where post is not open.
    :param on_its_way: when it was written, where one is under way.
    """

    words: Sequence[str]
    tries: int
    on_its_way: str


def tried_page(referral: Referral, her: Participant, *, at: datetime) -> TriedPage:
    """Return the page for one case."""
    leave, sent, said = leave_of(her, at=at), on_its_way(referral), facts(referral, her, at=at)
    whose = Whose(her.provider_id, said.programme, timezone.localdate(at))
    words = (
        letters.letter_words(
            COULD_NOT_REACH, said, leave.wording, language=her.letter_language or "en", whose=whose
        )
        if leave
        else []
    )
    return TriedPage(words, tries(referral), moment(sent.written_at) if sent else "")


def leave_of(participant: Participant, *, at: datetime) -> Destination | None:
    """Return leave to post her such a letter; None where she has not told us herself that it is safe."""
    try:
        leave = gate.open_for(participant, Way.POST, at=at)
    except NotSafe:
        return None
    return None if leave.wording is Wording.PLEASE_RING else leave


def well_done(referral: Referral, *, by: trail.Person, at: datetime) -> Message | None:
    """Write the letter of a case that was just completed, where post is safe for her; None where it is not.

    Her record is locked by the caller.
    """
    her = referral.participant
    if her is None or leave_of(her, at=at) is None:
        return None
    return _write(COMPLETION, referral, her, by=by, at=at)


def tried_to_ring(referral: Referral, *, by: trail.Person, at: datetime) -> Message:
    """Write the letter to a woman we spoke to before and do not reach now; her record is locked by the caller."""
    assert referral.participant is not None  # noqa: S101 (accepted)
    return _write(COULD_NOT_REACH, referral, referral.participant, by=by, at=at)


def on_its_way(referral: Referral) -> Message | None:
    """Return the letter that says we tried to ring, written since she was last spoken to."""
    written = Message.objects.about(referral.pk).filter(purpose=COULD_NOT_REACH, status__in=_ON_ITS_WAY)
    spoke = last_spoke(referral)
    if spoke is not None:
        written = written.filter(written_at__gt=spoke)
    return written.order_by("-written_at").first()


def last_spoke(referral: Referral) -> datetime | None:
    """Return when somebody last spoke to her on this case."""
    spoken = _calls(referral).filter(outcome=CallOutcome.SPOKE).order_by("-made_at")
    found: datetime | None = spoken.values_list("made_at", flat=True).first()
    return found


def tries(referral: Referral) -> int:
    """Return how many calls did not reach her since she was last spoken to."""
    missed = _calls(referral).exclude(outcome=CallOutcome.SPOKE)
    spoke = last_spoke(referral)
    return missed.count() if spoke is None else missed.filter(made_at__gt=spoke).count()


def _calls(referral: Referral) -> QuerySet[ContactAttempt]:
    return ContactAttempt.objects.filter(referral=referral, undone_at__isnull=True)


def facts(referral: Referral, her: Participant, *, at: datetime) -> Facts:
    """Return what either letter says, in words."""
    language = her.letter_language or "en"
    came = Place.objects.held().filter(
        referral=referral, workshop__starts_at__date__in=standing.attended_on(referral)
    )
    definition = referral.definition.parsed
    disposal = definition.disposal(referral.disposal) if referral.disposal else None
    with translation.override(language):
        return Facts(
            name=her.called,
            signed_by=safe_name(her) or worker_name(referral),
            phone=phone_of(referral),
            written_on=day_in_words(timezone.localdate(at)),
            days=tuple(
                Day.of(
                    place.workshop.starts_at,
                    place.workshop.ends_at,
                    venue=place.workshop.room.venue.name,
                    address="",
                    language=language,
                )
                for place in came.select_related("workshop__room__venue").order_by("workshop__starts_at")
            ),
            consequences=disposal.letter_wording.label(language) if disposal else "",
            told=gettext("the police") if referral.reports_to_id else "",
            large_print=her.large_print,
            programme=referral.programme.code,
        )


def _write(purpose: str, referral: Referral, her: Participant, *, by: trail.Person, at: datetime) -> Message:
    return correspondence.write(
        purpose=purpose,
        channel=Channel.LETTER,
        to=her,
        about=About(referral.pk, reference=referral.reference),
        facts=facts(referral, her, at=at),
        key=f"{purpose.lower()}:{referral.pk}:{at:%Y%m%d%H%M%S%f}",
        due_at=at,
        by=by,
        at=at,
    )


def _completed_still(message: Message) -> bool:
    closed = Referral.objects.filter(status=Status.COMPLETED)
    return message.about_id is not None and closed.filter(pk=message.about_id).exists()


def _unreached_still(message: Message) -> bool:
    """Tell whether nobody has spoken to her since the letter was written, and the case is open."""
    if message.about_id is None:
        return False
    case = Referral.objects.filter(pk=message.about_id, status=Status.ACCEPTED).first()
    if case is None:
        return False
    spoke = last_spoke(case)
    return spoke is None or spoke <= message.written_at
