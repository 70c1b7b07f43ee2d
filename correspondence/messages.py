"""Words of e-mails to police and staff, and of what became of a message."""

from collections.abc import Iterable, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from correspondence.statuses import SPOKEN, MessageStatus
from participants.messages import WHY_NOT
from participants.safe_contact import WhyNot

_WHY: dict[str, Promise] = {
    "NOT_AFTER": _("Its day had passed before it could go."),
    "HOURS": _("It would have come at night, at a weekend or on a bank holiday, and later is too late."),
    "NOT_WANTED": _("It was no longer needed."),
    "OUT_OF_DATE": _("Her dates changed while it was about to go."),
    "NEW_NUMBER": _("Her number has changed since it was opened."),
    "WORDING": _("Its words say more than is safe now. Write it again, or ring her."),
    "LEASE_LAPSED": _("The worker stopped before it began. It will be tried again."),
    "CRASHED": _("The worker stopped while it was being sent."),
    "NOT_TICKED": _("Somebody opened it to send it, and nobody ticked what happened."),
    "NO_ANSWER": _("The mail server did not answer."),
    "AUTHENTICATION": _("The mail server does not accept our password. Tell your administrator."),
    "UNKNOWN_PURPOSE": _("This version does not know what it was for. Tell your administrator."),
    "ADDRESS": _("The account is closed or the address is not one we know."),
    "ASKING": _("It could not be found out whether it is still needed. Tell your administrator."),
    "PDF_ENGINE": _("Letters cannot be made on this machine. Tell your administrator."),
    "PDF": _("The letter could not be made. Tell your administrator."),
    "LINK_CHANGED": _("The link to her own page has changed since it was made."),
    "ADDRESS_CHANGED": _("Her address changed after it was made. Withdraw it and write it again."),
    "CAME_BACK": _("It came back. Ring her and ask where she is now, then correct her address."),
    "NEW_WORDS": _("The words of this letter were changed: it is made again."),
    "NOT_PRINTED": _("It did not print."),
    "DAMAGED": _("The letter is not as it was made, so it was not printed. Send it again: it is made anew."),
    "CANNOT_TELL": _("Somebody looked, and cannot tell whether it went."),
    "COULD_NOT": _("Whoever tried could not send it."),
    "NOBODY_THERE": _("Nobody answered, or she was not there."),
    "NOT_PRIVATE": _("Somebody else could hear."),
    "WOULD_NOT": _("The person she trusts cannot, or will not, pass it on."),
    "SEEMED_UNSAFE": _("It did not seem safe any more. Ask her again what is safe."),
    "SPOKEN_TO": _("Somebody has spoken to her since."),
    "SETTLED": _("Somebody has dealt with it."),
    "CLOSED": _("The case was closed."),
    "NOT_CHOSEN": _("The officer chose not to get e-mails of this kind."),
    "DIGEST": _("It goes with the officer’s e-mail of the next working morning."),
    "REBOOKED": _("Her dates changed."),
    "BOOKED": _("She has another date."),
    "MOVED": _("She was moved to other dates."),
    "MORE_DAYS": _("She was booked on more days: all of them are told together."),
    "WORKSHOP_MOVED": _("The workshop was moved: she is told of the new day."),
    "WORKSHOP_CANCELLED": _("The workshop was cancelled."),
    "PLACE_CHANGED": _("The building has another name or address: she is told of it."),
    "PLACE_CORRECTED": _("The building is better described now: it is made again with the new words."),
    "INSTEAD": _("It goes another way."),
    "BUSY": _("The provider was too busy to take it."),
    "NONSENSE": _("The provider answered with something that makes no sense."),
    "NOT_KNOWN_THERE": _("The provider does not know it: it probably did not go."),
    "SILENCE": _("The provider has not said whether it arrived."),
    "PROVIDER_KEY": _("The provider does not accept our key. Tell your administrator."),
    "PROVIDER_ADDRESS": _("Her number or address is wrong, the provider says. Check it with her."),
    "PROVIDER_STOPPED": _("This number has asked the provider for no more texts. Ring her."),
    "PROVIDER_PHONE_OFF": _("Her phone was off or could not be reached."),
    "PROVIDER_ABROAD": _("The provider does not send to the country of this number."),
    "PROVIDER_TRIAL": _("Our account with the provider is still on trial. Tell your administrator."),
    "PROVIDER_REFUSED": _("The provider would not take it. Tell your administrator."),
    "NOTIFY_PERMANENT_FAILURE": _(
        "Her number or address does not exist, the network says. Check it with her."
    ),
    "NOTIFY_TEMPORARY_FAILURE": _("Her phone was off or her mailbox full for three days."),
    "NOTIFY_TECHNICAL_FAILURE": _("The provider could not send it. It did not go."),
    "NOTIFY_VIRUS_SCAN_FAILED": _("The provider would not open the letter. Tell your administrator."),
    "NOTIFY_VALIDATION_FAILED": _(
        "The letter does not fit what the provider prints. Print and post it yourself."
    ),
    "NOTIFY_CANCELLED": _("It was cancelled at the provider."),
}
PROVIDER_IN_TROUBLE = _("The provider was in trouble when it was to go.")
MAIL_SAID_NO = _("The mail server would not take it: the address is probably wrong.")


# Of what somebody says; the other statuses have one name whatever the way.
_SAID: dict[str, Promise] = {
    MessageStatus.QUEUED: _("To be done"),
    MessageStatus.SENT: _("Done"),
    MessageStatus.FAILED: _("Could not be done"),
}


def status_words(channel: str, status: str) -> str:
    """Return what has become of a message, in words."""
    said = _SAID.get(status) if channel in SPOKEN else None
    return str(said or MessageStatus(status).label)


def why(code: str) -> str:
    """Return the sentence for why a message did not go, or the code where there is none."""
    if code in WhyNot.__members__:
        return str(WHY_NOT[WhyNot(code)])
    if code.startswith("SMTP_"):
        return str(MAIL_SAID_NO)
    if code.startswith("HTTP_"):
        return str(PROVIDER_IN_TROUBLE)
    return str(_WHY.get(code, code))


_TRY: dict[str, Promise] = {
    "CALL": _("Try next: ring her."),
    "TEXT": _("Try next: text her."),
    "EMAIL": _("Try next: e-mail her."),
    "LETTER": _("Try next: write her a letter."),
    "TRUSTED_PERSON": _("Try next: tell her through the person she trusts."),
    "IN_PERSON": _("Try next: tell her when you see her."),
}
NO_WAY = _("No other safe way is open now. Ask police to see her, or wait until she rings.")


def advice(ways: Sequence[str]) -> str:
    """Return what to try next for a message that did not reach her.

    :param ways: the channels that are open, best first.
    """
    return str(_TRY[ways[0]] if ways else NO_WAY)


def official_subject(reference: str) -> str:
    """Return the subject of an e-mail to police or staff: the reference only."""
    return gettext("%(reference)s: there is something for you to read") % {"reference": reference}


def official_words(reference: str, address: str, *, says: str = "") -> str:
    """Return the body: reference and link only, no name and no news.

    :param says: a sentence about `%(reference)s`, where there is nothing new about it.
    """
    first = (says or gettext("There is something new about %(reference)s.")) % {"reference": reference}
    return gettext(
        "%(first)s\n\nSign in to read it: %(address)s\n\nThis e-mail leaves out names and details on purpose."
    ) % {"first": first, "address": address}


def digest_subject() -> str:
    """Return the subject of the morning's e-mail: no reference, since it tells of several."""
    return gettext("Your referrals: there is something for you to read")


def digest_words(items: Iterable[tuple[str, str]], home: str) -> str:
    """Return the body of the morning's e-mail: each reference with its link, no name and no news."""
    lines = "\n".join(f"{reference}: {address}" for reference, address in items)
    return gettext(
        "There is something new about these referrals.\n\n"
        "%(lines)s\n\n"
        "All of them: %(home)s\n\n"
        "This e-mail leaves out names and details on purpose."
    ) % {"lines": lines, "home": home}
