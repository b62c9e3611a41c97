"""Writes `measures/parsing/extract/fonts/box.ttf`, one box for every character: `python -m policyhub.box_font`.

PDFium takes a font of the machine for one that a document names and does not bring. It leaves out a character that
stands alone and is in none of the machine's fonts, so that a document would be read in another way on another machine.
"""

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

FONT = Path(__file__).resolve().parent.parent / "measures" / "parsing" / "extract" / "fonts" / "box.ttf"
UNITS, ASCENT, DESCENT = 1000, 800, -100
CHARACTERS = range(0x20, 0x3FFFF)
ALL_CODE_PAGES = 0xFFFFFFFF  # by which a font is chosen for Chinese, traditional or simplified, Japanese and Korean


def build(path: Path) -> None:
    builder = FontBuilder(UNITS, isTTF=True)
    builder.setupHead(unitsPerEm=UNITS, created=0, modified=0)
    builder.setupGlyphOrder([".notdef", "box"])
    builder.setupCharacterMap({})
    builder.setupGlyf({".notdef": _box(), "box": _box()})
    builder.setupHorizontalMetrics({".notdef": (UNITS, 0), "box": (UNITS, 0)})
    builder.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    builder.setupNameTable({"familyName": "Box", "styleName": "Regular"})
    builder.setupOS2(ulCodePageRange1=ALL_CODE_PAGES)
    builder.setupPost(keepGlyphNames=False)
    builder.font["cmap"].tables = [_one_glyph_for_all()]
    builder.font.recalcTimestamp = False
    builder.save(path)


def _box() -> object:
    pen = TTGlyphPen(None)
    pen.moveTo((0, DESCENT))
    for corner in ((0, ASCENT), (UNITS, ASCENT), (UNITS, DESCENT)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()


def _one_glyph_for_all() -> CmapSubtable:
    """Format 13, "many-to-one range mappings" of OpenType's cmap table: a group for all characters."""
    table = CmapSubtable.getSubtableClass(13)(13)
    table.platformID, table.platEncID, table.language = 3, 10, 0
    table.cmap = dict.fromkeys(CHARACTERS, "box")
    return table


if __name__ == "__main__":
    build(FONT)
