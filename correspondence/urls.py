"""The addresses of this app."""

from django.urls import URLPattern

app_name = "correspondence"
urlpatterns: list[URLPattern] = []
