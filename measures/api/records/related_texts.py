"""What is related to measures, as PostgreSQL writes it: the JSON that an answer shows, which Python puts there unread.

What belongs to a page of measures comes by one UNION, a text for each kind and measure; to a single measure, beside its
row: one statement sees one state of the database.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import orjson
from django.db.models import (
    BinaryField,
    Count,
    Expression,
    F,
    Func,
    Model,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Collate

from measures.api.records.related import TARGET_FIELDS, Place, RelatedRows
from measures.api.records.rows import Representation
from measures.models import ConfirmedContent, Conflict, Measure, Responsibility, Section, Target
from measures.models.plan import SECTION_PATH
from measures.prepared import JSONText, JSONTexts, PairInLists, PreparedQuery, Tuples, Values, in_list
from measures.visibility import Scope, Visibility, prepared_condition

STEP = len("0001.")  # of a path


class UTF8(Func):
    """A text as its bytes, which Python need not decode to hand them on."""

    output_field = BinaryField()
    template = "convert_to(%(expressions)s, 'UTF8')"


@dataclass(frozen=True)
class Kind:
    """One kind of what is related: whose a row is (`owner`), and what is written of all rows of one owner."""

    name: str
    owner: str
    text: Expression

    def written(self, rows: QuerySet[Model]) -> QuerySet[Model, Values]:
        """A branch of the UNION: this kind's name, an owner, the text of its rows."""
        name = Value(self.name, output_field=TextField())
        owners = rows.order_by().values(related_kind=name, related_owner=F(self.owner))
        found: QuerySet[Model, Values] = owners.annotate(text=UTF8(self.text)).values_list(
            "related_kind", "related_owner", "text"
        )
        return found

    def beside(self, rows: QuerySet[Model]) -> Subquery:
        """The text of these rows, which refer to the row of another query, as one of its columns; null for none."""
        return Subquery(rows.order_by().values(self.owner).annotate(text=UTF8(self.text)).values("text"))


RESPONSIBILITIES = Kind(
    "responsibilities",
    "measure",
    JSONTexts(
        JSONText(role="role", body=JSONText(uuid="body__uuid", name="body__name"), origin="origin"), "position", "id"
    ),
)
# In the order of their codes, as Python sorts texts.
TARGETS = Kind(
    "targets",
    "measure",
    JSONTexts(
        JSONText(**{name: name for name in TARGET_FIELDS} | {"value": Func("value", function="trim_scale")}),
        Collate("code", "C"),
    ),
)
SUCCESSORS = Kind(
    "successors",
    "predecessors",
    JSONTexts(JSONText(plan="plan__slug", code="code"), Collate("plan__slug", "C"), Collate("code", "C")),
)
OPEN_CONFLICTS = Kind("open_conflicts", "measure", Cast(Count("pk"), TextField()))
CHANGED = Kind("changed", "measure", Cast(Count("pk"), TextField()))
HEADINGS = Kind("headings", "plan", JSONTexts(JSONText(path="path", code="code", label="label", title="title"), "path"))


@cache
def rows_of_kinds(scope: Scope, with_office: bool) -> dict[Kind, QuerySet[Model]]:
    """All rows; `scope`: which measures the reader sees, and therefore which successors."""
    found: dict[Kind, QuerySet[Model]] = {
        RESPONSIBILITIES: Responsibility.objects.all(),
        TARGETS: Target.objects.all(),
        SUCCESSORS: Measure.objects.filter(prepared_condition("measure", scope)),
    }
    if with_office:
        found |= {OPEN_CONFLICTS: Conflict.objects.open(), CHANGED: ConfirmedContent.objects.filter(changed=True)}
    return found


@cache
def texts_beside(scope: Scope, with_office: bool) -> dict[str, Subquery]:
    """What stands beside a single measure, by the names of the kinds."""
    kinds = rows_of_kinds(scope, with_office).items()
    columns = {kind.name: kind.beside(rows.filter(**{kind.owner: OuterRef("pk")})) for kind, rows in kinds}
    steps = [first(length, OuterRef("section__path")) for length in range(STEP - 1, SECTION_PATH, STEP)]
    return columns | {HEADINGS.name: HEADINGS.beside(Section.objects.filter(plan=OuterRef("plan"), path__in=steps))}


def first(length: int, text: OuterRef) -> Func:
    """So many characters of it; their number is part of the SQL, as no parameter is to be sent for each."""
    return Func(text, template=f"SUBSTR(%(expressions)s, 1, {length})", output_field=TextField())


@cache
def texts_query(scope: Scope, with_office: bool) -> PreparedQuery:
    """The UNION, for the measures given as `pks` and the headings at the places `plans`, `paths`."""
    headings = HEADINGS.written(Section.objects.filter(PairInLists("plan", "path", ("plans", "paths"))))
    kinds = rows_of_kinds(scope, with_office).items()
    of_measures = [kind.written(rows.filter(in_list(kind.owner, "pks"))) for kind, rows in kinds]
    return PreparedQuery(lambda: headings.union(*of_measures, all=True))


class RelatedTexts(RelatedRows):
    """The same as of rows, each kind as the JSON of an answer."""

    @classmethod
    def send_texts_query(cls, visibility: Visibility, places: Iterable[Place], pks: Sequence[int]) -> "RelatedTexts":
        """Sent at once, and waited for when it is needed."""
        found = cls(places)
        prepared = texts_query(visibility.scope("measure"), visibility.notes)
        found.fetch = prepared.send(pks=pks, **found.asked_places(), **visibility.parameters)
        return found

    @classmethod
    def of_single(cls, place: Place, pk: int, texts: Mapping[str, bytes | None]) -> "RelatedTexts":
        """Of the measure beside which these texts stood."""
        plan, _path = place
        rows: Tuples = [(name, plan if name == HEADINGS.name else pk, text) for name, text in texts.items() if text]
        return cls([place], lambda: rows)

    @cached_property
    def texts(self) -> dict[str, dict[int, bytes]]:
        """By kind and owner."""
        found: dict[str, dict[int, bytes]] = defaultdict(dict)
        for kind, owner, text in self.fetch():
            found[kind][owner] = text
        return found

    def headings(self) -> dict[Place, Representation]:
        texts = self.texts[HEADINGS.name].items()
        return {(plan, heading.pop("path")): heading for plan, text in texts for heading in orjson.loads(text)}

    def fragments(self, kind: Kind) -> dict[int, orjson.Fragment]:
        return {owner: orjson.Fragment(text) for owner, text in self.texts[kind.name].items()}

    def responsibilities(self, bodies: Mapping[int | None, Representation]) -> Mapping[int, object]:
        return self.fragments(RESPONSIBILITIES)

    def bodies(self) -> Iterator[int]:
        """None: where bodies are to be given in full, rows are read."""
        return iter(())

    def targets(self) -> Mapping[int, object]:
        return self.fragments(TARGETS)

    def successors(self) -> Mapping[int, object]:
        return self.fragments(SUCCESSORS)

    def open_conflicts(self) -> Counter[int]:
        return Counter({owner: int(text) for owner, text in self.texts[OPEN_CONFLICTS.name].items()})

    def changed(self) -> set[int]:
        return set(self.texts[CHANGED.name])
