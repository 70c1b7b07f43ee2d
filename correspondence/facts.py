"""What a message says about one woman's case, as plain words, frozen when the message is written.

Whoever owes her a message (booking, an absence, a completion) fills a `Facts`; the templates in
`templates/letters/<language>/` turn it into a letter, a text or an e-mail. Nothing in it is looked
up again later, so what was promised is what goes.
"""

import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.dates import MONTHS, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import pgettext

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Day:
    """One day she is to come: every field is words, ready to print, but `booking`.

    `booking` is what the day was when this was written, as its owner writes it down to compare it before it
    goes; empty where nothing is compared.
    """

    when: str
    short: str
    hours: str
    starts: str
    venue: str
    address: str = ""
    finding_it: str = ""
    booking: str = ""

    @classmethod
    def of(
        cls,
        starts_at: datetime,
        ends_at: datetime,
        *,
        venue: str,
        address: str = "",
        finding_it: str = "",
        language: str = "en",
        booking: str = "",
    ) -> "Day":
        """Return a day in words from two instants (aware), on the clock of Europe/London."""
        start, end = starts_at.astimezone(LONDON), ends_at.astimezone(LONDON)
        with translation.override(language):
            return cls(
                when=day_in_words(start.date()),
                short=short_day(start.date()),
                hours=pgettext("from one clock time to another", "%(start)s to %(end)s")
                % {"start": clock(start), "end": clock(end)},
                starts=clock(start),
                venue=venue,
                address=address,
                finding_it=finding_it,
                booking=booking,
            )


@dataclass(frozen=True)
class Facts:
    """All a letter, text or e-mail may say. Empty words leave their sentence out.

    `signed_by` is the safe name she agreed ("Jo from the course"), else the worker's first name;
    `consequences` is the disposal's letter wording from the programme's definition, and is used
    in full letters only, and so is `told`: whom we tell that she came, where somebody sent her; `the_day` says
    what the days are like, from the definition as well. `programme` is its code: a provider may have its
    own words for one of its programmes.
    """

    name: str
    signed_by: str
    phone: str
    written_on: str
    days: tuple[Day, ...] = field(default=())
    the_day: str = ""
    consequences: str = ""
    told: str = ""
    missed_on: str = ""
    reply_by: str = ""
    large_print: bool = False
    programme: str = ""

    @property
    def one_place(self) -> bool:
        """Tell whether every day is at one place, so that a letter need say it only once."""
        places = {(day.venue, day.address, day.finding_it) for day in self.days}
        return len(places) == 1

    def frozen(self) -> str:
        """Return these facts as JSON, to be sealed with the message."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def thawed(cls, words: str) -> "Facts":
        """Return the facts that `frozen` wrote."""
        data: dict[str, Any] = json.loads(words)
        days = tuple(Day(**day) for day in data.pop("days"))
        return cls(**data, days=days)


def day_in_words(day: date) -> str:
    """Return "Wednesday 11 November 2026", in the active language."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month]} {day.year}"


def short_day(day: date) -> str:
    """Return "Wed 11 Nov", in the active language."""
    return f"{WEEKDAYS_ABBR[day.weekday()]} {day.day} {str(MONTHS[day.month])[:3]}"


def clock(moment: datetime) -> str:
    """Return "10am", "9.30am" or "12pm" for a moment already on the right clock."""
    minutes = f".{moment.minute:02}" if moment.minute else ""
    half = pgettext("clock", "am") if moment.hour < 12 else pgettext("clock", "pm")
    return f"{moment.hour % 12 or 12}{minutes}{half}"
