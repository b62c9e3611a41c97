"""Which measures a query finds: every word of it stands in what a measure says, in its code or number, in the code or
number of a heading above it, or in the name of one of its bodies. （一） and 1. are numbers only: each text has them.

Which way to search is best depends on how many rows match, and PostgreSQL cannot tell: it takes characters that stand
side by side for unrelated. So it is asked first. Where a sample of measures spread over all meets some, many match:
they are met soon enough by reading on, and the index, which must first name them all, is not asked. Where few match,
the index names them one by one. Whoever reads or counts all that match, and not a page, lets the index name them.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, reduce
from operator import or_
from typing import TYPE_CHECKING, TypeVar

from django.apps import apps
from django.db import connections
from django.db.models import Case, CharField, Exists, ExpressionWrapper, F, OuterRef, Q, Value, When
from django.db.models.functions import Concat, StrIndex
from django.db.models.lookups import GreaterThan

from measures.body_search import NamedBody, is_called, may_be_short
from measures.folding import fold, typed_words
from measures.prepared import InList, ParameterName, PreparedQuery, one_of
from measures.search import (
    among,
    any_holds,
    has_pairs,
    is_told,
    is_too_long,
    pairs_of,
    pairs_or_too_long,
    sampled,
    value_of,
)

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from measures.querysets import MeasureQuerySet

M = TypeVar("M", bound="MeasureQuerySet")

FEW = 500
SEVERAL = 2  # filters: one leaves out what was withdrawn
UNLIMITED = 2**62
MANY_OF_SAMPLES = 3  # of a hundred measures
MOST_JOINED = 2  # conditions
PLACES = 3  # of relevance, but the last
CODE = re.compile(r"[0-9a-z]+[.-][0-9a-z.-]*")  # 3.1.1, 3.1.1-2
NUMBER = re.compile(r"([^\d一二三四五六七八九十]{1,3})([\d一二三四五六七八九十百零〇]+)(\D?)")  # 第三章, 专栏2
BARE_NUMBER = re.compile(r"(\(?)([0-9]+|[一二三四五六七八九十百]+)(\)?[、.,]?)")  # （一）, 一、, 1., in half width


@dataclass(frozen=True)
class Word:
    """A folded word, with the bodies that it names and, where it is a code or number, how that may be printed and the
    sections that stand under a heading of this number. `found`: the measures that say it, where they are known; none
    are sought that say a number which is one only by its punctuation.
    """

    text: str
    bodies: Sequence[int] = ()
    printed: Sequence[str] = ()
    sections: Sequence[int] = ()
    found: frozenset[int] | None = None

    def said(self) -> Q:
        """The text is asked first: mostly it begins with the title."""
        return any_holds(self.text, "text", "title") if self.found is None else Q(one_of(self.found))

    @cached_property
    def elsewhere(self) -> list[Q]:
        """Conditions on measures that need not say the word, each answered by an index of its own."""
        numbers = [Q(code__in=self.printed), Q(label__in=self.printed)] if self.printed else []
        under_headings = [Q(InList(F("section"), list(self.sections)))] if self.sections else []
        return [*([self.of_bodies()] if self.bodies else []), *under_headings, *numbers]

    def parts_of_bodies(self) -> "QuerySet[Model]":
        return apps.get_model("measures", "Responsibility")._default_manager.order_by().filter(body__in=self.bodies)

    def of_bodies(self) -> Q:
        return Q(Exists(self.parts_of_bodies().filter(measure=OuterRef("pk"))))

    def condition(self) -> Q:
        return reduce(or_, self.elsewhere, self.said())

    def keys_elsewhere(self) -> "list[QuerySet[Model, object]]":
        """The primary keys of the measures that need not say the word."""
        measures = apps.get_model("measures", "Measure")._default_manager.order_by().values_list("pk")
        bodies = [self.parts_of_bodies().values_list("measure")] if self.bodies else []
        return [*bodies, *(measures.filter(each) for each in self.elsewhere[len(bodies) :])]

    def listed_condition(self) -> Q:
        """The same with what stands elsewhere listed once: slow for a page, quick for all measures."""
        return reduce(or_, [*(Q(pk__in=keys) for keys in self.keys_elsewhere()), self.said()])


def search(measures: M, query: str, *, whole: bool = False) -> M:
    """Those of `measures` that a query finds; a query without words finds none.

    `whole`: all of them are going to be read or counted, not a page.
    """
    return found_by(measures, list(read(typed_words(query))), whole=whole)


def found_by(measures: M, words: Sequence[Word], *, whole: bool) -> M:
    """The same for words that were read."""
    if not words:
        return measures.none()
    if connections[measures.db].vendor != "postgresql":
        return filtered(measures, words)
    return all_of(measures, words) if whole else narrowed(measures, words)


def all_of(measures: M, words: Sequence[Word]) -> M:
    """What is found, by the indexes.

    Of measures that several filters narrow PostgreSQL may take those first and make the pairs of each anew to try them:
    it cannot where what is found is a subquery with a limit. How many that finds it must then guess well, to join it to
    the filters; so there nothing is hidden from it (`joined`).
    """
    tried_first = [word for word in words if word.found is not None][:1]
    plain = [word for word in words if not word.elsewhere]
    groups = [*([plain] if plain else []), *([word] for word in words if word.elsewhere)]
    is_narrowed = len(measures.query.where.children) >= SEVERAL
    if tried_first:
        conditions = [Q(among(united(tried_first[0].keys_elsewhere()))), *tried(words)]
    elif groups[1:]:
        conditions = named_loosely(words) if is_narrowed else joined(groups)
    else:
        conditions = [named(words), *tried(untold(words))]
    if not is_narrowed:
        return measures.filter(*conditions)
    every = apps.get_model("measures", "Measure")._default_manager.order_by().filter(*conditions)
    return measures.filter(pk__in=every.values("pk")[:UNLIMITED])


def named(words: Sequence[Word], *, hidden: bool = False) -> Q:
    """A condition that indexes answer: the index of pairs has all words, or the measure is too long for it but says
    them, or it need not say the one word.
    """
    measures = apps.get_model("measures", "Measure")._default_manager.order_by().values_list("pk")
    long = measures.filter(is_too_long(), *(word.said() for word in words))
    return Q(has_pairs(pairs_of(*(word.text for word in words)), hidden=hidden)) | Q(
        among(united([long, *keys_elsewhere(words)]))
    )


def joined(groups: Sequence[Sequence[Word]]) -> list[Q]:
    """The conditions of two groups, which PostgreSQL joins by their indexes before it reads a row, and on these rows
    alone what is left: of three it would take one for useless, and make the pairs of each measure anew to try it.

    It is not to see the words: one that nearly all measures say would be useless, too.
    """
    by_index = [word for group in groups[:MOST_JOINED] for word in group]
    others = [word for group in groups[MOST_JOINED:] for word in group]
    return [*(named(group, hidden=True) for group in groups[:MOST_JOINED]), *tried([*untold(by_index), *others])]


def named_loosely(words: Sequence[Word]) -> list[Q]:
    """The condition that names, by one bitmap, all that may answer, and each word to be tried on these."""
    said = has_pairs(pairs_or_too_long(*(word.text for word in words)))
    return [Q(said) | Q(among(united(keys_elsewhere(words)))), *tried(words)]


def untold(words: Iterable[Word]) -> list[Word]:
    return [word for word in words if not is_told(word.text)]


def tried(words: Iterable[Word]) -> list[Q]:
    return [word.listed_condition() for word in words]


def keys_elsewhere(words: Iterable[Word]) -> "list[QuerySet[Model, object]]":
    return [keys for word in words for keys in word.keys_elsewhere()]


def united(keys: "Sequence[QuerySet[Model, object]]") -> "QuerySet[Model, object]":
    return keys[0].union(*keys[1:], all=True) if keys[1:] else keys[0]


def relevance(query: str) -> Case:
    """How well a measure that a query finds answers it, from 0: all words stand in the title as they were typed, or one
    is its code; so typed in title or text; in the title, however written; in any other way.
    """
    conditions = ranks(typed_words(query))
    return Case(*(When(rank, then=Value(place)) for place, rank in enumerate(conditions)), default=Value(PLACES))


def ranks(words: Sequence[str]) -> list[Q]:
    """The conditions of all places of relevance but the last; none of them without words."""
    in_titles, in_texts = ([stands_in(field, word) for word in words] for field in ("title", "text"))
    conditions = [
        Q(*in_titles) | Q(code__in=words) if words else Q(),
        Q(*(in_title | in_text for in_title, in_text in zip(in_titles, in_texts, strict=True))),
        Q(*(any_holds(word, "title") for word in words)),
    ]
    return [condition for condition in conditions if condition]


def stands_in(field: str, word: str) -> Q:
    return Q(GreaterThan(StrIndex(field, Value(word)), 0))


def filtered(measures: M, words: Iterable[Word]) -> M:
    return measures.filter(*(word.condition() for word in words))


def narrowed(measures: M, words: Sequence[Word]) -> M:
    """The same, where few match by their primary keys."""
    plain = [word for word in words if not word.elsewhere]
    found = few_containing([word.text for word in plain]) if plain else None
    if found is not None:
        others = [word for word in words if word not in plain]
        return filtered(measures.filter(one_of(found)), others) if found else measures.none()
    known = [
        word
        if word in plain or word.found is not None
        else replace(word, found=few_containing([word.text], often=not word.printed))
        for word in words
    ]
    for word in known:
        found = few_matching(word)
        if found is not None:
            others = [other for other in known if other is not word]
            return filtered(measures.filter(one_of(found)), others) if found else measures.none()
    return filtered(measures, known)


def few_containing(words: Sequence[str], *, often: bool = True) -> frozenset[int] | None:
    """The measures that say all of `words` in their own text; None where they are many.

    `often`: they may be as many as a sample would show; codes and numbers are not.
    """
    given = {f"word{number}": value_of(word, "postgresql") for number, word in enumerate(words)}
    if often and len(containing(len(words), sample=True)(**given)) >= MANY_OF_SAMPLES:
        return None
    found = containing(len(words), sample=False)(**given, pairs=pairs_or_too_long(*words))
    return frozenset(pk for (pk,) in found) if len(found) <= FEW else None


@cache
def containing(words: int, *, sample: bool) -> PreparedQuery:
    """So many words said by one of a sample of all measures, or, as the index finds them, by any."""
    measures = apps.get_model("measures", "Measure")._default_manager.order_by().values_list("pk", flat=True)
    all_said = measures.filter(*(any_holds(ParameterName(f"word{number}"), "title", "text") for number in range(words)))
    found = all_said.filter(sampled()) if sample else all_said.filter(has_pairs(ParameterName("pairs")))
    return PreparedQuery(lambda: found.values_list("pk")[: MANY_OF_SAMPLES if sample else FEW + 1])


def few_matching(word: Word) -> frozenset[int] | None:
    """The measures that say a word or stand elsewhere for it; None where they are many or those that say it are."""
    if word.found is None:
        return None
    measures = apps.get_model("measures", "Measure")._default_manager.order_by().values_list("pk", flat=True)
    elsewhere = (measures.filter(condition)[: FEW + 1] for condition in word.elsewhere)
    found = word.found.union(*elsewhere)
    return found if len(found) <= FEW else None


def read(typed: Sequence[str]) -> Iterable[Word]:
    """What each word, as it was typed, may mean beside itself."""
    words = list(map(fold, typed))
    bodies = named_bodies(words) if words else []
    for word, as_typed in zip(words, typed, strict=True):
        if bare := spellings_of_bare_number(as_typed):
            yield Word(word, (), bare, list(sections_of(word, labels=bare)), frozenset())
            continue
        called = [body.pk for body in bodies if is_called(word, body)]
        printed = spellings_of_number(word)
        yield Word(word, called, printed, list(sections_of(word)) if printed else ())


def named_bodies(words: Sequence[str]) -> list[NamedBody]:
    """The bodies that have one of `words` in a name; all of them where one of the words may be short for a name."""
    query = all_bodies() if any(map(may_be_short, words)) else bodies_named(len(words))
    values = {f"word{number}": value_of(word, query.connection.vendor) for number, word in enumerate(words)}
    return list(map(NamedBody._make, query(**values)))


@cache
def all_bodies() -> PreparedQuery:
    bodies = apps.get_model("measures", "ResponsibleBody")._default_manager.order_by()
    return PreparedQuery(lambda: bodies.values_list("pk", "name", "aliases", "jurisdiction"))


@cache
def bodies_named(words: int) -> PreparedQuery:
    """The bodies that have one of so many words in a name."""
    bodies = apps.get_model("measures", "ResponsibleBody")._default_manager.order_by()
    conditions = (any_holds(ParameterName(f"word{number}"), "name", "aliases") for number in range(words))
    found = bodies.filter(reduce(or_, conditions)).values_list("pk", "name", "aliases", "jurisdiction")
    return PreparedQuery(lambda: found)


def spellings_of_number(word: str) -> tuple[str, ...]:
    """How records may have a code or number: 专栏2 or 专栏 2, 第三章 or 第 三 章; () for what is none."""
    if CODE.fullmatch(word):
        return word, word.upper()
    number = NUMBER.fullmatch(word)
    parts = [part for part in number.groups() if part] if number else []
    return tuple(dict.fromkeys((word, " ".join(parts)))) if parts else ()


def spellings_of_bare_number(typed: str) -> tuple[str, ...]:
    """How records may have a number that is one by its punctuation: （一） or (一), 1. or 1．; () for what is none."""
    number = BARE_NUMBER.fullmatch(unicodedata.normalize("NFKC", typed))
    if number is None or number.group() == number[2]:
        return ()
    plain = number.group()
    wide = plain.translate(str.maketrans("(),.", "（），．"))
    return tuple(dict.fromkeys((plain, wide, typed)))


def sections_of(number: str, labels: Sequence[str] = ()) -> Iterable[int]:
    """The sections of this code or number, and those below them; of those that fold to it only the `labels` given."""
    sections = apps.get_model("measures", "Section")._default_manager.order_by()
    read_so = Q(label__reads=number, label__in=labels) if labels else Q(code__reads=number) | Q(label__reads=number)
    heads = list(sections.filter(read_so).values_list("pk", "plan_id"))
    if not heads:
        return []
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = sections.filter(one_of(pk for pk, _ in heads), plan=OuterRef("plan")).alias(lower=path)
    within = Exists(above.filter(Q(pk=OuterRef("pk")) | Q(lower__startswith=Concat("path", Value(".")))))
    return sections.filter(InList(F("plan"), sorted({plan for _, plan in heads})), within).values_list("pk", flat=True)
