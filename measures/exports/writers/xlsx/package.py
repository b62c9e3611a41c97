"""The file of a workbook, put together from parts of which the long ones are compressed already.

Rows are compressed as they are made and wait on the disk; what stands before and behind them in a sheet is only known
at the end. Streams of deflate (RFC 1951) that end on a byte can be set behind each other, and the checksums of two
pieces give that of the whole.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from itertools import chain
from typing import IO
from zipfile import ZipFile

PIECE = 64 * 1024
# Level 1 takes a fifth of the time of level 6 and makes these files a tenth larger (benchmarks/exports).
LEVEL = 1
POLYNOMIAL = 0xEDB88320  # of CRC-32, its bits reversed
DEFLATED, VERSION, UTF_8, DAY = 8, 20, 0x800, 0x21  # 1980-01-01, as Excel dates the parts of its files
SHEET_DATA = re.compile(rb"<sheetData(?:/>|>.*</sheetData>)", re.DOTALL)
DIMENSION = re.compile(rb'(?<=<dimension ref=")[^"]*')
LOCAL, CENTRAL, END = "<4s5H3L2H", "<4s6H3L5H2L", "<4s4H2LH"  # APPNOTE.TXT 4.3.7, 4.3.12, 4.3.16


class Rows:
    """XML on its way into a file, compressed. Only one at a time can be written to.

    `reach` are the cells that it has, such as A1:L7.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.start = file, file.tell()
        self.deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        self.checksum = self.size = self.compressed = 0
        self.reach = "A1"

    def write(self, xml: str) -> None:
        data = xml.encode()
        self.checksum = zlib.crc32(data, self.checksum)
        self.size += len(data)
        self.file.write(self.deflate.compress(data))

    def close(self) -> None:
        """End on a whole byte, so that another stream can follow."""
        self.file.write(self.deflate.flush(zlib.Z_FULL_FLUSH))
        del self.deflate  # a quarter of a megabyte, which each of some hundred sheets would hold to the end
        self.compressed = self.file.tell() - self.start

    def pieces(self) -> Iterator[bytes]:
        for place in range(self.start, self.start + self.compressed, PIECE):
            self.file.seek(place)
            yield self.file.read(min(PIECE, self.start + self.compressed - place))


def zipped(frame: ZipFile, rows: dict[str, Rows]) -> Iterator[bytes]:
    """The files of `frame`, in their order, as a new zip file. `rows` are those of sheets, by the name of the file."""
    place, index = 0, []
    for name in frame.namelist():
        checksum, size, compressed, pieces = member(frame.read(name), rows.get(name))
        encoded = name.encode()
        common = (VERSION, UTF_8, DEFLATED, 0, DAY, checksum, compressed, size, len(encoded), 0)
        yield struct.pack(LOCAL, b"PK\3\4", *common) + encoded
        yield from pieces
        index.append(struct.pack(CENTRAL, b"PK\1\2", VERSION, *common, 0, 0, 0, 0, place) + encoded)
        place += struct.calcsize(LOCAL) + len(encoded) + compressed
    whole = b"".join(index)
    yield whole + struct.pack(END, b"PK\5\6", 0, 0, len(index), len(index), len(whole), place, 0)


def member(content: bytes, rows: Rows | None) -> tuple[int, int, int, Iterator[bytes]]:
    """The checksum, the size, the compressed size and the compressed pieces of a file, with `rows` as its sheetData."""
    before, after = SHEET_DATA.split(content, 1) if rows else (content, b"")
    if rows:
        before = DIMENSION.sub(rows.reach.encode(), before)
    first, last = deflated(before, zlib.Z_FULL_FLUSH), deflated(after, zlib.Z_FINISH)
    checksum, size, compressed = zlib.crc32(before), len(before) + len(after), len(first) + len(last)
    if rows:
        checksum = joined(checksum, rows.checksum, rows.size)
        size, compressed = size + rows.size, compressed + rows.compressed
    return zlib.crc32(after, checksum), size, compressed, chain([first], rows.pieces() if rows else (), [last])


def deflated(data: bytes, ending: int) -> bytes:
    deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflate.compress(data) + deflate.flush(ending)


def joined(first: int, second: int, length: int) -> int:
    """The CRC-32 of two pieces behind each other, from theirs; `length` is that of the second in bytes.

    A checksum is a polynomial modulo POLYNOMIAL: each bit that follows multiplies it by x, a byte by x to the eighth.
    """
    power = 0x00800000
    while length:
        if length & 1:
            first = product(power, first)
        power = product(power, power)
        length >>= 1
    return first ^ second


def product(one: int, other: int) -> int:
    """Of two polynomials modulo POLYNOMIAL; the highest bit of a number is the coefficient of 1."""
    result = 0
    while one:
        if one & 0x80000000:
            result ^= other
        one = one << 1 & 0xFFFFFFFF
        other = other >> 1 ^ (POLYNOMIAL if other & 1 else 0)
    return result
