"""docs/data-model.md tells of every model, field and code, and of none that is not there."""

import json
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model, TextChoices
from django.utils import translation

from measures import choices
from measures.importing.records import KEY_FIELDS, fields_of
from measures.models.base import Curated, Record, Sourced

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE = (DOCS / "data-model.md").read_text(encoding="utf-8")
MODELS = [
    model for model in apps.get_app_config("measures").get_models() if not model.__name__.startswith("Historical")
]
SHARED = "What records have in common"


def rows(heading: str) -> dict[str, tuple[str, bool]]:
    """The label of each field in the table under a heading, and whether a fixture may give it."""
    section = PAGE.split(f"## {heading}\n", 1)[1].split("\n#", 1)[0]
    found = re.findall(r"^\| `(\w+)` \| (.*?) \| (✓?) ?\|", section, re.MULTILINE)
    return {name: (label, bool(given)) for name, label, given in found}


def documented(model: type[Model]) -> dict[str, tuple[str, bool]]:
    shared = {name: meaning for name, meaning in rows(SHARED).items() if name in names(model)}
    return shared | rows(f"`{model.__name__}`")


def names(model: type[Model]) -> set[str]:
    return {field.name for field in [*model._meta.concrete_fields, *model._meta.many_to_many]}


@pytest.mark.parametrize("model", MODELS)
def test_every_field_is_documented_and_no_other(model: type[Model]) -> None:
    assert set(documented(model)) == names(model)


def test_what_is_common_is_common() -> None:
    shared = {field.name for base in (Record, Sourced, Curated) for field in base._meta.get_fields()}
    assert set(rows(SHARED)) == shared | {"id"}


@pytest.mark.parametrize("model", MODELS)
def test_fields_are_documented_under_their_chinese_labels(model: type[Model]) -> None:
    with translation.override("zh-hans"):
        labels = {field.name: str(field.verbose_name) for field in model._meta.concrete_fields}
    assert {name: documented(model)[name][0] for name in labels} == labels


@pytest.mark.parametrize("model", KEY_FIELDS)
def test_what_a_fixture_may_give_is_marked(model: type[Model]) -> None:
    assert {name for name, (_label, given) in documented(model).items() if given} == set(fields_of(model))


@pytest.mark.parametrize("codes", [kind for kind in vars(choices).values() if kind in TextChoices.__subclasses__()])
def test_every_code_is_documented(codes: type[TextChoices]) -> None:
    assert [code for code in codes.values if f"`{code}`" not in PAGE] == []


def test_the_example_of_a_record_is_one() -> None:
    example = json.loads(PAGE.split("```json\n")[1].split("```")[0])
    assert example["model"] == "measures.responsibility"
    assert set(example["fields"]) == set(fields_of(apps.get_model("measures", "Responsibility")))
