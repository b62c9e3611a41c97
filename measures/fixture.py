"""PlanTree to Django fixture records: the interface between reading and the database.

A fixture is one JSON list in the order bodies, plan, source, sections, measures, responsibilities, targets, so that
plain `loaddata` can follow it from top to bottom. Records carry natural keys, never database ids. The same tree gives
the same bytes. Format: docs/data-model.md.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import starmap
from pathlib import PurePath
from typing import Any

import orjson

from measures.parsing.tree import (
    PARSER_VERSION,
    MeasureNode,
    Passage,
    Place,
    PlanTree,
    Problem,
    Responsibility,
    SectionNode,
    Span,
    Target,
)
from measures.terms import (
    BodyKind,
    Comparator,
    MeasureKind,
    Nature,
    Numbering,
    Origin,
    PassageKind,
    PlanKind,
    ProblemCode,
    Role,
    body_uuid,
)

Fields = dict[str, Any]
FixtureRecord = Fields

EDITION = 1
# Lengths of the columns that hold a document's own words; the whole passage stays in `text` and in the source.
TITLE, LABEL, UNIT = 255, 32, 32
_OF_PLAN = ("plan", "source", "section", "parent", "measure")  # references to what stands in a plan
KINDS_BY_ENDING = {
    BodyKind.GOVERNMENT: ("政府", "管委会", "管理委员会"),
    BodyKind.ENTERPRISE: ("公司", "集团", "银行", "企业"),
    BodyKind.INSTITUTION: ("大学", "学院", "研究院", "研究所", "中心", "医院", "学校", "实验室", "科学院"),
    BodyKind.DEPARTMENT: ("局", "委", "厅", "部", "办", "署", "办公室", "委员会", "办公厅", "支队", "总队", "会"),
}


def records(tree: PlanTree, slug: str, filename: str) -> list[FixtureRecord]:
    """The fixture of one plan. `slug` becomes its public name, `filename` the name its document is shown under."""
    return list(_Writer(tree, slug).records(filename))


def dumps(rows: list[FixtureRecord]) -> str:
    return orjson.dumps(rows, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def with_slug(rows: list[FixtureRecord], slug: str) -> list[FixtureRecord]:
    """The same records as those of the plan `slug`: a reference to a record of a plan begins with the plan's slug."""
    of_bodies = "measures.responsiblebody"
    return [row if row["model"] == of_bodies else row | {"fields": _renamed(row["fields"], slug)} for row in rows]


def _renamed(fields: Fields, slug: str) -> Fields:
    references = {name: [slug, *fields[name][1:]] for name in _OF_PLAN if fields.get(name)}
    return fields | references | ({"slug": slug} if "slug" in fields else {})


def counts(rows: list[FixtureRecord]) -> dict[str, int]:
    """Records of each model, in fixture order."""
    totals: dict[str, int] = {}
    for row in rows:
        name = row["model"].removeprefix("measures.")
        totals[name] = totals.get(name, 0) + 1
    return totals


def body_kind(name: str) -> BodyKind:
    for kind, endings in KINDS_BY_ENDING.items():
        if name.endswith(endings):
            return kind
    return BodyKind.OTHER


def problem_fields(problem: Problem) -> Fields:
    return {"code": problem.code, "line": problem.line, "subject": problem.subject, "detail": problem.detail}


class _Writer:
    """What the records of one plan share: its key, its sections and measures, who answers in it."""

    def __init__(self, tree: PlanTree, slug: str) -> None:
        self.tree, self.plan = tree, [slug]
        self.sections = list(tree.walk())
        self.measures = [(section, measure) for section in self.sections for measure in section.measures]
        parts = [part for _, measure in self.measures for part in measure.responsibilities]
        self.named = {part.body for part in parts} | ({tree.issuer} - {""})
        self.answering = {part.body for part in parts if part.role != Role.MENTIONED} | {tree.issuer}

    def records(self, filename: str) -> Iterator[FixtureRecord]:
        """Every record of the plan in the order in which `loaddata` can follow references."""
        for model, rows in (
            ("responsiblebody", self.bodies()),
            ("plan", [self.plan_fields(filename)]),
            ("sourcedocument", [self.source_fields(filename)]),
            ("section", self.section_rows(self.tree.sections)),
            ("measure", starmap(self.measure_fields, self.measures)),
            ("responsibility", self.responsibility_rows()),
            ("target", self.target_rows()),
        ):
            yield from ({"model": f"measures.{model}", "fields": fields} for fields in rows)

    def body_key(self, name: str) -> list[str]:
        """A body that answers belongs to the plan's jurisdiction; one only mentioned may be from anywhere."""
        return [self.tree.jurisdiction if name in self.answering else "", name]

    def source(self, span: Span) -> Fields:
        return {"source": [*self.plan, EDITION], "source_start": span.start, "source_end": span.end}

    def bodies(self) -> Iterator[Fields]:
        for jurisdiction, name in sorted(self.body_key(name) for name in self.named):
            uuid = str(body_uuid(jurisdiction, name))
            yield {"uuid": uuid, "jurisdiction": jurisdiction, "name": name, "kind": body_kind(name)}

    def plan_fields(self, filename: str) -> Fields:
        """A plan whose document has no title is called as its file is: a plan needs one."""
        tree = self.tree
        return {
            "slug": self.plan[0],
            "title": (tree.title or PurePath(filename).stem)[:TITLE],
            "text": tree.plan_text,
            "kind": tree.kind,
            "issuer": self.body_key(tree.issuer) if tree.issuer else None,
            "document_number": tree.document_number,
            "issued_on": _iso(tree.issued_on),
            "period_start": tree.period_start,
            "period_end": tree.period_end,
            "horizon_year": tree.horizon_year,
            "jurisdiction": tree.jurisdiction,
        }

    def source_fields(self, filename: str) -> Fields:
        """The document as it was read: its text, what each stretch became, and what was unclear."""
        tree = self.tree
        return {
            "plan": self.plan,
            "edition": EDITION,
            "filename": filename,
            "media_type": tree.media_type,
            "sha256": tree.sha256,
            "text": tree.text,
            "parser_version": PARSER_VERSION,
            "places": [[each.start, each.number, each.sheet] for each in tree.places],
            "passages": [[each.span.start, each.span.end, each.kind, each.code] for each in tree.passages],
            "coverage": {str(kind): count for kind, count in tree.coverage().items()},
            "problems": [problem_fields(problem) for problem in tree.problems],
        }

    def section_rows(
        self, nodes: tuple[SectionNode, ...], parent: SectionNode | None = None, above: str = ""
    ) -> Iterator[Fields]:
        """In document order, each with its sort path: four digits a step, `0003.0001`."""
        for place, node in enumerate(nodes, 1):
            path = f"{above}{place:04d}"
            yield self.section_fields(node, parent, path)
            yield from self.section_rows(node.sections, node, f"{path}.")

    def section_fields(self, node: SectionNode, parent: SectionNode | None, path: str) -> Fields:
        """One heading with its own text."""
        return {
            "plan": self.plan,
            "code": node.code,
            "parent": [*self.plan, parent.code] if parent else None,
            "numbering": node.numbering,
            "label": node.label[:LABEL],
            "title": node.title[:TITLE],
            "text": node.text,
            "position": node.position,
            "path": path,
            **self.source(node.span),
        }

    def measure_fields(self, section: SectionNode, node: MeasureNode) -> Fields:
        """One measure with its deadline."""
        return {
            "plan": self.plan,
            "section": [*self.plan, section.code],
            "code": node.code,
            "kind": node.kind,
            "label": node.label[:LABEL],
            "title": node.title[:TITLE],
            "text": node.text,
            "position": node.position,
            "due_on": _iso(node.due_on),
            "due_text": node.due_text[:TITLE],
            **self.source(node.span),
        }

    def responsibility_rows(self) -> Iterator[Fields]:
        """The bodies of every measure, in document order."""
        for _, measure in self.measures:
            for part in measure.responsibilities:
                yield {
                    "measure": [*self.plan, measure.code],
                    "body": self.body_key(part.body),
                    "role": part.role,
                    "position": part.position,
                    "origin": Origin.DOCUMENT,
                    **self.source(part.span),
                }

    def target_rows(self) -> Iterator[Fields]:
        for section in self.sections:
            yield from self.targets_of(section, "section")
            for measure in section.measures:
                yield from self.targets_of(measure, "measure")

    def targets_of(self, node: SectionNode | MeasureNode, kind: str) -> Iterator[Fields]:
        stands_in = {"measure": None, "section": None, kind: [*self.plan, node.code]}
        for number, target in enumerate(node.targets, 1):
            yield {"plan": self.plan, "code": f"{node.code}/t{number}", **stands_in, **self.target_fields(target)}

    def target_fields(self, target: Target) -> Fields:
        """A target's own values, without what it stands in."""
        return {
            "text": target.text,
            "metric": target.metric[:TITLE],
            "comparator": target.comparator,
            "value": None if target.value is None else f"{target.value:f}",
            "unit": target.unit[:UNIT],
            "year": target.year,
            "nature": target.nature,
            **self.source(target.span),
        }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def tree_of(rows: list[FixtureRecord]) -> PlanTree:
    """The tree that `records` made these of, with what a fixture keeps of it: problems have the span of their line.

    A fixture of a parser that wrote no passages has none.
    """
    return _Reader(rows).tree()


class _Reader:
    """The rows of one plan by model, parts by the code of what they stand in."""

    def __init__(self, rows: list[FixtureRecord]) -> None:
        self.rows: dict[str, list[Fields]] = defaultdict(list)
        for row in rows:
            self.rows[row["model"].removeprefix("measures.")].append(row["fields"])
        self.children: dict[str, list[Fields]] = defaultdict(list)
        self.measures: dict[str, list[Fields]] = defaultdict(list)
        self.parts: dict[str, list[Fields]] = defaultdict(list)
        self.targets: dict[str, list[Fields]] = defaultdict(list)
        for row in self.rows["section"]:
            self.children[row["parent"][-1] if row["parent"] else ""].append(row)
        for row in self.rows["measure"]:
            self.measures[row["section"][-1]].append(row)
        for row in self.rows["responsibility"]:
            self.parts[row["measure"][-1]].append(row)
        for row in self.rows["target"]:
            self.targets[(row["measure"] or row["section"])[-1]].append(row)

    def tree(self) -> PlanTree:
        """The plan and its document."""
        [plan], [source] = self.rows["plan"], self.rows["sourcedocument"]
        return PlanTree(
            title=plan["title"],
            kind=PlanKind(plan["kind"]),
            issuer=plan["issuer"][-1] if plan.get("issuer") else "",
            document_number=plan.get("document_number", ""),
            issued_on=_day(plan.get("issued_on")),
            period_start=plan.get("period_start"),
            period_end=plan.get("period_end"),
            horizon_year=plan.get("horizon_year"),
            jurisdiction=plan.get("jurisdiction", ""),
            text=source["text"],
            plan_text=plan.get("text", ""),
            media_type=source["media_type"],
            encoding="",
            sha256=source["sha256"],
            sections=tuple(map(self.section, self.children[""])),
            passages=tuple(_passages(source)),
            problems=tuple(_problems(source)),
            places=tuple(Place(*place) for place in source.get("places", [])),
        )

    def section(self, row: Fields) -> SectionNode:
        """A heading with all below it."""
        return SectionNode(
            code=row["code"],
            numbering=Numbering(row["numbering"]),
            label=row.get("label", ""),
            title=row["title"],
            text=row.get("text", ""),
            position=row["position"],
            span=_span(row),
            sections=tuple(map(self.section, self.children[row["code"]])),
            measures=tuple(map(self.measure, self.measures[row["code"]])),
            targets=tuple(map(_target, self.targets[row["code"]])),
        )

    def measure(self, row: Fields) -> MeasureNode:
        """A measure with its parts."""
        return MeasureNode(
            code=row["code"],
            kind=MeasureKind(row["kind"]),
            label=row.get("label", ""),
            title=row["title"],
            text=row.get("text", ""),
            position=row["position"],
            span=_span(row),
            due_text=row.get("due_text", ""),
            due_on=_day(row.get("due_on")),
            responsibilities=tuple(
                Responsibility(part["body"][-1], Role(part["role"]), part["position"], _span(part), "")
                for part in self.parts[row["code"]]
            ),
            targets=tuple(map(_target, self.targets[row["code"]])),
        )


def _passages(source: Fields) -> Iterator[Passage]:
    for start, end, kind, code in source.get("passages", []):
        yield Passage(Span(start, end), PassageKind(kind), code)


def _target(row: Fields) -> Target:
    return Target(
        text=row["text"],
        metric=row["metric"],
        comparator=Comparator(row["comparator"]),
        value=None if row["value"] is None else Decimal(row["value"]),
        unit=row["unit"],
        year=row["year"],
        nature=Nature(row["nature"]),
        span=_span(row),
        rule="",
    )


def _problems(source: Fields) -> Iterator[Problem]:
    """Those whose codes are known, each with the line that it is on."""
    starts = [0, *(at + 1 for at, char in enumerate(source["text"]) if char == "\n")]
    for row in source.get("problems", []):
        if row["code"] in set(ProblemCode):
            start = starts[min(row["line"] or 1, len(starts)) - 1]
            span = Span(start, min(start + 1, len(source["text"])))
            yield Problem(ProblemCode(row["code"]), row["line"], span, row["subject"], row["detail"])


def _span(row: Fields) -> Span:
    return Span(row["source_start"], row["source_end"])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
