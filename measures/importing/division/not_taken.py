"""What a person does not take of a division of work: it is said to be as it is here, so that it is offered again."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace

from measures.importing.comparison import Outcome, RecordChange
from measures.importing.division.saying import DUE, NOTHING, Saying
from measures.importing.records import NaturalKey
from measures.models import Measure, Responsibility

Roles = frozenset[str]


class NotTaken:
    """By the key of the measure: the fields of its deadline, and the roles that bodies have in it nevertheless."""

    def __init__(self) -> None:
        self.due: dict[NaturalKey, set[str]] = defaultdict(set)
        self.roles: dict[NaturalKey, dict[NaturalKey, Roles]] = defaultdict(dict)

    def note(
        self,
        found: Iterable[RecordChange],
        left: Iterable[RecordChange],
        here: Callable[[NaturalKey, NaturalKey], Roles],
    ) -> None:
        """Compare all changes with those that are taken; `here` gives the roles of a body in a measure."""
        taken = {(change.model, change.key): change for change in left}
        for change in found:
            now = taken.get((change.model, change.key))
            if change.model is Measure:
                self.due[change.key] |= change.updates.keys() - (now.updates.keys() if now else set())
            elif change.model is Responsibility and roles_of(change) != (roles_of(now) if now else NO_ROLES):
                measure, body = change.key[:2], change.key[2:4]
                self.roles[measure][body] = here(measure, body)
        for change in taken.values():
            body = change.key[2:4]
            if change.model is Responsibility and body in self.roles[change.key[:2]]:
                gone, added = roles_of(change)
                self.roles[change.key[:2]][body] = (self.roles[change.key[:2]][body] - gone) | added

    def taken_from(self, measure: NaturalKey, now: Saying, before: Saying) -> Saying:
        """What a document says of a measure, without that."""
        due, declined = now.due, self.due[measure] & {*DUE}
        if declined:
            due = {name: ((before if name in declined else now).due or NOTHING)[name] for name in DUE}
        roles = now.bodies | self.roles[measure]
        return replace(now, due=due, bodies={body: of for body, of in roles.items() if of})


NO_ROLES: tuple[Roles, Roles] = frozenset(), frozenset()


def roles_of(change: RecordChange) -> tuple[Roles, Roles]:
    """The roles that a change of a responsibility takes from its body, and those that it gives."""
    role = frozenset((str(change.key[4]),))
    if change.outcome is Outcome.NEW:
        return frozenset(), role
    if change.outcome is Outcome.REMOVE:
        return role, frozenset()
    return (role, frozenset((str(change.updates["role"]),))) if "role" in change.updates else NO_ROLES


def without_half(change: RecordChange, whole: RecordChange) -> RecordChange:
    """A responsibility whose new role is not taken keeps its place in the document that gave it the old one."""
    if change.model is not Responsibility or roles_of(change) == roles_of(whole):
        return change
    return replace(change, outcome=Outcome.UNCHANGED, row={}, fields=())
