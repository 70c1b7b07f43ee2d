"""What people do in more than one story: refer her, take her on, reach her, book her, mark her."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.system.browsing import Desk
from tests.system.cast import ELIGIBLE, FIRST_CALL, OFFICER, SAFE, Cast, her_answers, hers
from tests.system.pictures import picture


def row() -> str:
    """Her row in a queue of Today."""
    return f".juno-action:has-text('{hers().reference}')"


def refer_her(officer: Desk) -> None:
    """An officer signs in by code and sends a referral through its five pages."""
    officer.sign_in_by_code(OFFICER)
    officer.follow("Refer a woman", within="main")
    officer.fill(ELIGIBLE)
    officer.press("Continue")
    for key, answers in her_answers().items():
        officer.fill(answers)
        if key == "reach" and officer.javascript:
            picture(officer.page, "referral-on-a-phone", width=390, height=844)
        if key == "offence":
            set_the_deadline(officer)
        officer.press("Save and continue")
    officer.sees("Check your answers before you send")
    officer.sees("Penhaligon")
    officer.press("Send referral")
    officer.fill({"sex": "F"})
    officer.press("Save her answers")
    officer.sees("Referral sent")
    officer.sees(hers().reference)


def set_the_deadline(officer: Desk) -> None:
    officer.press("Check the dates")
    officer.press("Use 16 weeks: Fri 30 April 2027")
    officer.sees("The first workshops with places: Wed 27 January 2027 and Wed 24 February 2027")


def accept_her(desk: Desk, people: Cast) -> None:
    """The coordinator finds her on Today and takes her on."""
    desk.sign_in(people.coordinator)
    desk.sees("New referrals")
    desk.follow("Read and decide", within=row())
    desk.follow("Accept")
    desk.press("Accept the referral")
    desk.sees("The referral is accepted. Ring her next.")


def reach_her(desk: Desk, *, told: dict[str, str] = FIRST_CALL) -> None:
    """She answers the first call: what is safe, what she must hear."""
    desk.follow("Open the call page")
    desk.sees("07700 900 123")
    desk.fill({"outcome": "SPOKE"})
    desk.press("Log the call")
    desk.follow("Ask her now")
    desk.fill(SAFE)
    desk.press("Save what she said")
    desk.sees("You asked her what is safe")
    desk.fill(told)
    desk.press("Save and finish the first call")
    desk.sees("Book her workshops")


def book_her(desk: Desk) -> None:
    """She takes the first pair of dates."""
    desk.follow("See the dates")
    desk.sees("she would finish 65 days before her deadline")
    desk.page.get_by_role("radio").first.check()
    desk.press("Continue")
    desk.sees("Invitation letter with both dates")
    desk.press("Book her and prepare what is sent")
    desk.sees("Booked: Wed 27 January and Wed 24 February 2027")


def tell_her_the_dates(desk: Desk) -> None:
    desk.page.get_by_text("Record what you told her").click()
    desk.page.get_by_label("Her dates", exact=True).check()
    desk.fill({"how": "CALL"})
    desk.press("Save")
    desk.sees("The dates of her workshops")


def mark_the_register(tablet: Desk, people: Cast, label: str) -> None:
    """The practitioner marks everybody on today's register alike, and signs it off."""
    tablet.sign_in(people.practitioner)
    tablet.follow("Open the register")
    tablet.does_not_see("Theft", "caution", "Penhaligon")
    rows = tablet.page.locator(".juno-register__row")
    for number in range(rows.count()):
        row = rows.nth(number)
        row.get_by_role("radio", name=label, exact=True).check()
        expect(row.get_by_text("Saved")).to_be_visible()
        if number == rows.count() - 2:
            picture(tablet.page, "register", width=810, height=1080)
    tablet.look()
    tablet.press("Finish and sign off")
    if label == "Not here":
        _say_what_is_known(tablet)
    tablet.sees("Signed off by Amal Reed")


def _say_what_is_known(tablet: Desk) -> None:
    """Nobody knows why she did not come, and nobody has rung her yet."""
    tablet.sees("Before you sign off")
    for chosen in tablet.page.locator("[name^=told-][value=unknown], [name^=rung-][value=NOT_RUNG]").all():
        chosen.check()
    for reason in tablet.page.locator("select[name^=reason-]").all():
        reason.select_option("NOT_KNOWN")
    tablet.press("Sign off the register")
