"""What is stored of a programme, who sees it, and that old versions stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts.models import Organisation
from accounts.roles import Role
from audit import trail
from audit.models import Event
from programmes import actions
from programmes.loader import DEFINITIONS, digest, load_file
from programmes.models import Agreement, AgreementTarget, ClosedDay, Programme, ProgrammeVersion, Wording
from programmes.reading import DefinitionInvalid
from tests.factories.accounts import (
    ForceFactory,
    OrganisationFactory,
    administrator,
    commissioner,
    coordinator,
    manager,
    officer,
    person,
)
from tests.factories.programmes import ProgrammeFactory

AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
ON = AT.date()

pytestmark = pytest.mark.django_db


def reloaded(programme: Programme, **changes: object) -> ProgrammeVersion | None:
    loaded = load_file(DEFINITIONS / f"{programme.slug}.toml")
    content = {**loaded.content, **changes}
    return actions.load(
        replace(loaded, content=content, digest=digest(content)), by=trail.SERVICE, at=AT, on=ON
    )


def test_a_definition_is_stored_once_and_read_back() -> None:
    juno = ProgrammeFactory.create(code="JUNO")

    assert str(juno) == "JUNO"
    assert juno.current.number == 1
    assert juno.current.parsed == load_file(DEFINITIONS / "juno.toml").definition
    assert [force.force_code for force in juno.forces.all()] == ["44"]
    assert Event.objects.filter(verb="programme.load").count() == 1


def test_loading_the_same_again_changes_nothing() -> None:
    juno = ProgrammeFactory.create(code="JUNO")

    assert reloaded(juno) is None
    assert juno.versions.count() == 1
    assert Event.objects.filter(verb="programme.load").count() == 1


def test_a_changed_definition_is_a_new_version_and_the_old_one_stays() -> None:
    juno = ProgrammeFactory.create(code="JUNO")
    old = juno.current
    languages = ["en"]

    new = reloaded(juno, languages=languages)

    assert new is not None
    assert (old.number, new.number) == (1, 2)
    old.refresh_from_db()
    assert old.parsed.languages == ("en", "cy")
    assert new.parsed.languages == ("en",)
    assert Programme.objects.get(pk=juno.pk).current == new


def test_going_back_to_an_earlier_content_is_a_new_version_too() -> None:
    juno = ProgrammeFactory.create(code="JUNO")
    reloaded(juno, languages=["en"])

    back = reloaded(juno)

    assert back is not None
    assert back.number == 3
    assert back.digest == juno.versions.get(number=1).digest


def test_a_definition_whose_organisations_are_missing_is_refused_whole() -> None:
    loaded = load_file(DEFINITIONS / "juno.toml")

    with pytest.raises(DefinitionInvalid) as caught:
        actions.load(loaded, by=trail.SERVICE, at=AT, on=ON)

    assert [str(problem) for problem in caught.value.problems] == [
        (
            "juno.toml: providers[0]: there is no organisation HAMPTON_TRUST of kind PROVIDER. "
            "Add it first, or correct the code, then load again."
        ),
        (
            "juno.toml: commissioners[0]: there is no organisation HAMPSHIRE_PCC of kind COMMISSIONER. "
            "Add it first, or correct the code, then load again."
        ),
        (
            "juno.toml: forces[0]: there is no organisation 44 of kind POLICE_FORCE. "
            "Add it first, or correct the code, then load again."
        ),
    ]
    assert not Programme.objects.exists()


def test_a_programme_is_found_by_its_code_in_any_case() -> None:
    loaf = ProgrammeFactory.create(code="GOOD_LOAF")

    assert Programme.objects.by_code("good-loaf") == Programme.objects.by_code(" Good_Loaf") == loaf
    assert loaf.slug == "good-loaf"
    with pytest.raises(Programme.DoesNotExist):
        Programme.objects.by_code("bread")


def test_check_reads_every_file_and_stores_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_programmes", "--check")

    assert "good-loaf.toml: good" in capsys.readouterr().out
    assert not Programme.objects.exists()


def test_the_command_stores_what_changed(capsys: pytest.CaptureFixture[str]) -> None:
    for code in ("JUNO", "CARA", "WONDER"):
        ProgrammeFactory.create(code=code)
    OrganisationFactory.create(code="GOOD_LOAF_CENTRE")
    OrganisationFactory.create(code="NORTHANTS_PCC", kind="COMMISSIONER")
    ForceFactory.create(force_code="34")

    call_command("load_programmes")

    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "cara.toml: unchanged",
        "good-loaf.toml: version 1 stored",
        "juno.toml: unchanged",
        "wonder.toml: unchanged",
    ]


def test_the_command_names_every_mistake_and_stores_nothing(tmp_path: Path) -> None:
    ProgrammeFactory.create(code="JUNO")
    text = (DEFINITIONS / "juno.toml").read_text(encoding="utf-8")
    (tmp_path / "juno.toml").write_text(text.replace("attempts = 5", "attempts = 0"), encoding="utf-8")

    with pytest.raises(CommandError, match=r"juno\.toml: contact\.attempts: 0 is out of range"):
        call_command("load_programmes", str(tmp_path / "juno.toml"))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_programmes", str(tmp_path / "gone.toml"))

    assert ProgrammeVersion.objects.count() == 1


def test_each_person_sees_the_programmes_that_concern_her() -> None:
    juno, cara, loaf = (ProgrammeFactory.create(code=code) for code in ("JUNO", "CARA", "GOOD_LOAF"))
    ours = juno.provider
    pcc = juno.commissioners.get()
    northants = ForceFactory.create(force_code="34")

    def seen(user: object) -> set[str]:
        return set(Programme.objects.visible_to(user).values_list("code", flat=True))

    assert seen(coordinator(ours)) == {"JUNO", "CARA"}
    assert seen(coordinator(ours, programme_code="CARA")) == {"CARA"}
    assert seen(coordinator(loaf.provider)) == {"GOOD_LOAF"}
    assert seen(officer()) == {"JUNO", "CARA"}
    assert seen(officer(northants)) == {"GOOD_LOAF"}
    assert seen(commissioner(pcc)) == {"JUNO", "CARA"}
    assert seen(administrator(ours)) == {juno.code, cara.code, loaf.code}
    assert seen(None) == set()


def test_only_provider_staff_and_administrators_read_definitions() -> None:
    juno = ProgrammeFactory.create(code="JUNO")
    loaf = ProgrammeFactory.create(code="GOOD_LOAF")

    def seen(user: object) -> int:
        return ProgrammeVersion.objects.visible_to(user).count()

    assert seen(coordinator(loaf.provider)) == seen(administrator(juno.provider)) == 2
    assert seen(officer()) == seen(commissioner(juno.commissioners.get())) == seen(None) == 0


def agreement(programme: Programme) -> Agreement:
    return Agreement.objects.create(
        programme=programme,
        reference="2025-28",
        starts_on=date(2025, 4, 1),
        ends_on=date(2029, 3, 31),
        yearly_value="90000.00",
    )


def test_an_agreement_is_for_managers_and_its_commissioner() -> None:
    juno = ProgrammeFactory.create(code="JUNO")
    loaf = ProgrammeFactory.create(code="GOOD_LOAF")
    made = agreement(juno)

    def seen(user: object) -> list[Agreement]:
        return list(Agreement.objects.visible_to(user))

    assert seen(manager(juno.provider)) == seen(commissioner(juno.commissioners.get())) == [made]
    assert seen(coordinator(juno.provider)) == seen(manager(loaf.provider)) == seen(officer()) == []


def test_an_agreement_that_contradicts_itself_is_refused_by_the_database() -> None:
    juno = ProgrammeFactory.create(code="JUNO")
    made = agreement(juno)

    with pytest.raises(IntegrityError, match="agreement_ends_on_or_after_it_starts"), transaction.atomic():
        Agreement.objects.filter(pk=made.pk).update(ends_on=date(2025, 3, 31))
    with pytest.raises(IntegrityError, match="agreement_target_nearly"), transaction.atomic():
        AgreementTarget.objects.create(
            agreement=made, measure="COMPLETED", words="75 in 100", target=75, nearly=80
        )


def test_an_extra_closed_day_is_added_once_and_taken_away() -> None:
    boss = manager(OrganisationFactory.create())
    on = date(2027, 5, 10)

    day = actions.close_day(on=on, label="A day of mourning", by=boss, at=AT)

    assert ClosedDay.days() == {on}
    with pytest.raises(actions.AlreadyClosed):
        actions.close_day(on=on, label="Again", by=boss, at=AT)
    actions.reopen_day(day, by=boss, at=AT)
    assert ClosedDay.days() == frozenset()
    verbs = Event.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["closed_day.close_day", "closed_day.reopen_day"]


def written(provider: Organisation, programme: Programme | None, text: str, from_on: date) -> Wording:
    return actions.write_wording(
        provider=provider,
        programme=programme,
        purpose="BOOKED",
        language="en",
        text=text,
        from_on=from_on,
        by=trail.SERVICE,
        at=AT,
    )


def test_the_wording_in_force_is_the_programmes_own_then_the_providers() -> None:
    juno = ProgrammeFactory.create(code="JUNO")
    other = ProgrammeFactory.create(code="GOOD_LOAF")

    def text(on: date, language: str = "en") -> str | None:
        return Wording.objects.text_for(
            juno.provider_id, juno.code, purpose="BOOKED", language=language, on=on
        )

    assert text(ON) is None
    written(juno.provider, None, "Hi {name}", ON)
    written(juno.provider, None, "Hello {name}", ON + timedelta(days=7))
    written(other.provider, None, "Not ours", ON)
    assert text(ON) == text(ON + timedelta(days=6)) == "Hi {name}"
    assert text(ON + timedelta(days=7)) == "Hello {name}"
    written(juno.provider, juno, "JUNO's own {name}", ON)
    assert text(ON + timedelta(days=7)) == "JUNO's own {name}"
    assert text(ON, "cy") is text(ON - timedelta(days=1)) is None


@pytest.mark.parametrize(
    "text", ["{offence}", "{name.pk}", "{name!r}", "{name:>9}", "Hi {", "Hi {}", "{name} {0}"]
)
def test_a_wording_leaves_open_only_the_gaps_that_are_allowed(text: str) -> None:
    provider = OrganisationFactory.create()

    with pytest.raises(actions.UnknownPlaceholder):
        written(provider, None, text, ON)

    assert not Wording.objects.exists()


def test_a_police_role_is_no_way_to_a_providers_programme() -> None:
    juno = ProgrammeFactory.create(code="JUNO")

    # A referrer's membership of a provider organisation (a mistake in set-up) opens nothing.
    misplaced = person(Role.REFERRER, juno.provider)

    assert not Programme.objects.visible_to(misplaced).exists()
