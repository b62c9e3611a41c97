"""Which measure of a plan each task of a division of work names: the likeliest, if all others are far less likely."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from measures.matching import thresholds
from measures.matching.items import Item, measure_items
from measures.matching.model import Entry, Outline
from measures.matching.tasks import Task
from measures.matching.wording import GRAM, comparable, grams, groups, likeness, share_within

MOST_CANDIDATES = 8
Answers = Mapping[int, str]  # number of a task → code of a measure, "" for none


class NamedBy(StrEnum):
    """Why a task is taken for a measure, or why a person is asked."""

    LIKENESS = "likeness"
    BEFORE = "before"  # as a task of the same words was, in an earlier division of work or the last import of this one
    PERSON = "person"  # somebody pointed at it, or said that it names none
    DOUBTFUL = "doubtful"  # no measure is likely enough, or several are
    NONE = "none"  # no measure is likely at all


SETTLED = frozenset((NamedBy.LIKENESS, NamedBy.BEFORE, NamedBy.PERSON))


@dataclass(frozen=True, slots=True)
class Candidate:
    code: str
    likeness: int


@dataclass(frozen=True, slots=True)
class Naming:
    """`code` is that of the measure, "" where the task names none or nobody knows; `candidates` the likeliest first."""

    task: Task
    code: str
    by: NamedBy
    candidates: tuple[Candidate, ...] = ()

    @property
    def is_settled(self) -> bool:
        return self.by in SETTLED


@dataclass(frozen=True, slots=True)
class Before:
    """What became of a task earlier: its words, the code of its measure or "", and whether a person said so."""

    words: str
    code: str
    chosen: bool


def name_measures(
    tasks: Sequence[Task], plan: Outline, *, before: Iterable[Before] = (), answers: Answers | None = None
) -> list[Naming]:
    """A naming for each task. What a person answered comes first, then what was settled before, then likeness."""
    answers = answers or {}
    waiting: dict[str, list[Before]] = {}
    for each in before:
        waiting.setdefault(comparable(each.words), []).append(each)
    namer = Namer(plan, tasks)
    found = []
    for task in tasks:
        earlier = next_of(waiting.get(comparable(task.words), []))
        if task.number in answers:
            found.append(Naming(task, answers[task.number], NamedBy.PERSON, namer.candidates(task)))
        elif earlier is not None and (earlier.chosen or earlier.code):
            by = NamedBy.PERSON if earlier.chosen else NamedBy.BEFORE
            found.append(Naming(task, earlier.code, by, namer.candidates(task)))
        else:
            found.append(namer.naming(task))
    return found


def next_of(waiting: list[Before]) -> Before | None:
    """Of several tasks of the same words each is taken once, in their order; the last of them for all that follow."""
    return waiting.pop(0) if len(waiting) > 1 else next(iter(waiting), None)


class Namer:
    """Knows a plan's measures and sections by their words."""

    def __init__(self, plan: Outline, tasks: Iterable[Task]) -> None:
        self.measures = measure_items(plan.measures)
        self.sections = {entry.code: entry for entry in plan.sections}
        self.titles = {code: comparable(entry.wordings[0][0]) for code, entry in self.sections.items()}
        self.below = self.measures_below()
        wanted = {gram for task in tasks for words in (task.words, *task.parts) for gram in grams(comparable(words))}
        self.postings = postings_of(self.measures, wanted)
        self.places = {item.code: index for index, item in enumerate(self.measures)}
        self.same: dict[str, list[int]] = {}
        for index, item in enumerate(self.measures):
            for words in {*item.words, *item.titles}:
                self.same.setdefault(words, []).append(index)

    def measures_below(self) -> dict[str, list[Item]]:
        """From the comparable title of a section to the measures in it and below it."""
        found: dict[str, list[Item]] = {}
        for item in self.measures:
            for title in {self.titles[section.code] for section in self.above(item)}:
                found.setdefault(title, []).append(item)
        return found

    def above(self, item: Item) -> list[Entry]:
        """The sections that a measure stands in, the nearest first."""
        sections, code = [], item.place
        while code in self.sections:
            sections.append(self.sections[code])
            code = self.sections[code].place
        return sections

    def naming(self, task: Task) -> Naming:
        """The likeliest measure, where it is likely enough and all others are far less so."""
        ranked = self.ranked(task)
        candidates = as_candidates(ranked)
        if not ranked or ranked[0][0] < thresholds.TASK_POSSIBLE:
            return Naming(task, "", NamedBy.NONE, candidates)
        lead = ranked[0][0] - (ranked[1][0] if len(ranked) > 1 else 0)
        if ranked[0][0] < thresholds.TASK_SURE or lead < thresholds.TASK_LEAD:
            return Naming(task, "", NamedBy.DOUBTFUL, candidates)
        return Naming(task, ranked[0][1].code, NamedBy.LIKENESS, candidates)

    def candidates(self, task: Task) -> tuple[Candidate, ...]:
        return as_candidates(self.ranked(task))

    def ranked(self, task: Task) -> list[tuple[float, Item]]:
        """The likeliest measures with their likeness, those under the same heading before others."""
        words = tuple(dict.fromkeys(filter(None, map(comparable, (task.words, *task.parts)))))
        headings = {comparable(heading) for heading in (*task.headings, *task.parts)} - {comparable(task.words)}
        named = self.named_by_section(words)
        scored = [
            (max(score(words, item), named.get(item.code, 0)) + self.place_bonus(item, headings), item)
            for item in self.near(words, named)
        ]
        return sorted((each for each in scored if each[0] > 0), key=lambda each: (-each[0], each[1].order))

    def place_bonus(self, item: Item, headings: set[str]) -> float:
        same = any(self.titles[section.code] in headings for section in self.above(item))
        return thresholds.TASK_PLACE if same else 0

    def named_by_section(self, words: tuple[str, ...]) -> dict[str, float]:
        """A task that says a section's title names the one measure that stands in it, or may name any of several."""
        found: dict[str, float] = {}
        for title in words:
            measures = self.below.get(title, [])
            likely = thresholds.TASK_SURE if len(measures) == 1 else thresholds.TASK_POSSIBLE
            found |= {item.code: float(likely) for item in measures[:MOST_CANDIDATES]}
        return found

    def near(self, words: tuple[str, ...], named: Mapping[str, float]) -> list[Item]:
        """The measures of the same words, and those that share most of a task's rarest groups of characters."""
        shared: Counter[int] = Counter()
        own = sorted({gram for each in words for gram in grams(each)} & self.postings.keys())
        for gram in sorted(own, key=lambda gram: len(self.postings[gram]))[: thresholds.TASK_GROUPS]:
            shared.update(self.postings[gram][: thresholds.TASK_COMMON])
        near = {index for index, _count in shared.most_common(MOST_CANDIDATES)}
        near.update(index for each in words for index in self.same.get(each, ())[:MOST_CANDIDATES])
        near.update(self.places[code] for code in named)
        return [self.measures[index] for index in sorted(near)]


def as_candidates(ranked: list[tuple[float, Item]]) -> tuple[Candidate, ...]:
    return tuple(Candidate(item.code, min(100, round(likely))) for likely, item in ranked[:MOST_CANDIDATES])


def postings_of(measures: Iterable[Item], wanted: set[str]) -> dict[str, list[int]]:
    """From each group of characters that a task has to the measures that have it, too.

    Of a text every third group is enough: whatever a task quotes of it has one of them.
    """
    found: dict[str, list[int]] = {}
    for index, item in enumerate(measures):
        said = [group for words in item.words for group in groups(words, GRAM)]
        said += [group for title in item.titles for group in groups(title)]
        for gram in wanted.intersection(said):
            if gram in found:
                found[gram].append(index)
            else:
                found[gram] = [index]
    return found


def score(words: tuple[str, ...], item: Item) -> float:
    """How likely a task of these words names the measure, 0 to 100."""
    alike = max(likeness(own, other) for own in words for other in (*item.words, *item.titles))
    quoted = max((quoting(own, other) for own in words for other in item.words), default=0)
    titled = max((quoting(title, own) for own in words for title in item.titles), default=0)
    return max(alike, quoted, titled)


def quoting(part: str, whole: str) -> float:
    """How much of a part stands within a whole; nothing where it is too short to tell, or mostly elsewhere."""
    if len(part) < thresholds.SHORTEST_PART or len(part) > len(whole):
        return 0
    share = share_within(part, whole)
    return thresholds.TASK_QUOTES * share if share >= thresholds.PART else 0
