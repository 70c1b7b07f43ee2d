"""What lies on the plain host: her own page, and nothing that says whose it is."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import set_urlconf

from correspondence.links import PATH
from workshops import plain

PLAIN_ADDRESSES = "juno.plain"


class PlainHostMiddleware:
    """Answer for her own page from addresses of its own; anything else on that host is not there.

    Faults on the way are answered by those addresses too: the usual pages bear the service's name.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        hers = request.path_info.startswith(PATH)
        if _on_the_plain_host(request) and not hers:
            return plain.nothing()
        if not hers:
            return self.get_response(request)
        request.urlconf = PLAIN_ADDRESSES
        set_urlconf(PLAIN_ADDRESSES)  # for a fault before the address is looked up
        return self.get_response(request)


def _on_the_plain_host(request: HttpRequest) -> bool:
    """Tell whether this came to a host kept for her page; one host for everything is no such host."""
    own, public = (urlsplit(url).netloc for url in (settings.JUNO_PLAIN_URL, settings.JUNO_PUBLIC_URL))
    return bool(own) and own != public and request.META.get("HTTP_HOST", "").lower() == own.lower()
