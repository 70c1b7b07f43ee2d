"""Why a booking or a register says no: one name and one sentence each."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ui.refusals import Refused


class NotOpen(Refused):
    sentence = _("This referral is not open, so she cannot be booked. Reopen it first.")


class NoDeadline(Refused):
    sentence = _("Police have not given a deadline yet. Ask them for it before booking.")


class Full(Refused):
    sentence = _("The last place has just gone. Choose other dates, or ask a manager to add a place.")


class AlreadyBooked(Refused):
    sentence = _("She is booked already. Move her to other dates instead.")


class NotMarked(Refused):
    sentence = _("A register she is on has not been marked. Mark it first, then book her again.")


class NothingToBook(Refused):
    sentence = _("She has done everything in her plan. There is nothing left to book.")


class AfterDeadline(Refused):
    sentence = _("That would end after her deadline. Choose earlier dates, or ask police for an extension.")


class DoesNotFit(Refused):
    """The dates do not make up what her plan still asks; the sentence is the clock's."""


class NotOffered(Refused):
    sentence = _("One of those workshops has begun or was cancelled. Choose again from the dates shown.")


class KeptApart(Refused):
    sentence = _(
        "Somebody she must be kept apart from is in that building that day. Choose other dates. "
        "Only a manager and a second person together may decide otherwise, with a reason."
    )


class PerhapsApart(KeptApart):
    sentence = _(
        "Somebody who may be a person she must not meet is in that building that day: the name is the same. "
        "Say first whether it is she, or choose other dates. Only a manager and a second person together may "
        "decide otherwise, with a reason."
    )


class PractitionerKnowsHer(Refused):
    sentence = _(
        "Somebody who runs that workshop knows her. Choose other dates, or have somebody else run it first."
    )


class Clash(Refused):
    sentence = _("She has a place somewhere else at that time. Choose other dates.")


class CannotComeThatDay(Refused):
    """She said on which weekdays she cannot come; the sentence says which."""


class VenueCannot(Refused):
    """The building does not offer what she needs; the sentence says what."""


class SecondPersonNeeded(Refused):
    sentence = _(
        "A manager and a second person who works on cases must both agree, and say why. "
        "Enter the reason and the second person."
    )


class MovedMeanwhile(Refused):
    sentence = _(
        "Somebody changed her booking after you opened this page. Open it again to see where she is booked."
    )


class NothingMoves(Refused):
    sentence = _("She is booked on these dates already. Choose other dates.")


class SettledBefore(Refused):
    sentence = _("This suggestion is not open any more. Ask for a new one on the waiting list.")


class AlreadyMarked(Refused):
    sentence = _("This place has a mark on the register, so it cannot be given back.")


class NotHeld(Refused):
    sentence = _("This place was given back already. Open the case again to see where she is booked.")


class NoRoom(Refused):
    sentence = _("Another workshop is in that room at that time. Choose another room, date or time.")


class PractitionerElsewhere(Refused):
    sentence = _("One of the practitioners has another workshop at that time. Choose somebody else.")


class TrainingRanOut(Refused):
    """A practitioner's training has run out; the sentence says whose and which."""


class NoSuchTraining(Refused):
    sentence = _("Choose a training from the list.")
    field = "code"


class TookPlace(Refused):
    sentence = _("This workshop is over or was cancelled. Who ran it stays as it is.")


class NameTaken(Refused):
    sentence = _("There is one with this name already. Choose another name.")


class TooManyForTheRoom(Refused):
    sentence = _("The room does not hold so many people. Enter a smaller number, or choose another room.")


class NotHigher(Refused):
    sentence = _("Enter a number of places higher than the workshop has now.")


class ForOneWoman(Refused):
    sentence = _("This time was made for one woman alone. Nobody else can be booked on it.")


class NotOneToOne(Refused):
    sentence = _("This part of her plan is a group. Book her on a workshop instead.")


class NoCatchUp(Refused):
    sentence = _("This programme has no catch-up session. Book her on another workshop instead.")


class NotMissed(Refused):
    sentence = _("She has not missed this workshop, so there is nothing to catch up. Book her on it instead.")


class WouldLoseHerTime(Refused):
    """A time of her own would no longer fit her plan there; the sentence says why."""


class ManagersOnly(Refused):
    sentence = _("Only a service manager may do this. Ask yours.")


class CannotBePlanned(Refused):
    """The dates cannot be made; the sentence says which day and why."""


class WasItSo(CannotBePlanned):
    """A day that has been is not as the programme asks: it may have been so, and may be a slip of the pen."""


class NothingToPlan(Refused):
    sentence = _("Every group is left out. Keep at least one, or go back.")


class NotBegun(Refused):
    sentence = _("This group has not begun yet. Plan it as a new group instead.")


class VenueShut(Refused):
    sentence = _("This building was given up before that day. Choose another room, or enter the right day.")


class NotOnTheGroup(Refused):
    sentence = _("She is not on this workshop. Put her on the group first, then give her mark.")


class LiesAhead(Refused):
    sentence = _("This workshop lies ahead. Take the mark out: it is given on the register, on the day.")


class MarkedOtherwise(Refused):
    """Her register says something else; the sentence says what."""


class RegisterDone(Refused):
    sentence = _(
        "The register of a day that has been is signed off already. "
        "Enter her on the group’s page, with a mark for each of those days."
    )


class WhyAbsent(Refused):
    sentence = _("Say why she was not there. Choose “not known” where nobody knows.")


class OnlyAbsences(Refused):
    sentence = _("A reason belongs only to “not here” and “turned away”. Take the reason out.")


class HasBegun(Refused):
    sentence = _("This workshop has begun. Mark on the register what happened instead.")


class IntoThePast(Refused):
    sentence = _("A workshop is not moved into the past. Choose a day and time that lie ahead.")


class NothingChanges(Refused):
    sentence = _("That is where and when it is now. Choose another day, time or room.")


class ClosedThatDay(Refused):
    """The day is a bank holiday or a closed day; the sentence says which."""


class BuildingShut(Refused):
    """The building is shut that day; the sentence says which building, which days and why."""


class EndsBeforeItBegins(Refused):
    sentence = _("The last day is before the first. Enter the same day or a later one.")
    field = "last_on"


class NoSuchTime(Refused):
    sentence = _(
        "The clocks change that night, so this time comes twice or not at all. Choose another start or end."
    )


class BookingsChanged(Refused):
    sentence = _(
        "Somebody was booked on it or moved off it since you opened this page. "
        "Read again what it will do, then confirm."
    )


class SayWhoHears(Refused):
    sentence = _("Women are booked there. Say whether they are told, then confirm.")


class TooManyForThatRoom(Refused):
    sentence = _(
        "That room does not hold as many people as the workshop has places. Choose another room, "
        "or a smaller number of places first."
    )


class TooEarly(Refused):
    sentence = _("This register opens an hour before the workshop starts. Come back then.")


class RegisterClosed(Refused):
    sentence = _(
        "This register closed a day after the workshop. Ask a coordinator to enter what your paper says."
    )


class SignedOff(Refused):
    sentence = _("This register is signed off. Ask a manager to correct it, with a reason.")


class MarkedSince(Refused):
    sentence = _("Somebody marked her after your tap, and their mark holds. Tap again to change it.")


class NotSignedOff(Refused):
    sentence = _("This register is not signed off yet. Change it on the register itself.")


class SayWhatIsRight(Refused):
    """A mark is never taken off a signed register: another takes its place."""

    sentence = _("Choose what the register should say. Everybody on a signed register has a mark.")


class SomebodyUnmarked(Refused):
    sentence = _("Mark everybody before you finish. Choose Here, Late or Not here for each name.")


class MarkedMeanwhile(Refused):
    sentence = _("Somebody changed a mark since you opened this page. Look at the register again.")


class SayWhy(Refused):
    sentence = _("Say why the register is being changed.")


class NotLeftEarly(Refused):
    sentence = _("This is decided only where she left early. Correct the register first if she did.")


class CaseClosed(Refused):
    sentence = _(
        "Her case is closed, and police were told what the register says. Ask a manager to correct the register."
    )


class CannotBeHeld(Refused):
    sentence = _(
        "Dates can be held only until the referral is accepted or closed. Ring us about other dates."
    )


class NothingHeld(Refused):
    sentence = _("No dates are held for her any more. Choose again from the dates shown.")


class TooManyHeld(Refused):
    sentence = _(
        "You hold dates for %(women)s women already, which is as many as one officer can. Send this "
        "without: we will ring her about dates. Or let other dates go first."
    )
