"""Surnames that sound alike share a key; those that do not, do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participants import sounds

ALIKE = [
    "Smith Smyth Smythe Schmidt",
    "Thompson Thomson Tomson",
    "Reid Read Reed Reade",
    "Knight Night",
    "Wright Right Write",
    "Stephens Stevens",
    "Phillips Philips Filips",
    "Clark Clarke",
    "MacDonald McDonald Macdonald",
    "O'Neill O’Neill Oneal O'Neil",
    "Ahmed Ahmad Ahmet",
    "Mohamed Mohammed Muhammad Mohamud",
    "Hussain Hussein Husain",
    "Kowalska Kowalski",
    "Nowak Novak",
    "Leigh Lee Lea",
    "Moore More Moor",
    "Pearce Pierce Peirce",
    "Singh Sing",
    "Khan Kahn",
    "Vaughan Vaughn",
    "Sheikh Shaikh",
    "Lowe Low",
    "Caine Kane",
    "Simpson Simson",
    "Jeffreys Geoffreys",
    "Dixon Dickson",
    "Ŵyn Wynn Wynne",
    "Rodgers Rogers",
    "Łukasz Lukasz",
    "Müller Muller",
]
APART = [
    ("Smith", "Jones"),
    ("Khan", "Singh"),
    ("Brown", "Green"),
    ("Evans", "Owens"),
    ("Reid", "Lloyd"),
    ("Begum", "Bibi"),
    ("Patel", "Petrov"),
    ("Walker", "Wilson"),
    ("Taylor", "Turner"),
    ("Kowalska", "Nowak"),
    ("王", "李"),
]


@pytest.mark.parametrize("group", ALIKE)
def test_surnames_that_sound_alike_share_a_key(group: str) -> None:
    assert len({tuple(sounds.keys("", name)) for name in group.split()}) == 1


@pytest.mark.parametrize(("one", "other"), APART)
def test_surnames_that_do_not_sound_alike_share_none(one: str, other: str) -> None:
    assert not set(sounds.keys("", one)) & set(sounds.keys("", other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Smith-Jones", "Jones"), ("Jones Smith", "Smyth"), ("de Souza", "Desouza"), ("Mac Donald", "McDonald")],
)
def test_one_part_of_a_double_name_is_enough(one: str, other: str) -> None:
    assert set(sounds.keys("", one)) & set(sounds.keys("", other))


def test_a_particle_alone_is_not() -> None:
    assert not set(sounds.keys("", "de Souza")) & set(sounds.keys("", "de Graaf"))


def test_she_who_has_one_name_is_found_by_it() -> None:
    assert sounds.keys("Suharto", "") == sounds.keys("", "Suharto")


@given(st.text(max_size=40))
def test_any_name_has_keys_unless_nothing_in_it_can_be_read(name: str) -> None:
    found = sounds.keys("", name)

    assert found == sounds.keys("", name)
    assert all(found)
    assert all(len(key) <= 110 for key in found)
