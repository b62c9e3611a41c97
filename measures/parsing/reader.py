"""The one way in: bytes of a document → its tree."""

from hashlib import sha256

from measures.parsing.extract import extract
from measures.parsing.parser import parse
from measures.parsing.tree import PlanTree


def read(data: bytes, filename: str = "") -> PlanTree:
    """Read a plan document. The format is told by the bytes; `filename` only names what has no title of its own.

    Raises DocumentError (codes: see there) for what cannot be read; what is merely unclear is in `problems`.
    """
    return parse(extract(data), sha256(data).hexdigest())
