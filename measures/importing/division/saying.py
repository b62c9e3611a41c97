"""What is said of one measure: its deadline, and its bodies each with its roles."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from measures.importing.records import NaturalKey
from measures.matching import Task

DUE = ("due_on", "due_text")
DUE_TEXT_LENGTH = 255
NOTHING: dict[str, object] = {"due_on": None, "due_text": ""}


@dataclass(frozen=True)
class Saying:
    """`due` has the values of the two fields of the deadline, or is None where nothing is said of it."""

    due: dict[str, object] | None = None
    bodies: dict[NaturalKey, frozenset[str]] = field(default_factory=dict)

    def roles(self, body: NaturalKey) -> frozenset[str]:
        return self.bodies.get(body, frozenset())

    def over(self, earlier: "Saying") -> "Saying":
        """What is said here, and of what nothing is said here what was said earlier."""
        return Saying(self.due if self.due is not None else earlier.due, earlier.bodies | self.bodies)

    def as_json(self) -> dict[str, object]:
        bodies = [[*body, role] for body, roles in self.bodies.items() for role in sorted(roles)]
        return {"due": self.due, "bodies": bodies}

    def renamed(self, present_key: Callable[[NaturalKey], NaturalKey]) -> "Saying":
        """With the bodies under their present names."""
        return replace(
            self, bodies=grouped((present_key(body), role) for body, of in self.bodies.items() for role in of)
        )

    def followed(self, answers_now: Callable[[NaturalKey, str], NaturalKey]) -> "Saying":
        """With the bodies that answer now in place of those that have handed over."""
        return replace(
            self, bodies=grouped((answers_now(body, role), role) for body, of in self.bodies.items() for role in of)
        )


def from_json(said: dict[str, object]) -> Saying:
    """What `as_json` gave."""
    due, bodies = said["due"], said["bodies"]
    rows = bodies if isinstance(bodies, list) else []
    return Saying(due if isinstance(due, dict) else None, grouped(((row[0], row[1]), row[2]) for row in rows))


def grouped(roles: Iterable[tuple[NaturalKey, str]]) -> dict[NaturalKey, frozenset[str]]:
    """From each body to its roles, in the order in which the bodies come."""
    found: dict[NaturalKey, frozenset[str]] = {}
    for body, role in roles:
        found[body] = found.get(body, frozenset()) | {role}
    return found


def of_tasks(tasks: Iterable[Task], body_key: Callable[[str], NaturalKey]) -> Saying:
    """What the tasks that name one measure say of it together."""
    tasks = list(tasks)
    return Saying(
        deadline(tasks), grouped((body_key(duty.body), str(duty.role)) for task in tasks for duty in task.duties)
    )


def deadline(tasks: Iterable[Task]) -> dict[str, object] | None:
    """A measure is done when the last of its tasks is: the latest day, where each deadline names one."""
    said = [task for task in tasks if task.due_text]
    if not said:
        return None
    days = [task.due_on for task in said if task.due_on]
    words = "；".join(dict.fromkeys(task.due_text for task in said))
    return {"due_on": max(days) if len(days) == len(said) else None, "due_text": words[:DUE_TEXT_LENGTH]}
