"""How many could not be taken."""

from __future__ import annotations

from django.db import models

from audit.fields import Access, plain
from programmes.models import Programme


class TurnedAway(models.Model):
    """How many women were found not eligible before anything was typed, by reason and day."""

    id = plain(models.BigAutoField(primary_key=True), access=Access.SYSTEM)
    programme = plain(models.ForeignKey(Programme, models.PROTECT, related_name="+"), access=Access.SYSTEM)
    question = plain(models.SlugField(max_length=40), access=Access.SYSTEM)
    on = plain(models.DateField(), access=Access.SYSTEM)
    count = plain(models.PositiveIntegerField(default=0), access=Access.SYSTEM)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "question", "on"], name="turned_away_is_one_row_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.on}: {self.count}"
