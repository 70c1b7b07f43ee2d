"""Every address of the service, by app."""

from django.urls import include, path

urlpatterns = [
    path("", include("accounts.urls")),
    path("", include("ui.urls")),
    path("", include("programmes.urls")),
    path("", include("correspondence.urls")),
    path("", include("referrals.urls")),
    path("", include("workshops.urls")),
    path("", include("casework.urls")),
    path("", include("reports.urls")),
]
