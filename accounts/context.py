"""The navigation each person gets, from the roles they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from accounts.models import User
from accounts.navigation import ITEMS


@dataclass(frozen=True)
class NavItem:
    """One link of the service navigation."""

    url: str
    label: str | Promise
    active: bool


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return `nav_items`: the pages this person's roles open, in a fixed order."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"nav_items": []}
    found = []
    for item in ITEMS:
        if not user.has_role(*item.roles):
            continue
        try:
            url = reverse(item.view)
        except NoReverseMatch:
            continue
        found.append((url, item))
    here = _where_we_are(request.path, {start: url for url, item in found for start in (url, *item.also)})
    return {"nav_items": [NavItem(url, item.label, url == here) for url, item in found]}


def _where_we_are(path: str, starts: Mapping[str, str]) -> str:
    """Return the link that leads nearest to this page, empty for none.

    :param starts: by how addresses begin, the link that they belong to.
    """
    around = [start for start in starts if (path == start if start == "/" else path.startswith(start))]
    return starts.get(max(around, key=len, default=""), "")
