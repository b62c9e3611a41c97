"""Which edition of its plan a document is, and which stored record each of its records is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Model
from django.utils.translation import gettext as _

from measures.choices import DocumentKind
from measures.importing.errors import Fault, FixtureError
from measures.importing.outlines import known_outline, new_outline
from measures.importing.records import FieldValues, FixtureRows, NaturalKey
from measures.importing.rekeying import rekeyed
from measures.importing.stored import Stored
from measures.matching import Codes, Match, Matching, Reason, assign_codes, match
from measures.models import Measure, Section, SourceDocument

LEAST_KNOWN = 0.2  # of a new edition's measures; one with fewer is the document of another plan


@dataclass(frozen=True)
class Edition:
    """`number` of the edition that is imported; `is_new` where the plan has none of the same bytes yet.

    `matches` gives, by model and stored key, how each section and measure was matched: its code in the document, the
    reason and the likeness. `merged` leads from the key of a dropped measure to that of the one that holds its words.
    """

    number: int
    is_new: bool
    matches: dict[tuple[type[Model], NaturalKey], Match]
    merged: dict[NaturalKey, NaturalKey]


def settle(rows: FixtureRows, stored: Stored) -> tuple[Edition, FixtureRows]:
    """The edition, and its rows under the codes of the stored records that they are.

    Raises FixtureError where the document is an earlier edition, or that of another plan.
    """
    ((slug, number), source) = next(iter(rows[SourceDocument].items()))
    if source.get("kind", DocumentKind.PLAN) != DocumentKind.PLAN:
        raise FixtureError([Fault("", _("The document of this fixture is a division of work, no edition of a plan."))])
    if stored.plan is None:
        return Edition(int(number), True, {}, {}), rows
    number, is_new = number_of(stored, source)
    known, new = known_outline(stored), new_outline(rows)
    matching = match(known, new, same_document=not is_new)
    if is_new and matching.share < LEAST_KNOWN:
        raise FixtureError([Fault("", another_plan(str(slug)))])
    codes = assign_codes(matching, new, stored.codes_ever())
    edition = Edition(number, is_new, *keyed(matching, codes, str(slug)))
    return edition, rekeyed(rows, codes, number, stored, same_document=not is_new)


def number_of(stored: Stored, source: FieldValues) -> tuple[int, bool]:
    """The number of the edition, and whether it is a new one. Raises FixtureError where it cannot be imported.

    An edition whose import was undone does not count: the same document takes its number again.
    """
    editions = {record.edition: record for record in stored.sources(DocumentKind.PLAN)}
    if not editions:
        message = _("The plan “%(slug)s” was made by hand. Import the document under another slug.")
        raise FixtureError([Fault("", message % {"slug": source["plan"][0]})])
    last = stored.last_edition.edition if stored.last_edition else 0
    same = [number for number, record in editions.items() if record.sha256 == source["sha256"]]
    counting = [number for number in same if not editions[number].undone]
    if not counting:
        return next((number for number in same if number > last), stored.next_edition(DocumentKind.PLAN)), True
    if counting != [last]:
        message = _("This document is edition %(number)d of the plan “%(slug)s”, which has edition %(last)d by now.")
        detail = {"number": counting[0], "slug": source["plan"][0], "last": last}
        raise FixtureError([Fault("", message % detail)])
    return last, False


def another_plan(slug: str) -> str:
    message = _(
        "The document has next to nothing in common with the plan “%(slug)s”: it is no edition of it. "
        "Import it under another slug."
    )
    return message % {"slug": slug}


def keyed(
    matching: Matching, codes: Codes, slug: str
) -> tuple[dict[tuple[type[Model], NaturalKey], Match], dict[NaturalKey, NaturalKey]]:
    """The matches by stored key, and what each merged measure went into."""
    found: dict[tuple[type[Model], NaturalKey], Match] = {}
    sides: tuple[tuple[type[Model], Iterable[Match]], ...] = (
        (Section, matching.sections),
        (Measure, matching.measures),
    )
    for model, matches in sides:
        for each in matches:
            code = codes.of(each.new) if each.new else each.known
            found[model, (slug, code)] = with_stored_code(each, codes)
    merged: dict[NaturalKey, NaturalKey] = {
        (slug, each.known): (slug, codes.of(each.related))
        for each in matching.measures
        if each.reason is Reason.MERGED and not each.new
    }
    return found, merged


def with_stored_code(found: Match, codes: Codes) -> Match:
    """The measure that holds a merged one's words under its stored code; that of a split one is stored already."""
    return replace(found, related=codes.of(found.related)) if found.related and not found.new else found
