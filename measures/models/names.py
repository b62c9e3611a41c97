"""Names that a person cannot tell apart: one spelling for comparing them, and the characters that no name may hold."""

import unicodedata
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from measures.folding import fold_but_punctuation

# Unicode's Default_Ignorable_Code_Point beside the categories below: drawn as nothing by every font.
IGNORABLE = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0}
IGNORABLE |= {*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0000, 0xE1000)}
INVISIBLE_CATEGORIES = {"Cc", "Cf", "Zl", "Zp"}  # control, format (zero-width, direction), line and paragraph breaks
KANGXI = range(0x2F00, 0x2FD6)  # radicals, which PDF files put in place of the ideographs they look like
# Printable characters that no plain name has; all others that it has not are unprintable.
NOT_PLAIN = frozenset(map(chr, IGNORABLE | {*KANGXI}))


# What most fonts draw alike, each as it is after folding (which writes small letters and one kind of dash): letters of
# other scripts, katakana, strokes and figures in place of the letters, ideographs and figures that they look like.
LOOK_ALIKES = str.maketrans(
    "аветкмнорсухіјѕαβεζηικμνορτυχエカロ囗ニハタト-ーo〇li|",
    "abetkmh0pcyx1jsabezh1kmn0ptyx工力口口二八夕卜一一00111",
)


def is_invisible(character: str) -> bool:
    return ord(character) in IGNORABLE or unicodedata.category(character) in INVISIBLE_CATEGORIES


def plain_name(name: str) -> str:
    """`name` without invisible characters, with ideographs for Kangxi radicals, and with no space at its ends."""
    if name.isprintable() and NOT_PLAIN.isdisjoint(name):
        return name.strip()
    seen = (character for character in name if not is_invisible(character))
    return "".join(unicodedata.normalize("NFKC", c) if ord(c) in KANGXI else c for c in seen).strip()


@lru_cache(maxsize=10_000)  # who looks for a body compares the names of all
def comparable(name: str) -> str:
    """A key that names which look alike share: folded as by `measures.folding`, and look-alike characters replaced."""
    return fold_but_punctuation(plain_name(name)).translate(LOOK_ALIKES)


def check_plain(name: str) -> None:
    """A validator: the name must be written as it looks, without a space at its ends."""
    if plain_name(name) != name:
        message = _(
            "The name holds invisible characters, radicals in place of characters, or a space at an end. "
            "Write: %(name)s"
        )
        raise ValidationError(message, code="characters", params={"name": plain_name(name)})
