"""Searching what police sent: name, PNC ID, our reference, crime number. Never her record."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Q, QuerySet
from django.utils import timezone

from casework import searching
from casework.searching import PoliceSearch
from referrals.models import Referral, ReferredPerson
from referrals.querysets import ReferralQuerySet


def read(term: str) -> PoliceSearch:
    """Return what was typed as what it could be, this year."""
    return searching.read_for_police(term, this_year=timezone.localdate().year)


def found(referrals: ReferralQuerySet, term: str) -> ReferralQuerySet:
    """Narrow the referrals somebody may see to those that the words could mean."""
    wanted = read(term)
    if wanted.by_number:
        return referrals.filter(pk__in=_numbered(wanted))
    if not wanted.name:
        return referrals.none()
    words = SearchQuery(wanted.name, config="simple", search_type="raw")
    vector = SearchVector("search_name", config="simple")
    named = ReferredPerson.objects.annotate(words_of_name=vector).filter(words_of_name=words)
    return referrals.filter(pk__in=named.values("referral"))


def _numbered(wanted: PoliceSearch) -> QuerySet[Any, Any]:
    """The referrals with one of the numbers: each look-up is answered by an index of its own."""
    numbers = Q(crime_reference__in=wanted.crime_references)
    if wanted.pnc_id:
        numbers |= Q(pnc_id=wanted.pnc_id)
    people = ReferredPerson.objects.filter(numbers).values("referral")
    if not wanted.reference:
        return people
    return people.union(Referral.objects.filter(reference=wanted.reference).values("pk"))
