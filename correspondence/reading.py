"""How hard words are to read: Flesch–Kincaid grade (Kincaid and others, 1975)."""

import re


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.?!:])\s+", text) if words(part)]


def words(text: str) -> list[str]:
    return re.findall(r"[A-Za-zÀ-ž']+", text)


def syllables(word: str) -> int:
    """Count groups of vowels, without a silent last e; at least one."""
    bare = re.sub(r"[^a-zà-ž]", "", word.lower())
    bare = re.sub(r"(?<=[a-zà-ž]{2})(?<![lr])e$|(?<=[^aeiouytd])ed$", "", bare)
    return max(1, len(re.findall(r"[aeiouyà-æè-ïò-öø-üŵŷ]+", bare)))


def grade(text: str) -> float:
    """Return the school grade at which a text can be read; 6 is about eleven years old."""
    said, told = words(text), sentences(text)
    return 0.39 * len(said) / len(told) + 11.8 * sum(map(syllables, said)) / len(said) - 15.59
