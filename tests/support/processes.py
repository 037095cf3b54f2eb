"""Our own programs as child processes: started, watched by their log, killed or stopped."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.error import HTTPError
from urllib.request import urlopen

from tests.support.waiting import eventually

ROOT = Path(__file__).resolve().parents[2]


class Program:
    """`python -m <arguments>` with its output in a file; use as a context manager."""

    def __init__(self, arguments: Sequence[str], env: Mapping[str, str], log: Path) -> None:
        self.arguments = list(arguments)
        self.env = {**os.environ, **env, "PYTHONUNBUFFERED": "1"}
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Start (again); output is appended to the log."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.arguments],
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    def wait_for_line(self, text: str, *, times: int = 1, within: float = 60.0) -> None:
        """Until `text` stands in the log at least `times` times."""
        self.until(lambda: self.output().count(text) >= times, within=within)

    def until(
        self, condition: Callable[[], bool], *, within: float = 30.0, every: float = 0.05
    ) -> None:
        """Until `condition` holds while the program lives; a failure shows the end of its log."""
        try:
            eventually(lambda: self._alive() and condition(), within=within, every=every)
        except AssertionError as error:
            error.add_note(f"{self.arguments} logged last:\n{self.output()[-3000:]}")
            raise

    def wait_for_url(self, url: str, *, within: float = 60.0) -> None:
        """Until a GET answers below 500."""

        def answers() -> bool:
            try:
                with urlopen(url, timeout=2) as response:  # noqa: S310 - our own loopback server
                    return bool(response.status < 500)
            except HTTPError as error:
                return error.code < 500

        eventually(lambda: self._alive() and answers(), within=within)

    def output(self) -> str:
        """Everything logged so far."""
        return self.log.read_text(errors="replace")

    def kill(self) -> None:
        """kill -9 the whole process group, as an out-of-memory killer would."""
        self._signal(signal.SIGKILL)

    def stop(self, within: float = 20.0) -> int:
        """SIGTERM to the program alone; its exit code. Fails when it does not end in time."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(within)

    def _signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)
        self.process.wait(20)

    def _alive(self) -> bool:
        assert self.process is not None
        code = self.process.poll()
        if code is not None:
            raise RuntimeError(f"{self.arguments} ended with {code}:\n{self.output()[-3000:]}")
        return True

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._signal(signal.SIGKILL)
