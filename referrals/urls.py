"""The addresses of this app."""

from django.urls import path

from referrals.pages import PAGES
from referrals.views import amending, deciding, writing

app_name = "referrals"
urlpatterns = [
    path("referrals/start/", writing.start, name="start"),
    path("referrals/start/<slug:slug>/", writing.eligible, name="eligible"),
    path(
        "referrals/start/<slug:slug>/not-suitable/<slug:question>/",
        writing.not_suitable,
        name="not_suitable",
    ),
    *(
        path(f"referrals/<uuid:pk>/{page.key}/", writing.page, {"key": page.key}, name=page.key)
        for page in PAGES
    ),
    path("referrals/<uuid:pk>/check/", writing.check, name="check"),
    path("referrals/earlier/<slug:reference>/", writing.earlier, name="earlier"),
    path("referrals/<uuid:pk>/equality/", writing.equality, name="equality"),
    path("referrals/<uuid:pk>/sent/", writing.sent, name="sent"),
    path("referrals/<uuid:pk>/card/", writing.card, name="card"),
    path("referrals/<uuid:pk>/card/answer/", writing.card_answer, name="card_answer"),
    path("referrals/<uuid:pk>/discard/", writing.discard, name="discard"),
    path("referrals/<uuid:pk>/changes/", amending.changes, name="changes"),
    path("referrals/<uuid:pk>/amend/<slug:key>/", amending.amend, name="amend"),
    path("referrals/<uuid:pk>/review/", deciding.review, name="review"),
    path("referrals/<uuid:pk>/accept/", deciding.accept, name="accept"),
    path("referrals/<uuid:pk>/decline/", deciding.decline, name="decline"),
    path("referrals/<uuid:pk>/ask/", deciding.ask, name="ask"),
    path("referrals/<uuid:pk>/confirm/", deciding.confirm, name="confirm"),
    path("questions/<uuid:pk>/answer/", deciding.answer, name="answer"),
]
