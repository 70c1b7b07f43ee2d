"""The shapes of details by which a woman could be known: dates, ages, numbers, phrases. No Django here."""

from __future__ import annotations

import re
from enum import StrEnum


class Detail(StrEnum):
    """What sort of detail it is."""

    NAME = "NAME"
    PLACE = "PLACE"
    DATE = "DATE"
    AGE = "AGE"
    OFFENCE = "OFFENCE"
    PHONE = "PHONE"
    POSTCODE = "POSTCODE"
    EMAIL = "EMAIL"
    REFERENCE = "REFERENCE"
    NUMBER = "NUMBER"
    FEW = "FEW"


MONTHS = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
UNDER_20 = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
NUMBER_WORD = rf"(?:(?:{TENS})(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|{UNDER_20})"
COUNT = rf"(?:\d{{1,3}}|{NUMBER_WORD})"
KIN = "child(?:ren)?|kids?|sons?|daughters?|bab(?:y|ies)|twins|triplets|brothers?|sisters?|grandchild(?:ren)?"

# In this order: what an earlier pattern took, a later one leaves alone.
PATTERNS: tuple[tuple[Detail, str], ...] = (
    (Detail.EMAIL, r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"),
    (Detail.POSTCODE, r"\b[A-Za-z]{1,2}\d[A-Za-z\d]?\s?\d[A-Za-z]{2}\b"),
    (Detail.DATE, rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{MONTHS})\b(?:,?\s+\d{{4}})?"),
    (Detail.DATE, rf"\b(?:{MONTHS})\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?"),
    (Detail.DATE, r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b"),
    (
        Detail.DATE,
        rf"\b(?:in|since|until|by|last|of)\s+(?:{MONTHS})\b(?:\s+\d{{4}})?|\b(?:{MONTHS})\s+\d{{4}}\b",
    ),
    (
        Detail.DATE,
        r"\b(?:christmas|boxing|new year's|mother'?s|easter|valentine'?s)(?:\s+(?:day|eve|sunday|monday))\b",
    ),
    (Detail.PHONE, r"(?:\+44|\b0)[\d\s()-]{8,14}\d\b"),
    (
        Detail.REFERENCE,
        r"\b[A-Za-z]{1,8}-(?:[A-Za-z]+-)?\d{3,}\b|\b\d{2}[A-Za-z]{1,3}/?\d{3,}/?\d*[A-Za-z]?\b|\b\d{8,}\b|\b\d{2,4}/\d{3,8}[A-Za-z]?\b",
    ),
    (Detail.AGE, rf"\b{COUNT}[- ]?(?:years?[- ]?old|yrs?[- ]?old|y/o|-year-old)\b"),
    (
        Detail.AGE,
        rf"\b(?:aged?|turned|turning|is|was|am|i['’]m|she['’]s)\s+{COUNT}\b(?!\s*(?:%|per|of|in|out|days?|weeks?|months?|times?))",
    ),
    (
        Detail.AGE,
        rf"\b{COUNT}(?:th|st|nd|rd)\s+birthday\b|\b(?:teenager|pensioner|grandmother|great-grandmother)\b",
    ),
    (
        Detail.FEW,
        r"\bthe\s+(?:only|first|last|sole|youngest|oldest|eldest)\s+(?:\w+\s+){0,2}(?:woman|women|one|person|participant|mother|case|referral)\b",
    ),
    (
        Detail.FEW,
        r"\b(?:one|two|three|four|both|1|2|3|4)\s+(?:of\s+(?:the|our|these)\s+)?(?:\w+\s+)?(?:women|woman|participants?|people|mothers)\b",
    ),
    (Detail.NUMBER, rf"\b{COUNT}\s+(?:\w+\s+)?(?:{KIN})\b"),
    (Detail.NUMBER, r"(?<![\w.])£?\d(?:[\d,.]{0,18}\d)?%?(?!\w)"),
)
COMPILED = tuple((detail, re.compile(pattern, re.IGNORECASE)) for detail, pattern in PATTERNS)
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
STREET = re.compile(
    r"\b(?!(?:Near|In|At|On|From|The|By|To|Off)\s)[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)?\s(?:Road|Street|Lane|Avenue|Close|Drive|Estate|House|Court|Crescent)\b"
)
# Names that are words too: taken for names only where they have a capital letter within a sentence.
ALSO_WORDS = frozenset(
    [
        "an",
        "art",
        "august",
        "bell",
        "bill",
        "bird",
        "black",
        "blue",
        "brown",
        "care",
        "carol",
        "chance",
        "chase",
        "child",
        "christian",
        "church",
        "cook",
        "day",
        "dawn",
        "dean",
        "drew",
        "drive",
        "early",
        "eve",
        "faith",
        "fell",
        "field",
        "fine",
        "fish",
        "ford",
        "forest",
        "fox",
        "frank",
        "free",
        "friend",
        "good",
        "grace",
        "grant",
        "gray",
        "green",
        "grey",
        "hall",
        "hand",
        "hard",
        "heath",
        "hill",
        "holly",
        "home",
        "hope",
        "house",
        "hunt",
        "ivy",
        "jack",
        "jade",
        "jo",
        "joy",
        "june",
        "king",
        "lake",
        "lane",
        "law",
        "lily",
        "little",
        "long",
        "love",
        "major",
        "mark",
        "marsh",
        "martin",
        "mary",
        "may",
        "mercy",
        "miles",
        "mill",
        "moon",
        "new",
        "north",
        "olive",
        "page",
        "park",
        "patience",
        "penny",
        "pat",
        "pearl",
        "pool",
        "poppy",
        "price",
        "prudence",
        "queen",
        "read",
        "rich",
        "robin",
        "rose",
        "ruby",
        "rush",
        "sage",
        "sharp",
        "short",
        "skye",
        "small",
        "so",
        "song",
        "spring",
        "star",
        "stone",
        "storm",
        "street",
        "strong",
        "summer",
        "sue",
        "terry",
        "the",
        "train",
        "violet",
        "wall",
        "ward",
        "water",
        "way",
        "week",
        "west",
        "white",
        "will",
        "winter",
        "wise",
        "wish",
        "wood",
        "woman",
        "young",
        "we",
        "she",
        "her",
        "it",
        "he",
        "in",
        "is",
        "a",
        "i",
        "as",
        "at",
        "be",
        "by",
        "do",
        "go",
        "if",
        "me",
        "my",
        "no",
        "of",
        "on",
        "or",
        "to",
        "up",
        "us",
        "and",
        "for",
        "not",
        "was",
        "had",
        "has",
        "all",
        "one",
        "day",
        "who",
        "did",
        "are",
        "but",
        "can",
    ]
)
