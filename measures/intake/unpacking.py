"""The files of a zip that may be documents. Imports no Django: it runs in the reading process."""

import re
from zipfile import ZipInfo

from measures.parsing.extract.archive import open_archive
from measures.parsing.tree import DocumentError

MAX_DOCUMENTS = 100
_UTF8_NAME = 0x800
# What systems and programs leave beside documents.
_LEFT_BEHIND = re.compile(r"(?:^|/)(?:__MACOSX/|\.|~\$|Thumbs\.db$|desktop\.ini$)")
_ATTACHMENT = re.compile(r"附\s*(?:件|表|录)")


def unpack(data: bytes) -> list[tuple[str, bytes]]:
    """(name, bytes) of each file: notices before their attachments, each in the order of their names.

    Raises DocumentError `damaged`, `too_large`, `empty`.
    """
    with open_archive(data) as archive:
        names = {info.filename: _name(info) for info in archive.file.infolist() if not info.is_dir()}
        kept = {name: shown for name, shown in names.items() if not _LEFT_BEHIND.search(shown)}
        if not kept:
            raise DocumentError("empty")
        if len(kept) > MAX_DOCUMENTS:
            raise DocumentError("too_large", detail=f"{len(kept)} > {MAX_DOCUMENTS}")
        return [(kept[name], archive.read(name)) for name in sorted(kept, key=lambda name: _order(kept[name]))]


def _order(name: str) -> tuple[bool, list[tuple[int, str]]]:
    """附件2 before 附件10."""
    return bool(_ATTACHMENT.search(name)), [_order_of(part) for part in re.findall(r"\d+|\D+", name)]


def _order_of(part: str) -> tuple[int, str]:
    return (int(part), "") if part.isdecimal() and len(part) < 10 else (0, part)


def _name(info: ZipInfo) -> str:
    """Zip programs in Chinese write names in GBK without saying so, which reads as code page 437."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename
