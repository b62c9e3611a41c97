"""What docs/api.md and the READMEs show in a shell is run as printed, with curl, and answers as printed.

An answer stands in the block after its command; one that follows an answer is that of the command sent once more. `…`
stands for any text, and a member named so for any others.
"""

import json
import os
import re
import shutil
import subprocess
from email import message_from_string
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from measures.models import ApiToken
from tests.serving import ROOT

CURL = shutil.which("curl")
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.system,
    pytest.mark.skipif(not CURL and os.environ.get("REQUIRE_SYSTEM_TESTS") != "1", reason="curl is not installed"),
]
SITE = "http://127.0.0.1:8000"
MARK = "----- the next example -----"


@pytest.fixture
def site(db: None, shared_server: str) -> str:
    """With what `make run` serves."""
    assert CURL, "REQUIRE_SYSTEM_TESTS=1, but curl is not installed"
    call_command("import_plan", str(ROOT / "fixtures/haidian-14fyp.json"), publish=True)
    return shared_server


def examples(page: str) -> list[tuple[str, str, str]]:
    """Each command with the kind and the text of its answer, both empty where the page shows none."""
    text = (ROOT / page).read_text(encoding="utf-8")
    found: list[tuple[str, str, str]] = []
    for kind, block in re.findall(r"^```(sh|json|http|text)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        if kind == "sh":
            found.append((block, "", ""))
            continue
        command, _, _ = found[-1] if found[-1][1] else found.pop()
        found.append((command, kind, block))
    return found


def outputs(commands: list[str], folder: Path) -> list[str]:
    """What each prints in one shell that runs them all, one after the other."""
    script = "".join(f"{command}\necho '{MARK}'\n" for command in commands)
    done = subprocess.run(
        ["bash", "-eu", "-c", script], cwd=folder, capture_output=True, text=True, timeout=600, check=True
    )
    return done.stdout.split(f"{MARK}\n")[:-1]


def same(documented: Any, got: Any) -> bool:
    match documented:
        case dict():
            kept = got if isinstance(got, dict) else {}
            names = documented.keys() - {"…"}
            whole = "…" in documented or names == kept.keys()
            return whole and all(name in kept and same(documented[name], kept[name]) for name in names)
        case list():
            return isinstance(got, list) and len(documented) == len(got) and all(map(same, documented, got))
        case str() if "…" in documented:
            return re.fullmatch(".*".join(map(re.escape, documented.split("…"))), str(got), re.DOTALL) is not None
    return bool(documented == got and type(documented) is type(got))


def same_exchange(documented: str, got: str) -> bool:
    """Status line, the headers that the page shows, and the body."""
    (told_head, _, told_body), (got_head, _, got_body) = (
        text.replace("\r\n", "\n").partition("\n\n") for text in (documented, got)
    )
    (told_status, _, told_fields), (got_status, _, got_fields) = (
        head.strip().partition("\n") for head in (told_head, got_head)
    )
    sent = message_from_string(got_fields)
    shown = message_from_string(told_fields).items()
    headers = all(same(value, sent[name]) for name, value in shown)
    return told_status == got_status and headers and same(json.loads(told_body), json.loads(got_body))


def answers(kind: str, documented: str, got: str) -> bool:
    match kind:
        case "json":
            return same(json.loads(documented), json.loads(got))
        case "http":
            return same_exchange(documented, got)
        case _:
            return documented == got or not kind


def test_every_example_of_the_readmes_and_of_the_handbook_answers_as_printed(
    site: str, editor: User, tmp_path: Path
) -> None:
    the_readmes_example_finds_the_measures_it_asks_for(site, tmp_path)
    every_example_of_the_handbook_answers_as_printed(site, editor, tmp_path)


def every_example_of_the_handbook_answers_as_printed(site: str, editor: User, tmp_path: Path) -> None:
    _, secret = ApiToken.objects.create(editor, name="curl", read_only=False)
    known = examples("docs/api.md")
    commands = [command.replace(SITE, site).replace("TOKEN=…", f"TOKEN={secret}") for command, _, _ in known]
    said = [text.replace(site, SITE) for text in outputs(commands, tmp_path)]
    assert [command for command, kind, _ in known if "curl" in command and not kind] == []
    assert len(said) == len(known) > 10
    failed = [
        f"{command}\nsays\n{got}\nand not\n{documented}"
        for (command, kind, documented), got in zip(known, said, strict=True)
        if not answers(kind, documented, got)
    ]
    assert failed == [], "\n\n".join(failed)


def the_readmes_example_finds_the_measures_it_asks_for(site: str, tmp_path: Path) -> None:
    pages = [(ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md")]
    commands = [command for page in pages for command in re.findall(r"^    (curl .*)$", page, re.MULTILINE)]
    assert len(commands) == 2
    for said in outputs([command.replace(SITE, site) for command in commands], tmp_path):
        found = json.loads(said)["results"]
        assert len(found) == 2
        assert all("人才" in record["title"] + record["text"] for record in found)
