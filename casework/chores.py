"""The errands of a coordinator, in the order in which Today has them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from casework import arranging, by_word, concerns, own_page
from casework.actions.discreet import TO_RELEASE
from casework.actions.releasing import IMPORTED
from casework.errands import Errand
from casework.freed import freed_workshops
from casework.models import Case, Note, Review
from casework.queues import Moment
from casework.reach_lists import to_put_right
from correspondence.models import Message, Reply
from participants.models import KeepApart
from workshops.models import HerAnswer, SafetyLook, Training, Workshop


def _raised(kind: str) -> Callable[[Moment], QuerySet[Any]]:
    return lambda at: Review.objects.visible_to(at.user).waiting(kind)


def _freed(at: Moment) -> QuerySet[Any]:
    """Workshops with a place free again, while somebody waits."""
    waits = at.cases().to_book().order_by().values("pk")
    free: QuerySet[Any] = freed_workshops(at.user, at=at.now).filter(Exists(waits))
    return free


ERRANDS = (
    *(
        Errand(
            slug, title,
            ngettext_lazy("%(n)s message to pass on", "%(n)s messages to pass on", "n"),
            "casework:queue", _("See whom to tell"), by_word.to_tell(channel), args=(slug,), by_number=True,
        )
        for channel, (slug, title) in by_word.TELL.items()
    ),
    Errand(
        "replies", _("Texts that came back"),
        ngettext_lazy("%(n)s text to read", "%(n)s texts to read", "n"),
        "correspondence:replies", _("Read them"),
        lambda at: Reply.objects.visible_to(at.user).to_read(),
    ),
    Errand(
        "concerns", concerns.TITLE,
        ngettext_lazy("%(n)s concern to take up", "%(n)s concerns to take up", "n"),
        "casework:queue", _("Read them"),
        lambda at: Note.objects.visible_to(at.user).concerns(),
        args=("concerns",), by_number=True,
    ),
    Errand(
        own_page.QUEUE, own_page.TITLE,
        ngettext_lazy("%(n)s answer to take up", "%(n)s answers to take up", "n"),
        "casework:queue", _("See them"),
        lambda at: HerAnswer.objects.visible_to(at.user).to_deal_with(at.now),
        args=(own_page.QUEUE,), by_number=True,
    ),
    # Women kept apart who are booked to meet, or a woman whom a practitioner knows; nobody agreed to it.
    Errand(
        "must-not-meet", _("Must not meet"),
        _("People who must not meet are booked together"),
        "workshops:group_safety", _("See who"),
        lambda at: SafetyLook.objects.visible_to(at.user).to_settle(),
    ),
    # Names of people a woman must not meet, which somebody bears whom she is to meet.
    Errand(
        "perhaps-apart", _("Perhaps to be kept apart"),
        ngettext_lazy("%(n)s name to settle before they meet", "%(n)s names to settle before they meet", "n"),
        "workshops:group_safety", _("See who"),
        lambda at: KeepApart.objects.visible_to(at.user).to_settle(),
    ),
    Errand(
        "shut", _("In a building that is shut"),
        ngettext_lazy(
            "%(n)s workshop is in a building that is shut that day",
            "%(n)s workshops are in a building that is shut that day", "n",
        ),
        "workshops:workshops", _("See which"),
        lambda at: Workshop.objects.visible_to(at.user).coming(at.now).in_a_shut_building(),
    ),
    Errand(
        "freed", _("Places to offer again"),
        ngettext_lazy("A place is free again on %(n)s workshop", "A place is free again on %(n)s workshops", "n"),
        "casework:queue", _("See who is first"), _freed, args=("freed",),
    ),
    Errand(
        "arrangements", arranging.TITLE,
        ngettext_lazy("%(n)s arrangement to confirm", "%(n)s arrangements to confirm", "n"),
        "casework:queue", _("See them"), arranging.to_confirm, args=("arrangements",),
    ),
    Errand(
        "amended", _("Changed by police"),
        ngettext_lazy("Police changed something on %(n)s case", "Police changed something on %(n)s cases", "n"),
        "casework:amended", _("See them"),
        lambda at: Case.objects.visible_to(at.user).amended_by_police(),
    ),
    Errand(
        "duplicates", _("Perhaps the same woman"),
        ngettext_lazy("%(n)s woman may be known already", "%(n)s women may be known already", "n"),
        "casework:duplicates", _("See them"),
        lambda at: Review.objects.visible_to(at.user).two_of_one(),
    ),
    Errand(
        "imported", _("Brought in"),
        ngettext_lazy("%(n)s case to look at and release", "%(n)s cases to look at and release", "n"),
        "casework:imported", _("See them"), _raised(IMPORTED),
    ),
    Errand(
        "to-release", _("Letters to agree to"),
        ngettext_lazy("%(n)s letter needs a second person", "%(n)s letters need a second person", "n"),
        "casework:discreet_letters", _("See them"), _raised(TO_RELEASE),
    ),
    Errand(
        "reach-lists", _("Numbers and addresses"),
        ngettext_lazy("%(n)s number or address to put right", "%(n)s numbers or addresses to put right", "n"),
        "casework:reach_lists", _("See what to do"),
        lambda at: to_put_right(at.user),
    ),
    Errand(
        "training", _("Practitioners’ training"),
        ngettext_lazy("%(n)s training runs out soon", "%(n)s trainings run out soon", "n"),
        "workshops:practitioners", _("See whose"),
        lambda at: Training.objects.visible_to(at.user).running_out(at.today),
    ),
    Errand(
        "letters", LETTERS := _("Letters and texts"),
        ngettext_lazy("%(n)s letter to print", "%(n)s letters to print", "n"),
        "correspondence:letters", _("Print letters"),
        lambda at: Message.objects.visible_to(at.user).letters_to_print(),
    ),
    Errand(
        "letters", LETTERS,
        ngettext_lazy("%(n)s text to send", "%(n)s texts to send", "n"),
        "correspondence:outbox", _("Open the outbox"),
        lambda at: Message.objects.visible_to(at.user).texts_due(at.now),
    ),
)  # fmt: skip
