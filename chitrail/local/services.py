"""The processes of the product: how each is started and how we know that it is ready."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from chitrail.settings import Settings
from chitrail.topics import SUBSCRIBED_TOPICS


@dataclass(frozen=True)
class Service:
    """One process. Ready when `url` answers 2xx or `line` was printed.

    `after_topics`: needs Kafka's topics. `behind`: may come up behind the rest.
    """

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    line: str = ""
    after_topics: bool = False
    behind: bool = False


def services(settings: Settings, dagster_home: Path, *, with_sandbox: bool) -> list[Service]:
    """Every process, in the order of starting; they stop in the opposite order."""
    here = f"http://{settings.host}"
    return [
        *([_sandbox(settings)] if with_sandbox else []),
        Service("api", _module("api"), url=f"{here}:{settings.api_port}/readyz"),
        Service("realtime", _module("api.realtime"), url=f"{here}:{settings.realtime_port}/livez"),
        Service(
            "dashboards", _module("dashboards"), url=f"{here}:{settings.dashboards_port}/livez"
        ),
        Service("janitor", _module("api.janitor"), line="janitor ready"),
        Service("relay", _module("api.outbox"), line="relay ready", after_topics=True),
        *(
            Service(app, _module("streams", app), line="streams ready", after_topics=True)
            for app in SUBSCRIBED_TOPICS
        ),
        *_dagster(settings, dagster_home),
    ]


def _sandbox(settings: Settings) -> Service:
    base = f"http://{settings.host}:{settings.sandbox_port}"
    return Service(
        "sandbox",
        _module("sandbox"),
        env={
            "SANDBOX_HOST": settings.host,
            "SANDBOX_PORT": str(settings.sandbox_port),
            "SANDBOX_DATA": str(settings.home / "sandbox"),
            "SANDBOX_PUBLIC_URL": settings.address("sandbox"),
            "RAZORPAY_WEBHOOK_URL": f"{settings.address('api')}/api/payments/webhooks/razorpay",
        },
        url=f"{base}/healthz",
    )


def _dagster(settings: Settings, dagster_home: Path) -> list[Service]:
    env = {"DAGSTER_HOME": str(dagster_home)}
    code = ("-m", "pipelines.definitions")
    port = str(settings.dagster_port)
    return [
        Service(
            "dagster-webserver",
            (_script("dagster-webserver"), "-h", settings.host, "-p", port, *code),
            env=env,
            url=f"http://{settings.host}:{port}/server_info",
            behind=True,
        ),
        Service(
            "dagster-daemon",
            (_script("dagster-daemon"), "run", *code),
            env=env,
            line="configured with the following daemons",
            behind=True,
        ),
    ]


def _module(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", *arguments)


def _script(name: str) -> str:
    return str(Path(sys.executable).with_name(name))
