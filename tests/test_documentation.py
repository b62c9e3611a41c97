"""Every command, option, endpoint and filter is in the handbook."""

from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import load_command_class
from django.core.management.base import BaseCommand

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = {
    file.stem: app
    for app in ("measures", "policyhub.accounts")
    for file in (ROOT / app.replace(".", "/") / "management/commands").glob("[a-z]*.py")
}


def options_of(command: BaseCommand) -> set[str]:
    """The command's own options, without those that every Django command has."""
    of_all = {option for action in BaseCommand().create_parser("", "x")._actions for option in action.option_strings}
    own = command.create_parser("manage.py", "x")._actions
    return {option for action in own for option in action.option_strings if option.startswith("--")} - of_all


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_and_its_options_are_in_the_handbook(name: str) -> None:
    handbook = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    assert f"## `{name}`" in handbook
    section = handbook.split(f"## `{name}`", 1)[1].split("\n## ", 1)[0]
    assert {
        option for option in options_of(load_command_class(COMMANDS[name], name)) if f"`{option}" not in section
    } == set()


def test_both_readmes_show_the_commands_a_newcomer_needs() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for command in ("make run", "make test", "build_fixture", "import_plan", "export_report"):
            assert command in text, f"{command} is missing from {name}"


def test_every_link_between_the_pages_leads_somewhere() -> None:
    import re

    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
    links = [
        (page, link) for page in pages for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    ]
    assert [(page.name, link) for page, link in links if not (page.parent / link).exists()] == []


def test_pictures_are_shown_and_small() -> None:
    pages = "".join(page.read_text("utf-8") for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
    pictures = list(ROOT.glob("docs/images/*.png"))
    assert [picture.name for picture in pictures if f"images/{picture.name})" not in pages] == []
    assert [picture.name for picture in pictures if picture.stat().st_size > 150_000] == []


def test_every_right_of_our_own_is_in_both_guides_for_editors() -> None:
    rights = [right for model in apps.get_app_config("measures").get_models() for right, _ in model._meta.permissions]
    assert rights
    for name in ("editing.md", "editing.zh-CN.md"):
        page = (ROOT / "docs" / name).read_text(encoding="utf-8")
        assert [right for right in rights if f"`{right}`" not in page] == []
