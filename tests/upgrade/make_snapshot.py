"""How `0663d43.json.gz` was made: run in a checkout of that commit, it fills a database as an office would have.

    git archive 0663d43 | tar -x -C /tmp/old && cd /tmp/old
    DEBUG=1 VAR_DIR=/tmp/old/var python -W ignore /path/to/make_snapshot.py /path/to/0663d43.json.gz

By import, by `loaddata`, with edits of the admin and of the API, bulk actions, deletions, tokens, successors, and a
change feed of which a reader has read a part. It keeps the rows of every table, the statements of the triggers, and
what the API answered then. It imports the tests of that commit, so it cannot run in this one.
"""

import base64
import gzip
import io
import json
import os
import sys
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

ADDRESSES = ["plans", "sections", "measures", "bodies", "targets", "responsibilities", "sources"]


def plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def main(output: Path) -> None:
    sys.path.insert(0, os.getcwd())
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "policyhub.settings",
        "API_ADDRESS_REQUESTS": "0",
        "API_TOKEN_REQUESTS": "0",
    }
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    cursor, secret = fill()
    snapshot = {
        "tables": tables(),
        "triggers": triggers(),
        "cursor": cursor,
        "secret": secret,
        "answers": {"public": answers(cursor, ""), "editor": answers(cursor, secret)},
    }
    text = json.dumps(snapshot, ensure_ascii=False, default=plain)
    output.write_bytes(gzip.compress(text.encode(), mtime=0))


def fill() -> tuple[int, str]:
    """The cursor of a reader who has read a part of the feed, and the secret of an editor's token."""
    from django.contrib.auth.models import Permission, User
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from measures.models import ApiToken, Change, Measure, Responsibility, ResponsibleBody, Section
    from tests.admin.pages import Editing, url
    from tests.importing.sample import sample, to_bytes

    editor, gone = (User.objects.create_user(name, password="x", is_staff=True) for name in ("张三", "王离职"))
    for user in (editor, gone):
        user.user_permissions.set(Permission.objects.filter(content_type__app_label="measures"))
    secret = ApiToken.objects.create(editor, name="平台", read_only=False)[1]
    imported = Path(os.environ["VAR_DIR"]) / "imported.json"
    imported.write_bytes(to_bytes(sample()))
    call_command("import_plan", str(imported), publish=True, stdout=io.StringIO())
    loaded = to_bytes(sample()).decode().replace("shili-plan", "loaded-plan")
    path = Path(os.environ["VAR_DIR"]) / "loaded.json"
    rows = [row for row in json.loads(loaded) if row["model"] != "measures.responsiblebody"]
    path.write_bytes(to_bytes(rows))
    call_command("loaddata", str(path), verbosity=0)

    client, other = Client(), Client()
    client.force_login(editor)
    other.force_login(gone)
    first, second, third = Measure.objects.filter(plan__slug="shili-plan").order_by("position")
    page = Editing(client, first).open()
    page.save(title="强化基础研究", **{"responsibilities-1-DELETE": "on"})
    cursor = Change.objects.head()
    Editing(other, second).open().save(note="离职前的备注")
    api = Client(headers={"Authorization": f"Token {secret}"})
    address = "/api/v1/plans/shili-plan/measures/1.2-1/"
    for version, phase in ((1, "in_progress"), (2, "completed")):
        seen = {"If-Match": f'"{version}"'}
        answer = api.patch(address, {"phase": phase}, content_type="application/json", headers=seen)
        assert answer.status_code == 200, answer.content
    body = ResponsibleBody.objects.get(name="市财政局")
    answer = api.post(
        f"{address}assign/",
        {"body": str(body.uuid), "role": "support"},
        content_type="application/json",
        headers={"If-Match": '"3"'},
    )
    assert answer.status_code == 200, answer.content
    new = {"plan": "shili-plan", "section": "1.2", "title": "补充举措", "text": "补充举措。"}
    for key in ("a", "b"):
        answer = api.post("/api/v1/measures/", new, content_type="application/json", headers={"Idempotency-Key": key})
        assert answer.status_code == 201, answer.content
    extra = Measure.objects.filter(title="补充举措").order_by("pk")
    assert client.post(url("measure_delete", extra[0].pk), {"post": "yes"}).status_code == 302
    selected = {"action": "publish", "_selected_action": [first.pk, extra[0].pk]}
    assert client.post(url("measure_changelist"), selected).status_code == 302
    Measure.objects.filter(pk=second.pk).update(withdrawn_on=timezone.localdate())
    second.successors.add(third, second)  # itself, which nothing refused
    of_loaded = Measure.objects.get(plan__slug="loaded-plan", code="1.1-1")
    answer = api.patch(
        "/api/v1/plans/loaded-plan/measures/1.1-1/",
        {"title": "装入后所改"},
        content_type="application/json",
        headers={"If-Match": f'"{of_loaded.version}"'},
    )
    assert answer.status_code == 200, answer.content
    Section.objects.filter(plan__slug="loaded-plan", code="1.2").update(title="人才队伍")
    part = Responsibility.objects.get(measure=third, role="lead")
    part.position = 2
    part.save()
    gone.delete()
    path = Path(os.environ["VAR_DIR"]) / "newer.json"
    records = sample()
    next(row for row in records if row["fields"].get("code") == "1.1-2")["fields"]["title"] = "建设重点实验室"
    path.write_bytes(to_bytes(records))
    call_command("import_plan", str(path), stdout=io.StringIO())
    return cursor, secret


def tables() -> dict[str, list[dict[str, Any]]]:
    from django.apps import apps

    models = [*apps.get_app_config("measures").get_models(include_auto_created=True)]
    models += [apps.get_model("auth", "User")]
    return {
        model._meta.label: list(
            model._base_manager.order_by("pk").values(*(f.attname for f in model._meta.concrete_fields))
        )
        for model in models
    }


def triggers() -> dict[str, list[str]]:
    feed = import_module("measures.models.feed")  # as it was called then
    return {vendor: list(feed.installation(vendor, feed.wanted(vendor))) for vendor in ("sqlite", "postgresql")}


def answers(cursor: int, secret: str) -> dict[str, Any]:
    from django.test import Client

    caller = Client(headers={"Authorization": f"Token {secret}"} if secret else {})
    found = {name: caller.get(f"/api/v1/{name}/").json()["results"] for name in ADDRESSES}
    return found | {"changes": caller.get(f"/api/v1/changes/?since={cursor}").json()["results"]}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
