"""The closed lists a definition chooses from: stored codes, in capitals. No Django here."""

from enum import StrEnum


class Status(StrEnum):
    OPEN = "OPEN"
    PAUSED = "PAUSED"
    CLOSED = "CLOSED"


class Audience(StrEnum):
    WOMEN = "WOMEN"
    MEN = "MEN"
    ANYONE = "ANYONE"


class Route(StrEnum):
    POLICE = "POLICE"
    PARTNER = "PARTNER"
    SELF = "SELF"


class QuestionKind(StrEnum):
    YES_NO = "YES_NO"
    NUMBER = "NUMBER"


class OutcomeRecorded(StrEnum):
    AT_ISSUE = "AT_ISSUE"
    AT_COMPLETION = "AT_COMPLETION"


class PlanKind(StrEnum):
    FIXED = "FIXED"
    INDIVIDUAL = "INDIVIDUAL"


class StepKind(StrEnum):
    GROUP = "GROUP"
    ONE_TO_ONE = "ONE_TO_ONE"


class Entry(StrEnum):
    FIRST_STEP = "FIRST_STEP"
    ANY_STEP = "ANY_STEP"


class CompletionRule(StrEnum):
    ALL = "ALL"
    N_OF = "N_OF"
    PLAN_AGREED = "PLAN_AGREED"
    WORKER_JUDGES = "WORKER_JUDGES"


class LeftEarly(StrEnum):
    COUNTS = "COUNTS"
    DOES_NOT_COUNT = "DOES_NOT_COUNT"
    DECIDE = "DECIDE"


class MissRule(StrEnum):
    REBOOK_MISSED = "REBOOK_MISSED"
    REPEAT_ALL = "REPEAT_ALL"
    DECIDE = "DECIDE"


class WindowKind(StrEnum):
    POLICE_DEADLINE = "POLICE_DEADLINE"
    DAYS_FROM_ISSUE = "DAYS_FROM_ISSUE"
    MIN_MAX = "MIN_MAX"
    AGREED_PER_PERSON = "AGREED_PER_PERSON"
    COURT_DATE = "COURT_DATE"
    NONE = "NONE"


class Better(StrEnum):
    """Which way a score is better."""

    HIGHER = "HIGHER"
    LOWER = "LOWER"


class StartEvent(StrEnum):
    """The day from which days are counted."""

    REFERRAL = "REFERRAL"
    ARREST = "ARREST"
    DISPOSAL = "DISPOSAL"
    OFFENCE = "OFFENCE"


class Channel(StrEnum):
    CALL = "CALL"
    TEXT = "TEXT"
    EMAIL = "EMAIL"
    POST = "POST"


class MessageEvent(StrEnum):
    """What a planned message is counted from."""

    BOOKING = "BOOKING"
    BEFORE_STEP = "BEFORE_STEP"
    AFTER_STEP = "AFTER_STEP"
    MISSED = "MISSED"


class Mark(StrEnum):
    """What a register can say of one woman on one day."""

    NOT_MARKED = "NOT_MARKED"
    HERE = "HERE"
    LATE = "LATE"
    TURNED_AWAY = "TURNED_AWAY"
    LEFT_EARLY = "LEFT_EARLY"
    NOT_HERE = "NOT_HERE"
    DID_NOT_RUN = "DID_NOT_RUN"


class IndexEvent(StrEnum):
    """From which day on it is counted whether she reoffended."""

    COMPLETION = "COMPLETION"
    CAUTION = "CAUTION"  # the disposal, whatever it was
    REFERRAL = "REFERRAL"
