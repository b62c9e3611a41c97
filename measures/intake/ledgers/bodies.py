"""The bodies that the names in a ledger mean: those here by name or alias, and those that people said to make."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from measures.edits.assigning import KnownBodies, by_name, split_names
from measures.intake.bodies import BodyQuestion, answered_pairs, known_names, pair_of
from measures.intake.ledgers.comparison import LedgerQuestion, Place
from measures.models import ResponsibleBody
from measures.models.names import plain_name
from measures.parsing.content.aliases import function_of, may_be_one

Wanted = Collection[tuple[str, str]]  # jurisdictions and names of bodies to make


class LedgerBodies(KnownBodies):
    """Of one jurisdiction; `made` are those that are to be made there."""

    def __init__(self, jurisdiction: str, made: Iterable[ResponsibleBody]) -> None:
        super().__init__(jurisdiction, [])
        self.tiers.insert(1, by_name((body.name, body) for body in made))
        self.unknown_names: dict[str, list[Place]] = defaultdict(list)

    def read(self, text: str, assigned: Iterable[ResponsibleBody], place: Place) -> list[ResponsibleBody]:
        """The bodies that a cell names; those that its measure has already are meant first.

        Raises ValidationError with every name that means none or several.
        """
        self.tiers[0] = by_name((word, body) for body in assigned for word in (body.name, body.full_name))
        self.place = place
        return self.bodies(split_names(text))

    def unknown(self, name: str) -> ValidationError:
        """The name is asked about."""
        self.unknown_names[name].append(self.place)
        message = gettext_lazy("There is no body “%(name)s”: say below what is meant, or correct the name.")
        return ValidationError(message, code="unknown", params={"name": name})


class Names:
    """The bodies of all jurisdictions that a ledger is about."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = [ResponsibleBody(jurisdiction=place, name=plain_name(name)) for place, name in wanted]
        self.of: dict[str, LedgerBodies] = {}

    def in_jurisdiction(self, jurisdiction: str) -> LedgerBodies:
        if jurisdiction not in self.of:
            made = [body for body in self.wanted if body.jurisdiction == jurisdiction]
            self.of[jurisdiction] = LedgerBodies(jurisdiction, made)
        return self.of[jurisdiction]

    def questions(self) -> list[LedgerQuestion]:
        """About each name that means none: may it be another name of a body that is here?"""
        asked = {jurisdiction: bodies.unknown_names for jurisdiction, bodies in self.of.items() if bodies.unknown_names}
        known = known_names(asked) if asked else {}
        answered = answered_pairs(asked)
        return [
            question_of(jurisdiction, name, places, known.get((jurisdiction, function_of(name)), ()), answered)
            for jurisdiction, names in asked.items()
            for name, places in names.items()
        ]


def question_of(
    jurisdiction: str,
    name: str,
    places: list[Place],
    known: Iterable[tuple[str, int | None, str]],
    answered: Collection[tuple[str, str, str]],
) -> LedgerQuestion:
    alike = (
        BodyQuestion(jurisdiction, name, shown, pk)
        for word, pk, shown in known
        if may_be_one(name, word) and pair_of(jurisdiction, name, shown) not in answered
    )
    return LedgerQuestion(jurisdiction, name, places, next(alike, None), *possible(jurisdiction, name))


def possible(jurisdiction: str, name: str) -> tuple[bool, str]:
    """Whether a body of this name can be made, and why not."""
    try:
        checked(ResponsibleBody(jurisdiction=jurisdiction, name=plain_name(name)))
    except ValidationError as error:
        return False, " ".join(error.messages)
    return True, ""


def checked(body: ResponsibleBody) -> ResponsibleBody:
    """Raises ValidationError where the name may not be a body's."""
    body.full_clean(exclude=["uuid"])
    return body


def wanted_in(answers: Mapping[str, object]) -> list[tuple[str, str]]:
    """The bodies that people said to make, as the answers of an import have them."""
    made = answers.get("made")
    return [(str(place), str(name)) for place, name in made] if isinstance(made, list) else []
