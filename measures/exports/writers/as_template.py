"""A report in an office's own Word template: its letterhead, its fonts, and in its middle what the report says.

A template is a Word file with placeholders (docs/reports.md lists them). `{{p content }}` on a line of its own stands
for all that the report holds; its paragraphs take the template's own styles of the same names.
"""

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from jinja2 import TemplateError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from measures.exports.contents import Report, printable
from measures.exports.writers.as_docx.document import Document

if TYPE_CHECKING:
    from docxtpl import DocxTemplate

CHUNK = 64 * 1024
LARGEST, MOST_PARTS, LARGEST_UNPACKED = 5 * 1024 * 1024, 1_000, 50 * 1024 * 1024
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PLACEHOLDERS = ("title", "report", "unit", "date", "facts", "remarks", "content")
# What a template may say: no calls, no arithmetic, no loop in a loop, so that it ends soon and reaches nothing.
ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem),
    *(nodes.For, nodes.If, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not),
)
DOCUMENT, SHOWN = "word/document.xml", 80
NO_WORD_FILE = gettext_lazy("This is no Word file (docx).")
_STYLE = re.compile('<w:pStyle w:val="([^"]*)"/>')
_TAG = re.compile(r"\{[{%#].*?[}%#]\}")
_KIND = re.compile(r"^\{\{(?:p|tr|tc|r)\s")
_FILLED = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")
XML = etree.XMLParser(resolve_entities=False, no_network=True)
_MACROS = re.compile(r"vbaProject|vbaData|activeX|embeddings/", re.IGNORECASE)


class Content:
    """Paragraphs and tables of a document, which are no text to be escaped."""

    def __init__(self, xml: str) -> None:
        self.xml = xml

    def __html__(self) -> str:
        return self.xml

    def __str__(self) -> str:
        return self.xml


def environment() -> ImmutableSandboxedEnvironment:
    """Without functions and filters."""
    found = ImmutableSandboxedEnvironment(autoescape=True)
    found.globals.clear()
    found.filters.clear()
    return found


def opened(template: bytes) -> "DocxTemplate":
    from docxtpl import DocxTemplate  # loaded late: each process of the site would start later by a tenth

    return DocxTemplate(BytesIO(template))


def chunks(report: Report, template: bytes) -> Iterator[bytes]:
    """The file in pieces. Raises ValidationError where the template cannot be filled in."""
    data = BytesIO(fill_in(report, template))
    while piece := data.read(CHUNK):
        yield piece


def fill_in(report: Report, template: bytes) -> bytes:
    """The report in the template. Raises ValidationError, as `check` does."""
    check(template)
    filled = opened(template)
    filled.init_docx()
    try:
        filled.render(context(report, styles_of(filled)), environment(), autoescape=True)
    except (TemplateError, etree.XMLSyntaxError, TypeError, ValueError) as error:
        raise ValidationError(_("The template cannot be filled in: %(why)s.") % {"why": error}) from error
    properties = filled.docx.core_properties
    properties.title, properties.author = printable(report.title)[:255], printable(report.author)[:255]
    written = BytesIO()
    filled.save(written)
    return written.getvalue()


def context(report: Report, styles: Mapping[str, str]) -> Mapping[str, object]:
    """What the placeholders stand for."""
    day = timezone.localdate()
    said = {"year": day.year, "month": day.month, "day": day.day}
    return {
        "title": printable(report.title),
        "report": printable(report.label),
        "unit": printable(report.author),
        "date": _("%(year)d-%(month)02d-%(day)02d") % said,
        "facts": [{"label": printable(fact.label), "value": printable(fact.value)} for fact in report.facts],
        "remarks": [printable(remark) for remark in (*report.remarks, *report.remarks_on_all)],
        "content": Content(content(report, styles)),
    }


def content(report: Report, styles: Mapping[str, str]) -> str:
    """The blocks of the report, each in the template's style of the same name, or in none."""
    document = Document(report, is_inserted=True)
    xml = "".join(document.chunks())
    names = document.looks.names()

    def own(match: re.Match[str]) -> str:
        identity = styles.get(names.get(match[1], "").lower())
        return f'<w:pStyle w:val="{identity}"/>' if identity else ""

    return _STYLE.sub(own, xml)


def styles_of(template: "DocxTemplate") -> Mapping[str, str]:
    """The identities of the template's paragraph styles, by name in small letters."""
    styles = template.docx.styles.element.iterfind(f"{W}style[@{W}type='paragraph']")
    named = ((style.find(f"{W}name"), style.get(f"{W}styleId", "")) for style in styles)
    return {name.get(f"{W}val", "").lower(): identity for name, identity in named if name is not None}


# Checking


def check(template: bytes) -> None:
    """Raises ValidationError with the place and what is wrong: no Word file, unsafe parts, faulty placeholders."""
    file = opened(template)
    used: set[str] = set()
    for part, xml in parts_of(template).items():
        places = Places(part, xml)
        places.check_tags()
        tree = parsed(file.patch_xml(xml), places.of(""))
        names = meta.find_undeclared_variables(tree)
        for name in sorted(names - set(PLACEHOLDERS)):
            known = _("unknown placeholder; there are %(names)s") % {"names": "、".join(PLACEHOLDERS)}
            raise refused(places.of(name), name, known)
        if any(outer.find(nodes.For) for outer in tree.find_all(nodes.For)):
            raise refused(places.of("for"), "for", _("a loop in a loop is not allowed"))
        used |= names
    if "content" not in used:
        raise ValidationError(_("{{p content }} stands nowhere: the report would not be in the file."))


class Places:
    """The paragraphs of a part and what is said in each."""

    def __init__(self, part: str, xml: str) -> None:
        self.part = part
        root = etree.fromstring(xml.encode())
        self.words = ["".join(text.text or "" for text in each.iter(f"{W}t")) for each in root.iter(f"{W}p")]

    def check_tags(self) -> None:
        """Each placeholder by itself, so that a fault has its place."""
        for number, words in enumerate(self.words, 1):
            for tag in _TAG.findall(words):
                if tag.startswith("{{"):
                    parsed(_KIND.sub("{{ ", tag), self.named(number), tag)

    def of(self, word: str) -> str:
        """The place of the first tag that holds a word; "" gives the part."""
        for number, words in enumerate(self.words, 1):
            if word and any(word in tag for tag in _TAG.findall(words)):
                return self.named(number)
        return self.named(0)

    def named(self, number: int) -> str:
        where = _("text") if self.part == DOCUMENT else self.part.removeprefix("word/").removesuffix(".xml")
        return _("%(part)s, paragraph %(number)d") % {"part": where, "number": number} if number else where


def parsed(source: str, place: str, tag: str = "") -> nodes.Template:
    """The template, of which only what is allowed is said. Raises ValidationError."""
    try:
        tree = environment().parse(source)
    except TemplateError as error:
        raise refused(place, tag, str(error)) from error
    unsafe = next((each for each in tree.find_all(nodes.Node) if not isinstance(each, ALLOWED)), None)
    if unsafe is not None:
        raise refused(place, tag, _("%(what)s is not allowed") % {"what": type(unsafe).__name__})
    if any(each.attr.startswith("_") for each in tree.find_all(nodes.Getattr)):
        raise refused(place, tag, _("%(what)s is not allowed") % {"what": "_"})
    return tree


def refused(place: str, tag: str, why: str) -> ValidationError:
    said = {"place": place, "tag": tag[:SHOWN], "why": why}
    return ValidationError((_("%(place)s: %(tag)s: %(why)s.") if tag else _("%(place)s: %(why)s.")) % said)


def parts_of(template: bytes) -> dict[str, str]:
    """The document, its headers and its footers. Raises ValidationError for a file that is none or is not safe."""
    if len(template) > LARGEST:
        raise ValidationError(_("The file is larger than %(most)d MB.") % {"most": LARGEST // 1024 // 1024})
    try:
        with ZipFile(BytesIO(template)) as archive:
            check_archive(archive)
            names = [name for name in archive.namelist() if _FILLED.fullmatch(name)]
            if DOCUMENT not in names:
                raise ValidationError(NO_WORD_FILE)
            return {name: archive.read(name).decode() for name in names}
    except (BadZipFile, KeyError, UnicodeDecodeError, NotImplementedError, OSError, RuntimeError) as error:
        raise ValidationError(NO_WORD_FILE) from error


def check_archive(archive: ZipFile) -> None:
    """Raises ValidationError for macros, embedded files, references to other places, document types, too much."""
    if len(archive.infolist()) > MOST_PARTS or sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
        raise ValidationError(_("The file holds more than a template needs."))
    for name in archive.namelist():
        if _MACROS.search(name):
            raise ValidationError(_("The file holds macros or embedded files: %(name)s.") % {"name": name})
        if name.endswith((".xml", ".rels")):
            check_part(name, archive.read(name))


def check_part(name: str, content: bytes) -> None:
    """Raises ValidationError for a document type and for what a program would fetch by itself, in any encoding."""
    try:
        root = etree.fromstring(content, XML)
    except etree.XMLSyntaxError as error:
        raise ValidationError(NO_WORD_FILE) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValidationError(NO_WORD_FILE)
    if name.endswith(".rels") and any(map(is_fetched, root.iter("{*}Relationship"))):
        raise ValidationError(_("The file fetches something from elsewhere: %(name)s.") % {"name": name})


def is_fetched(relationship: etree._Element) -> bool:
    """A link that somebody may follow is no danger; a picture that a program fetches by itself tells who opens it."""
    return relationship.get("TargetMode") == "External" and not relationship.get("Type", "").endswith("/hyperlink")
