"""The PDF of a return."""

from __future__ import annotations

from pathlib import Path

from django.template.loader import render_to_string
from django.utils import translation

from correspondence import pdf
from reports import charts as drawing
from reports.layout import Data
from reports.return_page import ReturnPage
from ui.uncollected import uncollected

STYLESHEET = Path(__file__).parent / "print" / "return.css"


def draw(page: ReturnPage) -> bytes:
    """Return the PDF/UA-1 bytes of a return. Takes a second or two: call it in the worker."""
    with translation.override("en-gb"):
        html = render_to_string("reports/pdf/return.html", {"page": page})
    return pdf.render("return", html=html, stylesheet=STYLESHEET)


@uncollected()
def charts(figures: Data, definitions: Data) -> list[Data]:
    """Return the charts of a return. Takes a second or two: call it in the worker."""
    return drawing.all_of(figures, definitions)
