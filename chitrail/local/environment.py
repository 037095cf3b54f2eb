"""The environment of the local stack: secrets made once, ports, and what the user has set."""

import os
import secrets
import string
from collections.abc import Mapping
from pathlib import Path

from chitrail.settings import Settings, env_name

SECRETS_FILE = "settings.env"
STACK_FILE = "stack.env"

PORTS = {
    "api": "CHITRAIL_API_PORT",
    "realtime": "CHITRAIL_REALTIME_PORT",
    "dashboards": "CHITRAIL_DASHBOARDS_PORT",
    "sandbox": "CHITRAIL_SANDBOX_PORT",
    "dagster": "CHITRAIL_DAGSTER_PORT",
    "relay metrics": "CHITRAIL_METRICS_PORT",
    "postgres": "CHITRAIL_POSTGRES_PORT",
    "kafka": "CHITRAIL_KAFKA_PORT",
    "kafka controller": "CHITRAIL_KAFKA_CONTROLLER_PORT",
}
"""Every port the stack listens on, in order of its offset from the base, and the variable that moves it."""
DEFAULT_PORT_BASE = 8000
_ID_CHARACTERS = string.ascii_letters + string.digits
RAZORPAY_ID_LENGTH = 14


def secrets_of(home: Path) -> dict[str, str]:
    """The stack's secrets, made at the first start and kept in `settings.env` (readable by us alone)."""
    path = home / SECRETS_FILE
    if not path.exists():
        key_id = "".join(secrets.choice(_ID_CHARACTERS) for _ in range(RAZORPAY_ID_LENGTH))
        write_env(
            path,
            {
                "CHITRAIL_SECRET_KEY": secrets.token_urlsafe(48),
                "RAZORPAY_KEY_ID": f"rzp_test_{key_id}",
                "RAZORPAY_KEY_SECRET": secrets.token_urlsafe(24),
                "RAZORPAY_WEBHOOK_SECRET": secrets.token_urlsafe(24),
            },
        )
    return read_env(path)


def ports(user: Mapping[str, str], base: int) -> dict[str, int]:
    """Port of each listener: the user's variable, else base + offset."""
    return {
        name: int(user.get(variable) or base + offset)
        for offset, (name, variable) in enumerate(PORTS.items())
    }


def read_env(path: Path) -> dict[str, str]:
    """NAME=value lines of a file; empty when there is no file."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def write_env(path: Path, values: Mapping[str, str]) -> None:
    """Write NAME=value lines that only we can read."""
    temporary = path.with_suffix(".new")
    temporary.touch(0o600)
    temporary.write_text(
        "".join(f"{name}={value}\n" for name, value in values.items()), encoding="utf-8"
    )
    temporary.replace(path)


def load_stack_environment() -> None:
    """Fill what the user has not set from the stack last started in CHITRAIL_HOME."""
    home = os.environ.get("CHITRAIL_HOME")
    if home:
        for name, value in read_env(Path(home) / STACK_FILE).items():
            os.environ.setdefault(name, value)


def as_environment(settings: Settings) -> dict[str, str]:
    """Every setting by its variable name, for `stack.env`."""
    return {env_name(name): str(value) for name, value in vars(settings).items() if value != ""}
