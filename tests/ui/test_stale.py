from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.test import RequestFactory

from ui import fields, stale
from ui.choices import Choice
from ui.forms import Form
from ui.refusals import Stale


class Contact(Form):
    name = fields.TextField(label="Her name", missing="Enter her name")
    ring = fields.YesNoField(label="Safe to ring?", missing="Say whether")
    needs = fields.ManyField(
        label="Needs",
        required=False,
        choices=[Choice("CHILDCARE", "Childcare"), Choice("TRAVEL", "Travel")],
    )
    on = fields.DateField(label="Asked on", missing="Enter when")


def sent() -> Contact:
    form = Contact(
        {
            "name": "Samantha",
            "ring": "no",
            "needs": ["CHILDCARE"],
            "on-day": "4",
            "on-month": "11",
            "on-year": "2026",
            "version": "3",
            "submission": str(uuid4()),
        }
    )
    assert form.is_valid()
    return form


THEIRS: dict[str, Any] = {
    "name": "Sam",
    "ring": True,
    "needs": ["CHILDCARE", "TRAVEL"],
    "on": date(2026, 11, 4),
}


def test_both_values_stand_side_by_side_as_words() -> None:
    shown = stale.stale_rows(sent(), THEIRS)

    assert [(row.label, row.theirs, row.yours, row.differs) for row in shown] == [
        ("Her name", "Sam", "Samantha", True),
        ("Safe to ring?", "Yes", "No", True),
        ("Needs", "Childcare, Travel", "Childcare", True),
        ("Asked on", "Wed 4 November 2026", "Wed 4 November 2026", False),
    ]


def test_a_question_without_a_stored_value_is_left_out() -> None:
    assert [row.label for row in stale.stale_rows(sent(), {"name": None})] == ["Her name"]
    assert stale.stale_rows(sent(), {"name": None})[0].theirs == "Not provided"


def test_the_page_can_be_sent_again_over_the_newer_version_and_is_a_new_page() -> None:
    form = sent()
    before = form["submission"].value()
    request = RequestFactory().post("/")

    answer = stale.answer(request, form, Stale(theirs=THEIRS, current_version=5), leave_url="/cases/")

    page = answer.content.decode()
    assert answer.status_code == 409
    assert form["version"].value() == "5"
    assert UUID(form["submission"].value())
    assert form["submission"].value() != before
    assert 'name="version" value="5"' in page
    assert 'name="name" value="Samantha"' in page
    assert 'name="needs" value="' in page
    assert 'href="/cases/"' in page
    assert "Samantha" not in page[: page.index("</title>")]
