"""Older office formats are read by LibreOffice, where it is; where it is not, the message says what to do."""

import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from measures.intake import office
from measures.intake.coverage import error_sentence
from measures.intake.reading import read_document
from measures.parsing import DocumentError
from measures.parsing.extract import Format
from tests.parsing.checks import outline

system = [
    pytest.mark.system,
    pytest.mark.skipif(
        not shutil.which("soffice") and os.environ.get("REQUIRE_SYSTEM_TESTS") != "1",
        reason="LibreOffice (soffice) is not installed",
    ),
]
needs_office = lambda test: system[0](system[1](test))  # noqa: E731
WORDS = ("示例市产业发展规划", "一、建设园区", "修建道路。全面修建。（市交通局负责）")
TREE = ["1 一、 建设园区", "- 1-1 修建道路 [responsible 市交通局]"]


def rtf(*paragraphs: str) -> bytes:
    body = "".join("".join(rf"\u{ord(letter)}?" for letter in words) + r"\par " for words in paragraphs)
    return (r"{\rtf1\ansi\ansicpg936\uc1 " + body + "}").encode("ascii")


def odt(body: str) -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
        for name, space in (
            ("office", "office"),
            ("text", "text"),
            ("table", "table"),
            ("draw", "drawing"),
            ("svg", "svg-compatible"),
        )
    )
    content = (
        f'<office:document-content {spaces} xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2">'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return buffer.getvalue()


def refused(data: bytes) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read_document(data)
    return caught.value


def test_without_libreoffice_the_message_says_what_to_install_or_how_to_save(settings: Any) -> None:
    settings.OFFICE_PROGRAM = "no-such-program"
    error = refused(rtf(*WORDS))
    assert (error.code, error.detail) == ("needs_office", "rtf")
    sentence = error_sentence(error)
    assert "LibreOffice" in sentence
    assert ".docx" in sentence


def stand_in(tmp_path: Path, script: str) -> str:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return str(program)


def test_an_office_program_that_hangs_is_ended(settings: Any, tmp_path: Path) -> None:
    settings.OFFICE_PROGRAM, settings.DOCUMENT_SECONDS = stand_in(tmp_path, "sleep 60 & sleep 60"), 1
    assert refused(rtf(*WORDS)).code == "too_slow"


def test_a_file_that_the_office_program_cannot_open_is_damaged(settings: Any, tmp_path: Path) -> None:
    settings.OFFICE_PROGRAM = stand_in(tmp_path, "echo 'Error: source file could not be loaded'")
    assert refused(rtf(*WORDS)).code == "damaged"


def test_each_conversion_has_a_folder_of_its_own_and_leaves_nothing(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path / "var"
    settings.OFFICE_PROGRAM = stand_in(tmp_path, f'echo "$1" >> {tmp_path / "profiles"}')
    refused(rtf(*WORDS))
    refused(rtf(*WORDS))
    assert len(set((tmp_path / "profiles").read_text().split())) == 2
    assert list(settings.VAR_DIR.iterdir()) == []


@needs_office
def test_rich_text_is_read() -> None:
    data = rtf(*WORDS)
    tree = read_document(data)
    assert list(outline(tree)) == TREE
    assert (tree.media_type, tree.sha256) == ("application/rtf", sha256(data).hexdigest())


@needs_office
def test_word_files_of_before_2007_and_of_wps_are_read_with_their_tables() -> None:
    rows = (("序号", "重点任务", "责任单位"), ("1", "修建道路", "市交通局"), ("2", "铺设管网", "市住建局"))
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    cells = "".join(f"<table:table-row>{''.join(map(cell.format, row))}</table:table-row>" for row in rows)
    body = f"<text:p>{WORDS[0]}</text:p><text:p>一、重点任务</text:p>"
    columns = '<table:table-column table:number-columns-repeated="3"/>'
    data = office.convert(odt(f"{body}<table:table>{columns}{cells}</table:table>"), Format.ODT, Format.DOC)
    assert data.startswith(b"\xd0\xcf\x11\xe0")
    tree = read_document(data)
    assert list(outline(tree)) == [
        "1 一、 重点任务",
        "- 1-1 修建道路 [responsible 市交通局]",
        "- 1-2 铺设管网 [responsible 市住建局]",
    ]
    assert tree.media_type == "application/msword"


@pytest.fixture
def listener() -> Iterator[tuple[int, list[str]]]:
    """A web server on this machine that notes what it is asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

        def log_message(self, *arguments: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1], asked
    server.shutdown()
    thread.join()
    server.server_close()


@needs_office
def test_an_open_document_is_read_and_what_it_links_to_is_not_fetched(listener: tuple[int, list[str]]) -> None:
    port, asked = listener
    picture = (
        f'<text:p><draw:frame svg:width="1cm" svg:height="1cm"><draw:image xlink:href="http://127.0.0.1:{port}/a.png" '
        'xlink:type="simple"/></draw:frame></text:p>'
    )
    tree = read_document(odt("".join(f"<text:p>{words}</text:p>" for words in WORDS) + picture))
    assert list(outline(tree)) == TREE
    assert tree.media_type == "application/vnd.oasis.opendocument.text"
    assert asked == []
