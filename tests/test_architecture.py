"""What a machine can keep about the house: declared fields, paired stamps, one doorway, one direction."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from audit.fields import Access, Protection

ROOT = Path(__file__).resolve().parent.parent
# Left may import right; a look-up through a relation counts as an import.
ORDER = [
    "reports",
    "casework",
    "workshops",
    "referrals",
    "correspondence",
    "participants",
    "programmes",
    "accounts",
    "audit",
    "ui",
]
# What only administrators reach, or what is the same for everybody: no doorway is needed.
OPEN_MODELS = {"User", "Membership", "Organisation", "Team", "SignInDomain", "Submission"}
# An instant without a person: kept by the machine for itself, or paired with a person's row.
UNPAIRED = {
    "audit.Event.at": "the row itself names who",
    "audit.Event.recorded_at": "the row itself names who",
    "audit.Seal.at": "made by the sealer",
    "accounts.Submission.at": "paired with `by`",
    "correspondence.Reply.received_at": "whoever had the phone",
    "correspondence.PeriodicRun.finished_at": "ended by the worker",
}
MACHINE_STAMPS = {
    "created_at",  # of an account: the trail says who made it
    "started_at",
    "saved_at",
    "due_at",
    "next_due_at",
    "rendered_at",
    "effect_started_at",
    "ask_after_at",
    "counted_at",
    "starts_at",
    "ends_at",
    "loaded_at",
    "arrived_at",
    "left_at",
    "raised_at",
}


def own_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m._meta.app_label in ORDER]


def own_fields() -> list[tuple[str, models.Field]]:  # type: ignore[type-arg]
    named = []
    for model in own_models():
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            named.append((f"{model._meta.app_label}.{model.__name__}.{field.name}", field))
    return named


def test_every_field_declares_its_protection_and_whose_data_it_is() -> None:
    auto_through = {m for m in own_models() if m._meta.auto_created}
    undeclared = [
        name
        for name, field in own_fields()
        if field.model not in auto_through
        and not (
            isinstance(getattr(field, "protection", None), Protection)
            and isinstance(getattr(field, "subject_access", None), Access)
        )
    ]

    assert undeclared == []


def test_every_instant_has_its_person() -> None:
    alone = []
    for name, field in own_fields():
        if not field.name.endswith("_at") or field.name in MACHINE_STAMPS or name in UNPAIRED:
            continue
        fields = {f.name for f in field.model._meta.get_fields()}
        stem = field.name.removesuffix("_at")
        if not fields & {f"{stem}_by", f"{stem}_by_id"}:
            alone.append(name)

    assert alone == []


def sealed_models() -> list[type[models.Model]]:
    return [
        model
        for model in own_models()
        if any(getattr(f, "protection", None) is Protection.SEALED for f in model._meta.fields)
    ]


@pytest.mark.parametrize("model", sealed_models(), ids=lambda m: m.__name__)
def test_every_sealed_row_names_its_key(model: type[models.Model]) -> None:
    assert "seal_key_id" in {f.attname for f in model._meta.fields}


def every_view(
    patterns: list[URLPattern | URLResolver] | None = None, prefix: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            yield from every_view(entry.url_patterns, prefix + str(entry.pattern))
        else:
            yield prefix + str(entry.pattern), entry


def test_every_view_says_who_may_open_it() -> None:
    unmarked = [
        route
        for route, entry in every_view()
        if entry.callback.__module__.split(".")[0] in ORDER and not hasattr(entry.callback, "roles")
    ]

    assert unmarked == []


def modules(app: str) -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted((ROOT / app).rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, ast.parse(path.read_text())


def views() -> Iterator[tuple[Path, ast.Module]]:
    for app in ORDER:
        for path, tree in modules(app):
            if path.stem == "views" or path.parent.stem == "views":
                yield path, tree


def test_views_reach_records_only_through_visible_to() -> None:
    """`Model.objects` in a view is followed by `visible_to(user)` and by nothing else."""
    names = {m.__name__ for m in own_models()} - OPEN_MODELS
    through: set[int] = set()
    reached: list[tuple[str, int]] = []
    for path, tree in views():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Attribute)
                and node.attr == "visible_to"
                and isinstance(node.value, ast.Attribute)
            ):
                through.add(id(node.value))
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Attribute)
                and node.attr in {"objects", "_base_manager", "_default_manager"}
                and isinstance(node.value, ast.Name)
                and node.value.id in names
                and id(node) not in through
            ):
                reached.append((str(path.relative_to(ROOT)), node.lineno))

    assert reached == []


RELATION_CALLS = {
    "select_related",
    "prefetch_related",
    "values",
    "values_list",
    "order_by",
    "only",
    "defer",
    "F",
    "OuterRef",
    "Prefetch",
    "Count",
    "Max",
    "Min",
    "Exists",
    "annotate",
    "filter",
    "exclude",
    "get",
    "Q",
}
QUERY_METHODS = {"all", "filter", "exclude", "count", "exists", "first", "last", "order_by", "get"}


def relations_of(owner: str) -> set[str]:
    """The names by which rows of lower apps lead back to rows of `owner`."""
    names: set[str] = set()
    for model in own_models():
        if model._meta.app_label != owner:
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not isinstance(field, models.ForeignKey) or not (
                isinstance(target, type) and issubclass(target, models.Model)
            ):
                continue
            if target._meta.app_label in ORDER and target._meta.app_label != owner:
                accessor = field.remote_field.get_accessor_name()
                if accessor:
                    names |= {accessor, field.related_query_name()}
    return names


def looked_up(tree: ast.Module, names: set[str]) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for word in [*spelled(node), *followed(node)]:
                if word.lstrip("-").split("__")[0] in names:
                    yield node.lineno, word


def spelled(call: ast.Call) -> Iterator[str]:
    """The look-ups a query names: keywords that go through a relation, and words given to it."""
    called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if called in RELATION_CALLS:
        yield from (k.arg for k in call.keywords if k.arg and "__" in k.arg)
        words = (a.value for a in call.args if isinstance(a, ast.Constant))
        yield from (word for word in words if isinstance(word, str))


def followed(call: ast.Call) -> Iterator[str]:
    """The relation that `row.relation.all()` and its like go through."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in QUERY_METHODS:
        return
    if isinstance(call.func.value, ast.Attribute):
        yield call.func.value.attr


def local_names(app: str) -> set[str]:
    return {
        name
        for model in own_models()
        if model._meta.app_label == app
        for field in model._meta.get_fields()
        if getattr(field, "model", None) is model and not field.auto_created
        for name in [field.name]
    }


@pytest.mark.parametrize("app", ORDER)
def test_no_app_looks_up_through_a_relation_owned_further_left(app: str) -> None:
    left = ORDER[: ORDER.index(app)]
    names = {name for owner in left for name in relations_of(owner)} - local_names(app)
    found = [
        (str(path.relative_to(ROOT)), line, name)
        for path, tree in modules(app)
        for line, name in looked_up(tree, names)
    ]

    assert found == []


def test_the_relation_test_would_see_one() -> None:
    bad = ast.parse("Referral.objects.filter(places__released_at=None); referral.places.all()")

    assert {name for _, name in looked_up(bad, relations_of("workshops"))} == {
        "places__released_at",
        "places",
    }


CLOCKS = {"now", "today", "localdate", "localtime", "utcnow"}
TOLD = {"rules", "statuses", "actions", "models", "querysets", "messages"}


def test_rules_and_actions_own_no_clock() -> None:
    """The present moment comes from views, tasks and commands; everything else is told."""
    clocks = [
        (str(path.relative_to(ROOT)), node.lineno)
        for app in ORDER
        for path, tree in modules(app)
        if TOLD & {Path(part).stem for part in path.relative_to(ROOT).parts}
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and not node.args  # with an argument it converts a moment it was given
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCKS
    ]

    assert clocks == []
