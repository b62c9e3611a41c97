#!/usr/bin/env python
"""Commands for a person at a terminal: development unless DEBUG says otherwise. `policyhub.wsgi` is production."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "policyhub.settings")
    os.environ.setdefault("DEBUG", "1")
    from django.core.management import execute_from_command_line
    from django.db import NotSupportedError

    try:
        execute_from_command_line(sys.argv)
    except NotSupportedError as error:  # of a server that is too old: before anything was done there
        sys.exit(str(error))


if __name__ == "__main__":
    main()
