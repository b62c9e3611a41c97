"""Small Word and PDF files, made in memory."""

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LEVELS = (
    ("chineseCounting", "第%1章", "第一章"),
    ("chineseCounting", "%2、", "一、"),
    ("decimal", "%3.", "1."),
)
STYLES = f"""<w:styles {WORD}>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
</w:styles>"""


def make_docx(body: str, numbering: str = "", **parts: str) -> bytes:
    """`body` is the inside of w:body; other parts by name, as footnotes='<w:footnotes…>'."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {WORD}><w:body>{body}</w:body></w:document>")
        archive.writestr("word/numbering.xml", f"<w:numbering {WORD}>{numbering or numbering_part()}</w:numbering>")
        for name, content in {"styles": STYLES, **parts}.items():
            archive.writestr(f"word/{name}.xml", content)
    return buffer.getvalue()


def numbering_part() -> str:
    """One list: 第一章 / 一、 / 1. — the numbers Word prints and keeps out of the text."""
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text, _) in enumerate(LEVELS)
    )
    return (
        f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )


def paragraph(text: str, style: str = "", depth: int | None = None) -> str:
    look = f'<w:pStyle w:val="{style}"/>' if style else ""
    if depth is not None:
        look += f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr>'
    return f"<w:p><w:pPr>{look}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def table(*rows: tuple[str, ...]) -> str:
    """A cell "^" goes on with the one above; each line of a cell is a paragraph."""
    return "<w:tbl>" + "".join("<w:tr>" + "".join(map(_cell, row)) + "</w:tr>" for row in rows) + "</w:tbl>"


def _cell(text: str) -> str:
    if text == "^":
        return "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>"
    return f"<w:tc>{''.join(map(paragraph, text.split(chr(10))))}</w:tc>"


Drawn = tuple[float, float, str] | tuple[float, float, float, float]


def make_pdf(*pages: Sequence[Drawn], drawn: bytes = b"") -> bytes:
    """Each page lists (x, y, text) and lines (x, y, x, y), in points from the foot of an A4 page; letters have 12.

    `drawn` are operators of PDF that every page begins with.
    """
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (len(pages), b" ".join(b"%d 0 R" % (6 + 2 * i) for i in range(len(pages)))),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        (
            b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /SimSun /FontDescriptor 5 0 R /DW 1000"
            b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>"
        ),
        (
            b"<< /Type /FontDescriptor /FontName /SimSun /Flags 6 /FontBBox [0 -200 1000 900] /ItalicAngle 0"
            b" /Ascent 859 /Descent -140 /CapHeight 700 /StemV 80 >>"
        ),
    ]
    for i, rows in enumerate(pages):
        content = drawn + b"".join(map(_drawn, rows))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]"
            b" /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % (7 + 2 * i)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return _assembled(objects)


def _drawn(item: Drawn) -> bytes:
    if len(item) == 4:
        return b"%g %g m %g %g l S\n" % item
    x, y, text = item
    return b"BT /F1 12 Tf %d %d Td <%s> Tj ET\n" % (x, y, text.encode("utf-16-be").hex().encode())


def ruled(lefts: list[float], tops: list[float]) -> list[Drawn]:
    """The lines of a table: `lefts` and `tops` with the outer edges."""
    levels: list[Drawn] = [(lefts[0], top, lefts[-1], top) for top in tops]
    return [*levels, *((left, tops[0], left, tops[-1]) for left in lefts)]


def _assembled(objects: list[bytes]) -> bytes:
    parts, offsets, length = [b"%PDF-1.4\n"], [], 9
    for number, content in enumerate(objects, 1):
        offsets.append(length)
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, content))
        length += len(parts[-1])
    entries = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, entries))
    parts.append(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, length))
    return b"".join(parts)


OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'
MILLIMETRE = 25.4 / 72


def make_ofd(*pages: Sequence[Drawn], common: str = "", **parts: str) -> bytes:
    """The same pages as `make_pdf` takes; `common` adds to the document's common data, `parts` replaces parts by name,
    with __ for / and without .xml.
    """
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    contents = {
        "OFD": "<ofd:OFD {ofd}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document": "<ofd:Document {ofd}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
        "</ofd:PhysicalBox></ofd:PageArea>{common}</ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    }
    for n, items in enumerate(pages):
        contents[f"Doc_0/Pages/Page_{n}/Content"] = ofd_page("".join(map(_placed, items)))
    contents |= {name.replace("__", "/"): content for name, content in parts.items()}
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(f"{name}.xml", content.replace("{ofd}", OFD).replace("{common}", common))
    return buffer.getvalue()


def ofd_page(objects: str, before: str = "") -> str:
    return f"<ofd:Page {OFD}>{before}<ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>"


def _placed(item: Drawn) -> str:
    if len(item) == 4:
        x, y, to_x, to_y = (value * MILLIMETRE for value in item)
        data = f"M {x:.3f} {297 - y:.3f} L {to_x:.3f} {297 - to_y:.3f}"
        return (
            f'<ofd:PathObject Boundary="0 0 210 297"><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'
        )
    x, y, text = item
    size = 12 * MILLIMETRE
    corner = f"{x * MILLIMETRE:.3f} {297 - y * MILLIMETRE - size:.3f}"
    delta = f' DeltaX="g {len(text) - 1} {size:.3f}"' if len(text) > 1 else ""
    code = f'<ofd:TextCode X="0" Y="{size:.3f}"{delta}>{text}</ofd:TextCode>'
    return f'<ofd:TextObject Boundary="{corner} 200 10" Size="{size:.3f}">{code}</ofd:TextObject>'
