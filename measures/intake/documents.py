"""What was handed in → its documents, each read by itself: a file, several files, or the files of a zip."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from measures.intake.reading import read_document, run_child
from measures.parsing import DocumentError, PlanTree
from measures.parsing.extract import Format


@dataclass(frozen=True, slots=True)
class Document:
    name: str  # a path inside a zip reads `任务.zip/附件1.xlsx`
    data: bytes


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one document: its tree, or why there is none."""

    document: Document
    tree: PlanTree | None = None
    error: DocumentError | None = None


def read_documents(documents: Iterable[Document]) -> Iterator[Reading]:
    """One reading for each document, in the order given; a zip gives one for each document in it."""
    for document in documents:
        reading = _read(document)
        if reading.error and reading.error.code == "unknown_format" and reading.error.detail == Format.ZIP:
            yield from _read_zip(document)
        else:
            yield reading


def _read(document: Document) -> Reading:
    try:
        return Reading(document, read_document(document.data))
    except DocumentError as error:
        return Reading(document, error=error)


def _read_zip(archive: Document) -> Iterator[Reading]:
    try:
        found: list[tuple[str, bytes]] = run_child("unpack", archive.data, list)
    except DocumentError as error:
        yield Reading(archive, error=error)
        return
    for name, data in found:
        yield _read(Document(f"{archive.name}/{name}", data))
