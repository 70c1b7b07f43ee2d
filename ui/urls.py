"""The pages of the design itself: for those who build, never in production."""

from django.conf import settings
from django.urls import URLPattern, path

from ui import views

app_name = "ui"
urlpatterns: list[URLPattern] = []
if settings.DEVELOPMENT:
    urlpatterns += [path("design/", views.components, name="components")]
