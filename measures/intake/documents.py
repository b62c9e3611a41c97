"""What was handed in → its documents, each read by itself: a file, several files, or the files of a zip."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from measures.intake.reading import read_document, receive_document, run_child
from measures.parsing import DocumentError, PlanTree
from measures.parsing.extract import Format
from measures.parsing.ledgers import Ledger


@dataclass(frozen=True, slots=True)
class Document:
    name: str  # a path inside a zip reads `任务.zip/附件1.xlsx`
    data: bytes


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one document: its tree, or the ledger that it is, or why there is neither."""

    document: Document
    tree: PlanTree | None = None
    ledger: Ledger | None = None
    error: DocumentError | None = None


Titles = Mapping[str, str]


def read_documents(documents: Iterable[Document], titles: Titles | None = None) -> Iterator[Reading]:
    """One reading for each document, in the order given; a zip gives one for each document in it.

    Where `titles` says how the columns of a ledger may be titled (title → name), ledgers are read as such.
    """
    for document in documents:
        reading = _read(document, titles)
        if reading.error and reading.error.code == "unknown_format" and reading.error.detail == Format.ZIP:
            yield from _read_zip(document, titles)
        else:
            yield reading


def _read(document: Document, titles: Titles | None) -> Reading:
    try:
        if titles is None:
            return Reading(document, read_document(document.data))
        found = receive_document(document.data, titles)
    except DocumentError as error:
        return Reading(document, error=error)
    return Reading(document, ledger=found) if isinstance(found, Ledger) else Reading(document, found)


def _read_zip(archive: Document, titles: Titles | None) -> Iterator[Reading]:
    try:
        found: list[tuple[str, bytes]] = run_child(["unpack"], archive.data, list)
    except DocumentError as error:
        yield Reading(archive, error=error)
        return
    for name, data in found:
        yield _read(Document(f"{archive.name}/{name}", data), titles)
