"""What each edition of a plan's document says of a record, in the document's own words."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from measures.api.records.fields import Field
from measures.api.records.rows import Representation
from measures.api.records.shapes import WordingSerializer
from measures.choices import DocumentKind
from measures.models import SourceDocument
from measures.visibility import Visibility

Place = tuple[int, str]  # a plan's primary key and a code


def wordings(*, example: str) -> Field:
    """The field of sections and measures."""
    return Field(
        "wordings",
        _(
            "What each edition of the plan's document says of it, in the document's own words, the first edition first;"
            " only with `expand=wordings`."
        ),
        example=[{"edition": 1, "undone": False, "text": example}],
        shape=lambda: WordingSerializer(many=True),
        expand="wordings",
        included_if=lambda context: "wordings" in context.expand,
    )


def wordings_of(visibility: Visibility, places: Iterable[Place]) -> dict[Place, list[Representation]]:
    """By place, the wording in each edition that the reader sees: one query, however many records there are."""
    codes: dict[int, set[str]] = defaultdict(set)
    for plan, code in places:
        codes[plan].add(code)
    editions = SourceDocument.objects.visible_to(visibility).filter(kind=DocumentKind.PLAN, plan__in=codes)
    found: dict[Place, list[Representation]] = defaultdict(list)
    read = ("plan", "edition", "undone", "text", "passages")
    for source in editions.order_by("plan", "edition").only(*read):
        said = source.wordings(codes[source.plan_id])
        for code in codes[source.plan_id]:
            wording: Representation = {"edition": source.edition, "undone": source.undone, "text": said.get(code)}
            found[source.plan_id, code].append(wording)
    return found
