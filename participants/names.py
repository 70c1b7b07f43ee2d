"""Names as they are sorted and searched: computed here, since databases differ in how they compare."""

import unicodedata


def search_form(name: str) -> str:
    """Return a name for searching: casefolded, without marks and apostrophes, hyphens as spaces.

    >>> search_form("Siân O’Neill-Ŵyn")
    'sian oneill wyn'
    """
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    letters = []
    for char in decomposed:
        category = unicodedata.category(char)
        if category[0] in "LN":
            letters.append(char)
        elif char in "-\u2010\u2011" or category[0] == "Z":
            letters.append(" ")
    return " ".join("".join(letters).split())


def sort_form(first_names: str, last_name: str) -> str:
    """Return a name for ordering: last name first; a single name stands alone."""
    return " ".join(f"{search_form(last_name)} {search_form(first_names)}".split())


def digits(phone: str) -> str:
    """Return a phone number's digits in national form, for matching: 07700900123."""
    only = "".join(char for char in phone if char.isdigit())
    for prefix in ("0044", "44"):
        if only.startswith(prefix):
            return "0" + only.removeprefix(prefix).removeprefix("0")
    return only
