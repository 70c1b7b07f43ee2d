"""Words about women's records."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from participants.safe_contact import WhyNot

WHY_NOT: dict[WhyNot, Promise] = {
    WhyNot.SHE_SAID_NO: _("She said no to this. Use another way, or ask her again when you speak."),
    WhyNot.POLICE_SAID_NO: _(
        "She told police that this is not safe. Ask her yourself when you speak to her."
    ),
    WhyNot.NOT_ASKED: _("No worker has asked her whether this is safe. Ring her and ask."),
    WhyNot.NOT_ALONE: _("She was not alone when police asked. Ring her and ask her yourself."),
    WhyNot.ONLY_SHE_MAY_SAY: _("Only she can say that this is safe. Ring her and ask."),
    WhyNot.SOMEBODY_ELSE_ANSWERED: _(
        "Somebody else answered her phone. Stop until you know a safe way to reach her, then record it."
    ),
    WhyNot.ASK_AGAIN: _("She last spoke to us more than 28 days ago. Ring her and ask what is safe now."),
    WhyNot.RING_INSTEAD: _("She needs help with reading. Ring her instead of writing."),
    WhyNot.NO_NUMBER: _("We have no number for her. Ask police for one."),
    WhyNot.NUMBER_WRONG: _("Her number is wrong or dead. Ask police for another."),
    WhyNot.NOT_A_MOBILE: _("Her number is not a mobile. Ring her instead of texting."),
    WhyNot.NO_EMAIL: _("We have no e-mail address for her. Ring her instead."),
    WhyNot.NO_ADDRESS: _("We have no address for her. Ring her instead."),
    WhyNot.ADDRESS_INCOMPLETE: _("Her address is not complete. Ring her, and write down all of it."),
    WhyNot.NO_FIXED_ADDRESS: _("She has no fixed address. Ring her instead."),
    WhyNot.POST_CAME_BACK: _(
        "A letter came back from this address. Ring her and ask where she is now, then correct her address."
    ),
    WhyNot.POST_NOT_ASKED: _(
        "No worker has asked her whether post is safe. Ring her. If no call gets through, ask police; "
        "if they do not answer either, two of you may release one discreet letter."
    ),
    WhyNot.DANGER: _("Something here suggests danger. Do not write: ask police to see her."),
    WhyNot.PUBLISHED_NUMBER: _(
        "The number to ring back is published for a programme: whoever looks it up learns what she attends. "
        "Ring her, and ask your administrator for another number."
    ),
    WhyNot.ERASED: _("Her record was erased. Nothing may be sent."),
}
