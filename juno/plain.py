"""The addresses of the plain host, where her own page lies: nothing else answers there."""

from django.urls import path

from workshops import plain
from workshops.views.her_page import her_page

urlpatterns = [path("w/<str:token>", her_page)]
handler400 = handler403 = handler404 = plain.nothing
handler500 = plain.sorry
