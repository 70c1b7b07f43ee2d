"""Her own page. Opening it changes nothing; what she presses is sent by a form."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from accounts.access import open_page
from audit import trail
from audit.where import Where, here, stand
from workshops import her_page as hers
from workshops import plain
from workshops.actions.answering import HERSELF, answer_for, need_no_call
from workshops.statuses import HerWord

NO_CALL = "NO_CALL"


@open_page
@csrf_exempt  # no cookie: whoever holds the link may press, and nobody can guess it
@plain.quietly
def her_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show her dates to whoever holds her link, and keep what is pressed."""
    stand(Where(None, here().request_id))  # where her phone is, is nobody's business
    at = timezone.now()
    found = None if plain.guessed_too_often(request) else hers.find(token, at=at)
    if found is None:
        plain.note_a_miss(request)
        return plain.nothing()
    language, languages = hers.languages(request.GET.get("l", ""), found)
    if request.method == "POST":
        thanked = not plain.pressed_too_often(token) and _press(request, found)
        answer = HttpResponseRedirect(
            f"{request.path}?l={language}" + ("&t=1" if thanked else ""), status=303
        )
        answer["Referrer-Policy"] = "no-referrer"
        return answer
    if request.method == "GET":
        trail.record(hers.OPENED, found.referral, by=HERSELF, at=at)
    page = hers.page(found, language=language)
    context = {"page": page, "languages": languages, "language": language, "thanked": "t" in request.GET}
    return plain.answer(f"letters/{language}/page.html", context)


def _press(request: HttpRequest, found: hers.Hers) -> bool:
    """Keep one press; tell whether there was one to keep."""
    pressed, at = request.POST.get("do", ""), timezone.now()
    if pressed == NO_CALL:
        return need_no_call(found.referral, at=at) > 0
    if pressed not in HerWord.values:
        return False
    place = _uuid(request.POST.get("day", ""))
    return answer_for(found.referral, HerWord(pressed), place_id=place, at=at) is not None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
