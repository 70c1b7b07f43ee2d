"""Letters that came back: logged, and what follows for the address they were sent to."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from correspondence import links
from correspondence.models import Message, ReturnedLetter
from correspondence.moves import move
from correspondence.statuses import CameBack, Channel, WhyEnded
from participants.models import Participant
from ui.refusals import Refused


class NotFromHerAddress(Refused):
    """Her record has another address by now."""

    sentence = _("Her address has been corrected since. Letters go there already.")


def come_back(message: Message, *, says: CameBack, by: trail.Person, at: datetime) -> ReturnedLetter:
    """Log that a posted letter came back: no letter goes to that address any more, and she is to be rung.

    Locks the participant, then the message.

    :param says: what the envelope says.
    :raises CannotMove: when it was never posted, or has been logged already.
    """
    with transaction.atomic():
        her = Participant.objects.select_for_update().get(messages=message)
        locked = Message.objects.select_for_update().get(pk=message.pk, channel=Channel.LETTER)
        move(locked, "come_back", by=by, at=at, why="CAME_BACK")
        lines, postcode = _sent_to(locked, her)
        row = ReturnedLetter.objects.create(
            message=locked,
            participant=her,
            address_lines=lines,
            postcode=postcode,
            says=says,
            came_back_at=at,
            came_back_by=by.trail_name,
        )
        if locked.page and locked.about_id:
            # Whoever sent it back had the link to her own page in the envelope.
            links.end(locked.about_id, why=WhyEnded.NOT_SAFE, by=by, at=at)
        trail.record("participant.post_came_back", her, by=by, at=at, facts={"says": says})
        return row


def find_right(row: ReturnedLetter, *, by: trail.Person, at: datetime) -> ReturnedLetter:
    """Say that the address is right after all: letters may go there again. What she answered still holds.

    :raises NotFromHerAddress: when somebody said so already, or her address is another by now.
    """
    with transaction.atomic():
        Participant.objects.select_for_update().get(pk=row.participant_id)
        standing = ReturnedLetter.objects.from_where_she_lives().filter(pk=row.pk).first()
        if standing is None:
            raise NotFromHerAddress
        standing.found_right_at, standing.found_right_by = at, by.trail_name
        standing.save(update_fields=["found_right_at", "found_right_by"])
        trail.record("participant.address_found_right", standing.participant, by=by, at=at)
        return standing


def _sent_to(letter: Message, her: Participant) -> tuple[str, str]:
    """Return the address a letter went to, as her record writes it where it is still the same."""
    window = (letter.sent_to or "").splitlines()
    now = [line.strip() for line in her.address_lines.splitlines() if line.strip()]
    if window[1:] == [*now, her.postcode.upper()]:
        return her.address_lines, her.postcode
    return "\n".join(window[1:-1]), window[-1][:8] if len(window) > 1 else ""
