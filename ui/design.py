"""Invented content for the page that shows every piece of the design."""

from datetime import date
from types import SimpleNamespace as Thing
from typing import Any

from django.utils.html import format_html

from ui import components as c
from ui.choices import Choice, Divider
from ui.fields import (
    ChoiceField,
    DateField,
    EmailField,
    LongTextField,
    ManyField,
    NumberField,
    PasswordField,
    PhoneField,
    SelectField,
    TextField,
    TickField,
    TimeField,
    YesNoField,
)
from ui.forms import FilterForm, Form
from ui.layout import Button, Fieldset, Heading, Layout, Link, Show, Side

INITIAL = {"born_on": date(1990, 3, 27), "ring": True, "arrived_at": "10:15"}


class ExampleForm(Form):
    """One of every question."""

    submit = "Save and continue"

    name = TextField(label="What she likes to be called", missing="Enter the name she likes", width=20)
    phone = PhoneField(
        label="Her mobile number",
        hint="Read the number back to her, for example 07700 900 982",
        missing="Enter her mobile number",
        required=False,
    )
    mail = EmailField(label="Your work email address", missing="Enter your email", autocomplete="email")
    fee = NumberField(label="Fee she was told", missing="Enter the fee", prefix="£", required=False)
    minutes = NumberField(label="How late", missing="Enter how late", suffix="minutes", required=False)
    arrived_at = TimeField(label="When she came", missing="Enter when she came")
    born_on = DateField(
        label="Her date of birth",
        hint="For example, 27 3 1987",
        missing="Enter her date of birth",
        latest=date(2010, 1, 1),
        too_late="Check her date of birth: she must be 18 or over",
    )
    offence = SelectField(
        label="Offence",
        missing="Choose the offence",
        choices=[("SHOP", "Theft from a shop"), ("DAMAGE", "Criminal damage")],
    )
    ring = YesNoField(label="Is it safe to ring her?", missing="Say whether it is safe to ring her")
    outcome = ChoiceField(
        label="What happened when you rang?",
        missing="Say what happened when you rang",
        size="m",
        choices=[
            Choice("SPOKE", "Spoke to her", hint="Opens the first-call checklist", reveals=("said",)),
            Choice("NO_ANSWER", "No answer"),
            Choice("OTHER", "Someone else answered", reveals=("who", "when")),
            Divider("or"),
            Choice("WRONG", "Wrong or dead number"),
        ],
    )
    said = TextField(label="What she said", missing="Enter what she said")
    who = TextField(label="Who answered", missing="Say who answered", width=20)
    when = ChoiceField(
        label="Did they say when to ring?",
        missing="Say whether they said when to ring",
        choices=[("YES", "Yes"), ("NO", "No")],
        inline=True,
    )
    pair = ChoiceField(
        label="Which pair of dates?",
        missing="Choose a pair of dates",
        cards=True,
        choices=[
            Choice(
                "1",
                format_html("<strong>{}</strong>", "Wed 11 November and Wed 9 December"),
                hint="10am to 3pm, Exampletown. 4 places. She would finish 29 days before her deadline.",
            ),
            Choice(
                "2",
                format_html("<strong>{}</strong>", "Wed 25 November and Wed 23 December"),
                hint="10am to 3pm, Sampleford. 1 place. She would finish 15 days before her deadline.",
            ),
        ],
    )
    needs = ManyField(
        label="What would help her come?",
        hint="Choose all that apply",
        required=False,
        choices=[
            Choice("CHILDCARE", "Childcare"),
            Choice("TRAVEL", "Travel", reveals=("from_where",)),
            Divider("or"),
            Choice("NONE", "None of these", alone=True),
        ],
    )
    from_where = TextField(label="Where she would travel from", missing="Enter where she would travel from")
    times = ManyField(
        label="Best times to ring",
        required=False,
        small=True,
        choices=[("AM", "Weekday mornings"), ("PM", "Weekday afternoons"), ("EVE", "Evenings")],
    )
    words = LongTextField(
        label="Anything else we should know",
        hint="Do not write about her health or the offence",
        required=False,
    )
    password = PasswordField(label="Password", missing="Enter your password")
    told = TickField(label="I have told her what a miss means", missing="Tick to say you have told her")

    def layout(self) -> Layout:
        return Layout(
            Fieldset("About her", "name", "phone", "born_on", hint="Only what you know already"),
            Side("fee", "minutes"),
            "arrived_at",
            "mail",
            "offence",
            Heading("The call"),
            "ring",
            "outcome",
            "pair",
            "needs",
            "times",
            Show(c.InsetText(content="Ask every time: what is safe changes.")),
            "words",
            "password",
            "told",
        )

    def buttons(self) -> list[Any]:
        return [
            Button(self.submit),
            Button("Save as draft", kind="secondary"),
            Button("Withdraw", kind="warning"),
            Link("Cancel", "#"),
        ]


class ExampleFilter(FilterForm):
    """The filters of a list."""

    status = ManyField(
        label="Where it is now",
        required=False,
        small=True,
        choices=[("NEW", "New"), ("BOOKED", "Booked"), ("DONE", "Completed")],
    )
    force = SelectField(
        label="Force", required=False, prompt="All", choices=[("44", "Hampshire"), ("55", "Dorset")]
    )


def pieces() -> dict[str, Any]:
    """Return the context of the page, by piece."""
    return {**_case(), **_lists(), **_govuk()}


def _case() -> dict[str, Any]:
    return {
        "facts": ["aged 34", "JUNO-00123"],
        "badges": [("No voicemail", "safety"), ("Do not post home", "safety"), ("Polish interpreter", "access")],
        "case_pages": [
            Thing(url="#", label=label, active=label == "Overview", count=count)
            for label, count in [
                ("Overview", None), ("Contact", None), ("Workshops", None),
                ("Letters and texts", 2), ("Notes", 4), ("History", None),
            ]
        ],
        "steps": [
            Thing(label="Referred", state="done", on="2 November"),
            Thing(label="Reached", state="done", on="4 November"),
            Thing(label="Booked", state="now", on=""),
            Thing(label="Workshop 1", state="", on=""),
            Thing(label="Workshop 2", state="", on=""),
            Thing(label="Police told", state="", on=""),
        ],
        "events": [
            Thing(
                title="Safe contact changed", when="4 November 2026 at 9:32am", by="Jo Practice",
                changes=[Thing(label="Voicemail", old="Yes", new="No")],
            ),
            Thing(title="Spoke to her", when="4 November 2026 at 9:20am", by="Jo Practice",
                  text="She can do Wednesdays. She would like a lift from the station."),
            Thing(title="Referral received", when="2 November 2026 at 4:05pm", by="Hampshire police",
                  url="#", url_text="See what police sent"),
        ],
        "menu": [Thing(url="#", label="Move her booking"), Thing(url="#", label="Withdraw the referral")],
        "correction": Thing(text="Her sister's number ends 982.", by="Jo Practice", when="5 November 2026"),
        "register": [
            Thing(name="Sam", marks=_marks("HERE"), badges=[("Step-free", "access")]),
            Thing(name="Ŵenna", marks=_marks(""), badges=[]),
        ],
    }  # fmt: skip


def _marks(chosen: str) -> list[Thing]:
    marks = [("HERE", "Here"), ("LATE", "Late"), ("NOT_HERE", "Not here")]
    return [Thing(value=value, label=label, checked=value == chosen) for value, label in marks]


def _lists() -> dict[str, Any]:
    return {
        "tabs": [
            Thing(url="#", label="My cases", active=True, count=12),
            Thing(url="#", label="All open", active=False, count=312),
            Thing(url="#", label="Not assigned", active=False, count=3),
        ],
        "cards": [
            Thing(number=7, label="New referrals", url="#", note="Oldest: 6 working hours", urgent=False),
            Thing(number=2, label="Deadline at risk", url="#", note="Nearest: 9 days", urgent=True),
            Thing(number=14, label="Letters to print", url="#"),
            Thing(number=1, label="Register to finish", url="#"),
        ],
        "figures": [
            Thing(label="Women referred", number="55"),
            Thing(label="Reached within 2 working days", number="75%", of="41 of 55", note="71% last quarter"),
            Thing(label="Completed", number="31", of="of 44 who started"),
        ],
        "calls": [
            Thing(title="Sam Example", url="#", urgent="Due since 9am", action_url="#", action="Log a call",
                  facts=["JUNO-00123", "Attempt 2", "Weekday mornings", "No voicemail"],
                  button_hidden="for JUNO-00123"),
            Thing(title="Ŵenna Llŷr", url="#", action_url="#", action="Log a call",
                  facts=["JUNO-00124", "Attempt 1", "Any time"], button_hidden="for JUNO-00124"),
        ],
        "waiting": [Thing(title="JUNO-00119", url="#", facts=["Police asked on 9 November"])],
        "filter": ExampleFilter({"status": ["NEW"]}),
        "chosen": [Thing(label="New", url="#")],
        "cases": [
            Thing(name="Sam Example", ref="JUNO-00123", step="Ring her", on="Today, before noon",
                  first="", second="", deadline="34 days", status="Not reached yet", colour="yellow"),
            Thing(name="Ŵenna Llŷr", ref="JUNO-00124", step="Workshop 1", on="Wed 11 November",
                  first="11 Nov", second="9 Dec", deadline="62 days", status="Booked", colour="purple"),
            Thing(name="O'Brien", ref="JUNO-00098", step="Tell the police", on="By Fri 27 November",
                  first="Came", second="Came", deadline="9 days", status="Came to both", colour="green"),
        ],
    }  # fmt: skip


def _govuk() -> dict[str, Any]:
    numbers = [("Referrals received", "55"), ("Accepted", "51"), ("Completed", "31")]
    return {
        "table": c.Table(
            caption="Headline measures",
            caption_classes="govuk-table__caption--m",
            head=[c.Cell(text="Measure"), c.Cell(text="Number", numeric=True)],
            first_cell_is_header=True,
            rows=[[c.Cell(text=text), c.Cell(text=number, numeric=True)] for text, number in numbers],
        ),
        "panels": c.Tabs(
            items=[
                c.Tab(id="letter", label="Letter", content="What the letter says."),
                c.Tab(id="text", label="Text", content="What the text says."),
            ]
        ),
        "numbered": c.Pagination(
            label="Pages of cases",
            previous=c.Step(href="#"),
            next=c.Step(href="#"),
            items=[c.PageLink(number=n, href="#", current=n == 2) for n in (1, 2, 3)],
        ),
        "tasks": c.TaskList(
            tasks=[
                c.Task(number=1, title="Her number", href="#", status="Completed"),
                c.Task(number=2, title="Safe contact", href="#", hint="Ask every time",
                       status=c.Tag(text="To do", classes="govuk-tag--purple")),
                c.Task(number=3, title="Dates", status="Cannot start yet",
                       status_classes="govuk-task-list__status--cannot-start-yet"),
            ]
        ),
        "done": c.NotificationBanner(
            title="Done", title_id="done", success=True, disable_auto_focus=True,
            content=format_html('<p class="govuk-notification-banner__heading">{}</p>', "Referral accepted."),
        ),
        "phase": c.PhaseBanner(tag="Trial", text="This is a new service. Tell us what gets in your way."),
        "stop": c.Panel(
            title="Cancel this workshop?", heading_level=2, interruption=True,
            content=format_html('<p class="govuk-body">{}</p>', "Eight women are booked on it."),
            actions=[c.Button(text="Yes, cancel it", classes="govuk-button--inverse"),
                     c.PanelLink(text="No, go back", href="#")],
        ),
    }  # fmt: skip
