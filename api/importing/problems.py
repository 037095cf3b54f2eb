"""What can be wrong with a mapping, a file or one row of it."""

from pathlib import Path

from chitrail.errors import ChitrailError


class MappingProblem(ChitrailError):
    """The mapping, a file or the outlet makes the import impossible; nothing was written."""

    code = "import-mapping"
    title = "The import cannot begin"

    def __init__(self, where: str | Path, detail: str) -> None:
        super().__init__(f"{where}: {detail}")


class TooManyRejects(ChitrailError):
    """More rows were rejected than the caller allows; nothing was written."""

    code = "import-rejects"
    title = "Too many rows were rejected"


class RowRejected(Exception):
    """A row that says something the mapping does not allow; carries the reason."""


class RowSkipped(Exception):
    """A row that the mapping tells to leave out; carries the reason."""
