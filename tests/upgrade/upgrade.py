"""Run in a process of its own on an empty database: fill it as the old release left it, migrate, say what is there.

DATABASE_URL=… python -m tests.upgrade.upgrade tests/upgrade/0663d43.json.gz
"""

import gc
import gzip
import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

LEAF = ("measures", "0002_indexes")
ADDRESSES = ["plans", "sections", "measures", "bodies", "targets", "responsibilities", "sources"]


def main(path: str) -> None:
    gc.disable()  # next to nothing of what migrations make is garbage; to look for it took a fifth of the time
    django.setup()
    from django.core.management import call_command

    from tests.upgrade.schema import schema

    snapshot = json.loads(gzip.decompress(Path(path).read_bytes()))
    fill(snapshot)
    make_old_groups()
    call_command("migrate", verbosity=0)
    rights, tables = groups(), schema()
    grant_permissions()
    facts = {
        "schema": tables,
        "history": history(),
        "gaps": gaps(),
        "groups": rights,
        "edits": edits(),
        "answers": {"public": answers(snapshot, ""), "editor": answers(snapshot, snapshot["secret"])},
        "written": write(snapshot["secret"]),
        "gaps after writing": gaps(),
    }
    json.dump(facts, sys.stdout, ensure_ascii=False, default=str)


def fill(snapshot: dict[str, Any]) -> None:
    """The tables as they were at that commit, its rows, its triggers."""
    from django.core.management.color import no_style
    from django.db import connection, transaction
    from django.db.migrations.executor import MigrationExecutor
    from django.db.migrations.loader import MigrationLoader
    from django.utils import timezone

    executor = MigrationExecutor(connection)
    executor.loader = MigrationLoader(connection, replace_migrations=False)  # else the squashed one
    others = [node for node in executor.loader.graph.leaf_nodes() if node[0] != "measures"]
    executor.migrate([LEAF, *others])
    apps = executor.loader.project_state([LEAF, *others]).apps
    models = {label: apps.get_model(label) for label in snapshot["tables"]}
    with transaction.atomic():
        for label, rows in snapshot["tables"].items():
            models[label]._base_manager.bulk_create(record(models[label], row) for row in rows)
        tomorrow = timezone.now() + timedelta(days=1)  # a token of the snapshot is valid whenever the test runs
        models["measures.ApiToken"]._base_manager.update(expiry=tomorrow)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [*models.values()]):
            cursor.execute(statement)
        for statement in snapshot["triggers"][connection.vendor]:
            cursor.execute(statement)


def make_old_groups() -> None:
    """What an administrator had made: one group that could undo, one that could not, and a person of each kind."""
    from django.contrib.auth.models import Group, Permission, User
    from django.contrib.contenttypes.models import ContentType

    kind = ContentType.objects.get_or_create(app_label="measures", model="measure")[0]
    for verb, name in (("change", "旧编辑组"), ("view", "编辑人员")):
        right = Permission.objects.get_or_create(
            content_type=kind, codename=f"{verb}_measure", defaults={"name": f"Can {verb} measure"}
        )[0]
        Group.objects.create(name=name).permissions.add(right)
        User.objects.create(username=name).user_permissions.add(right)


def groups() -> dict[str, list[str]]:
    """The rights of each group, and of each account under its name with an @."""
    from django.contrib.auth.models import Group, User

    found: dict[str, Any] = {group.name: group.permissions for group in Group.objects.all()}
    found |= {f"@{user.username}": user.user_permissions for user in User.objects.all()}
    return {name: sorted(rights.values_list("codename", flat=True)) for name, rights in found.items()}


def record(model: Any, row: dict[str, Any]) -> Any:
    fields = {each.attname: each for each in model._meta.concrete_fields}
    return model(**{name: fields[name].to_python(unpacked(value)) for name, value in row.items()})


def unpacked(value: Any) -> Any:
    return value["base64"] if isinstance(value, dict) and "base64" in value else value


def grant_permissions() -> None:
    """The snapshot leaves them out: the numbers of permissions are each database's own."""
    from django.contrib.auth.models import Permission, User

    for user in User.objects.all():
        user.user_permissions.set(Permission.objects.filter(content_type__app_label="measures"))


def history() -> list[dict[str, Any]]:
    from tests.edits.history import TRACKED

    names = ("id", "history_type", "history_user__username", "edit_id", "edit__by_name", "edit__via")
    return [
        {"model": model.__name__} | row
        for model in TRACKED
        for row in model.history.order_by("history_id").values(*names)
    ]


def gaps() -> list[str]:
    from tests.edits import history

    return history.gaps()


def edits() -> list[dict[str, Any]]:
    from measures.models import Edit

    return [dict(row) for row in Edit.objects.order_by("pk").values("id", "by_name", "via")]


def answers(snapshot: dict[str, Any], secret: str) -> dict[str, Any]:
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["testserver"]
    caller = Client(headers={"Authorization": f"Token {secret}"} if secret else {})
    found = {name: caller.get(f"/api/v1/{name}/").json()["results"] for name in ADDRESSES}
    return found | {"changes": caller.get(f"/api/v1/changes/?since={snapshot['cursor']}").json()}


def write(secret: str) -> list[int]:
    """An old token writes, and what it wrote is in the feed."""
    from django.test import Client

    from measures.models import Change, Measure

    head = Change.objects.head()
    measure = Measure.objects.get(plan__slug="shili-plan", code="1.1-1")
    answer = Client(headers={"Authorization": f"Token {secret}", "If-Match": f'"{measure.version}"'}).patch(
        "/api/v1/plans/shili-plan/measures/1.1-1/", {"note": "升级后所写"}, content_type="application/json"
    )
    return [answer.status_code, Change.objects.head() - head]


if __name__ == "__main__":
    main(sys.argv[1])
