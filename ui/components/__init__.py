"""The pieces pages are made of: frozen values with the markup of govuk-frontend 6."""

from ui.components.base import Attributes, Component, Text
from ui.components.buttons import Button, ErrorLine, ErrorSummary
from ui.components.choices import Checkboxes, Choices, Item, Radios
from ui.components.inputs import (
    Affix,
    CharacterCount,
    DateInput,
    DatePart,
    ErrorMessage,
    Fieldset,
    Hint,
    Input,
    Label,
    Legend,
    Option,
    PasswordInput,
    Question,
    Select,
    Textarea,
)
from ui.components.notices import NotificationBanner

__all__ = [
    "Affix",
    "Attributes",
    "Button",
    "CharacterCount",
    "Checkboxes",
    "Choices",
    "Component",
    "DateInput",
    "DatePart",
    "ErrorLine",
    "ErrorMessage",
    "ErrorSummary",
    "Fieldset",
    "Hint",
    "Input",
    "Item",
    "Label",
    "Legend",
    "NotificationBanner",
    "Option",
    "PasswordInput",
    "Question",
    "Radios",
    "Select",
    "Text",
    "Textarea",
]
