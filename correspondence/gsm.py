"""How long a text is, as the network counts: GSM 03.38 septets, or UCS-2 when a letter is not in it.

No Django here. A name is never rewritten to fit: Ŵyn stays Ŵyn and the text goes as UCS-2.
"""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")

ONE_TEXT = 160  # septets in one text
TWO_TEXTS_UCS2 = 134  # UTF-16 units in two joined texts of 67


def is_gsm(words: str) -> bool:
    """Tell whether every character is in the basic or the extended GSM 03.38 table."""
    return all(char in _BASIC or char in _EXTENDED for char in words)


def length(words: str) -> int:
    """Return septets for a GSM text, UTF-16 units for any other."""
    if is_gsm(words):
        return sum(2 if char in _EXTENDED else 1 for char in words)
    return len(words.encode("utf-16-le")) // 2


def fits(words: str, *, besides: int = 0) -> bool:
    """Tell whether a text is short enough: 160 septets, else 134 units.

    :param besides: characters of a link that goes along: each takes one septet or one unit.
    """
    return length(words) + besides <= (ONE_TEXT if is_gsm(words) else TWO_TEXTS_UCS2)
