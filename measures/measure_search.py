"""Which measures a query finds: every word of it stands in what a measure says, in its code or number, in the code or
number of a heading above it, or in the name of one of its bodies.

Which way to search is best depends on how many rows match, and PostgreSQL cannot tell: it takes characters that stand
side by side for unrelated. So it is asked first. Where a sample of measures spread over all meets some, many match:
they are met soon enough by reading on, and the index, which must first name them all, is not asked. Where few match,
the index names them one by one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, TypeVar

from django.apps import apps
from django.db import connections
from django.db.models import Exists, F, OuterRef, Q

from measures.folding import fold, words_of
from measures.prepared import Among, one_of
from measures.search import HasPairs, Spread, any_holds, pairs_of

if TYPE_CHECKING:
    from measures.querysets import MeasureQuerySet

M = TypeVar("M", bound="MeasureQuerySet")

FEW = 500
MANY_OF_SPREAD = 3  # of a hundred measures
CODE = re.compile(r"[0-9a-z]+[.-][0-9a-z.-]*")  # 3.1.1, 3.1.1-2
NUMBER = re.compile(r"([^\d一二三四五六七八九十]{1,3})([\d一二三四五六七八九十百零〇]+)(\D?)")  # 第三章, 专栏2


@dataclass(frozen=True)
class Word:
    """A folded word, with the bodies that it names and, where it is a code or number, how that may be printed and the
    sections that stand under a heading of this number.
    """

    text: str
    bodies: Sequence[int] = ()
    printed: Sequence[str] = ()
    sections: Sequence[int] = ()

    def said(self) -> Q:
        return any_holds(self.text, "title", "text")

    def elsewhere(self) -> list[Q]:
        """Conditions on measures that need not say the word, each answered by an index of its own."""
        responsibilities = apps.get_model("measures", "Responsibility")._default_manager
        theirs = responsibilities.filter(measure=OuterRef("pk"), body__in=self.bodies)
        return [
            *([Q(Exists(theirs))] if self.bodies else []),
            *([Q(Among(F("section"), list(self.sections)))] if self.sections else []),
            *([Q(code__in=self.printed), Q(label__in=self.printed)] if self.printed else []),
        ]

    def condition(self) -> Q:
        return reduce(or_, self.elsewhere(), self.said())


def search(measures: M, query: str) -> M:
    """Those of `measures` that a query finds; a query without words finds none."""
    words = list(read(words_of(query)))
    if not words:
        return measures.none()
    narrow = narrowed if connections[measures.db].vendor == "postgresql" else filtered
    return narrow(measures, words)


def filtered(measures: M, words: Iterable[Word]) -> M:
    return measures.filter(*(word.condition() for word in words))


def narrowed(measures: M, words: Sequence[Word]) -> M:
    """The same, where few match by their primary keys."""
    plain = [word for word in words if not word.elsewhere()]
    for group in [plain] * bool(plain) + [[word] for word in words if word not in plain]:
        found = few_found(group)
        if found is not None:
            rest = [word for word in words if word not in group]
            return filtered(measures.filter(one_of(found)), rest) if found else measures.none()
    return filtered(measures, words)


def few_found(words: Sequence[Word]) -> set[int] | None:
    """The measures that say all of `words`, or stand elsewhere for the single one; None where they are many."""
    measures = apps.get_model("measures", "Measure")._default_manager.order_by().values_list("pk", flat=True)
    said = measures.filter(*(word.said() for word in words))
    if len(said.filter(Spread())[:MANY_OF_SPREAD]) >= MANY_OF_SPREAD:
        return None
    found = set(said.filter(HasPairs(pairs_of(*(word.text for word in words))))[: FEW + 1])
    found.update(*(measures.filter(condition)[: FEW + 1] for word in words for condition in word.elsewhere()))
    return found if len(found) <= FEW else None


def read(words: Sequence[str]) -> Iterable[Word]:
    """What each word may mean beside itself."""
    names = names_of_bodies(words) if words else []
    for word in words:
        bodies = [pk for pk, called in names if any(word in name for name in called)]
        printed = spellings_of_number(word)
        yield Word(word, bodies, printed, list(sections_of(word)) if printed else ())


def names_of_bodies(words: Sequence[str]) -> list[tuple[int, list[str]]]:
    """The folded names of each body that has one of `words` in a name."""
    bodies = apps.get_model("measures", "ResponsibleBody")._default_manager.order_by()
    named = bodies.filter(reduce(or_, (any_holds(word, "name", "aliases") for word in words)))
    rows = named.values_list("pk", "name", "aliases")
    return [(pk, [fold(called) for called in (name, *aliases)]) for pk, name, aliases in rows]


def spellings_of_number(word: str) -> tuple[str, ...]:
    """How records may have a code or number: 专栏2 or 专栏 2, 第三章 or 第 三 章; () for what is none."""
    if CODE.fullmatch(word):
        return word, word.upper()
    number = NUMBER.fullmatch(word)
    parts = [part for part in number.groups() if part] if number else []
    return tuple(dict.fromkeys((word, " ".join(parts)))) if parts else ()


def sections_of(number: str) -> Iterable[int]:
    """The sections of this code or number, and those below them."""
    sections = apps.get_model("measures", "Section")._default_manager.order_by()
    heads = set(sections.filter(Q(code__reads=number) | Q(label__reads=number)).values_list("plan_id", "path"))
    plans = {plan for plan, _ in heads}
    for pk, plan, path in sections.filter(plan__in=plans).values_list("pk", "plan_id", "path"):
        parts = path.split(".")
        if any((plan, ".".join(parts[:depth])) in heads for depth in range(1, len(parts) + 1)):
            yield pk
