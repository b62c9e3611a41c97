"""Where sections sort once a reading, an editor's moves and sections the reading no longer holds are put together."""

from measures.importing.records import NaturalKey


def settle(
    given: dict[NaturalKey, str], stored: dict[NaturalKey, str], parents: dict[NaturalKey, NaturalKey | None]
) -> dict[NaturalKey, str]:
    """The path of every section: its parent's and one step more, no two alike.

    `given` are the reading's paths, `stored` those in the database, `parents` each section's parent as it will be. A
    section keeps the last step of its path, the reading's before the stored one; where that is taken it goes last.
    """
    settled: dict[NaturalKey, str] = {}
    taken: set[str] = set()
    wanted = {**{key: stored[key] for key in parents if key not in given}, **given}
    for key in sorted(parents, key=lambda key: (depth(key, parents), key not in given, wanted[key])):
        parent = parents[key]
        above = f"{settled[parent]}." if parent else ""
        step = int(wanted[key][-4:])
        while f"{above}{step:04d}" in taken:
            step += 1
        settled[key] = f"{above}{step:04d}"
        taken.add(settled[key])
    return settled


def depth(key: NaturalKey, parents: dict[NaturalKey, NaturalKey | None]) -> int:
    parent = parents[key]
    return 0 if parent is None else depth(parent, parents) + 1
