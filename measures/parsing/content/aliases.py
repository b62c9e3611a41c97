"""Pairs of names that may be one body: 市发改委 and 市发展改革委. A person confirms them; nothing is merged."""

from measures.parsing.lexicon import any_of
from measures.parsing.lexicon.body_words import LEVELS, SHORT_ENDINGS, SHORT_FORMS
from measures.parsing.patterns import lazy_regex
from measures.parsing.tree import MeasureNode, Problem, Span
from measures.terms import ProblemCode, Role

_LEVEL = lazy_regex("^" + any_of(LEVELS))
_SHORT = tuple(pair.split("=") for pair in SHORT_FORMS)


def find_aliases(measures: list[MeasureNode]) -> list[Problem]:
    """One problem a pair, where its second name first stands."""
    first_of: dict[str, str] = {}
    seen: set[str] = set()
    problems = []
    for measure in measures:
        for part in measure.responsibilities:
            if part.role is Role.MENTIONED or part.body in seen:
                continue
            seen.add(part.body)
            known = first_of.setdefault(function_of(part.body), part.body)
            if known != part.body and may_be_one(known, part.body):
                span = Span(part.span.start, part.span.end)
                problems.append(Problem(ProblemCode.ALIAS_CANDIDATE, 0, span, known, part.body))
    return problems


def function_of(name: str) -> str:
    """The function alone, in its shortest form, without the level it is at."""
    bare = _LEVEL.sub("", name)
    for long, short in _SHORT:
        bare = bare.replace(long, short)
    for long, short in SHORT_ENDINGS:
        if bare.endswith(long):
            return bare.removesuffix(long) + short
    return bare


def may_be_one(first: str, second: str) -> bool:
    """Of two names of one function: 市教育局 and 省教育厅 are two bodies, 教育局 and 市教育局 may be one."""
    levels = {match[0] for name in (first, second) if (match := _LEVEL.match(name))}
    return len(levels) <= 1
