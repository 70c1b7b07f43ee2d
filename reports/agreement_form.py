"""What a manager enters of a funding agreement."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from programmes.models import Agreement
from reports.funding import KINDS, Target
from ui.fields import DateField, FileField, LongTextField, TextField, YesNoField
from ui.forms import Form

MOST = Decimal("9999999")


class AmountField(TextField):
    """An amount as people write it: 90,000 or £90,000.50, or 72.5."""

    def clean(self, value: Any) -> Any:
        typed = str(super().clean(value) or "").strip()
        bare = typed.replace("£", "").replace("%", "").replace(",", "").strip()
        if not bare and typed:
            raise ValidationError(_("Enter an amount in figures, like 90,000 or 72.5"), code="invalid")
        if not bare:
            return None
        try:
            amount = Decimal(bare)
        except InvalidOperation:
            amount = Decimal(-1)
        if not amount.is_finite() or not 0 <= amount <= MOST or amount != round(amount, 2):
            raise ValidationError(_("Enter an amount in figures, like 90,000 or 72.5"), code="invalid")
        return amount


class AgreementForm(Form):
    """An agreement, its funders' shares and its targets."""

    submit = _("Save the agreement")
    reference = TextField(
        label=_("What is it called?"),
        hint=_("As in the letter. For example, OPCC 2026-29"),
        missing=_("Enter what the agreement is called"),
        max_length=60,
        width=20,
    )
    starts_on = DateField(label=_("Its first day"), missing=_("Enter its first day"))
    ends_on = DateField(label=_("Its last day"), missing=_("Enter its last day"))
    yearly_value = AmountField(
        label=_("What it pays in a year, in pounds"), missing=_("Enter what it pays in a year"), width=10
    )
    rated = YesNoField(
        label=_("Does it ask for red, amber and green?"),
        hint=_("Only if it is written in the agreement. Colours without words are never shown."),
        missing=_("Say whether it asks for red, amber and green"),
    )

    def __init__(self, *args: Any, funders: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.funders = {f"share_{number}": funder for number, funder in enumerate(funders)}
        for name, funder in self.funders.items():
            self.fields[name] = AmountField(
                label=_("Share of %(funder)s, in per cent") % {"funder": funder.name}, required=False, width=5
            )
        for code, kind in KINDS.items():
            self.fields[f"target_{code}"] = AmountField(
                label=_("Target: %(what)s") % {"what": kind.label}, required=False, width=10
            )
            self.fields[f"nearly_{code}"] = AmountField(
                label=_("Nearly met from: %(what)s") % {"what": kind.label},
                hint=_("Leave it empty where the agreement names no tolerance."),
                required=False,
                width=10,
            )
            self.fields[f"words_{code}"] = LongTextField(
                label=_("The agreement’s own words: %(what)s") % {"what": kind.label},
                required=False,
                max_length=300,
                rows=2,
            )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for code in KINDS:
            if said.get(f"target_{code}") is not None and not said.get(f"words_{code}"):
                self.add_error(f"words_{code}", _("Enter what the agreement says of this target"))
        return said

    @property
    def shares(self) -> dict[Organisation, Decimal]:
        said = {funder: self.cleaned_data[name] for name, funder in self.funders.items()}
        return {funder: percent for funder, percent in said.items() if percent}

    @property
    def targets(self) -> dict[str, Target]:
        said = self.cleaned_data
        found = {}
        for code in KINDS:
            target, nearly = said[f"target_{code}"], said[f"nearly_{code}"]
            if target is not None:
                found[code] = Target(target, target if nearly is None else nearly, said[f"words_{code}"])
        return found


class BenchmarkForm(Form):
    """The file with whom the area is home to."""

    submit = _("Check and keep")
    source = TextField(
        label=_("Where do the percentages come from?"),
        hint=_("Printed under each table. For example, Census 2021, women aged 18 and over in Hampshire"),
        missing=_("Enter where the percentages come from"),
        max_length=200,
    )
    file = FileField(
        label=_("The file"),
        hint=_("CSV UTF-8, made from the empty file above"),
        missing=_("Choose the file"),
        accept=".csv,text/csv",
    )


def initial(agreement: Agreement, funders: Iterable[Organisation]) -> dict[str, Any]:
    """Return what the form shows of an agreement there is."""
    shares = {share.funder_id: share.percent for share in agreement.shares.all()}
    names = ("reference", "starts_on", "ends_on", "yearly_value", "rated")
    shown: dict[str, Any] = {name: getattr(agreement, name) for name in names}
    for number, funder in enumerate(funders):
        shown[f"share_{number}"] = shares.get(funder.pk, "")
    for one in agreement.targets.all():
        facts = {"target": one.target, "nearly": one.nearly, "words": one.words}
        shown |= {f"{name}_{one.measure}": value for name, value in facts.items()}
    return shown
