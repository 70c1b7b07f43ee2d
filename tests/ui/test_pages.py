"""What every page has, and the pages shown when something is in the way."""

import re
from http import HTTPStatus

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.html import parse_html
from django.views import defaults

from tests.ui.test_forms import Call, sent
from ui.views import csrf_failure

PAGE = "{% extends 'base.html' %}{% block title %}Decline a referral{% endblock %}{% block content %}<h1>x</h1>{% endblock %}"


class Item:
    def __init__(self, label: str, *, active: bool) -> None:
        self.label, self.active, self.url = label, active, "/cases/"


def drawn(**context: object) -> str:
    return Template(PAGE).render(Context(context))


def title(page: str) -> str:
    found = re.search(r"<title>(.*?)</title>", page, re.S)
    assert found
    return found[1]


def test_a_title_has_the_page_the_section_and_the_service() -> None:
    items = [Item("Today", active=False), Item("Cases", active=True)]

    assert title(drawn(nav_items=items, service_name="JUNO")) == "Decline a referral — Cases — JUNO"
    assert title(drawn()) == "Decline a referral — JUNO"


def test_a_title_begins_with_error_while_a_form_has_errors() -> None:
    right, wrong = Call(sent()), Call(sent(who=""))

    assert title(drawn(form=wrong)).startswith("Error: Decline")
    assert title(drawn(forms=[Call(), wrong])).startswith("Error: ")
    assert not title(drawn(form=right)).startswith("Error")
    assert not title(drawn(form=Call())).startswith("Error")


def test_the_error_summary_stands_first_in_the_page_and_only_with_errors() -> None:
    page = drawn(form=Call(sent(who="")))

    assert page.index("govuk-error-summary") < page.index("<h1>x</h1>")
    assert '<a href="#id_who">Enter who you rang</a>' in page
    assert "govuk-error-summary" not in drawn(form=Call())


def test_whose_service_it_is_stands_on_every_page() -> None:
    page = drawn(service_name="JUNO", charity_name="Harbour Women's Trust", service_phone="01632 960 001")

    assert "run by Harbour Women&#x27;s Trust" in page
    assert "Not a police or government website." in page
    assert "01632 960 001" in page
    assert "crown" not in page.lower()


def test_made_up_people_are_announced_and_only_then() -> None:
    assert "Made-up people" in drawn(demo=True)
    assert "Made-up people" not in drawn(demo=False)


def test_no_page_has_a_script_or_a_style_in_line() -> None:
    page = drawn(demo=True, nav_items=[Item("Cases", active=True)], form=Call(sent(who="")))

    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert "<style" not in page
    assert " style=" not in page
    assert not re.search(r"\son[a-z]+=", page)


@pytest.mark.parametrize("name", ["400", "403", "404", "500", "403_csrf"])
def test_a_page_that_cannot_help_says_who_can_even_without_a_context(name: str) -> None:
    page = render_to_string(f"{name}.html")

    assert "Ring <strong>01632 960 001</strong>" in page
    assert page.count("<h1") == 1
    assert title(page).endswith(" — JUNO")
    assert parse_html(page.partition("<body")[2].partition(">")[2].partition("</body>")[0])


def test_a_failure_of_the_service_still_answers_in_house_style() -> None:
    answer = defaults.server_error(RequestFactory().get("/"))

    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert b"Something went wrong" in answer.content


def test_a_page_open_too_long_gives_long_words_back_but_never_a_password() -> None:
    request = RequestFactory().post(
        "/", {"words": "She asked us to ring her sister first", "password1": "a long secret pass phrase"}
    )

    answer = csrf_failure(request)

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert b"She asked us to ring her sister first" in answer.content
    assert b"secret" not in answer.content


@pytest.mark.django_db
def test_the_design_page_holds_a_strict_policy(client: Client) -> None:
    answer = client.get("/design/")

    assert answer.status_code == HTTPStatus.OK
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
