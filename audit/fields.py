"""How each field is protected, and whether it goes into a woman's subject-access pack.

Every field of every model is declared through `plain()`, `identity()` or `SealedTextField` /
`SealedBinaryField`; a test walks the models and fails on a field that is not.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, TypeVar

from django.db import models

from audit import sealing


class Protection(Enum):
    """What a reader of the bare database sees."""

    PLAIN = "PLAIN"
    IDENTITY = "IDENTITY"
    SEALED = "SEALED"


class Access(Enum):
    """Whose data a field is when she asks for a copy."""

    GIVEN = "GIVEN"  # hers: goes into the pack
    STAFF = "STAFF"  # about the people who work on the case: goes in by role only
    THIRD_PARTY = "THIRD_PARTY"  # somebody else's: never goes in
    SYSTEM = "SYSTEM"  # keys, versions and stamps: not about anybody


FieldT = TypeVar("FieldT", bound="models.Field[Any, Any]")


def plain(field: FieldT, *, access: Access = Access.GIVEN) -> FieldT:
    """Declare a field that says nothing about who she is."""
    return _declared(field, Protection.PLAIN, access)


def identity(field: FieldT, *, access: Access = Access.GIVEN) -> FieldT:
    """Declare a field that could name her or lead to her; erasure empties it."""
    return _declared(field, Protection.IDENTITY, access)


def _declared(field: FieldT, protection: Protection, access: Access) -> FieldT:
    field.protection = protection  # type: ignore[attr-defined]
    field.subject_access = access  # type: ignore[attr-defined]
    return field


class _SealedAttribute:
    """Opens the sealed bytes the first time they are read, and keeps what was opened."""

    def __init__(self, field: SealedTextField | SealedBinaryField) -> None:
        self.field = field

    def __get__(self, row: models.Model | None, owner: type[models.Model] | None = None) -> Any:
        if row is None:
            return self
        name = self.field.attname
        if name not in row.__dict__:
            row.refresh_from_db(fields=[name])
        value = row.__dict__[name]
        if isinstance(value, sealing.Sealed):
            value = self.field.open_for(row, value)
            row.__dict__[name] = value
        return value

    def __set__(self, row: models.Model, value: Any) -> None:
        row.__dict__[self.field.attname] = value


class _SealedField(models.BinaryField):  # type: ignore[type-arg]
    """A column sealed under the key that the row names in `seal_key_id`."""

    def __init__(self, *args: Any, access: Access = Access.GIVEN, **kwargs: Any) -> None:
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)
        self.protection = Protection.SEALED
        self.subject_access = access

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BinaryField", args, kwargs

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _SealedAttribute(self))  # type: ignore[arg-type]

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else sealing.Sealed(bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, sealing.Sealed):
            return value
        data = self.to_bytes(value)
        return sealing.seal(
            data, key_id=self._key_id(model_instance), bound_to=self._bound_to(model_instance)
        )

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, sealing.Sealed):
            raise TypeError(f"{self.name} is sealed per row: save the row, do not update in bulk")
        return super().get_db_prep_value(None if value is None else value.data, connection, prepared)

    def open_for(self, row: models.Model, sealed: sealing.Sealed) -> Any:
        """Return the words or bytes, or None when her key was destroyed."""
        data = sealing.unseal(sealed, key_id=self._key_id(row), bound_to=self._bound_to(row))
        return None if data is None else self.from_bytes(data)

    def to_bytes(self, value: Any) -> bytes:
        return bytes(value)

    def from_bytes(self, data: bytes) -> Any:
        return data

    def _key_id(self, row: models.Model) -> Any:
        return row.seal_key_id  # type: ignore[attr-defined]

    def bound_to(self, row_id: object) -> str:
        """Return what the words of a row are bound to: its model, this column and its id."""
        return f"{(self.model._meta.concrete_model or self.model)._meta.label}.{self.attname}:{row_id}"

    def _bound_to(self, row: models.Model) -> str:
        # A row numbered by the database (an event) is bound by a UUID of its own.
        return f"{(row._meta.concrete_model or type(row))._meta.label}.{self.attname}:{getattr(row, 'row', row.pk)}"


class SealedTextField(_SealedField):
    """Words that only this service can read, and nobody once her key is destroyed."""

    def to_bytes(self, value: Any) -> bytes:
        return str(value).encode()

    def from_bytes(self, data: bytes) -> str:
        return data.decode()


class SealedBinaryField(_SealedField):
    """Bytes (a PDF, say) sealed as words are."""
