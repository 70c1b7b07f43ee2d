"""What runs by the clock. Beat only knocks: `correspondence.periodic` lets each in once a slot."""

from typing import Any

from celery.schedules import crontab

# No time of day between one and two: where that hour comes twice, Celery's beat knocks thousands of times in it.
CLOCK: dict[str, dict[str, Any]] = {
    "send what is due": {
        "task": "correspondence.tasks.send_due",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "draw the returns that wait": {
        "task": "reports.tasks.draw_waiting",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "draw the curves of the follow-up": {
        "task": "reports.tasks.draw_follow_up_curves",
        "schedule": 600.0,
        "options": {"expires": 550},
    },
    "seal the audit trail": {
        "task": "audit.tasks.seal_events",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "free seats held too long": {
        "task": "workshops.tasks.free_lapsed_seats",
        "schedule": 600.0,
        "options": {"expires": 590},
    },
    "look at group safety": {
        "task": "workshops.tasks.look_at_group_safety",
        "schedule": 600.0,
        "options": {"expires": 590},
    },
    "remind police": {
        "task": "referrals.tasks.chase",
        "schedule": 600.0,
        "options": {"expires": 595},
    },
    "tell police of the follow-up": {
        "task": "reports.tasks.tell_police_of_follow_up",
        "schedule": crontab(hour=8, minute=40),
    },
    "remind of drafts": {
        "task": "referrals.tasks.remind_of_old_drafts",
        "schedule": crontab(hour="8-18", minute=20),
    },
    "delete old drafts": {
        "task": "referrals.tasks.delete_old_drafts",
        "schedule": crontab(hour=3, minute=10),
    },
    "run again what broke off": {
        "task": "correspondence.tasks.run_again",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "forget old slots": {
        "task": "correspondence.tasks.forget_old_slots",
        "schedule": crontab(hour=4, minute=10),
    },
}
