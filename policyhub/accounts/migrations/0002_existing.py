"""What is installed comes along: open sessions, so that nobody is signed out, and the failures kept so far."""

from django.core import signing
from django.db import migrations
from django.utils import timezone

BATCH = 1000


def copy_sessions(apps, schema_editor):
    users = set(apps.get_model("auth.User").objects.values_list("pk", flat=True))
    old, new = apps.get_model("sessions.Session"), apps.get_model("accounts.UserSession")
    for session in old.objects.filter(expire_date__gt=timezone.now()).iterator(BATCH):
        try:
            data = signing.loads(session.session_data, salt="django.contrib.sessions.SessionStore")
            user = int(data["_auth_user_id"])
        except (signing.BadSignature, KeyError, ValueError, TypeError):
            continue
        if user in users:
            fields = {"session_data": session.session_data, "expire_date": session.expire_date, "user_id": user}
            new.objects.get_or_create(session_key=session.session_key, defaults=fields)
    old.objects.all().delete()


def copy_failures(apps, schema_editor):
    events, copied = apps.get_model("accounts.SignInEvent"), []
    for failure in apps.get_model("axes.AccessFailureLog").objects.order_by("pk").iterator(BATCH):
        kind = "wrong_password" if failure.username or failure.path_info.startswith("/admin") else "token_refused"
        common = {"at": failure.attempt_time, "username": failure.username or ""}
        common |= {"address": failure.ip_address, "browser": failure.user_agent}
        copied.append(events(kind=kind, **common))
        if failure.locked_out:
            copied.append(events(kind="locked_out", **common))
    events.objects.bulk_create(copied, batch_size=BATCH)
    apps.get_model("axes.AccessFailureLog").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("axes", "0008_accessfailurelog"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(copy_sessions, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(copy_failures, migrations.RunPython.noop, elidable=True),
    ]
