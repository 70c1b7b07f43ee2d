"""Questions a form can ask. Every one says, in `missing`, what to do when it is left empty.

`size` is the size of the label or legend (`s`, `m`, `l`, `xl`); with `heading=True` it is also the
page's one `h1`. `width` is a width of the box: 2, 3, 4, 5, 10, 20 or 30 characters.
"""

from ui.fields.base import MISSING, Asked, Boxed
from ui.fields.choosing import (
    ChoiceField,
    Chosen,
    ManyField,
    SelectField,
    TickField,
    YesNoField,
)
from ui.fields.days import DateField, DateMistake
from ui.fields.words import (
    EmailField,
    FileField,
    LongTextField,
    NumberField,
    PasswordField,
    PhoneField,
    TextField,
    TimeField,
)

__all__ = [
    "MISSING",
    "Asked",
    "Boxed",
    "ChoiceField",
    "Chosen",
    "DateField",
    "DateMistake",
    "EmailField",
    "FileField",
    "LongTextField",
    "ManyField",
    "NumberField",
    "PasswordField",
    "PhoneField",
    "SelectField",
    "TextField",
    "TickField",
    "TimeField",
    "YesNoField",
]
