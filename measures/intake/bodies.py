"""Names that may mean one body (市发改委, 市发展改革委): questions that a person answers, once for all."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from measures.importing import Comparison, Outcome
from measures.models import DistinctBodies, ResponsibleBody
from measures.models.edit import Author
from measures.parsing.content.aliases import function_of, may_be_one


@dataclass(frozen=True)
class BodyQuestion:
    """Whether two names of a jurisdiction mean one body. `other` is here already where it has a primary key."""

    jurisdiction: str
    name: str
    other: str
    pk: int | None = None


Pair = tuple[str, str, str]  # jurisdiction, and the two names in the order of characters


def pair_of(jurisdiction: str, name: str, other: str) -> Pair:
    return (jurisdiction, min(name, other), max(name, other))


def questions_of(comparison: Comparison) -> list[BodyQuestion]:
    """Of the bodies that an import would make: does one of them, or one that is here, bear the name in another form?"""
    new = [change.key for change in comparison.of(ResponsibleBody) if change.outcome is Outcome.NEW]
    jurisdictions = {str(key[0]) for key in new}
    known = known_names(jurisdictions) if new else {}
    answered = answered_pairs(jurisdictions)
    asked = []
    for jurisdiction, name in ((str(key[0]), str(key[1])) for key in new):
        same = known.setdefault((jurisdiction, function_of(name)), [])
        for other, pk, shown in same:
            if may_be_one(name, other) and pair_of(jurisdiction, name, shown) not in answered:
                asked.append(BodyQuestion(jurisdiction, name, shown, pk))
                break
        same.append((name, None, name))
    return asked


Known = tuple[str, int | None, str]  # a name or alias, the body's primary key if it is here, the body's name


def known_names(jurisdictions: Iterable[str]) -> dict[tuple[str, str], list[Known]]:
    """The names and aliases of the bodies here, by jurisdiction and function."""
    found: dict[tuple[str, str], list[Known]] = {}
    for body in ResponsibleBody.objects.filter(jurisdiction__in=jurisdictions):
        for word in (body.name, *body.aliases):
            found.setdefault((body.jurisdiction, function_of(word)), []).append((word, body.pk, body.name))
    return found


def answered_pairs(jurisdictions: Iterable[str]) -> set[Pair]:
    """The pairs of names that a person said to be two bodies."""
    found = DistinctBodies.objects.filter(jurisdiction__in=jurisdictions)
    return {pair_of(*names) for names in found.values_list("jurisdiction", "name", "other_name")}


def alike_bodies(body: ResponsibleBody) -> Iterator[ResponsibleBody]:
    """The bodies here that may be the same as this one, and of which nobody said that they are not."""
    answered = answered_pairs([body.jurisdiction])
    words = [body.name, *body.aliases]
    for other in ResponsibleBody.objects.filter(jurisdiction=body.jurisdiction).exclude(pk=body.pk):
        if pair_of(body.jurisdiction, body.name, other.name) not in answered and any(
            function_of(word) == function_of(name) and may_be_one(word, name)
            for word in words
            for name in (other.name, *other.aliases)
        ):
            yield other


def call_distinct(jurisdiction: str, name: str, other: str, by: Author) -> None:
    """Remember, with who says so and when, that two names mean two bodies."""
    first, second = sorted((name, other))
    author = by if by is not None and by.is_authenticated else None
    DistinctBodies.objects.get_or_create(
        jurisdiction=jurisdiction,
        name=first,
        other_name=second,
        defaults={"by_id": author.pk if author else None, "by_name": author.get_username() if author else ""},
    )
