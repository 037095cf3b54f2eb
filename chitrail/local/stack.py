"""The local stack: PostgreSQL, Kafka, schema, topics, seed and every process, in order."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from chitrail.errors import ConfigurationError, Unavailable
from chitrail.local.dagster_home import prepare_dagster_home
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
from chitrail.settings import Settings

DATABASE = "chitrail"
JOIN_SECONDS = 40.0
LOOK_SECONDS = 0.05
POSTGRES_PARAMETERS = {"max_connections": "150", "shared_buffers": "128MB", "max_wal_size": "2GB"}


class Stack:
    """Starts and stops everything; `say` is told each step, `journal` each line a process prints."""

    def __init__(
        self,
        user: Mapping[str, str],
        home: Path,
        port_base: int,
        say: Callable[[str], None],
        journal: Callable[[str, str], None],
    ) -> None:
        self.user = user
        self.home = home
        self.ports = ports(user, port_base)
        self.say = say
        self.journal = journal
        self.keepers: list[Keeper] = []
        self.stopping = threading.Event()
        self.settings: Settings
        self.environment: dict[str, str] = {}
        self._behind: list[Keeper] = []

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
        postgres, kafka = self._start_servers()
        self._compose_settings(postgres, kafka)
        self._step("schema", "api.migrations", "upgrade")
        dagster_home = prepare_dagster_home(self.settings)
        wanted = services(self.settings, dagster_home, with_sandbox=self.own_sandbox)
        early = self._launch([s for s in wanted if not s.after_topics and not s.behind])
        self._step("topics", "chitrail.cli", "topics", "create")
        late = self._launch([s for s in wanted if s.after_topics])
        self._step("restaurant", "api.seeding")
        self._await([*early, *late])
        self._behind = self._launch([s for s in wanted if s.behind])

    def wait_for_rest(self) -> None:
        """Until what may come behind (Dagster) is up, too."""
        self._await(self._behind)

    def failures(self) -> list[str]:
        """Why a process was given up, for each that was."""
        return [f"{keeper.service}: {keeper.failure}" for keeper in self.keepers if keeper.failure]

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
            _create_database(postgres)
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
        self.say(name)
        done = subprocess.run(
            [sys.executable, "-m", *module],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        for line in (done.stdout + done.stderr).splitlines():
            self.journal(name, line + "\n")
        if done.returncode:
            raise Unavailable(f"{name} failed:\n{(done.stdout + done.stderr)[-3000:]}")

    def _launch(self, wanted: Sequence[Service]) -> list[Keeper]:
        return [self._keep(service.name, self._program(service)) for service in wanted]

    def _program(self, service: Service) -> Program:
        log = self.home / "logs" / f"{service.name}.log"
        env = {**self.environment, **service.env}
        return Program(
            service.name, service.argv, env, log, self.journal, url=service.url, line=service.line
        )

    def _keep(self, name: str, runnable: Runnable) -> Keeper:
        keeper = Keeper(name, runnable)
        keeper.start()
        self.keepers.append(keeper)
        return keeper

    def _await(self, keepers: Sequence[Keeper]) -> None:
        waiting = list(keepers)
        while waiting and not self.stopping.wait(LOOK_SECONDS):
            for keeper in list(waiting):
                if keeper.failure:
                    raise Unavailable(f"{keeper.service} did not come up: {keeper.failure}")
                if keeper.ready.is_set():
                    self.say(keeper.service)
                    waiting.remove(keeper)

    def processes(self) -> list[dict[str, Any]]:
        """Name, readiness and restarts of every process."""
        return [
            {"name": keeper.service, "ready": keeper.ready.is_set(), "restarts": keeper.restarts}
            for keeper in self.keepers
        ]


def _create_database(postgres: EmbeddedPostgres) -> None:
    url = postgres.url("postgres").replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(url, autocommit=True) as connection:
        query = "SELECT FROM pg_database WHERE datname = %s"
        if connection.execute(query, (DATABASE,)).fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
