"""Zip files of XML parts (Word, Excel, OFD), read within limits: nothing is unpacked before its size is known."""

import lzma
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from measures.parsing.tree import DocumentError

if TYPE_CHECKING:
    from lxml import etree

MAX_PART = 100 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024  # all parts that are read
MAX_PARTS = 20_000
# A part may be packed to a three-hundredth of its size; text packs to a tenth, the emptiest of tables to a hundredth.
MAX_RATIO, SMALL_PART = 300, 1_000_000
# What `zipfile` raises, beside BadZipFile, for directories and streams that were tampered with or cut.
_ERRORS = (
    *(BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, KeyError, IndexError),
    *(OverflowError, zlib.error, struct.error, lzma.LZMAError),
)


class Archive:
    """An open zip file. Every method raises DocumentError `damaged` or `too_large` with the part's name."""

    def __init__(self, file: ZipFile) -> None:
        self.file = file
        self.names = frozenset(file.namelist())
        self.unpacked = 0
        if len(self.names) > MAX_PARTS:
            raise DocumentError("too_large", detail=f"{len(self.names)} files")

    def read(self, name: str) -> bytes:
        """The part's bytes. Its declared size is checked first; `zipfile` refuses a part that is not as declared."""
        with _damaged(name):
            info = self.file.getinfo(name)
        self.unpacked += info.file_size
        if info.file_size > min(MAX_PART, SMALL_PART + MAX_RATIO * info.compress_size):
            raise DocumentError("too_large", detail=name)
        if self.unpacked > MAX_UNPACKED:
            raise DocumentError("too_large", detail=name)
        with _damaged(name), self.file.open(info) as stream:
            return stream.read(info.file_size + 1)

    def xml(self, name: str) -> "etree._Element":
        """The part's root element; a document type, with which entities are declared, is refused."""
        from lxml import etree  # loaded when a document is read

        content = self.read(name)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, load_dtd=False
        )
        try:
            root = etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise DocumentError("damaged", detail=name) from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise DocumentError("damaged", detail=name)
        return root


@contextmanager
def open_archive(data: bytes) -> Iterator[Archive]:
    """Open the bytes of a zip file. Raises DocumentError `damaged`, `too_large`."""
    with _damaged():
        file = ZipFile(BytesIO(data))
    with file:
        yield Archive(file)


@contextmanager
def _damaged(name: str = "") -> Iterator[None]:
    try:
        yield
    except _ERRORS as error:
        raise DocumentError("damaged", detail=name) from error
