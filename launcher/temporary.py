"""A DATA_DIR for tests and measurements, gone without a trace afterwards."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher import placement


@contextmanager
def data_dir(prefix: str) -> Iterator[Path]:
    """A new directory, removed after the block with its database, which must not run by then."""
    directory = Path(tempfile.mkdtemp(prefix=prefix))
    if placement.is_root():
        # The user of the database passes through; otherwise its files would lie elsewhere.
        directory.chmod(0o711)
    try:
        yield directory
    finally:
        shutil.rmtree(placement.find(directory).base, ignore_errors=True)
        shutil.rmtree(directory, ignore_errors=True)
