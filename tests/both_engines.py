"""The suite on both engines side by side: while the tests of one wait, those of the other use the processors.

`python -m tests.both_engines [options of pytest]` shows what SQLite's run says as it comes, PostgreSQL's at its end.
"""

import subprocess
import sys
import tempfile
from contextlib import suppress

PYTEST = [sys.executable, "-m", "pytest", "-q", "--dist", "worksteal"]
# Each loads and collects all tests. Two keep both processors at work, also when the other engine is through.
WORKERS = "2"


def main(options: list[str]) -> int:
    """0 where both runs passed, else pytest's exit code of one that did not."""
    with tempfile.TemporaryFile() as said:
        outputs = {"sqlite": None, "postgresql": said}
        runs = [
            subprocess.Popen(
                [*PYTEST, "--engine", engine, "-n", WORKERS, *options],
                stdout=output,
                stderr=output and subprocess.STDOUT,
            )
            for engine, output in outputs.items()
        ]
        with suppress(KeyboardInterrupt):  # which the terminal sends to them, too
            for run in runs:
                run.wait()
        codes = [run.wait() for run in runs]
        said.seek(0)
        sys.stdout.buffer.write(said.read())
    return next(filter(None, codes), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
