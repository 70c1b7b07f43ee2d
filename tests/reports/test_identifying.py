"""Identifying detail in words for a return: a table of what is found, and of what is not."""

from __future__ import annotations

from datetime import date

import pytest

from reports.details import Detail
from reports.identifying import Known, findings, marked

KNOWN = Known(
    names=frozenset({"sam", "siân", "sian", "oneill", "grace", "hope", "may", "ward", "zainab", "will"}),
    places=frozenset({"exampletown", "little example", "harbour road"}),
    offences=frozenset({"theft from a shop", "common assault"}),
    born_on=date(1991, 5, 3),
)
D = Detail


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # names and aliases, whatever the accents, the case and the apostrophes
        ("Sam told us it helped.", [(D.NAME, "Sam")]),
        ("sam told us it helped.", [(D.NAME, "sam")]),
        ("Then SIÂN came back.", [(D.NAME, "SIÂN")]),
        ("It was Siân's idea.", [(D.NAME, "Siân's")]),
        ("Ms O’Neill felt heard.", [(D.NAME, "O’Neill")]),
        ("Zainab-like courage.", [(D.NAME, "Zainab-like")]),
        # names that are words: only where they look like a name
        ("Hope grew in the group.", [(D.NAME, "Hope")]),
        ("The group gave hope and grace.", []),
        ("I may come again, and I will.", []),
        ("A friend of Grace came along.", [(D.NAME, "Grace")]),
        ("We asked Will to drive.", [(D.NAME, "Will")]),
        # dates
        ("She came on 12 May.", [(D.DATE, "12 May")]),
        ("She came on the 3rd of March 2026.", [(D.DATE, "3rd of March 2026")]),
        ("It was March 3, 2026.", [(D.DATE, "March 3, 2026")]),
        ("On 12/05/2026 it changed.", [(D.DATE, "12/05/2026")]),
        ("On 2026-05-12 it changed.", [(D.DATE, "2026-05-12")]),
        ("She moved in June.", [(D.DATE, "in June")]),
        ("On Christmas Eve she was alone.", [(D.DATE, "Christmas Eve")]),
        ("Born in 1991, she works.", [(D.DATE, "1991"), (D.NUMBER, "1991")]),
        # ages
        ("She is 34.", [(D.AGE, "is 34")]),
        ("I am 34, and it helped.", [(D.AGE, "am 34")]),
        ("A 34-year-old mother.", [(D.AGE, "34-year-old")]),
        ("Aged forty-two, she began again.", [(D.AGE, "Aged forty-two")]),
        ("She turned eighteen.", [(D.AGE, "turned eighteen")]),
        ("On her 40th birthday.", [(D.AGE, "40th birthday")]),
        ("A grandmother came.", [(D.AGE, "grandmother")]),
        ("It was three weeks late.", []),
        # places
        ("She lives in Exampletown now.", [(D.PLACE, "Exampletown")]),
        ("the shop in little example", [(D.PLACE, "little example")]),
        ("Near Sycamore Close.", [(D.PLACE, "Sycamore Close")]),
        ("An example of courage.", []),
        # offences
        ("It was theft from a shop.", [(D.OFFENCE, "theft from a shop")]),
        ("Common Assault, they said.", [(D.OFFENCE, "Common Assault")]),
        # numbers that lead to her
        ("Ring 07700 900123.", [(D.PHONE, "07700 900123")]),
        ("Ring +44 7700 900 123 now.", [(D.PHONE, "+44 7700 900 123")]),
        ("At PO1 1AA.", [(D.POSTCODE, "PO1 1AA")]),
        ("At po11aa.", [(D.POSTCODE, "po11aa")]),
        ("Write to sam.s@mail.example.", [(D.EMAIL, "sam.s@mail.example")]),
        ("Case JUNO-00119.", [(D.REFERENCE, "JUNO-00119")]),
        ("Crime 44260012345.", [(D.REFERENCE, "44260012345")]),
        ("PNC 2026/0123456X.", [(D.REFERENCE, "2026/0123456X")]),
        ("She has three children.", [(D.NUMBER, "three children")]),
        ("She has 2 young sons.", [(D.NUMBER, "2 young sons")]),
        ("She owed £1,250.", [(D.NUMBER, "£1,250")]),
        # few
        ("The only woman who came by ferry.", [(D.FEW, "The only woman")]),
        ("One of the women is deaf.", [(D.FEW, "One of the women")]),
        ("Two women were pregnant.", [(D.FEW, "Two women")]),
        ("Both women came back.", [(D.FEW, "Both women")]),
        ("Our oldest friend.", []),
        ("She was the youngest participant.", [(D.FEW, "the youngest participant")]),
        # nothing
        ("“Nobody had asked me before what I wanted.”", []),
        ("I felt heard, and I would tell any woman to go.", []),
        ("", []),
    ],
)
def test_each_detail_is_found_and_nothing_else(text: str, expected: list[tuple[Detail, str]]) -> None:
    assert [(one.detail, one.words) for one in findings(text, KNOWN)] == expected


def test_the_same_words_are_one_finding_to_answer_wherever_they_stand() -> None:
    found = findings("Sam came. We asked sam.", KNOWN)

    assert [one.start for one in found] == [0, 19]
    assert {one.key for one in found} == {"NAME:sam"}


def test_the_text_is_shown_whole_with_its_details_marked() -> None:
    text = "We met Sam on 12 May."

    pieces = marked(text, findings(text, KNOWN))

    assert "".join(piece for piece, _is_detail in pieces) == text
    assert [piece for piece, is_detail in pieces if is_detail] == ["Sam", "12 May"]


@pytest.mark.parametrize("text", ["a" * 5_000, "1 " * 2_500, "O'" * 2_500, "the only " * 500, "0" * 5_000])
def test_no_text_takes_long(text: str) -> None:
    assert isinstance(findings(text, KNOWN), list)
