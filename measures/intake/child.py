"""What the reading process does: a document on standard input, the pickled outcome on standard output.

`python -m measures.intake.child read` gives a PlanTree, `… unpack` the (name, bytes) of a zip file's documents, and
either a tuple (code, line, detail) in place of a DocumentError.
"""

import pickle
import sys

from measures.intake.unpacking import unpack
from measures.parsing import DocumentError, PlanTree, read

Refusal = tuple[str, int | None, str]
Outcome = PlanTree | list[tuple[str, bytes]] | Refusal


def work(job: str, data: bytes) -> Outcome:
    """Do one job, `read` or `unpack`; a refusal is returned, since an exception could not be pickled."""
    try:
        return read(data) if job == "read" else unpack(data)
    except DocumentError as error:
        return error.code, error.line, error.detail
    except MemoryError:
        return "stopped", None, ""


if __name__ == "__main__":
    sys.stdout.buffer.write(pickle.dumps(work(sys.argv[1], sys.stdin.buffer.read())))
