"""Names of files that are downloaded or written: as the report is titled, and possible on every system."""

import os
import unicodedata
from urllib.parse import quote

LONGEST = 240  # bytes in UTF-8; file systems hold 255, browsers add " (1)" or ".crdownload"
# Not allowed in names on Windows, and / nowhere: the full-width twin looks the same and is.
TWINS = {ord(character): chr(ord(character) + 0xFEE0) for character in '\\/:*?"<>|'}
DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{port}{number}" for port in ("COM", "LPT") for number in range(10))}


def filename(title: str, extension: str) -> str:
    """`title` as a file's name, with its own punctuation; what is too long is cut behind a whole character."""
    visible = "".join(" " if one.isspace() else one for one in title if one.isspace() or is_visible(one))
    stem = " ".join(visible.translate(TWINS).split()).strip(". ") or "_"
    if os.path.splitext(stem)[0].split(".")[0].upper() in DEVICES:
        stem = f"_{stem}"
    return f"{cut(stem, LONGEST - len(extension) - 1)}.{extension}"


def is_visible(character: str) -> bool:
    """Not a control character, a half of one, or one that turns the direction of reading."""
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Cn")


def cut(text: str, most: int) -> str:
    """The beginning of `text` in at most `most` bytes, no letter without its accents."""
    kept = text.encode()[:most].decode(errors="ignore")
    while kept and len(kept) < len(text) and unicodedata.combining(text[len(kept)]):
        kept = kept[:-1]
    return kept.rstrip(". ")


def disposition(name: str, plain: str) -> str:
    """A Content-Disposition header (RFC 6266): `plain`, in ASCII, for programs that read no `filename*`."""
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
