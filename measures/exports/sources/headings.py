"""The headings above measures, read as pages of measures need them."""

from collections.abc import Iterable, Mapping

from measures.models import Section
from measures.models.plan import heading_of, paths_down_to
from measures.prepared import PairInLists, PreparedQuery, in_list

Place = tuple[int, str]  # a plan's primary key and the path of one of its sections

OF_SECTIONS = PreparedQuery(
    lambda: Section.objects.order_by().filter(in_list("pk", "pks")).values_list("pk", "plan_id", "path")
)
AT_PATHS = PreparedQuery(
    lambda: (
        Section.objects.order_by()
        .filter(PairInLists("plan", "path", ("plans", "paths")))
        .values_list("plan_id", "path", "label", "title")
    )
)


class Headings:
    """Remembers those of the last page, which the next one mostly goes on with."""

    def __init__(self) -> None:
        self.known: dict[int, tuple[str, ...]] = {}

    def above(self, sections: Iterable[int]) -> Mapping[int, tuple[str, ...]]:
        """By section (primary keys), from the top to its own heading; in two queries, or in none if all are known."""
        wanted = set(sections)
        self.known = {pk: headings for pk, headings in self.known.items() if pk in wanted}
        missing = wanted - self.known.keys()
        if missing:
            self.known |= self.read(missing)
        return self.known

    def read(self, sections: Iterable[int]) -> dict[int, tuple[str, ...]]:
        """The same from the database."""
        places: dict[int, Place] = {pk: (plan, path) for pk, plan, path in OF_SECTIONS(pks=sorted(sections))}
        paths = {path: paths_down_to(path) for _plan, path in places.values()}
        every = sorted({(plan, step) for plan, path in places.values() for step in paths[path]})
        rows = AT_PATHS(plans=[plan for plan, _path in every], paths=[path for _plan, path in every])
        texts = {(plan, path): heading_of(label, title) for plan, path, label, title in rows}
        return {
            pk: tuple([texts[plan, step] for step in paths[path] if (plan, step) in texts])
            for pk, (plan, path) in places.items()
        }
