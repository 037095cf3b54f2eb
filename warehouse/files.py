"""Where the warehouse's files are, all in one folder beside the published snapshot."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Files:
    """Paths derived from the path of the published snapshot."""

    snapshot: Path

    @property
    def folder(self) -> Path:
        """Folder of everything below."""
        return self.snapshot.parent

    @property
    def build(self) -> Path:
        """The file the one writer builds in."""
        return self.folder / "build.duckdb"

    @property
    def staged(self) -> Path:
        """The copy that is checked before it may be published."""
        return self.folder / "staged.duckdb"

    @property
    def ready(self) -> Path:
        """The checked copy that gets its publication record before it is swapped in."""
        return self.folder / "ready.duckdb"

    @property
    def kept(self) -> Path:
        """Folder of earlier snapshots."""
        return self.folder / "kept"

    @property
    def history(self) -> Path:
        """Folder of what was known on earlier days."""
        return self.folder / "history"
