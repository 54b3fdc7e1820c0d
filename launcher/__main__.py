"""`python -m launcher run`, and `python -m launcher database -- COMMAND…`."""

import sys

from launcher import run


def main(arguments: list[str]) -> int:
    """Does what the arguments say; returns the exit code."""
    if arguments == ["run"]:
        return run.main()
    if arguments[:2] == ["database", "--"]:
        return run.database(arguments[2:])
    sys.stderr.write(
        "usage: python -m launcher run\n       python -m launcher database -- COMMAND…\n"
    )
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
