"""Smaller PNG files of screenshots: a palette of at most 256 colours, compressed as well as zlib can."""

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST_COLOURS = 256
Colour = tuple[int, ...]


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The name and the content of each part of a PNG file."""
    at = len(SIGNATURE)
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += length + 12


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def rows(packed: bytes, width: int, bytes_a_pixel: int) -> Iterator[bytes]:
    """The rows of an image of 8 bits a channel, unfiltered (PNG specification, 9.2)."""
    data, length = zlib.decompress(packed), width * bytes_a_pixel
    above = bytes(length)
    for at in range(0, len(data), length + 1):
        kind, row = data[at], bytearray(data[at + 1 : at + 1 + length])
        for i in range(length if kind else 0):
            left = row[i - bytes_a_pixel] if i >= bytes_a_pixel else 0
            corner = above[i - bytes_a_pixel] if i >= bytes_a_pixel else 0
            row[i] = (row[i] + predicted(kind, left, above[i], corner)) & 255
        above = bytes(row)
        yield above


def predicted(kind: int, left: int, up: int, corner: int) -> int:
    if kind < 4:
        return (0, left, up, (left + up) // 2)[kind]
    estimate = left + up - corner
    return min((left, up, corner), key=lambda near: abs(estimate - near))


def with_palette(data: bytes) -> bytes:
    """The same picture with the nearest of its 256 most frequent colours; transparency is left out."""
    parts = list(chunks(data))
    width, height, depth, kind = struct.unpack(">IIBB", parts[0][1][:10])
    if depth != 8 or kind not in (2, 6):
        raise ValueError("no picture of 8 bits a channel in true colour")
    size = 3 if kind == 2 else 4
    packed = b"".join(content for name, content in parts if name == b"IDAT")
    lines = [[line[i : i + 3] for i in range(0, len(line), size)] for line in rows(packed, width, size)]
    counts = Counter(pixel for line in lines for pixel in line)
    palette = [colour for colour, _count in counts.most_common(MOST_COLOURS)]
    index = {colour: nearest(colour, palette) for colour in counts}
    image = b"".join(b"\0" + bytes(index[pixel] for pixel in line) for line in lines)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    written = [(b"IHDR", head), (b"PLTE", b"".join(palette)), (b"IDAT", zlib.compress(image, 9)), (b"IEND", b"")]
    return SIGNATURE + b"".join(chunk(*each) for each in written)


def nearest(colour: bytes, palette: list[bytes]) -> int:
    return min(
        range(len(palette)), key=lambda place: sum((a - b) ** 2 for a, b in zip(colour, palette[place], strict=True))
    )
