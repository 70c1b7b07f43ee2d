"""The form every changing page uses."""

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID, uuid4

from crispy_forms.helper import FormHelper
from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ui.drawing import target
from ui.fields import Chosen
from ui.layout import Button, Buttons, Layout
from ui.refusals import Refused

OUT_OF_DATE = _("This page could not be read. Check your answers, then send them again.")


@dataclass(frozen=True)
class Problem:
    """One line of the error summary; `href` is the control it leads to, or empty."""

    text: str
    href: str


class Asking(forms.Form):
    """What our forms share: layout, answers that open further questions, an error summary.

    A field named in some `Choice.reveals` is asked only when that choice is made: otherwise its
    value is dropped and its errors do not count.
    """

    error_title: ClassVar[str | Promise] = _("There is a problem")
    submit: ClassVar[str | Promise] = _("Continue")
    method: ClassVar[str] = "post"

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(_without_nulls(data), *args, **kwargs)

    @property
    def revealable(self) -> set[str]:
        """The names of the fields that some answer opens."""
        chosen = (field for field in self.fields.values() if isinstance(field, Chosen))
        return {name for field in chosen for name in field.revealable()}

    def asked(self) -> list[str]:
        """Return the names of the visible fields that stand by themselves, in order."""
        hidden = {bound.name for bound in self.hidden_fields()}
        return [name for name in self.fields if name not in hidden | self.revealable]

    def layout(self) -> Layout:
        """Return what is shown, in order. Override to group; name no revealed field."""
        return Layout(*self.asked())

    def buttons(self) -> list[Button]:
        """Return the buttons under the form."""
        return [Button(self.submit)]

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_method = self.method
        helper.render_hidden_fields = True
        helper.layout = self.layout()
        buttons = self.buttons()
        if buttons:
            helper.layout.append(Buttons(*buttons))
        return helper

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for name in self._not_asked():
            self.cleaned_data[name] = _nothing(self.fields[name])
            self._forget_error(name)

    def _forget_error(self, name: str) -> bool:
        return self._errors.pop(name, None) is not None  # type: ignore[attr-defined]

    def _not_asked(self) -> set[str]:
        shut = self.revealable
        open_fields = [name for name in self.fields if name not in shut]
        while open_fields:
            name = open_fields.pop()
            field = self.fields[name]
            if isinstance(field, Chosen):
                opened = field.reveals(self.cleaned_data.get(name)) & shut
                shut -= opened
                open_fields += opened
        return shut

    def problems(self) -> list[Problem]:
        """Return the lines of the error summary, in the order of the page."""
        lines = [Problem(str(text), "") for text in self.non_field_errors()]
        for name in self.fields:
            lines += [Problem(str(text), f"#{target(self[name])}") for text in self.errors.get(name, [])]
        return lines

    def refuse(self, refused: Refused) -> None:
        """Show why the action said no, in the error summary, beside its field where it has one."""
        field = refused.field if refused.field in self.fields else None
        self.add_error(field, str(refused.sentence))


class Form(Asking):
    """A form that changes something.

    :param version: of the record it changes, as it was when the page was made; `seen_version` gives
        it back when the page is sent. `submission` names this page, so that sending it twice acts once.
    """

    def __init__(self, *args: Any, version: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unreadable = {"required": OUT_OF_DATE, "invalid": OUT_OF_DATE}
        self.fields["version"] = forms.IntegerField(
            widget=unnamed(), required=False, initial=version, error_messages=unreadable
        )
        self.fields["submission"] = forms.UUIDField(
            widget=unnamed(), initial=uuid4, error_messages=unreadable
        )

    @property
    def submission(self) -> UUID:
        """The name of this page, once the form is valid."""
        value: UUID = self.cleaned_data["submission"]
        return value

    @property
    def seen_version(self) -> int | None:
        """The version the person saw, once the form is valid; None where none was given."""
        value = self.cleaned_data.get("version")
        return value if isinstance(value, int) else None

    def _clean_fields(self) -> None:
        super()._clean_fields()
        for name in ("version", "submission"):
            if self._forget_error(name):
                self.add_error(None, OUT_OF_DATE)
                # The page that shows the error must itself be sendable.
                self.renew(version=self.cleaned_data.get("version"))

    def renew(self, *, version: int | None) -> None:
        """Make the sent page a new one, based on `version`: sending it again acts again."""
        fresh = self.data.copy() if isinstance(self.data, QueryDict) else dict(self.data)
        fresh[self.add_prefix("submission")] = str(uuid4())
        fresh[self.add_prefix("version")] = "" if version is None else str(version)
        self.data = fresh


def _without_nulls(data: Any) -> Any:
    """Leave out what no keyboard types, no page shows and no database keeps: the character nought."""
    if not isinstance(data, QueryDict) or not any("\x00" in v for _name, vs in data.lists() for v in vs):
        return data
    clean = data.copy()
    for name, values in data.lists():
        clean.setlist(name, [value.replace("\x00", "") for value in values])
    return clean


def unnamed() -> forms.HiddenInput:
    """Return a hidden input without an id, so that a page may hold several forms."""
    return forms.HiddenInput(attrs={"id": False})


class FilterForm(Asking):
    """A form that changes nothing: a search or a filter, sent by GET, kept in the address."""

    method = "get"
    submit = _("Apply filters")


def _nothing(field: forms.Field) -> Any:
    return [] if isinstance(field, forms.MultipleChoiceField) else getattr(field, "empty_value", None)
