"""Who gets in, how, and what is noted."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Organisation, SignInDomain, User
from accounts.roles import Role
from audit.models import Event

pytestmark = pytest.mark.django_db
WORDS = "correct horse battery staple"


@pytest.fixture
def force() -> Organisation:
    made = Organisation.objects.create(
        kind="POLICE_FORCE", code="hampshire", name="Hampshire", force_code="44"
    )
    SignInDomain.objects.create(organisation=made, domain="hampshire.police.example")
    return made


@pytest.fixture
def coordinator() -> User:
    charity = Organisation.objects.create(kind="PROVIDER", code="charity", name="Charity")
    user = User.objects.create_user("jo@charity.example", WORDS, name="Jo Bright")
    Membership.objects.create(user=user, organisation=charity, role=Role.COORDINATOR)
    return user


def ask_for_code(client: Client, email: str) -> str:
    """Ask for a code and return where that leads."""
    answer = client.post(reverse("account_request_login_code"), {"email": email})
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def test_a_first_sign_in_from_a_forces_address_makes_a_referrer(client: Client, force: Organisation) -> None:
    ask_for_code(client, "PC.Lee@hampshire.police.example")
    code = re.search(r"code is: (\S+)", str(mail.outbox[0].body))
    assert code
    assert mail.outbox[0].subject == "Your sign-in code"

    client.post(reverse("account_confirm_login_code"), {"code": code.group(1)})

    officer = User.objects.get()
    assert officer.email == "pc.lee@hampshire.police.example"
    assert [(m.role, m.organisation) for m in officer.memberships.all()] == [("REFERRER", force)]
    assert client.session["_auth_user_id"] == str(officer.pk)
    verbs = list(Event.objects.order_by("number").values_list("verb", flat=True))
    assert verbs == ["account.create", "account.sign_in"]


def test_an_unknown_address_gets_the_same_answer_and_no_account(
    client: Client, force: Organisation, coordinator: User
) -> None:
    known = ask_for_code(client, "pc.lee@hampshire.police.example")
    mail.outbox.clear()

    unknown = ask_for_code(Client(), "somebody@elsewhere.example")
    staff = ask_for_code(Client(), coordinator.email)

    assert known == unknown == staff
    assert mail.outbox == []
    assert not User.objects.filter(email="somebody@elsewhere.example").exists()


def test_staff_sign_in_by_password(client: Client, coordinator: User) -> None:
    client.post(reverse("account_login"), {"login": coordinator.email, "password": WORDS})

    assert client.session["_auth_user_id"] == str(coordinator.pk)


def test_a_wrong_password_is_refused_noted_and_says_what_to_do(client: Client, coordinator: User) -> None:
    answer = client.post(
        reverse("account_login"), {"login": coordinator.email, "password": "wrong words here"}
    )

    assert "_auth_user_id" not in client.session
    assert "<title>Error: " in answer.content.decode()
    assert Event.objects.get().verb == "account.sign_in_failed"


def test_ten_wrong_passwords_stop_that_address_from_that_place_only(
    client: Client, coordinator: User
) -> None:
    for _ in range(10):
        client.post(reverse("account_login"), {"login": coordinator.email, "password": "wrong"})

    here = client.post(reverse("account_login"), {"login": coordinator.email, "password": WORDS})
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    elsewhere.post(reverse("account_login"), {"login": coordinator.email, "password": WORDS})

    assert here.status_code != 302
    assert "_auth_user_id" not in client.session
    assert elsewhere.session["_auth_user_id"] == str(coordinator.pk)


def test_a_session_ends_after_twelve_hours_however_busy(coordinator: User) -> None:
    start = datetime(2026, 7, 1, 8, 0, tzinfo=UTC)
    client = Client()
    with time_machine.travel(start, tick=False) as clock:
        client.post(reverse("account_login"), {"login": coordinator.email, "password": WORDS})
        for _ in range(28):
            clock.shift(timedelta(minutes=25))
            assert client.get(reverse("accounts:you")).status_code == 200
        clock.shift(timedelta(minutes=25))

        answer = client.get(reverse("accounts:you"))

    assert answer.status_code == 302
    assert "_auth_user_id" not in client.session


def test_every_page_wants_sign_in(client: Client) -> None:
    answer = client.get(reverse("accounts:you"))

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{reverse('account_login')}?next=/you/"


def you_form(name: str) -> dict[str, str]:
    return {"name": name, "rank": "", "collar_number": "", "phone": "", "submission": str(uuid4())}


def test_a_page_sent_after_sign_out_is_kept_for_its_sender(coordinator: User) -> None:
    client = Client()
    client.post(reverse("account_login"), {"login": coordinator.email, "password": WORDS})
    client.get(reverse("accounts:you"))
    client.cookies.pop("session")

    late = client.post(reverse("accounts:you"), you_form("Jo O'Neill"))
    client.post(late.headers["Location"], {"login": coordinator.email, "password": WORDS})
    kept = client.get(reverse("accounts:kept"))

    assert "Jo O&#x27;Neill" in kept.content.decode()
    assert User.objects.get(pk=coordinator.pk).name == "Jo Bright"


def test_a_kept_page_is_never_shown_to_somebody_else(coordinator: User) -> None:
    other = User.objects.create_user("al@charity.example", WORDS)
    Membership.objects.create(
        user=other, organisation=Organisation.objects.get(code="charity"), role=Role.MANAGER
    )
    client = Client()
    client.post(reverse("account_login"), {"login": coordinator.email, "password": WORDS})
    client.get(reverse("accounts:you"))
    client.cookies.pop("session")

    client.post(reverse("accounts:you"), you_form("Jo O'Neill"))
    client.post(reverse("account_login"), {"login": other.email, "password": WORDS})
    kept = client.get(reverse("accounts:kept"))

    assert kept.status_code == 302
    assert client.get(reverse("accounts:kept")).status_code == 302


def test_pages_are_private_and_strict(client: Client) -> None:
    answer = client.get(reverse("account_login"))

    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<(script|style)>|style=\"|\son\w+=", answer.content.decode())


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH"])
def test_no_other_method_is_answered(client: Client, method: str) -> None:
    assert client.generic(method, reverse("account_login")).status_code == 405


def test_somebody_elses_page_sent_by_hand_changes_nothing(coordinator: User) -> None:
    other = User.objects.create_user("al@charity.example", WORDS)
    page = you_form("Jo O'Neill")
    for user in (coordinator, other):
        client = Client()
        client.post(reverse("account_login"), {"login": user.email, "password": WORDS})
        Membership.objects.get_or_create(
            user=user, organisation=Organisation.objects.get(code="charity"), role=Role.MANAGER
        )
        answer = client.post(reverse("accounts:you"), page)

    assert answer.status_code == 200
    assert "<title>Error: " in answer.content.decode()
    assert User.objects.get(pk=other.pk).name == ""


def test_the_same_page_sent_twice_acts_once(coordinator: User) -> None:
    client = Client()
    client.post(reverse("account_login"), {"login": coordinator.email, "password": WORDS})
    page = you_form("Jo O'Neill")

    first = client.post(reverse("accounts:you"), page)
    second = client.post(reverse("accounts:you"), page | {"name": "Not this"})

    assert first.headers["Location"] == second.headers["Location"]
    assert User.objects.get(pk=coordinator.pk).name == "Jo O'Neill"
    assert Event.objects.filter(verb="account.describe").count() == 1
