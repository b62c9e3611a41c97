"""What the reading process does: a document on standard input, the pickled outcome on standard output.

`python -m measures.intake.child read` gives a PlanTree, `… receive TITLES` a Ledger where the file is one (TITLES says
in JSON how its columns may be titled), else a PlanTree, `… unpack` the (name, bytes) of a zip file's documents. Each
gives a tuple (code, line, detail) in place of a DocumentError.
"""

import json
import pickle
import sys

from measures.intake.unpacking import unpack
from measures.parsing import DocumentError, PlanTree, read
from measures.parsing.ledgers import Ledger, read_ledger

Refusal = tuple[str, int | None, str]
Outcome = PlanTree | Ledger | list[tuple[str, bytes]] | Refusal


def work(job: str, data: bytes, titles: str = "{}") -> Outcome:
    """Do one job, `read`, `receive` or `unpack`; a refusal is returned, since an exception could not be pickled."""
    try:
        if job == "unpack":
            return unpack(data)
        ledger = read_ledger(data, json.loads(titles)) if job == "receive" else None
        return ledger or read(data)
    except DocumentError as error:
        return error.code, error.line, error.detail
    except MemoryError:
        return "stopped", None, ""


if __name__ == "__main__":
    sys.stdout.buffer.write(pickle.dumps(work(sys.argv[1], sys.stdin.buffer.read(), *sys.argv[2:])))
