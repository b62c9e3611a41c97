"""Bytes of a fixture file → checked rows. Every fault is found before anything is compared."""

import json
from base64 import b64decode
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

import orjson
from django.db.models import Model
from django.utils.translation import gettext as _

from measures.importing.checking import RecordChecker
from measures.importing.collection import paused_collection
from measures.importing.errors import Fault, FixtureError
from measures.importing.records import FieldValues, NaturalKey
from measures.importing.references import check_together
from measures.models import Conflict

NUL = rb"\u0000"


@dataclass(frozen=True)
class Incoming:
    """The checked records of one plan, by model and natural key, in the order of the file.

    `files` are the original bytes of documents, which the dump of a plan may have.
    """

    rows: dict[type[Model], dict[NaturalKey, FieldValues]]
    files: tuple[bytes, ...] = ()

    @property
    def is_dump(self) -> bool:
        """Whether the file is the dump of a plan with all that it has here, not the reading of a document."""
        return Conflict in self.rows


@paused_collection()
def read(data: bytes) -> Incoming:
    """The records of a fixture file. Raises FixtureError with every fault and its place."""
    records, storable = parse(data)
    dumped = is_dump(records)
    files = taken_files(records) if dumped else ()
    checker = RecordChecker(dumped=dumped, storable=storable)
    records.reverse()
    for number in range(1, len(records) + 1):
        checker.check(number, records.pop())  # what is checked is not held twice
    faults = checker.faults or check_together(checker.rows, checker.places)
    if faults:
        raise FixtureError(faults)
    return Incoming(checker.rows, files)


def is_dump(records: list[object]) -> bool:
    """Whether the records have versions, which no document tells of."""
    return any("version" in fields for fields in fields_with(records, "measures.plan"))


def fields_with(records: list[object], model: str) -> Iterator[dict[str, object]]:
    """The fields of the records of a model, as far as they have any."""
    for record in records:
        if isinstance(record, dict) and record.get("model") == model and isinstance(record.get("fields"), dict):
            yield record["fields"]


def taken_files(records: list[object]) -> tuple[bytes, ...]:
    """The original bytes of documents, taken out of the records. Raises FixtureError where they are others."""
    files = []
    for fields in fields_with(records, "measures.sourcedocument"):
        data = decoded(fields.pop("file", None))
        if data and sha256(data).hexdigest() != fields.get("sha256"):
            raise FixtureError([Fault(str(fields.get("filename")), _("The file is not the one that was dumped."))])
        files += [data] if data else []
    return tuple(files)


def decoded(file: object) -> bytes:
    """The bytes of a text in base64, b"" where there is none or it is damaged, which the digest then tells."""
    try:
        return b64decode(str(file or ""), validate=True)
    except ValueError:
        return b"damaged"


def decode(data: bytes) -> str:
    """The text of a UTF-8 file, with or without a byte order mark; of one cut within a character, what is whole."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            return data[: error.start].decode("utf-8-sig")
        line = data.count(b"\n", 0, error.start) + 1
        place = _("line %(line)d, byte %(byte)d") % {"line": line, "byte": error.start + 1}
        raise FixtureError([Fault(place, not_utf8(data))]) from None


def not_utf8(data: bytes) -> str:
    """Which encoding the file seems to be in, and what to do."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _("The file is in UTF-16. A fixture is in UTF-8: save it as UTF-8.")
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return _("The file is not text in UTF-8.")
    return _("The file is not in UTF-8, it looks like GB18030 (GBK). A fixture is in UTF-8: save it as UTF-8.")


def parse(data: bytes) -> tuple[list[object], bool]:
    """The list of records in the file, and whether both engines can surely store all of its text.

    orjson reads several times as fast as Python's json, which then says what is wrong where there is anything.
    """
    try:
        records, storable = orjson.loads(data.removeprefix(BOM_UTF8)), NUL not in data
    except orjson.JSONDecodeError:
        records, storable = parse_slowly(decode(data)), False
    if not isinstance(records, list):
        raise FixtureError([Fault("", _("A fixture is a list of records in square brackets."))])
    if not records:
        raise FixtureError([Fault("", _("The fixture holds no record."))])
    return records, storable


def parse_slowly(text: str) -> object:
    """What orjson refuses. Raises FixtureError with the place of what is wrong."""
    if not text.strip():
        raise FixtureError([Fault("", _("The file is empty."))])
    try:
        return json.loads(text, parse_constant=refuse_constant)
    except json.JSONDecodeError as error:
        raise FixtureError([broken(text, error)]) from None
    except (ValueError, RecursionError) as error:
        raise FixtureError([Fault("", _("The file is not a fixture: %(reason)s") % {"reason": error})]) from None


def broken(text: str, error: json.JSONDecodeError) -> Fault:
    place = _("line %(line)d, column %(column)d") % {"line": error.lineno, "column": error.colno}
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated"):
        return Fault(place, _("The file breaks off here: it is not complete."))
    return Fault(place, _("This is not JSON (%(reason)s).") % {"reason": error.msg})


def refuse_constant(name: str) -> None:
    raise ValueError(name)
