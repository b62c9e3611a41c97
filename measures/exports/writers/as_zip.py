"""An archive with a file a part, such as a workbook a body: written while it is read, one file at a time."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import IO, cast
from zipfile import ZipFile, ZipInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from measures.exports.contents import Part, Report
from measures.exports.filenames import LONGEST, cut, filename

NUMBERED = 16  # bytes at least that a number and an extension take


class Outgoing:
    """What an archive writes, until it is taken. It cannot seek, so `ZipFile` writes straight on."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits to be written."""

    def take(self) -> bytes:
        taken, self.pieces = b"".join(self.pieces), []
        return taken


def chunks(report: Report, writers: Mapping[str, Callable[[Report], Iterator[bytes]]]) -> Iterator[bytes]:
    """The archive in pieces. The writer of `report.files` makes each file, which is compressed already."""
    outgoing, names, write = Outgoing(), Names(report.files), writers[report.files]
    moment = timezone.localtime().timetuple()[:6]
    with ZipFile(cast("IO[bytes]", outgoing), "w") as archive:
        for part in report.parts:
            info = ZipInfo(names.next(part.title or report.title), moment)
            with archive.open(info, "w") as file:
                for piece in write(own_report(report, part)):
                    file.write(piece)
                    yield outgoing.take()
            yield outgoing.take()
    yield outgoing.take()


def own_report(report: Report, part: Part) -> Report:
    """The report of one part, in a file of its own."""
    title = _("%(name)s: %(value)s") % {"name": report.title, "value": part.title} if part.title else report.title
    return replace(report, title=title, parts=[part], remarks_on_all=())


class Names:
    """File names, each once: programs that unpack tell neither case nor composed letters apart."""

    def __init__(self, extension: str) -> None:
        self.extension = extension
        self.taken: set[str] = set()

    def next(self, title: str) -> str:
        """A title as the name of a file, numbered from the second of it on."""
        found, number = filename(title, self.extension), 1
        stem = found.removesuffix(f".{self.extension}")
        while unicodedata.normalize("NFC", found).casefold() in self.taken:
            number += 1
            found = f"{cut(stem, LONGEST - NUMBERED)}（{number}）.{self.extension}"
        self.taken.add(unicodedata.normalize("NFC", found).casefold())
        return found
