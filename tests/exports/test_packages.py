"""A file put together from compressed pieces is a zip file like any other."""

import tracemalloc
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.exports.writers.xlsx.package import PIECE, Rows, joined, zipped


@given(st.binary(), st.binary())
def test_the_checksum_of_two_pieces_is_that_of_the_whole(first: bytes, second: bytes) -> None:
    assert joined(zlib.crc32(first), zlib.crc32(second), len(second)) == zlib.crc32(first + second)


def frame(**files: bytes) -> ZipFile:
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return ZipFile(data)


def rows(file: BytesIO, *pieces: str) -> Rows:
    found = Rows(file)
    for piece in pieces:
        found.write(piece)
    found.close()
    return found


@pytest.mark.parametrize("cells", [b"<sheetData/>", b'<sheetData><row r="1"/></sheetData>'])
def test_rows_take_the_place_of_the_cells_of_their_sheet(cells: bytes) -> None:
    file = BytesIO()
    waiting = {"a": rows(file, "<一/>", "<二/>"), "b": rows(file, "<三/>")}
    whole = b"".join(zipped(frame(a=b"<s>" + cells + b"</s>", 中=b"<t/>", b=cells), waiting))
    with ZipFile(BytesIO(whole)) as found:
        assert found.testzip() is None
        assert found.namelist() == ["a", "中", "b"]
        assert [found.read(name).decode() for name in "a中b"] == ["<s><一/><二/></s>", "<t/>", "<三/>"]


def test_a_sheet_says_how_far_its_rows_reach() -> None:
    waiting = rows(BytesIO(), "<一/>")
    waiting.reach = "A1:L7"
    whole = b"".join(zipped(frame(a=b'<s><dimension ref="A1"/><sheetData/></s>'), {"a": waiting}))
    with ZipFile(BytesIO(whole)) as found:
        assert found.read("a").decode() == '<s><dimension ref="A1:L7"/><一/></s>'


def test_long_rows_are_sent_piece_by_piece() -> None:
    noise = "".join(chr(0x4E00 + zlib.crc32(bytes([n % 251, n // 251])) % 20000) for n in range(60_000))
    file = BytesIO()
    waiting = {"a": rows(file, noise)}
    pieces = list(zipped(frame(a=b"<sheetData/>"), waiting))
    assert waiting["a"].compressed > PIECE
    assert max(map(len, pieces)) == PIECE
    with ZipFile(BytesIO(b"".join(pieces))) as found:
        assert found.read("a").decode() == noise


def test_rows_that_wait_hold_next_to_nothing_in_memory() -> None:
    tracemalloc.start()
    try:
        waiting = [rows(BytesIO(), "<一/>") for _sheet in range(8)]
        held, _peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held / len(waiting) < 10_000
