from django.contrib.auth.models import Permission, User

from measures.intake.imports import apply_import
from measures.models import Measure, Plan
from tests.made_once import made_once
from tests.uploads import uploaded


@made_once
def plan() -> Plan:
    """A draft, read from its document; its measures are 1.1-1, 1.1-2 and 1.2-1."""
    apply_import(uploaded(slug="shili"), None, expected="", declined=frozenset())
    return Plan.objects.get()


@made_once
def published(plan: Plan) -> Plan:
    """The same, with its measures published."""
    Plan.objects.update(state="published")
    Measure.objects.update(review_state="published")
    return Plan.objects.get()


@made_once
def person() -> User:
    """Somebody who may confirm and publish."""
    user = User.objects.create_user("王五")
    steps = ["confirm_measure", "publish_measure"]
    user.user_permissions.set(Permission.objects.filter(codename__in=steps))
    return user
