"""Whether we have a number, an address or a mailbox that would reach her."""

from __future__ import annotations

from correspondence.registry import Circumstances
from participants import reach
from participants.models import NumberCheck, Participant, SafeContact
from participants.safe_contact import Detail, Way


def details_of(
    woman: Participant, answers: list[SafeContact], case: Circumstances, *, came_back: bool = False
) -> dict[Way, Detail]:
    """Tell for each way whether we have what it needs, from her record and the newest answers.

    :param came_back: a letter to the address on her record came back.
    """
    phone = Detail.GOOD
    no_phone = bool(answers) and answers[-1].check_now == NumberCheck.NO_PHONE
    if not woman.phone_digits or no_phone:
        phone = Detail.MISSING
    elif case.number_wrong:
        phone = Detail.WRONG
    elif not reach.is_mobile(woman.phone_digits):
        phone = Detail.NOT_A_MOBILE
    address = address_check(woman)
    return {
        Way.CALL: phone,
        Way.VOICEMAIL: phone,
        Way.TEXT: phone,
        Way.EMAIL: Detail.GOOD if woman.email else Detail.MISSING,
        Way.POST: Detail.CAME_BACK if came_back and address is Detail.GOOD else address,
    }


def address_check(woman: Participant) -> Detail:
    """Tell whether a letter would arrive, as far as the address itself says."""
    return reach.address_detail(woman.address_lines, woman.postcode, no_fixed_address=woman.no_fixed_address)


def address_lines(woman: Participant) -> list[str]:
    """Return the lines of her address, without empty ones and without the postcode."""
    return [line.strip() for line in woman.address_lines.splitlines() if line.strip()]
