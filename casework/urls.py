"""The addresses of this app: nouns, then verbs."""

from django.urls import path

from casework.views import calls, case, cases, closing, discreet, home, imported, police, today, trail

app_name = "casework"
urlpatterns = [
    path("", home.home, name="home"),
    path("today/", today.today, name="today"),
    path("today/<slug:slug>/", today.queue, name="queue"),
    path("cases/", cases.cases, name="cases"),
    path("cases/search/", cases.search, name="search"),
    path("cases/<uuid:pk>/", case.case, name="case"),
    path("cases/<uuid:pk>/contact/", case.case_contact, name="case_contact"),
    path("cases/<uuid:pk>/workshops/", case.case_workshops, name="case_workshops"),
    path("cases/<uuid:pk>/letters/", case.case_letters, name="case_letters"),
    path("cases/<uuid:pk>/notes/", case.case_notes, name="case_notes"),
    path("cases/<uuid:pk>/history/", case.case_history, name="case_history"),
    path("cases/<uuid:pk>/details/", case.details, name="details"),
    path("cases/<uuid:pk>/safe-contact/", calls.safe_contact, name="safe_contact"),
    path("cases/<uuid:pk>/call/", calls.call, name="call"),
    path("cases/<uuid:pk>/first-call/", calls.first_call, name="first_call"),
    path("cases/<uuid:pk>/lift-stop/", case.lift_stop, name="lift_stop"),
    path("cases/<uuid:pk>/need/", case.need, name="need"),
    path("cases/<uuid:pk>/arrangement/", case.arrangement, name="arrangement"),
    path("cases/<uuid:pk>/complete/", closing.complete, name="complete"),
    path("cases/<uuid:pk>/hand-back/", closing.hand_back, name="hand_back"),
    path("cases/<uuid:pk>/withdraw/", closing.withdraw, name="withdraw"),
    path("cases/<uuid:pk>/reopen/", closing.reopen, name="reopen"),
    path("cases/imported/", imported.imported, name="imported"),
    path("cases/letters/", discreet.discreet_letters, name="discreet_letters"),
    path("cases/<uuid:pk>/please-ring/", discreet.discreet_letter, name="discreet_letter"),
    path("cases/<uuid:pk>/release/", imported.release, name="release"),
    path("calls/<uuid:pk>/undo/", case.undo_call, name="undo_call"),
    path("notes/<uuid:pk>/", case.note, name="note"),
    path("arrangements/<uuid:pk>/", case.arrangement_state, name="arrangement_state"),
    path("places/<uuid:pk>/absence/", closing.absence, name="absence"),
    path("police/", police.police_home, name="police_home"),
    path("police/search/", police.police_search, name="police_search"),
    path("police/referrals/<uuid:pk>/", police.police_referral, name="police_referral"),
    path("police/outcomes/", police.police_notices, name="police_notices"),
    path("police/outcomes/<uuid:pk>/", police.police_notice, name="police_notice"),
    path("trail/", trail.trail, name="trail"),
]
