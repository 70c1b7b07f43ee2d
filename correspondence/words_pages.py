"""The pages on which a manager changes the words of letters and texts."""

from __future__ import annotations

from django.contrib import messages as banners
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import SignedInRequest, for_roles, memberships
from accounts.models import Organisation, User
from accounts.once import once
from accounts.roles import Role
from audit import trail
from correspondence.forms import WordsForm
from correspondence.words import checks, editing, own, trying
from correspondence.words.slots import SLOTS, Slot
from correspondence.words.spoken import from_file
from programmes.models import Programme

ALL = "ALL"


@for_roles(Role.MANAGER)
def all_words(request: SignedInRequest) -> HttpResponse:
    """List every letter and text, with since when the provider's own words hold."""
    trail.seen("wording.list", None, by=request.user)
    groups = editing.groups(request.user, today=timezone.localdate())
    return render(request, "correspondence/all_words.html", {"groups": groups})


@for_roles(Role.MANAGER)
def words(request: SignedInRequest, slug: str) -> HttpResponse:
    """Change the words of one letter or text, with a preview."""
    slot = SLOTS.get(slug)
    if slot is None:
        raise Http404
    form = _form(request, slot)
    typed = request.POST.get("text", str(form.initial.get("text", "")))
    language = "cy" if request.POST.get("language") == "cy" else "en"
    shown = editing.preview(slot, typed[: checks.MOST_CHARACTERS + 1], language=language)
    if request.headers.get("HX-Request"):  # somebody types: only what the words would be
        return render(request, "correspondence/_preview.html", {"preview": shown, "slot": slot})
    doing = request.POST.get("do", "save") if form.is_bound else "preview"
    if doing == "test" and form.is_valid():
        once(request, form, lambda: _tested(request, form, slot))
        form.renew(version=None)  # the page stays as it is typed: nothing is saved yet
    elif doing != "preview" and form.is_valid():
        answer = once(request, form, lambda: _saved(request, form, slot))
        if answer:
            return answer
    return render(request, "correspondence/words.html", _context(request, slot, form, shown))


def _form(request: SignedInRequest, slot: Slot) -> WordsForm:
    today = timezone.localdate()
    as_it_came = "came" in request.GET
    begin = (
        (from_file(slot, "en") or "").strip()
        if as_it_came
        else editing.in_force(slot, request.user, today=today)
    )
    choices = _programmes(request.user)
    initial = {"text": begin, "language": "en", "from_on": today, "programme": choices[0][0]}
    return WordsForm(request.POST or None, slot=slot, programmes=choices, today=today, initial=initial)


def _programmes(user: User) -> list[tuple[str, str]]:
    """Return what a manager may write words for: one programme, or all where all are theirs."""
    held = memberships(user, Role.MANAGER)
    of_all = any(not m.programme_code for m in held)
    codes = {m.programme_code for m in held if m.programme_code}
    known = Programme.objects.visible_to(user).filter(provider__in=[m.organisation_id for m in held])
    found = [(p.code, str(p)) for p in known.order_by("code") if of_all or p.code in codes]
    return [(ALL, _("All of our programmes")), *found] if of_all else found


def _tested(request: SignedInRequest, form: WordsForm, slot: Slot) -> str:
    given, user = form.cleaned_data, request.user
    _programme, provider = _whose(request, form)
    trying.send_to_me(
        slot, given["text"], language=given["language"], provider=provider, me=user, at=timezone.now()
    )
    words = _("The test goes to %(address)s within a minute or two. Your words are not saved yet.")
    banners.success(request, words % {"address": user.email})
    return request.path


def _whose(request: SignedInRequest, form: WordsForm) -> tuple[Programme | None, Organisation]:
    """Return the programme the words are for, None for all, and the provider whose they are."""
    user, code, programme = request.user, form.cleaned_data["programme"], None
    if code != ALL:
        programme = get_object_or_404(Programme.objects.visible_to(user), code=code)
    provider = programme.provider if programme else memberships(user, Role.MANAGER)[0].organisation
    return programme, provider


def _saved(request: SignedInRequest, form: WordsForm, slot: Slot) -> str:
    given, user = form.cleaned_data, request.user
    programme, provider = _whose(request, form)
    own.write(
        slot,
        given["text"],
        provider=provider,
        programme=programme,
        language=given["language"],
        from_on=given["from_on"],
        by=user,
        at=timezone.now(),
    )
    banners.success(request, _("Saved. What went out before stays as it was."))
    return reverse("correspondence:words", args=[slot.slug])


def _context(
    request: SignedInRequest, slot: Slot, form: WordsForm, shown: editing.Preview
) -> dict[str, object]:
    return {
        "slot": slot,
        "title": editing.title_of(slot),
        "medium": editing.MEDIA[slot.medium],
        "form": form,
        "preview": shown,
        "gaps": [(f"{{{name}}}", says) for name, says in checks.gaps_for(slot).items()],
        "needed": [f"{{{name}}}" for name in slot.must_have],
        "is_letter": slot.medium == "letter",
        "versions": editing.versions(slot, request.user, today=timezone.localdate()),
    }
