"""The page a person checks a reading by: the document with every passage coloured, beside the records they became."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any

from django.template.loader import render_to_string

from measures.choices import FramePart, FurnitureKind, PassageKind, Role
from measures.intake.coverage import place_words, tree_shares
from measures.intake.reports import sentence
from measures.parsing.tree import MeasureNode, Passage, PlanTree, SectionNode
from measures.terms import KEPT


def coverage_page(tree: PlanTree, filename: str) -> str:
    """One HTML file, whole in itself: it asks for nothing from a network, and prints."""
    records = [record(tree, depth, node) for depth, node in outline(tree.sections)]
    context = {
        "tree": tree,
        "filename": filename,
        "shares": list(tree_shares(tree)),
        "passages": list(passages(tree)),
        "records": records,
        "depths": sorted({each["depth"] for each in records}),
        "problems": list(problems(tree)),
    }
    return render_to_string("measures/coverage.html", context)


def problems(tree: PlanTree) -> Iterator[dict[str, str | int]]:
    for each in tree.problems:
        place = tree.place_at(each.span.start)
        yield {
            "line": each.line,
            "place": place_words(place) if place else "",
            "passage": passage_at(tree, each.span.start),
            "sentence": sentence(each),
        }


def passages(tree: PlanTree) -> Iterator[dict[str, str]]:
    for each in tree.passages:
        words = tree.text[each.span.start : each.span.end]
        yield {"kind": each.kind, "label": label_of_passage(each), "code": record_code(each), "text": words}


def label_of_passage(passage: Passage) -> str:
    """What a passage became, and which part of the letter or kind of furniture it is."""
    parts: dict[str, type[FramePart | FurnitureKind]] = {"frame": FramePart, "furniture": FurnitureKind}
    label = str(PassageKind(passage.kind).label)
    part = parts.get(passage.kind)
    return f"{label} · {part(passage.code).label}" if part else label


def record_code(passage: Passage) -> str:
    """The code of the record that a passage stands in, "" where it stands in none."""
    return passage.code if passage.kind in KEPT else ""


def passage_at(tree: PlanTree, offset: int) -> int:
    """The index of the passage that holds the character at `offset`."""
    return max(0, bisect_right(tree.passages, offset, key=lambda each: each.span.start) - 1)


def record(tree: PlanTree, depth: int, node: SectionNode | MeasureNode) -> dict[str, Any]:
    bodies = [f"{Role(part.role).label}：{part.body}" for part in getattr(node, "responsibilities", ())]
    kind = "measure" if isinstance(node, MeasureNode) else "heading"
    return {
        "node": node,
        "depth": depth,
        "kind": kind,
        "bodies": bodies,
        "passage": passage_at(tree, node.span.start),
    }


def outline(sections: Iterable[SectionNode], depth: int = 0) -> Iterator[tuple[int, SectionNode | MeasureNode]]:
    """(depth, node) in document order."""
    for section in sections:
        yield depth, section
        parts: list[SectionNode | MeasureNode] = [*section.sections, *section.measures]
        for part in sorted(parts, key=attrgetter("position")):
            yield from outline([part], depth + 1) if isinstance(part, SectionNode) else [(depth + 1, part)]
