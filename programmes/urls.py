"""Addresses of the programmes."""

from django.urls import path

from programmes import views

app_name = "programmes"
urlpatterns = [
    path("programmes/", views.programmes, name="programmes"),
    path("programmes/closed-days/", views.closed_days, name="closed_days"),
    path("programmes/closed-days/<uuid:pk>/reopen/", views.reopen_day, name="reopen_day"),
    path("programmes/office-hours/", views.office_hours, name="office_hours"),
    path("programmes/<slug:slug>/", views.programme, name="programme"),
    path("programmes/<slug:slug>/versions/<int:number>/", views.version, name="version"),
]
