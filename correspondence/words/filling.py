"""What may stand in a gap, in her language. The only way from her facts into words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from correspondence.facts import Facts

# Each gap with what a manager reads about it. `letters` names those that only a letter has room for.
GAPS: dict[str, Promise] = {
    "name": _("What she likes to be called"),
    "worker": _("Who writes: the name she agreed to, or the worker’s first name"),
    "phone": _("The number to ring or text"),
    "date": _("Her next day, short: Wed 11 Nov"),
    "dates": _("Her days, short: Wed 11 Nov + Wed 9 Dec"),
    "time": _("When her next day starts: 10am"),
    "venue": _("Where"),
    "missed_on": _("The day she missed, short: Wed 11 Nov"),
    "reply_by": _("By when to answer after a missed day"),
}
IN_LETTERS: dict[str, Promise] = {
    "days": _("The list of her days, on a line of its own"),
    "your_dates": _("Your date, or: Your two dates"),
    "your_new_dates": _("Your new date, or: Your new dates"),
    "these_days": _("this day, or: these days"),
    "on_both_days": _("on both of these days; empty unless there are two"),
    "every_day": _("your day, or: both of your days"),
    "the_day": _("What the days are like, from the programme"),
    "page": _("The address of her own page, where it may go along"),
    "told": _("Whom we tell that she came: the police, where they sent her; in full letters only"),
    "consequences": _("What follows if she does not come, from the programme; in full letters only"),
}


def gaps_of(facts: Facts, *, page: str = "") -> dict[str, str]:
    """Return what stands in every gap, in the active language; empty for what is not known.

    :param page: the address of her own page, where it goes along with a letter.
    """
    first = facts.days[0] if facts.days else None
    return {
        "name": facts.name,
        "worker": facts.signed_by,
        "phone": facts.phone,
        "date": first.short if first else "",
        "dates": _dates(facts),
        "time": first.starts if first else "",
        "venue": first.venue if first else "",
        "reply_by": facts.reply_by,
        "days": "days" if facts.days else "",
        "the_day": facts.the_day or _usual_day(),
        "missed_on": facts.missed_on,
        "page": page,
        "told": facts.told,
        "consequences": facts.consequences,
        **_by_number(len(facts.days)),
    }


def _usual_day() -> str:
    return gettext(
        "You will be in a small group. You will not have to talk about what happened. There are breaks, and "
        "you can step out when you need to."
    )


def _by_number(days: int) -> dict[str, str]:
    """Return the words that say how many days there are."""
    two = days == 2
    return {
        "your_dates": gettext("Your two dates") if two else ngettext("Your date", "Your dates", days),
        "your_new_dates": ngettext("Your new date", "Your new dates", days),
        "these_days": ngettext("this day", "these days", days),
        "on_both_days": gettext("on both of these days") if two else "",
        "every_day": gettext("both of your days") if two else ngettext("your day", "all of your days", days),
    }


def _dates(facts: Facts) -> str:
    """Return "Wed 11 Nov + Wed 9 Dec"; of more than two, the first one."""
    if len(facts.days) > 2:
        return gettext("from %(date)s") % {"date": facts.days[0].short}
    return " + ".join(day.short for day in facts.days)
