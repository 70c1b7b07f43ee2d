"""Texts, e-mails and voicemails to her. Words live in `templates/letters/<language>/`."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext

from correspondence import gsm
from correspondence.facts import Facts
from correspondence.gate import Destination
from correspondence.statuses import Wording

DEFAULT_LANGUAGE = "en"
_GAP = re.compile(r"\{([a-z_]+)\}")


class NoWords(LookupError):
    """There are no words for a purpose, in her language or in English."""


class TooLong(ValueError):
    """Even the discreet words do not fit one text with her name in them."""


def text(purpose: str, facts: Facts, to: Destination, *, language: str = "en", besides: int = 0) -> str:
    """Return the words of a text.

    The discreet words are shorter and say less, so they stand in where the full ones do not fit.

    :param besides: how many more characters go along: the link to her own page. It shows her days, so
        short words may stand beside it where the others leave it no room.
    :raises TooLong: when even those do not.
    """
    full = ["full"] if to.wording is Wording.FULL else []
    for said in (*full, "discreet", *(["short"] if besides else [])):
        words = fill(_template(purpose.lower(), "text", said, language), facts)
        if gsm.fits(words, besides=besides):
            return words
    raise TooLong(f"The text {purpose} does not fit: {gsm.length(words)}")


def has_text(purpose: str) -> bool:
    """Tell whether there are words of a text or an e-mail for a purpose, at least in English."""
    try:
        _template(purpose.lower(), "text", "discreet", DEFAULT_LANGUAGE)
    except NoWords:
        return False
    return True


def email(purpose: str, facts: Facts, to: Destination, *, language: str = "en") -> tuple[str, str]:
    """Return the subject and the words of an e-mail: those of the text, signed."""
    wording = Wording.FULL if to.wording is Wording.FULL else Wording.DISCREET
    subject = _filled("", "subject", wording, facts, language)
    words = _filled(purpose, "text", wording, facts, language)
    return subject, words


def voicemail(facts: Facts, to: Destination, *, language: str = "en") -> str:
    """Return what to say on her voicemail: a name and a number, nothing else."""
    wording = Wording.FULL if to.wording is Wording.FULL else Wording.DISCREET
    return _filled("", "voicemail", wording, facts, language)


def _filled(purpose: str, kind: str, wording: Wording, facts: Facts, language: str) -> str:
    return fill(_template(purpose.lower(), kind, wording.value.lower(), language), facts)


def fill(template: str, facts: Facts) -> str:
    """Return a template with its gaps filled from an allow-list, once: a name like "{phone}" stays as it is.

    :raises KeyError: for a gap that is not on the list.
    """
    allowed = _gaps(facts)
    return _GAP.sub(lambda gap: allowed[gap[1]], template).strip()


def _gaps(facts: Facts) -> dict[str, str]:
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
    }


def _dates(facts: Facts) -> str:
    """Return "Wed 11 Nov + Wed 9 Dec"; of more than two, the first one."""
    if len(facts.days) > 2:
        return gettext("from %(date)s") % {"date": facts.days[0].short}
    return " + ".join(day.short for day in facts.days)


@lru_cache(maxsize=256)
def _template(purpose: str, kind: str, wording: str, language: str) -> str:
    """Return the words of a file, read once a process.

    :raises NoWords: when neither her language nor English has them.
    """
    root = Path(settings.BASE_DIR) / "templates" / "letters"
    for spoken in (language, DEFAULT_LANGUAGE):
        path = root / spoken / purpose / f"{kind}_{wording}.txt"
        if path.exists():
            return path.read_text(encoding="utf-8")
    raise NoWords(f"{purpose}: {kind} {wording}")
