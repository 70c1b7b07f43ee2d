"""From a raw table (TOML or stored JSON) to a `Definition`. No Django here.

Stored versions are read again by later code: keys may be added with a default, never
taken away or given another meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from programmes import definition as d
from programmes import kinds as k
from programmes.checks import check
from programmes.parsing_steps import (
    read_completion,
    read_lateness,
    read_miss,
    read_steps,
    read_window,
)
from programmes.reading import DefinitionInvalid, Table

EPOCH = date(2000, 1, 1)


def parse(raw: Mapping[str, Any], *, source: str) -> d.Definition:
    """Return the definition that `raw` describes; `source` names it in mistakes.

    :raises DefinitionInvalid: with every mistake found, not the first alone.
    """
    table = Table(raw, source=source)
    definition = _read(table)
    if not table.problems:
        check(definition, table)
    if table.problems:
        raise DefinitionInvalid(table.problems)
    return definition


def _read(table: Table) -> d.Definition:
    plan = table.pick("plan", k.PlanKind)
    steps = read_steps(table)
    definition = d.Definition(
        code=table.code("code"),
        label=table.label("label"),
        summary=table.label("summary"),
        status=table.pick("status", k.Status),
        starts_on=table.day("starts_on") or EPOCH,
        ends_on=table.day("ends_on", None),
        providers=table.texts("providers"),
        commissioners=table.texts("commissioners", ()),
        forces=table.texts("forces", ()),
        languages=table.texts("languages"),
        routes=table.choices("routes", k.Route),
        sites=_read_sites(table),
        routing=_read_routing(table),
        admission=_read_admission(table),
        eligibility=_read_eligibility(table),
        disposals=_read_disposals(table),
        plan=plan,
        entry=table.pick("entry", k.Entry),
        steps=steps,
        completion=read_completion(table, steps),
        miss=read_miss(table),
        lateness=read_lateness(table),
        window=read_window(table),
        group=_read_group(table),
        contact=_read_contact(table),
        messages=_read_messages(table),
        words=_read_words(table),
        signposts=_read_signposts(table),
        published=_read_published(table),
        continuation=_read_continuation(table),
        follow_up=_read_follow_up(table),
        own_page=_read_own_page(table),
        before_and_after=_read_scale(table),
    )
    table.close()
    return definition


def _read_sites(table: Table) -> tuple[d.Site, ...]:
    sites = []
    for item in table.tables("sites"):
        sites.append(d.Site(code=item.code("code"), label=item.label("label")))
        item.close()
    return tuple(sites)


def _read_routing(table: Table) -> tuple[d.Area, ...]:
    areas = []
    for item in table.tables("routing"):
        areas.append(d.Area(site=item.code("site"), postcodes=item.texts("postcodes")))
        item.close()
    return tuple(areas)


def _read_admission(table: Table) -> d.Admission:
    item = table.table("admission") or Table({}, source=table.source, path="admission")
    admission = d.Admission(
        audience=item.pick("audience", k.Audience),
        policy=item.label("policy"),
        policy_on=item.day("policy_on") or EPOCH,
        minimum_age=item.count("minimum_age", low=10, high=120),
        minimum_age_law=item.label("minimum_age_law"),
    )
    item.close()
    return admission


def _read_eligibility(table: Table) -> tuple[d.EligibilityQuestion, ...]:
    questions = []
    for item in table.tables("eligibility", required=True):
        kind = item.pick("kind", k.QuestionKind)
        asks_number = kind is k.QuestionKind.NUMBER
        questions.append(
            d.EligibilityQuestion(
                code=item.code("code"),
                kind=kind,
                question=item.label("question"),
                hint=item.label("hint", required=False),
                refusal=item.label("refusal"),
                wanted=None if asks_number else item.flag("wanted"),
                minimum=item.number("minimum", None) if asks_number else None,
                maximum=item.number("maximum", None) if asks_number else None,
            )
        )
        item.close()
    return tuple(questions)


def _read_disposals(table: Table) -> tuple[d.Disposal, ...]:
    disposals = []
    for item in table.tables("disposals", required=True):
        disposals.append(
            d.Disposal(
                code=item.code("code"),
                label=item.label("label"),
                date_label=item.label("date_label", required=False),
                routes=item.choices("routes", k.Route),
                outcome_code=item.text("outcome_code", ""),
                outcome_recorded=item.choice("outcome_recorded", k.OutcomeRecorded, None),
                on_failure=item.label("on_failure"),
                letter_wording=item.label("letter_wording"),
                fee=item.money("fee", Decimal("0.00")),
            )
        )
        item.close()
    return tuple(disposals)


def _read_group(table: Table) -> d.Group:
    item = table.table("group") or Table({}, source=table.source, path="group")
    group = d.Group(
        size_usual=item.count("size_usual", low=1, high=100),
        size_max=item.count("size_max", low=1, high=100),
        staff_needed=item.count("staff_needed", low=1, high=20),
        mix_cohorts=bool(item.flag("mix_cohorts", False)),
        training=item.label("training", required=False),
        training_codes=item.texts("training_codes", ()),
    )
    item.close()
    return group


def _read_contact(table: Table) -> d.ContactProtocol:
    item = table.table("contact") or Table({}, source=table.source, path="contact")
    targets = []
    for row in item.tables("targets"):
        targets.append(
            d.ContactTarget(
                code=row.code("code"),
                days=row.count("days", low=0, high=365),
                working_days=bool(row.flag("working_days")),
                start=row.pick("start", k.StartEvent),
                label=row.label("label"),
            )
        )
        row.close()
    contact = d.ContactProtocol(
        first_call_working_days=item.count("first_call_working_days", low=0, high=60),
        attempts=item.count("attempts", low=1, high=50),
        over_working_days=item.count("over_working_days", low=1, high=250),
        letter_after_attempts=item.count("letter_after_attempts", low=1, high=50),
        ask_police_after_attempts=item.count("ask_police_after_attempts", low=1, high=50),
        targets=tuple(targets),
    )
    item.close()
    return contact


def _read_messages(table: Table) -> tuple[d.PlannedMessage, ...]:
    messages = []
    for item in table.tables("messages"):
        messages.append(
            d.PlannedMessage(
                purpose=item.code("purpose"),
                channel=item.pick("channel", k.Channel),
                event=item.pick("event", k.MessageEvent),
                days=item.count("days", 0, low=0, high=365),
                at=item.clock_time("at"),
                working_days_only=bool(item.flag("working_days_only", False)),
                steps=item.numbers("steps", ()),
                active=bool(item.flag("active", True)),
                label=item.label("label"),
            )
        )
        item.close()
    return tuple(messages)


def _read_words(table: Table) -> d.Words:
    item = table.table("words") or Table({}, source=table.source, path="words")
    words = d.Words(
        participant=item.label("participant"),
        participants=item.label("participants"),
        step=item.label("step"),
    )
    item.close()
    return words


def _read_signposts(table: Table) -> tuple[d.Signpost, ...]:
    signposts = []
    for item in table.tables("signposts", required=True):
        signposts.append(
            d.Signpost(
                label=item.label("label"),
                phone=item.text("phone", ""),
                text=item.label("text", required=False),
            )
        )
        item.close()
    return tuple(signposts)


def _read_published(table: Table) -> d.Published:
    item = table.table("published", required=False)
    if item is None:
        return d.Published()
    published = d.Published(phones=item.texts("phones", ()), hosts=item.texts("hosts", ()))
    item.close()
    return published


def _read_continuation(table: Table) -> d.Continuation | None:
    item = table.table("continuation", required=False)
    if item is None:
        return None
    continuation = d.Continuation(label=item.label("label"))
    item.close()
    return continuation


def _read_own_page(table: Table) -> d.OwnPage:
    item = table.table("own_page", required=False)
    if item is None:
        return d.OwnPage()
    own_page = d.OwnPage(
        days=item.count("days", d.OwnPage().days, low=1, high=180), bring=item.label("bring", required=False)
    )
    item.close()
    return own_page


def _read_scale(table: Table) -> d.Scale | None:
    item = table.table("before_and_after", required=False)
    if item is None:
        return None
    scale = d.Scale(
        question=item.label("question"),
        lowest=item.count("lowest", 0, low=0, high=100),
        highest=item.count("highest", 10, low=1, high=100),
        lowest_label=item.label("lowest_label"),
        highest_label=item.label("highest_label"),
        better=item.pick("better", k.Better, k.Better.HIGHER),
    )
    if scale.highest <= scale.lowest:
        item.wrong("highest", "is not above the lowest", f"Write a number above {scale.lowest}.")
    item.close()
    return scale


def _read_follow_up(table: Table) -> d.FollowUp:
    item = table.table("follow_up", required=False)
    if item is None:
        return d.FollowUp()
    usual = d.FollowUp()
    follow_up = d.FollowUp(
        months=item.count("months", usual.months, low=1, high=120),
        index=item.pick("index", k.IndexEvent, usual.index),
    )
    item.close()
    return follow_up
