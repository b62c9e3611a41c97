"""Two editions of a plan side by side, and what each edition says of one record.

Each edition's passages name the stored codes, which the matching gave the records when the edition was imported: the
passages of one code belong together, whatever number they have in print.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.admin.history.differences import marked_difference, marked_sides
from measures.admin.imports.comparison import PARTED
from measures.admin.offers import offer
from measures.admin.types import Label
from measures.choices import DocumentKind, FramePart, PassageKind
from measures.matching import Reason, parted, rising_places
from measures.models import Measure, Plan, Section, SourceDocument
from measures.terms import KEPT
from measures.visibility import User

LABELS: dict[str, Label] = {
    "changed": _("Changed"),
    "moved": _("Moved"),
    "new": _("New"),
    "split": _("Split"),
    "dropped": _("No longer there"),
    "merged": _("Merged"),
}
OTHERS = {"split": PARTED[Reason.SPLIT], "merged": PARTED[Reason.MERGED]}
Key = tuple[str, str, int]  # kind of unit, code, and which of those of this code


@dataclass(frozen=True)
class Unit:
    """The passages of one record that stand together, or one part of the letter; no furniture."""

    key: Key
    text: str


@dataclass(frozen=True)
class Row:
    """What both editions say in one place; of a unit that has moved there is one row where it was, one where it is."""

    code: str
    label: Label  # of what stands there, where that is no record
    outcome: str  # "same", "gone" (moved from here) or one of LABELS
    before: SafeString | str
    after: SafeString | str
    number: int = 0  # which difference this is, 0 for none
    address: str = ""  # of the record's page
    other: str = ""  # the code of the measure that a new one was split from, or that a dropped one went into

    @property
    def outcome_label(self) -> Label:
        return OTHERS[self.outcome] % {"code": self.other} if self.other else LABELS.get(self.outcome, "")


@dataclass(frozen=True)
class Wording:
    """What one edition says of a record; `text` is marked against the edition before."""

    edition: SourceDocument
    text: SafeString | str


class EditionsForm(forms.Form):
    """Which two editions to show. Sent as a GET, so that the address can be kept and passed on."""

    before = forms.ChoiceField(label=_("Edition"))
    after = forms.ChoiceField(label=_("compared with"))
    only = forms.BooleanField(label=_("Differences only"), required=False)

    def __init__(self, data: QueryDict | None, editions: list[SourceDocument]) -> None:
        """Without `data` the last two editions are compared: of those that count, where these are two."""
        every = [each.edition for each in editions] or [0]
        counting = [each.edition for each in editions if not each.undone]
        first, second = (counting if len(counting) > 1 else [every[0], *every])[-2:]
        super().__init__(data, initial={"before": first, "after": second})
        offered = [(str(each.edition), edition_name(each)) for each in editions]
        for name in ("before", "after"):
            offer(self, name, offered)

    @property
    def chosen(self) -> tuple[int, int]:
        """The numbers of the two editions; 0 where the plan has none."""
        given = self.cleaned_data if self.is_valid() else self.initial
        return int(given["before"]), int(given["after"])

    @property
    def only_differences(self) -> bool:
        return self.is_valid() and bool(self.cleaned_data["only"])


def edition_name(document: SourceDocument) -> str:
    """第2版 规划.docx, and whether its import was undone."""
    undone = f"（{gettext('Undone')}）" if document.undone else ""
    return f"{document.numbered} {document.filename}{undone}"


def editions_of(plan: Plan, user: User) -> QuerySet[SourceDocument]:
    """The editions of the plan's document that the user sees, the first one first."""
    return plan.sources.filter(kind=DocumentKind.PLAN).worked_on_by(user).order_by("edition")


def wordings(record: Section | Measure, user: User) -> list[Wording]:
    """What each edition says of the record, where there are several; "" where one has it not."""
    editions = list(editions_of(record.plan, user).only("plan", "edition", "filename", "undone", "text", "passages"))
    if len(editions) < 2:
        return []
    found, last = [], ""
    for edition in editions:
        text = edition.wording(record.code)
        found.append(Wording(edition, marked_difference(last, text, whole=True) if last and text else text))
        last = text or last
    return found


def units(document: SourceDocument) -> list[Unit]:
    """In the order of the document."""
    found: list[Unit] = []
    seen: Counter[tuple[str, str]] = Counter()
    shown = (passage for passage in document.passages if passage[2] != PassageKind.FURNITURE)
    for name, passages in groupby(shown, name_of_unit):
        text = "\n".join(document.text[start:end].strip() for start, end, _kind, _code in passages)
        if text:
            found.append(Unit((*name, seen[name]), text))
            seen[name] += 1
    return found


def name_of_unit(passage: Sequence[object]) -> tuple[str, str]:
    """The words of a record belong together, heading and text; of the rest the kind and part tell."""
    _start, _end, kind, code = passage
    return ("record", str(code)) if kind in KEPT else (str(kind), str(code))


def side_by_side(before: SourceDocument, after: SourceDocument, addresses: Mapping[str, str]) -> list[Row]:
    """Every unit of both editions, those of the second in their order, what is gone where it was.

    `addresses` are those of the records' pages, by code.
    """
    rows = numbered(rows_of(units(before), units(after)))
    others = parted(before.wordings(measures_of(before)), after.wordings(measures_of(after)))
    return [replace(with_other(each, *others), address=addresses.get(each.code, "")) for each in rows]


def measures_of(document: SourceDocument) -> set[str]:
    """The codes of its measures."""
    return {code for _start, _end, kind, code in document.passages if kind == PassageKind.MEASURE}


def with_other(row: Row, split: Mapping[str, str], merged: Mapping[str, str]) -> Row:
    """A new measure that was part of another, or a dropped one whose words stand in another now, says so."""
    if row.outcome == "new" and row.code in split:
        return replace(row, outcome="split", other=split[row.code])
    if row.outcome == "dropped" and row.code in merged:
        return replace(row, outcome="merged", other=merged[row.code])
    return row


def rows_of(old: list[Unit], new: list[Unit]) -> Iterator[Row]:
    places = {unit.key: place for place, unit in enumerate(new)}
    words = {unit.key: unit.text for unit in old}
    common = [places[unit.key] for unit in old if unit.key in places]
    staying = {new[common[place]].key for place in rising_places(common)}
    waiting = iter(new)
    for unit in old:
        if unit.key in staying:
            for following in waiting:
                yield row_of_new(following, words, staying)
                if following.key == unit.key:
                    break
        elif unit.key in places:
            yield row(unit.key, "gone", escape(unit.text), "")
        else:
            yield row(unit.key, "dropped", escape(unit.text), "")
    for following in waiting:
        yield row_of_new(following, words, staying)


def row_of_new(unit: Unit, words: dict[Key, str], staying: set[Key]) -> Row:
    if unit.key not in words:
        return row(unit.key, "new", "", escape(unit.text))
    text = words[unit.key]
    if unit.key in staying and text == unit.text:
        return row(unit.key, "same", escape(text), escape(text))
    return row(unit.key, "changed" if unit.key in staying else "moved", *marked_sides(text, unit.text))


def row(key: Key, outcome: str, before: SafeString | str, after: SafeString | str) -> Row:
    kind, code, _number = key
    if kind == "record":
        return Row(code, _("The plan's own text") if not code else "", outcome, before, after)
    label = FramePart(code).label if kind == PassageKind.FRAME else PassageKind(kind).label
    return Row("", label, outcome, before, after)


def numbered(rows: Iterable[Row]) -> Iterator[Row]:
    """The differences in their order, so that each leads to the next."""
    number = 0
    for each in rows:
        if each.outcome in LABELS:
            number += 1
            yield replace(each, number=number)
        else:
            yield each


def counted(rows: Iterable[Row]) -> list[tuple[Label, int]]:
    """How many differences there are of each sort."""
    counts = Counter(each.outcome for each in rows)
    return [(label, counts[outcome]) for outcome, label in LABELS.items() if counts[outcome]]


def addresses(plan: Plan, user: User) -> dict[str, str]:
    """By code, the pages of the plan's sections and measures that the user sees."""
    found = {}
    for model, records in (("section", plan.sections), ("measure", plan.measures)):
        for code, pk in records.worked_on_by(user).values_list("code", "pk"):
            found[code] = reverse(f"admin:measures_{model}_change", args=[pk])
    return found
