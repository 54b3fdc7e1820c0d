#!/usr/bin/env python
"""Django's command line, with the embedded database up where there is no `DATABASE_URL`."""

import os
import sys
from contextlib import nullcontext

from django.core.management import execute_from_command_line

from config import environment
from launcher import postgres

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def main() -> None:
    """Run one management command; what is wrong with the surroundings is one sentence."""
    try:
        found = environment.read()
        embedded = postgres.running(found.data_dir) if not found.database_url else nullcontext()
        with embedded:
            execute_from_command_line(sys.argv)
    except (environment.BadEnvironment, postgres.StartError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
