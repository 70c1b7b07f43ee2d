"""The PDF engine: tagged, deaf to addresses, steady in memory; and letters that fit their envelope."""

import logging
import re
import resource
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import fields, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.conf import settings
from pytest_django import Settings

from correspondence import gate, letters, pdf
from correspondence.facts import Facts
from correspondence.gate import Destination
from participants.safe_contact import Allowed, Way, Words
from tests.factories import correspondence as make

SECRET = "SECRET-7f3a91"
PAGE = (
    '<html lang="en"><head><title>T</title><meta name="author" content="Jo"></head>'
    "<body><h1>H</h1><p>{}</p></body></html>"
)


@pytest.fixture
def to(db: None) -> Destination:
    return gate.leave(make.woman(), Way.POST, Allowed(Words.FULL, withheld_number=False, by_herself=True))


@pytest.fixture
def lure(tmp_path: Path) -> Iterator[tuple[list[str], list[bytes]]]:
    """Give addresses that hold a secret, and a list that fills when anybody fetches one."""
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    asked: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.2)
    stop = threading.Event()

    def answer() -> None:
        while not stop.is_set():
            try:
                peer, _ = server.accept()
            except TimeoutError:
                continue
            with peer:
                asked.append(peer.recv(1024))
                peer.sendall(f"HTTP/1.0 200 OK\r\n\r\n{SECRET}".encode())

    thread = threading.Thread(target=answer)
    thread.start()
    yield [secret.as_uri(), f"http://127.0.0.1:{server.getsockname()[1]}/x"], asked
    stop.set()
    thread.join()
    server.close()


def unpacked(document: bytes) -> bytes:
    """Return every stream and string of a PDF in the clear."""
    with pikepdf.open(BytesIO(document)) as opened:
        out = BytesIO()
        opened.save(
            out,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return out.getvalue()


def hooks(address: str) -> list[str]:
    """Return every element by which a page can make an engine fetch something."""
    return [
        f'<link rel="attachment" href="{address}">',
        f'<a rel="attachment" href="{address}">x</a>',
        f'<link rel="stylesheet" href="{address}">',
        f'<img src="{address}">',
        f'<object data="{address}"></object>',
        f'<embed src="{address}">',
        f'<style>@import url("{address}"); @font-face {{ font-family: x; src: url("{address}") }}</style>',
        f'<p style="background: url({address}); content: url({address}); list-style: url({address})">x</p>',
        f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{address}"/><use href="{address}#a"/></svg>',
        f'<img src="data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22><image href=%22{address}%22/></svg>">',
        f'<base href="{address}"><img src="a">',
    ]


def test_no_element_of_a_page_makes_the_engine_open_a_file_or_an_address(
    lure: tuple[list[str], list[bytes]],
) -> None:
    addresses, asked = lure
    for address in addresses:
        for hook in hooks(address):
            page = PAGE.format(hook).replace("</head>", f"{hook}</head>")
            document = pdf.render("test", html=page, stylesheet=letters.STYLESHEET)

            assert SECRET.encode() not in unpacked(document), hook
            with pikepdf.open(BytesIO(document)) as opened:
                assert not opened.attachments
    assert asked == []


def test_the_lure_works_when_the_guard_is_away(tmp_path: Path) -> None:
    from weasyprint import HTML

    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    hook = f'<link rel="attachment" href="{secret.as_uri()}">'

    document = HTML(string=PAGE.format("").replace("</head>", f"{hook}</head>")).write_pdf()

    assert SECRET.encode() in unpacked(document)


def test_what_a_person_typed_is_text_in_the_letter_and_fetches_nothing(
    lure: tuple[list[str], list[bytes]], to: Destination
) -> None:
    addresses, asked = lure
    for address in addresses:
        hostile = "".join(hooks(address))
        facts = make.facts()
        typed: dict[str, Any] = {f.name: hostile for f in fields(Facts) if f.type in {"str", str}}
        days = tuple(replace(day, venue=hostile, address=hostile, finding_it=hostile) for day in facts.days)

        page = letters.letter_html("INVITATION", replace(facts, **typed, days=days), to)

        assert re.findall(r"<(?:img|link|object|embed|svg|style|a|base)\b", page) == []
        assert SECRET.encode() not in unpacked(letters.letter_pdf(page))
    assert asked == []


def test_a_letter_is_tagged_for_a_screen_reader(to: Destination) -> None:
    document = letters.letter_pdf(letters.letter_html("INVITATION", make.facts(), to))

    with pikepdf.open(BytesIO(document)) as opened:
        root = opened.Root
        assert root.Lang == "en"
        assert root.MarkInfo.Marked
        assert root.ViewerPreferences.DisplayDocTitle
        meta = opened.open_metadata()
        assert meta["pdfuaid:part"] == "1"
        assert meta["dc:title"] == "Letter from Jo"
        assert "Jo" in meta["dc:creator"]
    tags = set(re.findall(rb"/S /(\w+)", unpacked(document)))
    assert {b"H1", b"H2", b"P", b"L", b"LI"} <= tags


@pytest.mark.parametrize("missing", ["lang", "title", "author"])
def test_a_page_without_what_a_reader_needs_is_refused(missing: str) -> None:
    page = {
        "lang": PAGE.replace(' lang="en"', ""),
        "title": PAGE.replace("<title>T</title>", "<title></title>"),
        "author": PAGE.replace('content="Jo"', 'content=""'),
    }[missing]

    with pytest.raises(pdf.NotAccessible, match=missing):
        pdf.render("test", html=page.format("x"), stylesheet=letters.STYLESHEET)


def test_complaints_of_the_engine_are_heard_without_the_words_of_the_letter(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING):
        pdf.render("test", html=PAGE.format('<img src="file:///Sian">'), stylesheet=letters.STYLESHEET)

    assert "PDF test" in caplog.text
    assert "Sian" not in caplog.text


@pytest.mark.parametrize(
    "purpose", ["INVITATION", "CHANGED_DATES", "MISSED", "COMPLETION", "COULD_NOT_REACH"]
)
@pytest.mark.parametrize("wording", [Words.FULL, Words.DISCREET, Words.PLEASE_RING])
def test_every_letter_is_one_side_in_twelve_point(db: None, purpose: str, wording: Words) -> None:
    woman = make.woman(address_lines="\n".join(f"{n} Extraordinarily Long Lane" for n in range(5)))
    leave = gate.leave(woman, Way.POST, Allowed(wording, withheld_number=False, by_herself=True))
    facts = make.facts(
        missed_on="Wednesday 30 September", reply_by="Wednesday 30 September",
        the_day="You will be in a small group of women. You will not have to talk about what happened. "
        "We give you lunch. There are breaks, and you can step out when you need to.",
        consequences="Coming to both is part of your caution. If something stops you, tell me early and I "
        "can usually help. If we do not hear from you we have to let the police know, and they decide what "
        "happens next.",
    )  # fmt: skip
    elsewhere = replace(facts.days[1], venue="The Old Mill", address="148 Long Lane North, Little Example")
    facts = replace(facts, days=(facts.days[0], elsewhere))

    page = letters.letter_html(purpose, facts, leave)

    assert pdf.page_count(letters.letter_pdf(page)) == 1
    sizes = {float(s) for s in re.findall(r"font-size: ([\d.]+)pt", letters.STYLESHEET.read_text())}
    assert {size for size in sizes if size < 12} == {10.0}  # the window alone


def test_large_print_may_take_two_sheets_and_keeps_the_address_in_the_window(to: Destination) -> None:
    document = letters.letter_pdf(letters.letter_html("INVITATION", make.facts(large_print=True), to))

    assert pdf.page_count(document) == 2


def test_nothing_but_the_address_shows_in_the_window(to: Destination, tmp_path: Path) -> None:
    document = tmp_path / "letter.pdf"
    document.write_bytes(letters.letter_pdf(letters.letter_html("INVITATION", make.facts(), to)))
    mm = 72 / 25.4
    window = (24.6 * mm, 39.5 * mm, 95.4 * mm, 26.8 * mm)

    def text(*area: float) -> str:
        sides = [
            part for name, side in zip("xyWH", area, strict=True) for part in (f"-{name}", str(round(side)))
        ]
        command = ["pdftotext", "-r", "72", *sides, str(document), "-"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return " ".join(done.stdout.split())

    assert text(*window) == "Siân Penhaligon 12 Example Street Exampletown EX1 2AB"
    # A letter slips a little in its envelope: 5 mm each way show nothing more.
    slipped = (window[0] - 5 * mm, window[1] - 5 * mm, window[2], window[3] + 10 * mm)
    assert text(*slipped) == text(*window)


def test_letters_with_a_circumflex_or_from_poland_are_drawn_in_the_letters_own_font(
    to: Destination,
) -> None:
    facts = make.facts(name="Łucja Ŵyn Żółć")

    document = letters.letter_pdf(letters.letter_html("INVITATION", facts, to))

    fonts = {str(name) for name in re.findall(rb"/BaseFont /\w+\+([\w-]+)", unpacked(document))}
    assert any("Extended" in name for name in fonts)
    assert not any("DejaVu" in name for name in fonts)


def test_joined_letters_never_share_a_sheet(to: Destination) -> None:
    one = letters.letter_pdf(letters.letter_html("INVITATION", make.facts(), to))
    two = letters.letter_pdf(letters.letter_html("INVITATION", make.facts(large_print=True), to))

    assert pdf.page_count(pdf.join_pdfs([one, two, one])) == 2 + 2 + 2
    assert pdf.page_count(pdf.join_pdfs([one, two, one], duplex=False)) == 1 + 2 + 1


def test_a_hundred_letters_leave_memory_flat(to: Destination) -> None:
    page = letters.letter_html("INVITATION", make.facts(), to)
    for _ in range(10):
        letters.letter_pdf(page)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    for _ in range(100):
        letters.letter_pdf(page)

    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 10_000, f"{grown} kB"


def test_a_missing_font_says_what_to_do(settings: Settings, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path

    with pytest.raises(pdf.EngineMissing, match="make assets"):
        pdf._font_file("latin", 400)


def test_the_stylesheet_reads_nothing_from_elsewhere() -> None:
    for sheet in (Path(settings.BASE_DIR) / "correspondence" / "print").glob("*.css"):
        assert "url(" not in sheet.read_text()
