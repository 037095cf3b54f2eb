"""A real redis-server for the tests that need one."""

import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

from redis import Redis, RedisError

from tests.support.ports import free_port
from tests.support.waiting import eventually


class RedisServer:
    """redis-server without a disk; a context manager. Started again after `stop` it keeps its port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Address for REDIS_URL."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> Self:
        """Start and wait until it answers."""
        program = shutil.which("redis-server") or "/usr/bin/redis-server"
        arguments = ("--bind", "127.0.0.1", "--port", str(self.port), "--save", "")
        with (self.folder / "redis.log").open("ab") as log:
            self.process = subprocess.Popen(
                [program, *arguments, "--appendonly", "no"],
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )
        eventually(self._answers)
        return self

    def stop(self) -> None:
        """End it at once, as a crash would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(10)

    def _answers(self) -> bool:
        try:
            with Redis.from_url(self.url) as client:
                return bool(client.ping())
        except RedisError:
            return False

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
