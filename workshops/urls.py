"""The addresses of this app."""

from django.urls import URLPattern, path

from workshops.views import (
    booking,
    calendar,
    changing,
    group_safety,
    her_page,
    holding,
    own_times,
    planning,
    register,
    running,
    staffing,
    venues,
    year,
)

app_name = "workshops"
urlpatterns: list[URLPattern] = [
    path("workshops/", planning.workshops, name="workshops"),
    path("workshops/group-safety/", group_safety.group_safety, name="group_safety"),
    path("workshops/plan/", planning.plan, name="plan"),
    path("workshops/plan-year/", year.plan_year, name="plan_year"),
    path("workshops/enter-running/", running.enter_running, name="enter_running"),
    path("workshops/add/<slug:slug>/", planning.add, name="add"),
    path("workshops/<uuid:pk>/", planning.workshop, name="workshop"),
    path("workshops/<uuid:pk>/cancel/", changing.cancel, name="cancel"),
    path("workshops/<uuid:pk>/move/", changing.move, name="move"),
    path("workshops/<uuid:pk>/raise-capacity/", planning.raise_capacity, name="raise_capacity"),
    path("workshops/<uuid:pk>/register/", register.register, name="register"),
    path("workshops/<uuid:pk>/finish/", register.finish, name="finish"),
    path("workshops/<uuid:pk>/sheet/", register.sheet, name="sheet"),
    path(
        "workshops/<uuid:pk>/practitioners/", staffing.workshop_practitioners, name="workshop_practitioners"
    ),
    path("practitioners/", staffing.practitioners, name="practitioners"),
    path("practitioners/<uuid:pk>/", staffing.practitioner, name="practitioner"),
    path("training/<uuid:pk>/end/", staffing.end_training, name="end_training"),
    path("registers/", register.registers, name="registers"),
    path("places/<uuid:pk>/mark/", register.mark, name="mark"),
    path("w/<str:token>", her_page.her_page, name="her_page"),
    path("calendar/", calendar.your_calendar, name="calendar"),
    path("calendar/<str:token>.ics", calendar.calendar_feed, name="calendar_feed"),
    path("venues/", venues.venues, name="venues"),
    path("venues/add/", venues.venue_add, name="venue_add"),
    path("venues/<uuid:pk>/edit/", venues.venue_edit, name="venue_edit"),
    path("venues/<uuid:pk>/shut/", venues.venue_shut, name="venue_shut"),
    path("venues/shut/<uuid:pk>/open/", venues.venue_open, name="venue_open"),
    path("cases/<uuid:pk>/book/", booking.book, name="book"),
    path("cases/<uuid:pk>/time/<int:number>/", own_times.own_time, name="own_time"),
    path("cases/<uuid:pk>/book/confirm/", booking.book_confirm, name="book_confirm"),
    path("referrals/<uuid:pk>/hold/", holding.hold, name="hold"),
    path("referrals/<uuid:pk>/do-without/", holding.do_without, name="do_without"),
]
