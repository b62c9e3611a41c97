"""What a document has around its outline: the parts of the letter, told by the form of a line.

Reads: lines. Writes: `Front`, which the other stages of the front fill, and answers about lines.
"""

from dataclasses import dataclass, field

from measures.parsing.lexicon import any_of, document_words
from measures.parsing.patterns import lazy_regex
from measures.parsing.structure.metadata import Metadata, date_of, document_number_of, is_organisation, names_a_month
from measures.parsing.structure.paragraphs import Paragraph
from measures.parsing.structure.wording import addresses_an_audience
from measures.terms import FramePart, FurnitureKind, PassageKind

PUBLIC = lazy_regex(rf"^[（(]{any_of(document_words.THIS_DOCUMENT)}?.{{0,7}}{document_words.PUBLIC}.{{0,6}}[)）]$")
IMPRINT = lazy_regex(rf"^{any_of(document_words.IMPRINT_LABELS)}\s*[:：]|\d{{1,2}}\s*日\s*{document_words.PRINTED}$")
ADOPTED = lazy_regex(f"{any_of(document_words.ADOPTED)}[)）]?$")
_DAY = lazy_regex(r"20\d{2}年\d{1,2}月\d{1,2}日")
_ADDRESSEES = lazy_regex(rf"^各[市区县省地有乡镇部].*[:：]$|{any_of(document_words.ADDRESSEE_ENDS)}[)）]?\s*[:：]$")
SUBTITLE = lazy_regex(
    r"^[—－\-]{1,4}\s*(?:20\d{2}|二[〇○零])\S{0,3}年.{2,60}"
    rf"{any_of(document_words.MEETING_ENDS)}(?:第.{{1,4}}次{document_words.MEETING_ENDS[0]})?上$"
)
_SPEAKER = lazy_regex(rf"^.{{0,12}}{any_of(document_words.SPEAKERS)}(?:[\s\u3000]+\S{{1,3}}(?:[\s\u3000]\S)?)?$")
ANNEX_LINE = lazy_regex(r"^附\s*件\s*\d{0,2}\s*(?:[:：].*)?$")

Use = tuple[PassageKind, str]
SITE: Use = (PassageKind.FURNITURE, FurnitureKind.SITE)
PLAN_TEXT: Use = (PassageKind.TEXT, "")
PLAN_TITLE: Use = (PassageKind.HEADING, "")
ANNEX_LIST: Use = (PassageKind.FRAME, FramePart.ANNEXES)


@dataclass(slots=True)
class Front:
    """`uses` say what each paragraph outside the outline became; `titles` are the loose forms of the plans' titles.

    `body` are the paragraphs left for the outline.
    """

    meta: Metadata = field(default_factory=Metadata)
    uses: dict[Paragraph, Use] = field(default_factory=dict)
    titles: frozenset[str] = frozenset()
    title_paragraph: Paragraph | None = None
    body: list[Paragraph] = field(default_factory=list)

    def use(self, paragraphs: list[Paragraph], use: Use) -> None:
        self.uses.update(dict.fromkeys(paragraphs, use))


def frame_part(text: str) -> FramePart | None:
    """The part of the letter that a line is by its own form."""
    if document_number_of(text):
        return FramePart.NUMBER
    if date_of(text) or names_a_month(text):
        return FramePart.DATE
    if PUBLIC.match(text) or tells_adoption(text):
        return FramePart.NOTE
    if IMPRINT.search(text):
        return FramePart.COPIES
    if SUBTITLE.match(text):
        return FramePart.NOTE
    if len(text) <= 80 and "。" not in text and ANNEX_LINE.match(text):
        return FramePart.ANNEXES
    if is_organisation(text) or _SPEAKER.match(text):
        return FramePart.SIGNATURE
    if "。" not in text and len(text) <= 300 and (_ADDRESSEES.search(text) or addresses_an_audience(text)):
        return FramePart.ADDRESSEES
    return None


def tells_adoption(text: str) -> bool:
    """（2025年11月26日…全体会议通过）, as below a title, with or without brackets."""
    return ADOPTED.search(text) is not None and (
        text[0] in "（(" or (_DAY.match(text) is not None and "。" not in text)
    )
