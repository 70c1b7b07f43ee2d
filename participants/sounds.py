"""Surnames by their sound, so that Reid, Read and Reed are found together. No Django here.

Beside the same date of birth a sound in common is enough to ask a person; it never decides anything.
The key keeps consonants that sound apart and drops vowels, in the way of Soundex (US patent 1,261,167)
with what British registers need: silent letters, Mc and Mac, `ph`, `v` for `w`, no cut at four letters.
"""

from __future__ import annotations

import re

from participants import names

# Words that many names share say nothing by themselves; joined to the next they count.
_PARTICLES = frozenset(
    [
        "al",
        "ap",
        "ab",
        "bin",
        "binti",
        "da",
        "de",
        "del",
        "der",
        "di",
        "du",
        "el",
        "la",
        "le",
        "mac",
        "mc",
        "o",
        "st",
        "van",
        "von",
    ]
)
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "æ": "e", "œ": "e", "đ": "d", "ð": "d", "þ": "t", "ı": "i"})

# In this order. Capitals are sounds that no single small letter stands for.
_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^(?:kn|gn|pn)", "n"),
        (r"^wr", "r"),
        (r"^rh", "r"),
        (r"^wh", "w"),
        (r"^ps", "s"),
        (r"^x", "s"),
        (r"^geo", "jo"),
        (r"s?c(?=[eiy])", "s"),
        (r"e$", ""),
        (r"(?<=m)p(?=[st])", ""),
        (r"sch(?=[lmnrw])", "s"),
        (r"ph", "f"),
        (r"(?:tsch|tch|sch|sh|sz|ch|cz)", "X"),
        (r"(?<=[aeiouy])gh", ""),
        (r"gh", "g"),
        (r"kh", "k"),
        (r"th", "t"),
        (r"dg", "g"),
        (r"(?<=[aeiouy])w(?=[aeiouy])", "f"),
        (r"(?<!^)[wh]", ""),
        (r"[ckqg]+", "k"),
        (r"x", "ks"),
        (r"z", "s"),
        (r"v", "f"),
        (r"d", "t"),
        (r"^[aei]", "A"),
        (r"^[ou]", "O"),
        (r"(.)\1+", r"\1"),
        (r"(?<!^)[aeiouy]", ""),
        (r"ks+", "ks"),
        (r"t+", "t"),
    )
)


def key(word: str) -> str:
    """Return how one word of a name sounds: the same for what sounds alike.

    :param word: as `names.search_form` gives it. A word in another script stands for itself.
    """
    latin = word.translate(_LETTERS)
    if not (latin.isascii() and latin.isalpha()):
        return word
    sound = latin
    for pattern, instead in _SOUNDS:
        sound = pattern.sub(instead, sound)
    return sound or latin


def keys(first_names: str, last_name: str) -> list[str]:
    """Return the sounds of a surname: of each of its words, and of all of them run together.

    She who has one name only is looked for by that one.
    """
    words = names.search_form(last_name or first_names).split()
    telling = [word for word in words if len(word) > 1 and word not in _PARTICLES]
    return sorted({key(word) for word in [*telling, "".join(words)] if word})
