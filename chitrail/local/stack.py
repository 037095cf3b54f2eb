"""The local stack: PostgreSQL, Kafka, schema, topics, seed and every process, in order."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from chitrail.clock import now
from chitrail.errors import ChitrailError, ConfigurationError, Unavailable
from chitrail.local.dagster_home import prepare_dagster_home
from chitrail.local.databases import ensure_database
from chitrail.local.environment import (
    PORTS,
    STACK_FILE,
    as_environment,
    ports,
    secrets_of,
    write_env,
)
from chitrail.local.kafka import EmbeddedKafka
from chitrail.local.keeper import Keeper, Runnable
from chitrail.local.ports import is_free
from chitrail.local.postgres import EmbeddedPostgres
from chitrail.local.program import Program
from chitrail.local.services import Service, services
from chitrail.local.state import STATE_FILE, write_state
from chitrail.settings import PRODUCTION, Settings

DATABASE = "chitrail"
JOIN_SECONDS = 40.0
LOOK_SECONDS = 0.05
POSTGRES_PARAMETERS = {"max_connections": "150", "shared_buffers": "128MB", "max_wal_size": "2GB"}


class Stopped(ChitrailError):
    """The operator ended the start before it was complete."""

    code = "stopped"
    title = "Stopped"


class Stack:
    """Starts and stops everything.

    `say` is told each step that is done and the seconds since the start, `warn` what the operator should
    read (a process that died and is started again, one that was given up), `journal` each line a process
    prints.
    """

    def __init__(
        self,
        user: Mapping[str, str],
        home: Path,
        port_base: int,
        say: Callable[[str, float], None],
        warn: Callable[[str], None],
        journal: Callable[[str, str], None],
    ) -> None:
        self.user = user
        self.home = home
        self.ports = ports(user, port_base)
        self._say = say
        self.warn = warn
        self.since = now()
        self._began = time.monotonic()
        self.journal = journal
        self.keepers: list[Keeper] = []
        self.stopping = threading.Event()
        self.settings: Settings
        self.environment: dict[str, str] = {}
        self._behind: list[Keeper] = []
        self._state = threading.Lock()

    @property
    def own_postgres(self) -> bool:
        """Whether the database server is ours to start."""
        return "DATABASE_URL" not in self.user

    @property
    def own_kafka(self) -> bool:
        """Whether the broker is ours to start."""
        return "KAFKA_BOOTSTRAP_SERVERS" not in self.user

    @property
    def own_sandbox(self) -> bool:
        """Whether payments go to the sandbox: no keys of a real gateway are set."""
        return "RAZORPAY_KEY_ID" not in self.user and "RAZORPAY_BASE_URL" not in self.user

    def check_ports(self) -> None:
        """Raise ConfigurationError naming every port that is taken and the variable that moves it."""
        unused = {
            *(() if self.own_postgres else ("postgres",)),
            *(() if self.own_kafka else ("kafka", "kafka controller")),
            *(() if self.own_sandbox else ("sandbox",)),
        }
        taken = [
            f"port {port} ({name}) is in use by another program; set {PORTS[name]} to a free one"
            for name, port in self.ports.items()
            if name not in unused and not is_free(port)
        ]
        if taken:
            raise ConfigurationError("\n".join([*taken, "or move all of them with --port-base"]))

    def start(self) -> None:
        """Bring everything up but what may come behind. Raises Unavailable naming what did not."""
        self._began = time.monotonic()
        postgres, kafka = self._start_servers()
        self._compose_settings(postgres, kafka)
        self._step("schema", "api.migrations", "upgrade")
        dagster_home = prepare_dagster_home(self.settings)
        wanted = services(self.settings, dagster_home, with_sandbox=self.own_sandbox)
        early = self._launch([s for s in wanted if not s.after_topics and not s.behind])
        self._step("topics", "chitrail.cli", "topics", "create")
        late = self._launch([s for s in wanted if s.after_topics])
        if self.settings.env != PRODUCTION:
            self._step("restaurant", "api.seeding")
        self._await([*early, *late])
        self._behind = self._launch([s for s in wanted if s.behind])

    def wait_for_rest(self) -> None:
        """Until what may come behind (Dagster) is up, too."""
        self._await(self._behind)

    def failures(self) -> list[str]:
        """Processes that were given up and without which there is no service."""
        return [keeper.service for keeper in self.keepers if keeper.failure and not keeper.behind]

    def stop(self) -> None:
        """End everything, last started first, PostgreSQL last of all."""
        self.stopping.set()
        servers = [keeper for keeper in self.keepers if keeper.service in ("postgres", "kafka")]
        others = [keeper for keeper in reversed(self.keepers) if keeper not in servers]
        for group in (others, *([keeper] for keeper in reversed(servers))):
            for keeper in group:
                keeper.ask_to_stop()
            for keeper in group:
                keeper.join(JOIN_SECONDS)
        (self.home / STATE_FILE).unlink(missing_ok=True)

    def _start_servers(self) -> tuple[EmbeddedPostgres | None, EmbeddedKafka | None]:
        postgres = kafka = None
        keepers = []
        if self.own_postgres:
            home = self.home / "postgres"
            postgres = EmbeddedPostgres(home, self.ports["postgres"], **POSTGRES_PARAMETERS)
            keepers.append(self._keep("postgres", postgres))
        if self.own_kafka:
            ports = (self.ports["kafka"], self.ports["kafka controller"])
            kafka = EmbeddedKafka(self.home / "kafka", *ports)
            keepers.append(self._keep("kafka", kafka))
        self._await(keepers)
        return postgres, kafka

    def _compose_settings(
        self, postgres: EmbeddedPostgres | None, kafka: EmbeddedKafka | None
    ) -> None:
        composed: dict[str, str] = {
            **secrets_of(self.home),
            "CHITRAIL_HOME": str(self.home),
        }
        composed |= {
            PORTS[name]: str(port)
            for name, port in self.ports.items()
            if name not in ("postgres", "kafka", "kafka controller")
        }
        if postgres is not None:
            ensure_database(_libpq(postgres.url()), DATABASE)
            composed["DATABASE_URL"] = postgres.url(DATABASE)
        if kafka is not None:
            composed["KAFKA_BOOTSTRAP_SERVERS"] = kafka.bootstrap_servers
        if self.own_sandbox:
            host = self.user.get("CHITRAIL_HOST", "127.0.0.1")
            composed["RAZORPAY_BASE_URL"] = f"http://{host}:{self.ports['sandbox']}"
        self.settings = Settings.from_env({**composed, **self.user})
        write_env(self.home / STACK_FILE, as_environment(self.settings))
        self.environment = {**os.environ, **composed, **self.user, "PYTHONUNBUFFERED": "1"}

    def _step(self, name: str, *module: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", *module],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if self.stopping.is_set():
            raise Stopped(f"stopped before {name}")
        for line in (done.stdout + done.stderr).splitlines():
            self.journal(name, line + "\n")
        if done.returncode:
            raise Unavailable(f"{name} failed:\n{(done.stdout + done.stderr)[-3000:]}")
        self._done(name)

    def _launch(self, wanted: Sequence[Service]) -> list[Keeper]:
        return [
            self._keep(service.name, self._program(service), behind=service.behind)
            for service in wanted
        ]

    def _program(self, service: Service) -> Program:
        log = self.home / "logs" / f"{service.name}.log"
        env = {**self.environment, **service.env}
        return Program(
            service.name, service.argv, env, log, self.journal, url=service.url, line=service.line
        )

    def _keep(self, name: str, runnable: Runnable, *, behind: bool = False) -> Keeper:
        keeper = Keeper(name, runnable, self._changed, behind=behind)
        self.keepers.append(keeper)
        keeper.start()
        return keeper

    def _changed(self, message: str) -> None:
        if message:
            self.warn(message)
        with self._state:
            if not self.stopping.is_set():
                write_state(self.home, self.since, self.ports, self.keepers)

    def _done(self, step: str) -> None:
        self._say(step, time.monotonic() - self._began)

    def _await(self, keepers: Sequence[Keeper]) -> None:
        """Until all are ready. Raises Unavailable naming one that is not, Stopped at the operator's wish."""
        waiting = list(keepers)
        while waiting:
            for keeper in list(waiting):
                if keeper.failure:
                    raise Unavailable(f"{keeper.service} did not come up")
                if keeper.ready.is_set():
                    self._done(keeper.service)
                    waiting.remove(keeper)
            if self.stopping.wait(LOOK_SECONDS):
                raise Stopped("stopped before everything was up")


def _libpq(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
