"""The conditions of a search as lookups of the ORM, and what each engine is given for a word."""

from functools import lru_cache, reduce
from operator import or_

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, F, Func, JSONField, Lookup, Model, Q, QuerySet, TextField
from django.db.models.sql.compiler import SQLCompiler

from measures.folding import SHORT, carriers_of, fold, pattern_of, spellings_of
from measures.prepared import ParameterName, array

INDEXED = ("title", "text")
LONGEST_PATTERN = 64  # characters; of longer words only the beginning is sought by pattern, the whole after folding
MATCHES_NOTHING = "(?!)"
MOST_REQUIRED, FEW_SPELLINGS = 3, 3
BETWEEN_FIELDS = "\uffff"  # is no character and folded to itself
PARTED = ","  # the index's mark for a pair that punctuation parts wherever it stands; no folded text holds it
TOO_LONG = ",long"  # all that the index holds of a longer text
SAMPLES = 101  # a prime: what recurs at a round distance does not hide from it

Params = tuple[str | int, ...]
Sql = tuple[str, Params]


class Holds(Lookup):
    """`field__holds=words`: the words stand somewhere in the field. Words that fold to nothing stand nowhere.

    In a prepared query `words` is a placeholder, and each call gives what `value_of` makes of a folded word.
    """

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        column, params = self.process_lhs(compiler, connection)
        return self.condition(column, tuple(params), connection)

    def condition(self, column: str, params: Params, connection: BaseDatabaseWrapper) -> Sql:
        """The SQL of the comparison. Raises EmptyResultSet for words that fold to nothing."""
        if isinstance(self.rhs, ParameterName):
            return self.comparison(column, connection.vendor), (*params, self.rhs)
        folded = fold(self.rhs)
        if not folded:
            raise EmptyResultSet
        return self.comparison(column, connection.vendor), (*params, self.value(folded, connection.vendor))

    def comparison(self, column: str, vendor: str) -> str:
        return f"measures_holds({column}, %s{'::text[]' if vendor == 'postgresql' else ''})"

    def value(self, folded: str, vendor: str) -> str:
        return value_of(folded, vendor)


class Reads(Holds):
    """`field__reads=words`: the field says the words and nothing else."""

    lookup_name = "reads"

    def comparison(self, column: str, vendor: str) -> str:
        return f"measures_fold({column}) = %s"

    def value(self, folded: str, vendor: str) -> str:
        return folded


class AnyHolds(Holds):
    """`field__holds` for a JSON list of names: the words stand in one of them."""

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        column, params = self.process_lhs(compiler, connection)
        each = "jsonb_array_elements_text" if connection.vendor == "postgresql" else "json_each"
        condition, words = self.condition("item.value", (), connection)
        return f"EXISTS (SELECT 1 FROM {each}({column}) AS item WHERE {condition})", (*params, *words)


for text_field in (CharField, TextField):
    text_field.register_lookup(Holds)
    text_field.register_lookup(Reads)
JSONField.register_lookup(AnyHolds)


def value_of(folded: str, vendor: str) -> str:
    """What `measures_holds` of this engine is to be given for a folded word."""
    return sought(folded) if vendor == "postgresql" else folded


@lru_cache(1024)
def sought(folded: str) -> str:
    """A folded word as PostgreSQL's `measures_holds` wants it: an array of text.

    The word; a pattern for the texts that hold it in any spelling; one for those that may hold it, which must be folded
    to know ("" for none); then for a few of its characters their few spellings: a text that has none of one character's
    spellings does not hold the word. Places that are left over hold "", which every text has, or nothing.
    """
    carriers, pattern = carriers_of(folded), pattern_of(folded[:LONGEST_PATTERN])
    if len(folded) > LONGEST_PATTERN:
        return array([folded, MATCHES_NOTHING, f"{pattern}|{carriers}" if carriers else pattern])
    spellings = (part for one in required(folded) for part in (*one, *[None] * (FEW_SPELLINGS - len(one))))
    return array([folded, pattern, carriers, *spellings])


def required(folded: str) -> list[str | tuple[str]]:
    """The spellings of those characters of a word that have the fewest; `("",)` in place of those that have many."""
    few = spellings_of_few(folded)[:MOST_REQUIRED]
    return [*few, *[("",)] * (MOST_REQUIRED - len(few))]


def spellings_of_few(folded: str) -> list[str]:
    """The spellings of those characters of a word that have but a few, the fewest first."""
    spellings = sorted(map(spellings_of, dict.fromkeys(folded)), key=len)
    return [one for one in spellings if len(one) <= FEW_SPELLINGS]


def any_holds(words: str, *fields: str) -> Q:
    """A condition: one of `fields` holds `words`."""
    return reduce(or_, (Q(**{f"{field}__holds": words}) for field in fields))


class HasPairs(Lookup):
    """A condition: what the index holds of a measure has all pairs of an index query (`pairs_of`)."""

    prepare_rhs = False
    query = "%s::tsquery"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        grams, params = self.process_lhs(compiler, connection)
        return f"{grams} @@ {self.query}", (*params, self.rhs)


class HasHiddenPairs(HasPairs):
    """The same, where PostgreSQL is not to see the query while it plans: it takes it for one that few measures meet."""

    query = "(SELECT %s::tsquery)"


class IsSampled(Lookup):
    """A condition: the primary key is one of `rhs` that stand evenly spread over all. What they hold, many hold."""

    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        pk, params = self.process_lhs(compiler, connection)
        place = f"((SELECT max(id) FROM measures_measure) * place + {self.rhs - 1}) / {self.rhs}"
        return f"{pk} = ANY(ARRAY(SELECT {place} FROM generate_series(1, {self.rhs}) AS place))", tuple(params)


class Among(Lookup):
    """A condition: the primary key is one of those of a queryset, which PostgreSQL reads first; indexes then answer it
    even where it is one of two alternatives.
    """

    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        pk, params = self.process_lhs(compiler, connection)
        keys, of_keys = self.rhs.get_compiler(connection=connection).as_sql()
        return f"{pk} = ANY(ARRAY({keys}))", (*params, *of_keys)


def among(keys: QuerySet[Model, object]) -> Among:
    return Among(F("pk"), keys.query)


def has_pairs(pairs: str, *, hidden: bool = False) -> HasPairs:
    """A condition on measures that only the index can answer quickly."""
    grams = Func(*map(F, INDEXED), function="measures_grams", output_field=TextField())
    return HasHiddenPairs(grams, pairs) if hidden else HasPairs(grams, pairs)


def sampled() -> IsSampled:
    """A condition: one of a hundred measures."""
    return IsSampled(F("pk"), SAMPLES)


def pairs_of(*words: str) -> str:
    """The index query for folded words: all their pairs of characters; for a single one, any pair it begins.

    It finds none of the texts that are too long for the index, and of the others all that hold the words; of words that
    are not `is_told` some more.
    """
    return " & ".join(sorted({query for word in words for query in queries_of(word)}))


def queries_of(word: str) -> list[str]:
    if len(word) == SHORT:
        return [quoted(word), f"!{quoted(word + PARTED)}"]
    return [quoted(word[at : at + 2]) for at in range(len(word) - 1)] or [f"{quoted(word)}:*"]


def is_told(word: str) -> bool:
    """Whether the index alone tells which texts hold a folded word."""
    return len(word) <= SHORT and BETWEEN_FIELDS not in word


def pairs_or_too_long(*words: str) -> str:
    """The index query for folded words that also finds the texts that are too long for the index."""
    return f"({pairs_of(*words)}) | {quoted(TOO_LONG)}"


def is_too_long() -> HasPairs:
    """A condition on measures: their texts are too long for the index."""
    return has_pairs(quoted(TOO_LONG))


def quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
