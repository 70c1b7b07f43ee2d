"""The navigation each person gets, from the roles they hold."""

from __future__ import annotations

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
    items = []
    for item in ITEMS:
        if not user.has_role(*item.roles):
            continue
        try:
            url = reverse(item.view)
        except NoReverseMatch:
            continue
        items.append(NavItem(url, item.label, _is_active(request.path, url)))
    return {"nav_items": items}


def _is_active(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
