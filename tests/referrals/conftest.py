"""Somebody signed in, in the browser of a test."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from programmes.models import Programme
from tests.factories import accounts, referrals
from tests.factories.programmes import ProgrammeFactory

SignIn = Callable[[User], Client]


@pytest.fixture
def juno(db: None) -> Programme:
    return ProgrammeFactory.create(code="JUNO")


@pytest.fixture
def officer(juno: Programme) -> User:
    return accounts.officer(referrals.force_of(juno))


@pytest.fixture
def worker(juno: Programme) -> User:
    return accounts.coordinator(juno.provider)


@pytest.fixture
def signed_in() -> SignIn:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
