"""Names in a document that a person said to mean another body of the same document."""

from collections.abc import Iterable, Mapping

from measures.importing.bodies import body_references
from measures.importing.reading import Incoming
from measures.importing.records import FieldValues, FixtureRows, NaturalKey, key_of
from measures.models import ResponsibleBody


def with_merged_bodies(incoming: Incoming, names: Mapping[str, str]) -> Incoming:
    """The records with each of the names as an alias of the body that it means, which has its duties.

    A name that the document does not have, or that means one which it has not, is left as it is.
    """
    bodies = incoming.rows[ResponsibleBody]
    merged = {
        key: (key[0], names[str(key[1])])
        for key in bodies
        if str(key[1]) in names and (key[0], names[str(key[1])]) in bodies
    }
    if not merged:
        return incoming
    rows: FixtureRows = {}
    for model, of in incoming.rows.items():
        names_of_bodies = body_references(model)
        changed = (with_references(row, names_of_bodies, merged) for key, row in of.items() if key not in merged)
        rows[model] = {}
        for row in changed:
            rows[model].setdefault(key_of(model, row), row)
    for key, kept in merged.items():
        row = rows[ResponsibleBody][kept]
        rows[ResponsibleBody][kept] = row | {"aliases": [*(row.get("aliases") or []), str(key[1])]}
    return Incoming(rows)


def with_references(row: FieldValues, names: Iterable[str], merged: Mapping[NaturalKey, NaturalKey]) -> FieldValues:
    return row | {name: merged[row[name]] for name in names if row.get(name) in merged}
