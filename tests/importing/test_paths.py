from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from measures.importing.paths import settle

STEPS = st.integers(1, 4)


@st.composite
def sections(draw: st.DrawFn) -> tuple[dict[Any, str], dict[Any, str], dict[Any, Any]]:
    """A tree with paths that a reading gives to some sections, and others that are stored, without regard to either."""
    keys = [("plan", str(number)) for number in range(draw(st.integers(1, 8)))]
    parents = {key: draw(st.sampled_from([None, *keys[:place]])) for place, key in enumerate(keys)}
    paths = {key: f"{draw(STEPS):04d}" for key in keys}
    read = draw(st.sets(st.sampled_from(keys)))
    return {key: paths[key] for key in keys if key in read}, {key: f"{draw(STEPS):04d}" for key in keys}, parents


@given(sections())
def test_no_two_sections_share_a_path_and_each_continues_its_parents(tree: Any) -> None:
    given_paths, stored, parents = tree
    settled = settle(given_paths, stored, parents)
    assert len(set(settled.values())) == len(parents)
    for key, parent in parents.items():
        assert settled[key][:-4] == (f"{settled[parent]}." if parent else "")


@given(sections())
def test_what_is_settled_stays(tree: Any) -> None:
    given_paths, stored, parents = tree
    settled = settle(given_paths, stored, parents)
    assert settle({}, settled, parents) == settled
