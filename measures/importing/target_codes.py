"""Which stored target of its measure or section each target of a new edition is."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable

from measures.importing.records import FieldValues
from measures.importing.stored import PART_NAMES, Stored
from measures.matching import most_alike
from measures.models import Measure, Section, Target

Alike = Callable[[FieldValues], Hashable]
FIGURES = ("metric", "unit", "comparator", "year")


class TargetCodes:
    """Gives targets the codes under which they are stored, or free ones: `3.1.1-2/t1`, never one that was used."""

    def __init__(self, stored: Stored, *, same_document: bool) -> None:
        self.same_document = same_document
        self.known: dict[str, dict[str, FieldValues]] = defaultdict(dict)  # owner's code → target's code → fields
        self.loaded: dict[str, dict[str, FieldValues]] = defaultdict(dict)  # the same of owners without a baseline
        self.last: dict[str, int] = {}
        for model in (Section, Measure):
            for (_slug, code), owner in stored.records[model].items():
                self.add_known(str(code), (owner.baseline or {}).get(PART_NAMES[Target], []))
        for target in stored.records[Target].values():
            self.add_loaded(target)
        for _slug, code in (*stored.records[Target], *stored.deleted[Target]):
            self.count(str(code))

    def add_known(self, owner: str, said: Iterable[FieldValues]) -> None:
        for row in said:
            self.known[owner][row["code"]] = row
            self.count(row["code"])

    def add_loaded(self, target: Target) -> None:
        """Where no import has spoken of the owner, what is stored stands for what was said."""
        owner = target.code.rpartition("/")[0]
        if owner not in self.known and target.source_id is not None:
            self.loaded[owner][target.code] = {name: getattr(target, name) for name in ("code", "text", *FIGURES)}

    def count(self, code: str) -> None:
        owner, _slash, number = code.rpartition("/t")
        if number.isdecimal():
            self.last[owner] = max(self.last.get(owner, 0), int(number))

    def assigned(self, rows: list[FieldValues]) -> list[FieldValues]:
        """The rows with their codes; their owners have their stored codes already."""
        by_owner: dict[str, list[FieldValues]] = defaultdict(list)
        for row in rows:
            by_owner[str((row.get("measure") or row["section"])[1])].append(row)
        return [row for owner, own in by_owner.items() for row in self.of_owner(owner, own)]

    def of_owner(self, owner: str, rows: list[FieldValues]) -> list[FieldValues]:
        """By the same words, by the same figure, by alike words; what is left is new."""
        free = dict(self.known.get(owner) or self.loaded.get(owner) or {})
        codes: dict[int, str] = {}
        for key_of in self.keys():
            waiting = {key_of(row): code for code, row in reversed(free.items())}
            for place, row in enumerate(rows):
                if place not in codes and waiting.get(key_of(row)) in free:
                    codes[place] = waiting[key_of(row)]
                    del free[codes[place]]
        left = [place for place in range(len(rows)) if place not in codes]
        alike = most_alike(
            {place: str(rows[place]["text"]) for place in left}, {code: str(row["text"]) for code, row in free.items()}
        )
        codes |= alike
        return [row | {"code": codes.get(place) or self.free(owner, row)} for place, row in enumerate(rows)]

    def keys(self) -> Iterable[Alike]:
        """What makes a target the same, the surest first."""
        yield lambda row: row["text"]
        if self.same_document:
            yield lambda row: row["code"].rpartition("/")[2]
        yield lambda row: tuple(row.get(name) for name in FIGURES)
        yield lambda row: tuple(row.get(name) for name in FIGURES[:2]) if row.get("metric") else id(row)

    def free(self, owner: str, row: FieldValues) -> str:
        number = row["code"].rpartition("/t")[2]
        self.last[owner] = max(self.last.get(owner, 0) + 1, int(number) if number.isdecimal() else 0)
        return f"{owner}/t{self.last[owner]}"
