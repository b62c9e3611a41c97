"""The parts of a Word file beside the document itself (ECMA-376, Office Open XML)."""

from datetime import datetime
from xml.sax.saxutils import escape

from measures.exports.contents import Report, printable
from measures.exports.writers.as_docx.looks import LATIN, NAMESPACE, OTHER_NAMES

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
PACKAGE_TYPE = "application/vnd.openxmlformats-package"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DOCUMENT_START = f'{HEAD}<w:document {NAMESPACE} xmlns:r="{OFFICE}"><w:body>'
DOCUMENT_END = "</w:body></w:document>"
# name → (content type, kind of relationship from the document)
PARTS = {
    "styles": (f"{MAIN}.styles+xml", "styles"),
    "settings": (f"{MAIN}.settings+xml", "settings"),
    "fontTable": (f"{MAIN}.fontTable+xml", "fontTable"),
    "odd": (f"{MAIN}.footer+xml", "footer"),
    "even": (f"{MAIN}.footer+xml", "footer"),
}
SETTINGS = (
    f'{HEAD}<w:settings {NAMESPACE}><w:zoom w:percent="100"/><w:evenAndOddHeaders/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting w:name="compatibilityMode"'
    ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)


def content_types() -> str:
    override = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{kind}"/>' for name, (kind, _relation) in PARTS.items()
    )
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{PACKAGE_TYPE}.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{MAIN}.document.main+xml"/>{override}'
        f'<Override PartName="/docProps/core.xml" ContentType="{PACKAGE_TYPE}.core-properties+xml"/>'
        "</Types>"
    )


def relationships() -> str:
    return _relationships(
        ("document", f"{OFFICE}/officeDocument", "word/document.xml"),
        ("core", f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    )


def document_relationships() -> str:
    return _relationships(*((name, f"{OFFICE}/{kind}", f"{name}.xml") for name, (_type, kind) in PARTS.items()))


def _relationships(*found: tuple[str, str, str]) -> str:
    each = "".join(f'<Relationship Id="{identity}" Type="{kind}" Target="{to}"/>' for identity, kind, to in found)
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{each}</Relationships>'


def properties(report: Report, made: datetime) -> str:
    """Title, author and day."""
    title, author = escape(printable(report.title)), escape(printable(report.author))
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><cp:lastModifiedBy>{author}</cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{made:%Y-%m-%dT%H:%M:%SZ}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{made:%Y-%m-%dT%H:%M:%SZ}</dcterms:modified></cp:coreProperties>'
    )


def fonts() -> str:
    """The fonts and what stands in for each where it is missing."""
    each = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/>'
        f'<w:charset w:val="{"00" if name == LATIN else "86"}"/></w:font>'
        for name, others in OTHER_NAMES.items()
    )
    return f"{HEAD}<w:fonts {NAMESPACE}>{each}</w:fonts>"


def footer(*, is_odd: bool) -> str:
    """— 1 — a character from the outer edge: right on odd pages, left on even ones."""
    side = "right" if is_odd else "left"
    begin, separate, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    code = '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    field = f"{begin}{code}{separate}<w:r><w:t>1</w:t></w:r>{end}"
    dash = '<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">{}</w:t></w:r>'
    return (
        f'{HEAD}<w:ftr {NAMESPACE}><w:p><w:pPr><w:pStyle w:val="Footer"/>'
        f'<w:ind w:{side}Chars="100" w:{side}="280"/><w:jc w:val="{side}"/></w:pPr>'
        f"{dash.format('— ')}{field}{dash.format(' —')}</w:p></w:ftr>"
    )
