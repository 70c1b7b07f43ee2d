"""Signing in and out (allauth's views under allauth's names), the mailbox, people."""

from allauth.account import views as allauth
from django.conf import settings
from django.urls import include, path

from accounts import views

_own = (
    [
        path("people/", views.people, name="people"),
        path("people/add/", views.add_person, name="add_person"),
        path("people/<uuid:pk>/", views.person, name="person"),
        path("people/<uuid:pk>/grant/", views.grant, name="grant"),
        path("people/roles/<uuid:pk>/end/", views.end_role, name="end_role"),
        path("you/", views.you, name="you"),
        path("sign-in/kept/", views.kept_page, name="kept"),
        *([path("mailbox/", views.mailbox, name="mailbox")] if settings.DEVELOPMENT else []),
        path("healthz", views.healthz, name="healthz"),
        path("readyz", views.readyz, name="readyz"),
    ],
    "accounts",
)

urlpatterns = [
    path("sign-in/", allauth.login, name="account_login"),
    path("sign-in/code/", allauth.request_login_code, name="account_request_login_code"),
    path("sign-in/code/confirm/", allauth.confirm_login_code, name="account_confirm_login_code"),
    path("sign-out/", allauth.logout, name="account_logout"),
    path("sign-in/inactive/", allauth.account_inactive, name="account_inactive"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("password/reset/", allauth.password_reset, name="account_reset_password"),
    path("password/reset/sent/", allauth.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/<str:uidb36>-<str:key>/",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("", include(_own)),
]
