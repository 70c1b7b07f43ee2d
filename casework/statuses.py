"""Codes of casework, with their words."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class CallOutcome(TextChoices):
    SPOKE = "SPOKE", _("Spoke to her")
    NO_ANSWER = "NO_ANSWER", _("No answer")
    VOICEMAIL = "VOICEMAIL", _("Left a voicemail")
    SOMEBODY_ELSE = "SOMEBODY_ELSE", _("Somebody else answered")
    WRONG_NUMBER = "WRONG_NUMBER", _("Wrong or dead number")
    WILL_RING_BACK = "WILL_RING_BACK", _("She will ring back")


class DayPart(TextChoices):
    MORNING = "MORNING", _("Morning")
    AFTERNOON = "AFTERNOON", _("Afternoon")
    EVENING = "EVENING", _("Evening")


class NeedLevel(IntegerChoices):
    """How much help a woman needs of one kind; it is asked again later, and a lower one is better."""

    LITTLE = 1, _("None or little")
    SOME = 2, _("Some")
    MUCH = 3, _("A lot")
    URGENT = 4, _("Urgent")


class When(TextChoices):
    """Which of the two times a woman was asked the question of her programme."""

    BEFORE = "BEFORE", _("Before")
    AFTER = "AFTER", _("Afterwards")


class Helped(IntegerChoices):
    """How much she says that it helped."""

    NOT = 1, _("Not at all")
    LITTLE = 2, _("A little")
    SOME = 3, _("Somewhat")
    MUCH = 4, _("A lot")


class NoteKind(TextChoices):
    NOTE = "NOTE", _("Note")
    CONCERN = "CONCERN", _("Concern")


class Told(TextChoices):
    PRIVACY = "PRIVACY", _("What we keep about her and who sees it")
    DATES = "DATES", _("The dates of her workshops")
    A_MISS = "A_MISS", _("What a missed workshop means")


class ToldBy(TextChoices):
    CALL = "CALL", _("On the phone")
    IN_PERSON = "IN_PERSON", _("In person")
    LETTER = "LETTER", _("By letter")
    TEXT = "TEXT", _("By text")
    EMAIL = "EMAIL", _("By e-mail")


class ArrangementKind(TextChoices):
    CHILDCARE = "CHILDCARE", _("Childcare")
    TRAVEL = "TRAVEL", _("Travel")
    FERRY = "FERRY", _("Ferry")
    INTERPRETER = "INTERPRETER", _("Interpreter")
    OTHER = "OTHER", _("Something else")


class ArrangedBy(TextChoices):
    US = "US", _("We do")
    HERSELF = "HERSELF", _("She does, we pay or lend a hand")
    FAMILY = "FAMILY", _("Family or a friend")
    SERVICE = "SERVICE", _("Another service")


class ArrangementState(TextChoices):
    NEEDED = "NEEDED", _("Needed")
    BOOKED = "BOOKED", _("Booked")
    CONFIRMED = "CONFIRMED", _("Confirmed")
    FAILED = "FAILED", _("Fell through")
    NOT_NEEDED = "NOT_NEEDED", _("No longer needed")


class AbsenceReason(TextChoices):
    ILL = "ILL", _("She was ill")
    CHILD = "CHILD", _("A child or somebody she cares for")
    WORK = "WORK", _("Work")
    TRANSPORT = "TRANSPORT", _("Ferry or transport cancelled")
    MONEY = "MONEY", _("Could not pay to get there")
    FORGOT = "FORGOT", _("Forgot or mixed up the date")
    NOT_SAFE = "NOT_SAFE", _("It was not safe to come")
    AFRAID = "AFRAID", _("Worried about coming")
    NOT_TOLD = "NOT_TOLD", _("Did not know the date")
    CHOSE_NOT_TO = "CHOSE_NOT_TO", _("Decided not to come")
    OTHER = "OTHER", _("Another reason")
    NOT_KNOWN = "NOT_KNOWN", _("Not known")


class AbsenceDecision(TextChoices):
    REBOOK = "REBOOK", _("Offer other dates")
    REPORT = "REPORT", _("Tell police")
