"""A definition that cannot be used is refused, with the file, the key and the mend of every mistake."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from programmes.definition import Definition, FollowUp
from programmes.kinds import CompletionRule, Entry, IndexEvent, PlanKind, Route, StepKind, WindowKind
from programmes.loader import DEFINITIONS, digest, load_all, load_file
from programmes.parsing import parse
from programmes.reading import DefinitionInvalid

JUNO = (DEFINITIONS / "juno.toml").read_text(encoding="utf-8")
CARA = (DEFINITIONS / "cara.toml").read_text(encoding="utf-8")


def problems_of(tmp_path: Path, text: str, *, name: str = "cara.toml") -> list[str]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionInvalid) as caught:
        load_file(path)
    return [str(problem) for problem in caught.value.problems]


def changed(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


@pytest.fixture(scope="module")
def definitions() -> dict[str, Definition]:
    return {loaded.definition.code: loaded.definition for loaded in load_all()}


def test_all_four_definitions_load(definitions: dict[str, Definition]) -> None:
    assert set(definitions) == {"JUNO", "CARA", "GOOD_LOAF", "WONDER"}


def test_juno_is_two_workshops_four_weeks_apart(definitions: dict[str, Definition]) -> None:
    juno = definitions["JUNO"]

    assert [step.kind for step in juno.steps] == [StepKind.GROUP, StepKind.GROUP]
    assert juno.steps[0].gap is None
    assert juno.steps[1].gap is not None
    assert (juno.steps[1].gap.min, juno.steps[1].gap.usual) == (28, 28)
    assert juno.completion.rule is CompletionRule.ALL
    assert set(juno.completion.counts) == {"HERE", "LATE"}
    assert juno.window.kind is WindowKind.POLICE_DEADLINE
    assert juno.routes == (Route.POLICE,)
    assert juno.admission.minimum_age == 18
    assert juno.disposal("CONDITIONAL_CAUTION").outcome_code == "3"


def test_good_loaf_is_any_five_of_ten(definitions: dict[str, Definition]) -> None:
    loaf = definitions["GOOD_LOAF"]

    assert [step.label.label("en") for step in loaf.steps][::9] == ["Session 1", "Session 10"]
    assert (loaf.entry, loaf.completion.rule) == (Entry.ANY_STEP, CompletionRule.N_OF)
    assert loaf.completion.needed == 5


def test_wonder_is_her_own_plan_and_her_own_wish_will_do(definitions: dict[str, Definition]) -> None:
    wonder = definitions["WONDER"]

    assert wonder.plan is PlanKind.INDIVIDUAL
    assert wonder.completion.rule is CompletionRule.WORKER_JUDGES
    (own_wish,) = wonder.disposals_for(Route.SELF)
    assert (own_wish.outcome_code, own_wish.outcome_recorded) == ("", None)


def test_police_are_asked_a_year_after_completion_unless_the_file_says_otherwise() -> None:
    said = FollowUp(months=6, index=IndexEvent.CAUTION)
    table = '\n[follow_up]\nmonths = 6\nindex = "CAUTION"\n'

    assert parse(tomllib.loads(JUNO), source="juno").follow_up == FollowUp(12, IndexEvent.COMPLETION)
    assert parse(tomllib.loads(JUNO + table), source="juno").follow_up == said


@pytest.mark.parametrize("line", ["months = 0", "months = 121", 'index = "ARREST"', "years = 1"])
def test_a_follow_up_that_cannot_be_is_refused(tmp_path: Path, line: str) -> None:
    assert "follow_up" in problems_of(tmp_path, f"{JUNO}\n[follow_up]\n{line}\n")[0]


def test_words_fall_back_to_english(definitions: dict[str, Definition]) -> None:
    step = definitions["JUNO"].steps[0]

    assert step.label.label("cy") == step.label.label("cy-gb") == "Gweithdy 1"
    assert step.label.label("pl") == step.label.label("en-gb") == "Workshop 1"


def test_a_site_is_found_by_the_longest_postcode(definitions: dict[str, Definition]) -> None:
    loaf = definitions["GOOD_LOAF"]
    sites = {code: loaf.site_for(code) for code in ("NN1 1AA", "NN16 8XX", "nn168xx", "SO14 7LY", "NN9 5AA")}

    assert {code: site and site.code for code, site in sites.items()} == {
        "NN1 1AA": "NORTHAMPTON",
        "NN16 8XX": "KETTERING",
        "nn168xx": "KETTERING",
        "SO14 7LY": None,
        "NN9 5AA": "KETTERING",
    }


def test_a_gap_upside_down_is_named_with_its_mend(tmp_path: Path) -> None:
    text = changed(CARA, "{ min = 28, usual = 28, max = 35 }", "{ min = 35, usual = 28, max = 28 }")

    assert problems_of(tmp_path, text) == [
        "cara.toml: steps[1].gap.min: 35 is more than max 28. Write a min that is not above max."
    ]


def test_an_unknown_key_is_refused_with_the_nearest(tmp_path: Path) -> None:
    text = changed(CARA, "lateness]", "latenes]")

    assert "cara.toml: latenes: there is no such key. Did you mean lateness?" in problems_of(tmp_path, text)


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    text = changed(CARA, "minimum_age = 18", 'minimum_age = "eighteen"')
    text = changed(text, 'rule = "REPEAT_ALL"', 'rule = "REPEAT_AL"')
    text = changed(text, "starts_on = 2025-04-01", 'starts_on = "2025-02-30"')

    assert problems_of(tmp_path, text) == [
        "cara.toml: starts_on: '2025-02-30' is not a date. Write a date that exists, such as 2026-04-01.",
        "cara.toml: admission.minimum_age: 'eighteen' is not a whole number. Write a whole number from 10 to 120.",
        "cara.toml: miss.rule: 'REPEAT_AL' is not a choice. Did you mean REPEAT_ALL?",
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('code = "CARA"', 'code = "CARE"', "code: CARE does not match the file's name. Write CARA"),
        ('label = { en = "CARA" }', 'label = "CARA"', "label: 'CARA' has no language. Write the words by"),
        ('label = { en = "CARA" }', 'label = { cy = "CARA" }', "label: has no English words. Add en"),
        ('label = { en = "CARA" }', 'label = { en = " " }', "label.en: ' ' is not words."),
        ('routes = ["POLICE"]\nplan', 'routes = []\nplan', "routes: is an empty list."),
        ('routes = ["POLICE"]\nplan', 'routes = ["SELF"]\nplan', "disposals[0].routes: POLICE is not a route"),
        ('forces = ["44"]\n', "", "forces: is missing. Name the forces that may refer"),
        ('forces = ["44"]', 'forces = ["forty four"]', "forces[0]: 'forty four' is not an organisation's code."),
        ('languages = ["en"]', 'languages = ["cy"]', "languages: has no English."),
        ('outcome_recorded = "AT_ISSUE"\n', "", "disposals[0].outcome_recorded: must stand beside outcome_code."),
        ("size_usual = 8", "size_usual = 13", "group.size_usual: 13 is more than size_max 12."),
        ("letter_after_attempts = 3", "letter_after_attempts = 6", "letter_after_attempts: 6 is more than attempts 5"),
        ("at = 10:00:00", "at = 23:00:00", "messages[2].at: 23:00 is a time when nobody should be disturbed."),
        ("at = 10:00:00", "at = 20:00:00", "messages[2].at: 20:00 is a time when nobody should be disturbed."),
        ("at = 10:00:00", "at = 07:59:00", "messages[2].at: 07:59 is a time when nobody should be disturbed."),
        ("at = 10:00:00", 'at = "10 past"', "messages[2].at: '10 past' is not a time of day."),
        ('counts = ["HERE"]', 'counts = ["NOT_HERE"]', "completion.counts: NOT_HERE cannot count as attended."),
        ('counts = ["HERE"]', 'counts = ["LEFT_EARLY"]', "completion.counts: LEFT_EARLY has its own key."),
        ('rule = "ALL"', 'rule = "PLAN_AGREED"', "completion.rule: PLAN_AGREED needs a plan of her own."),
        ('rule = "ALL"', 'rule = "N_OF"\nneeded = 3', "completion.needed: 3 is more than the 2 steps."),
        ('rule = "ALL"', 'rule = "N_OF"\nneeded = 1', "completion.needed: 1 is less than the 2 compulsory steps."),
        ('kind = "POLICE_DEADLINE"', 'kind = "DAYS_FROM_ISSUE"', "window.days: is missing."),
        ('kind = "POLICE_DEADLINE"', 'kind = "MIN_MAX"', "window.max_days: is missing. Write max_days or"),
        ("weeks = 16", "weeks = 16\nmonths = 4", "window.warnings[0].weeks: must stand alone."),
        ("maximum = 0\n", "", "eligibility[5].maximum: is missing. Write minimum, maximum or both."),
        ('code = "RISK"', 'code = "ADULT"', "eligibility: ADULT stands 2 times. Give each its own code."),
        ('code = "RISK"', 'code = "risk"', "eligibility[3].code: 'risk' is not a code. Use capital letters"),
        ("wanted = true", 'wanted = "yes"', "eligibility[0].wanted: 'yes' is not yes or no. Write true or false"),
        ("gap = { min = 28, usual = 28, max = 35 }\n", "", "steps[1].gap: is missing. Write gap = {"),
        ("usual = 28, max = 35", "usual = 40, max = 35", "steps[1].gap.usual: 40 is not from min 28 to max 35."),
        ("max = 35", "max = 35, max_after_miss = 30", "steps[1].gap.max_after_miss: 30 is less than max 35."),
        ("starts_on = 2025-04-01", "starts_on = 2025-04-01\nends_on = 2025-03-01", "ends_on: 2025-03-01 is before"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_key_and_mend(tmp_path: Path, old: str, new: str, expected: str) -> None:
    found = problems_of(tmp_path, changed(CARA, old, new))

    assert [line for line in found if expected in line], found
    assert all(re.match(r"cara\.toml: [\w.\[\]]+: .+\. [A-Z]", line) for line in found), found


def test_a_file_that_is_not_toml_is_named_with_its_line(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, "code = JUNO\n", name="juno.toml")

    assert problem.startswith("juno.toml: ")
    assert "line 1" in problem


def test_the_mistakes_of_several_files_come_together(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('code = "A"', encoding="utf-8")
    (tmp_path / "b.toml").write_text('code = "B"', encoding="utf-8")
    with pytest.raises(DefinitionInvalid) as caught:
        load_all([tmp_path / "a.toml", tmp_path / "b.toml"])

    assert {problem.source for problem in caught.value.problems} == {"a.toml", "b.toml"}


def test_what_is_stored_reads_back_the_same() -> None:
    for loaded in load_all():
        assert parse(loaded.content, source="stored") == loaded.definition


def test_the_digest_follows_the_content_and_not_the_comments(tmp_path: Path) -> None:
    def of(text: str) -> str:
        path = tmp_path / "juno.toml"
        path.write_text(text, encoding="utf-8")
        return load_file(path).digest

    assert of(JUNO) == of("# another comment\n" + JUNO)
    assert of(JUNO) != of(changed(JUNO, "attempts = 5", "attempts = 6"))


def test_the_digest_does_not_depend_on_the_order_of_keys() -> None:
    one: dict[str, Any] = {"a": 1, "b": {"c": 2, "d": 3}}

    assert digest(one) == digest({"b": {"d": 3, "c": 2}, "a": 1})
