"""The PDF engine: `render(kind, html=..., stylesheet=...) -> bytes`, PDF/UA-1, for letters and returns alike.

WeasyPrint reads files and the network unless told not to; here it may open `data:` addresses and
nothing else, so no text, however hostile, can make it fetch. One font configuration and each
stylesheet are parsed once a process: parsing the font again for every letter costs twice the
time and leaks memory (quality.md §4.4).
"""

import atexit
import base64
import logging
import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
from django.conf import settings

from ui.uncollected import uncollected

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

logger = logging.getLogger(__name__)

# Where set-up leaves the font, then where npm does.
FONT_DIRECTORIES = ("static/build", "node_modules/@fontsource/atkinson-hyperlegible-next/files")
FONT_FILES = "atkinson-hyperlegible-next-{subset}-{weight}-normal.woff2"
SUBSETS = (("latin", "Letter"), ("latin-ext", "Letter Extended"))
WEIGHTS = (400, 700)
FONT_FAMILY = '"Letter", "Letter Extended", "DejaVu Sans", "Noto Sans", sans-serif'

# The engine shares one font map, which is not safe to use from two threads at once.
_one_at_a_time = threading.Lock()


class EngineMissing(Exception):
    """The PDF engine or its font is not installed; the message says how to mend that."""


class NotAccessible(ValueError):
    """The document lacks what every reader of a tagged PDF needs: a language, a title, an author."""


@dataclass(frozen=True)
class _Engine:
    fonts: "FontConfiguration"
    fetcher: "URLFetcher"


@uncollected()
def render(kind: str, *, html: str, stylesheet: Path) -> bytes:
    """Return the PDF/UA-1 bytes of an HTML page.

    :param kind: a short word for logs ("letter", "return"); never a person's name.
    :param html: a whole page with `<html lang>`, `<title>` and `<meta name="author">`.
    :param stylesheet: a file of ours, parsed once a process; `var(--letter-font)` is the font.
    :raises NotAccessible: when the language, title or author is missing.
    :raises EngineMissing: when Pango or the font is not on this machine.
    """
    _require_metadata(html)
    with _one_at_a_time, _warnings_heard(kind):
        from weasyprint import HTML

        engine, sheet = _engine(), _stylesheet(stylesheet)
        document = HTML(string=html, url_fetcher=engine.fetcher)
        rendered: bytes = document.write_pdf(
            stylesheets=[sheet], font_config=engine.fonts, pdf_variant="pdf/ua-1"
        )
        return rendered


def join_pdfs(parts: Iterable[bytes], *, duplex: bool = True) -> bytes:
    """Return one PDF of `parts` in their order.

    With `duplex` each part is padded to an even number of pages, so that on a printer that
    prints both sides no sheet ever carries two women's letters.
    """
    with pikepdf.new() as joined:
        for part in parts:
            with pikepdf.open(BytesIO(part)) as source:
                joined.pages.extend(source.pages)
                if duplex and len(source.pages) % 2:
                    left, bottom, right, top = (float(edge) for edge in source.pages[-1].mediabox)
                    joined.add_blank_page(page_size=(right - left, top - bottom))
        out = BytesIO()
        joined.save(out)
    return out.getvalue()


def page_count(document: bytes) -> int:
    """Return how many pages a PDF has."""
    with pikepdf.open(BytesIO(document)) as opened:
        return len(opened.pages)


def _require_metadata(html: str) -> None:
    """Refuse a page without a language, a title and an author.

    :raises NotAccessible: naming the first that is missing.
    """
    for needed, pattern in (
        ("<html lang>", r'<html[^>]+\blang="[a-z]'),
        ("<title>", r"<title>\s*[^<\s]"),
        ('<meta name="author">', r'<meta name="author" content="[^"]'),
    ):
        if not re.search(pattern, html):
            raise NotAccessible(f"A PDF needs {needed}, or a screen reader cannot introduce it")


@lru_cache(maxsize=1)
def _engine() -> _Engine:
    """Start WeasyPrint, once a process.

    It is imported here and not at the top: it takes over a second, which no web page and no
    management command should pay, and a missing Pango must be told in words.
    """
    try:
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except OSError as error:
        raise EngineMissing(
            "Letters need the library Pango. On Debian or Ubuntu: "
            "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0. "
            "On a Mac: brew install pango"
        ) from error
    atexit.register(_stop)
    return _Engine(FontConfiguration(), URLFetcher(allowed_protocols=["data"], allow_redirects=False))


def _stop() -> None:
    """Let the engine remove its copies of the font while Python still can."""
    _stylesheet.cache_clear()
    _engine.cache_clear()


@lru_cache(maxsize=16)
def _stylesheet(path: Path) -> "CSS":
    from weasyprint import CSS

    engine = _engine()
    words = path.read_text(encoding="utf-8").replace("var(--letter-font)", FONT_FAMILY)
    return CSS(string=_font_faces() + words, font_config=engine.fonts, url_fetcher=engine.fetcher)


def _font_faces() -> str:
    """Return the `@font-face` rules with the font inside them.

    The two alphabets get two family names: under one name WeasyPrint mixes up their glyphs.
    """
    faces = []
    for subset, family in SUBSETS:
        for weight in WEIGHTS:
            data = base64.b64encode(_font_file(subset, weight)).decode()
            faces.append(
                f'@font-face {{ font-family: "{family}"; font-weight: {weight};'
                f' src: url("data:font/woff2;base64,{data}") format("woff2") }}\n'
            )
    return "".join(faces)


def _font_file(subset: str, weight: int) -> bytes:
    return _font_path(subset, weight).read_bytes()


def _font_path(subset: str, weight: int) -> Path:
    """Return where one file of the font lies. :raises EngineMissing: when it is nowhere."""
    name = FONT_FILES.format(subset=subset, weight=weight)
    for directory in FONT_DIRECTORIES:
        path = Path(settings.BASE_DIR) / directory / name
        if path.exists():
            return path
    raise EngineMissing("The letter font is not there. Run: make assets")


@contextmanager
def _warnings_heard(kind: str) -> Iterator[None]:
    """Log what WeasyPrint complains of, without its arguments: they can hold words of a letter."""
    heard = _Listener()
    source = logging.getLogger("weasyprint")
    level, propagate = source.level, source.propagate
    source.setLevel(logging.WARNING)
    source.propagate = False
    source.addHandler(heard)
    try:
        yield
    finally:
        source.removeHandler(heard)
        source.propagate = propagate
        source.setLevel(level)
    for complaint in sorted(heard.complaints):
        logger.warning("PDF %s: WeasyPrint says: %s", kind, complaint)


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.complaints: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        self.complaints.add(str(record.msg))
