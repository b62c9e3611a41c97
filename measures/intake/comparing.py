"""A reading → what an import of it would change: the fixture stands between, as in every import."""

from measures import fixture, importing
from measures.models import Plan
from measures.parsing import PlanTree


def incoming(tree: PlanTree, slug: str, filename: str) -> importing.Incoming:
    """The checked records of a reading, for `importing.compare` and `importing.apply`. Raises FixtureError."""
    return importing.read(fixture.dumps(fixture.records(tree, slug, filename)).encode())


def check_slug(slug: str) -> None:
    """Raises ValidationError by the rules of `Plan.slug`."""
    Plan._meta.get_field("slug").run_validators(slug)
