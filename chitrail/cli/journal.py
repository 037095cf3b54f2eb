"""The combined log of the stack: every line of every process with its name before it."""

import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console

FILE = "chitrail.log"


class Journal:
    """Writes `logs/chitrail.log` anew at each start; also to `console` when given. Thread-safe."""

    def __init__(self, folder: Path, console: Console | None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = (folder / FILE).open("w", encoding="utf-8")
        self._console = console
        self._lock = threading.Lock()

    def write(self, name: str, line: str) -> None:
        """One line of one process."""
        text = f"{name:<18}| {line.rstrip()}"
        with self._lock:
            if not self._file.closed:
                self._file.write(text + "\n")
                self._file.flush()
            if self._console is not None:
                self._console.print(text, markup=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            self._file.close()
