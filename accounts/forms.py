"""The forms of signing in, and of looking after people's accounts."""

from __future__ import annotations

from typing import Any, cast

from allauth.account import forms as allauth_forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import rules
from accounts.actions import account_for_code
from accounts.roles import Role
from ui.choices import Choice
from ui.fields import EmailField, PasswordField, PhoneField, SelectField, TextField
from ui.forms import Asking, Form


class PasswordSignInForm(Asking, allauth_forms.LoginForm):  # type: ignore[misc]
    """Staff of the service: e-mail address and password."""

    submit = _("Sign in")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = EmailField(
            label=_("Email address"),
            missing=_("Enter your email address"),
            autocomplete="username",
            width=30,
        )
        self.fields["password"] = PasswordField(
            label=_("Password"), missing=_("Enter your password"), autocomplete="current-password"
        )


class CodeRequestForm(Asking, allauth_forms.RequestLoginCodeForm):  # type: ignore[misc]
    """Police: an address on one of the force's domains, to which a code is sent."""

    submit = _("Email me a code")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = EmailField(
            label=_("Your police email address"),
            hint=_("We will send a code to it. You need no password."),
            missing=_("Enter your police email address"),
            autocomplete="email",
            width=30,
        )

    def clean_email(self) -> str:
        """Make the account of somebody who signs in the first time; answer everybody alike."""
        user = account_for_code(self.cleaned_data["email"], at=timezone.now())
        self.cleaned_data["email"] = user.email if user else self.cleaned_data["email"].lower()
        email: str = super().clean_email()
        self._user = user
        return email


class CodeForm(Asking, allauth_forms.ConfirmLoginCodeForm):  # type: ignore[misc]
    """The code from the e-mail."""

    submit = _("Sign in")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = TextField(
            label=_("Code"),
            hint=_("It is in the email we have just sent. It works for 10 minutes."),
            missing=_("Enter the code from the email"),
            autocomplete="one-time-code",
            width=10,
            max_length=40,
        )


class _NewPassword:
    """The two boxes of a new password, in our words."""

    fields: dict[str, Any]

    def _ask_for_new(self, user: Any) -> None:
        first = PasswordField(
            label=_("New password"),
            hint=_("At least 12 characters. Three or four words make a good one."),
            missing=_("Enter a new password"),
            autocomplete="new-password",
        )
        first.user = user  # type: ignore[attr-defined]  # allauth reads it
        self.fields["password1"] = first
        self.fields["password2"] = PasswordField(
            label=_("New password again"),
            missing=_("Enter the new password a second time"),
            autocomplete="new-password",
        )


class ForgottenPasswordForm(Asking, allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    """Ask for a link that sets a new password."""

    submit = _("Email me a link")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = EmailField(
            label=_("Email address"),
            missing=_("Enter your email address"),
            autocomplete="username",
            width=30,
        )


class NewPasswordForm(_NewPassword, Asking, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """Set a new password from the link."""

    submit = _("Set the password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ask_for_new(self.user)


class ChangePasswordForm(_NewPassword, Asking, allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    """Change the password one has."""

    submit = _("Change the password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"] = PasswordField(
            label=_("The password you have now"),
            missing=_("Enter the password you have now"),
            autocomplete="current-password",
        )
        self._ask_for_new(self.user)


class YouForm(Form):
    """What an officer or a worker says about herself; shown with her referrals and letters."""

    submit = _("Save")
    name = TextField(label=_("Your name"), missing=_("Enter your name"), max_length=100, autocomplete="name")
    rank = TextField(label=_("Rank or job"), required=False, max_length=60, width=20)
    collar_number = TextField(label=_("Collar number"), required=False, max_length=20, width=10)
    phone = PhoneField(
        label=_("Phone"),
        hint=_("The number on which colleagues and coordinators may ring you"),
        required=False,
        max_length=30,
        autocomplete="tel",
    )

    def clean_collar_number(self) -> str:
        typed = str(self.cleaned_data["collar_number"]).strip()
        tidied = rules.collar_number(typed) if typed else ""
        if tidied is None:
            raise ValidationError(
                _(
                    "Enter the collar number as up to six digits, with letters before or after, or leave it empty"
                )
            )
        return tidied


class PersonForm(Form):
    """A new account."""

    submit = _("Add this person")
    name = TextField(label=_("Name"), missing=_("Enter the person's name"), max_length=100)
    email = EmailField(label=_("Email address"), missing=_("Enter the email address"), width=30)


class GrantForm(Form):
    """A role for somebody."""

    submit = _("Give this role")
    organisation = SelectField(label=_("Organisation"), missing=_("Choose the organisation"))
    role = SelectField(label=_("Role"), missing=_("Choose the role"))
    programme_code = TextField(
        label=_("Only for one programme"),
        hint=_("Its code. Leave empty for all programmes of the organisation."),
        required=False,
        width=20,
        max_length=40,
    )

    def __init__(self, *args: Any, organisations: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _select(self, "organisation").offer([Choice(str(pk), name) for pk, name in organisations])
        _select(self, "role").offer([Choice(role.value, role.label) for role in Role])


def _select(form: Form, name: str) -> SelectField:
    return cast(SelectField, form.fields[name])


class ConfirmForm(Form):
    """Only a button, with the page's version and submission."""

    submit = _("Confirm")
