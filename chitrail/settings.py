"""Settings: every knob of the product, read once from the environment by each entry point."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, Self, get_type_hints
from urllib.parse import urlsplit

from chitrail import crashpoints
from chitrail.errors import ConfigurationError, InvalidInput
from chitrail.money import parse_rupees

DEVELOPMENT = "development"
PRODUCTION = "production"
MIN_SECRET_BYTES = 32
LONGEST_ACCESS_MINUTES = 15
LONGEST_REDIS_SECONDS = 5
AUTOMATIC, MANUAL = "automatic", "manual"
"""Who captures what a bank has authorised: the gateway, or we after a look at what is still due."""


@dataclass(frozen=True)
class Settings:
    """One process's configuration.

    Field `x_y` is the environment variable `CHITRAIL_X_Y`, except those in `_PLAIN_NAMES`, which keep
    the name the tool or vendor behind them gave it. Values without a default must be set.
    """

    # Where things are
    home: Path
    database_url: str
    kafka_bootstrap_servers: str

    # Secrets
    secret_key: str
    razorpay_key_id: str
    razorpay_key_secret: str
    razorpay_webhook_secret: str

    # Everything below has a safe default
    env: str = DEVELOPMENT
    razorpay_base_url: str = "https://api.razorpay.com"
    secret_key_previous: str = ""
    razorpay_webhook_secret_previous: str = ""
    razorpay_timeout_seconds: float = 8.0
    razorpay_capture: str = AUTOMATIC
    razorpay_poll_seconds: float = 30.0
    razorpay_settlement_hours: float = 6.0
    host: str = "127.0.0.1"
    api_port: int = 8000
    realtime_port: int = 8001
    dashboards_port: int = 8002
    sandbox_port: int = 8003
    dagster_port: int = 8004
    metrics_port: int = 8005
    api_url: str = ""
    realtime_url: str = ""
    dashboards_url: str = ""
    sandbox_url: str = ""
    dagster_url: str = ""
    allowed_origins: str = ""
    trusted_proxies: str = ""
    access_token_minutes: int = 15
    sign_in_hours: int = 12
    approval_refund_rupees: str = ""
    redis_url: str = ""
    redis_timeout_seconds: float = 0.02
    limit_actor_per_second: float = 50.0
    limit_actor_burst: int = 200
    limit_address_per_second: float = 10.0
    limit_address_burst: int = 50
    smtp_url: str = ""
    mail_from: str = ""
    webhook_networks: str = ""
    report_to: str = ""
    kafka_replicas: int = 1
    keep_requests_days: int = 7
    keep_screens_days: int = 400
    keep_snapshots: int = 3
    keep_history_days: int = 400
    api_workers: int = 2
    api_threads: int = 8
    warehouse_path: str = ""
    log_level: str = "INFO"
    crash_file: str = ""

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Build the settings from environment variables.

        Raises ConfigurationError naming every variable that is missing or malformed.
        """
        hints, values, problems = get_type_hints(cls), dict[str, Any](), list[str]()
        for field in fields(cls):
            name = env_name(field.name)
            raw = env.get(name, "")
            if raw == "":
                if field.name in _REQUIRED:
                    problems.append(f"{name} is not set")
                continue
            try:
                values[field.name] = hints[field.name](raw)
            except ValueError:
                problems.append(f"{name}={raw!r} is not a valid {hints[field.name].__name__}")
        if not problems:
            settings = cls(**values)
            problems = settings._problems()
        if problems:
            raise ConfigurationError("; ".join(problems))
        crashpoints.look_at(settings.crash_file)
        return settings

    def _problems(self) -> list[str]:
        production = self.env == PRODUCTION
        limit = self.approval_refund_rupees
        checks = (
            (
                self.env in (DEVELOPMENT, PRODUCTION),
                f"CHITRAIL_ENV must be {DEVELOPMENT} or {PRODUCTION}, not {self.env!r}",
            ),
            (
                _is_long(self.secret_key),
                f"CHITRAIL_SECRET_KEY must be at least {MIN_SECRET_BYTES} bytes",
            ),
            (
                not self.secret_key_previous or _is_long(self.secret_key_previous),
                f"CHITRAIL_SECRET_KEY_PREVIOUS must be at least {MIN_SECRET_BYTES} bytes",
            ),
            (
                1 <= self.access_token_minutes <= LONGEST_ACCESS_MINUTES,
                f"CHITRAIL_ACCESS_TOKEN_MINUTES must be 1 to {LONGEST_ACCESS_MINUTES}",
            ),
            (
                _are_networks(self.trusted_proxies),
                "CHITRAIL_TRUSTED_PROXIES must be addresses or networks such as 10.0.0.0/8",
            ),
            (
                _are_networks(self.webhook_networks),
                "CHITRAIL_WEBHOOK_NETWORKS must be addresses or networks such as 10.0.0.0/8",
            ),
            (
                not self.smtp_url or (self.smtp_url.startswith(_SMTP_SCHEMES) and self.mail_from),
                "CHITRAIL_SMTP_URL must start with smtp:// or smtps://, and CHITRAIL_MAIL_FROM be set",
            ),
            (
                not (production and self.crash_file),
                "CHITRAIL_CRASH_FILE makes processes crash, which production does not",
            ),
            (self.sign_in_hours > 0, "CHITRAIL_SIGN_IN_HOURS must be more than 0"),
            (self.keep_requests_days >= 2, "CHITRAIL_KEEP_REQUESTS_DAYS must be 2 or more"),
            (self.keep_screens_days >= 7, "CHITRAIL_KEEP_SCREENS_DAYS must be 7 or more"),
            (
                not limit or _is_rupees(limit),
                "CHITRAIL_APPROVAL_REFUND_RUPEES must be an amount such as 500.00",
            ),
            (
                self.database_url.startswith("postgresql+psycopg://"),
                "DATABASE_URL must start with postgresql+psycopg://",
            ),
            (
                self.razorpay_capture in (AUTOMATIC, MANUAL),
                f"RAZORPAY_CAPTURE must be {AUTOMATIC} or {MANUAL}",
            ),
            (self.razorpay_poll_seconds > 0, "RAZORPAY_POLL_SECONDS must be more than 0"),
            (self.razorpay_settlement_hours > 0, "RAZORPAY_SETTLEMENT_HOURS must be more than 0"),
            (
                not (production and self.razorpay_base_url.startswith("http://")),
                "RAZORPAY_BASE_URL must use https in production",
            ),
        )
        return [problem for holds, problem in (*checks, *self._limit_checks()) if not holds]

    def _limit_checks(self) -> tuple[tuple[bool, str], ...]:
        return (
            (
                min(self.keep_snapshots, self.keep_history_days) >= 1,
                "CHITRAIL_KEEP_SNAPSHOTS and CHITRAIL_KEEP_HISTORY_DAYS must be 1 or more",
            ),
            (
                not self.redis_url or self.redis_url.startswith(_REDIS_SCHEMES),
                "REDIS_URL must start with redis://, rediss:// or unix://",
            ),
            (
                0 < self.redis_timeout_seconds <= LONGEST_REDIS_SECONDS,
                f"CHITRAIL_REDIS_TIMEOUT_SECONDS must be more than 0, at most {LONGEST_REDIS_SECONDS}",
            ),
            (
                min(self.limit_actor_per_second, self.limit_address_per_second) >= 0,
                "CHITRAIL_LIMIT_ACTOR_PER_SECOND and CHITRAIL_LIMIT_ADDRESS_PER_SECOND must be 0 or more",
            ),
            (
                min(self.limit_actor_burst, self.limit_address_burst) > 0,
                "CHITRAIL_LIMIT_ACTOR_BURST and CHITRAIL_LIMIT_ADDRESS_BURST must be more than 0",
            ),
        )

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """Keys whose tokens are accepted, the one that signs first."""
        return tuple(key for key in (self.secret_key, self.secret_key_previous) if key)

    @property
    def proxies(self) -> list[IPv4Network | IPv6Network]:
        """Networks whose word about the caller's address is taken."""
        return [ip_network(p.strip()) for p in self.trusted_proxies.split(",") if p.strip()]

    @property
    def private_targets(self) -> list[IPv4Network | IPv6Network]:
        """Networks that are not public and to which webhooks may be sent, also without TLS."""
        return [ip_network(p.strip()) for p in self.webhook_networks.split(",") if p.strip()]

    @property
    def approval_refund_paise(self) -> int | None:
        """Refunds above this need a second person; None when none does."""
        limit = self.approval_refund_rupees
        return parse_rupees(limit) if limit else None

    @property
    def libpq_url(self) -> str:
        """The database address as psycopg, libpq and DuckDB read it (no SQLAlchemy driver name)."""
        return self.database_url.replace("postgresql+psycopg://", "postgresql://", 1)

    @property
    def database_name(self) -> str:
        """The database part of DATABASE_URL."""
        return urlsplit(self.libpq_url).path.lstrip("/")

    @property
    def warehouse_folder(self) -> Path:
        """Folder of the DuckDB build file, its staged copies and the published snapshot."""
        return self.warehouse_snapshot.parent

    @property
    def warehouse_snapshot(self) -> Path:
        """The published, read-only DuckDB file that analysts open."""
        if self.warehouse_path:
            return Path(self.warehouse_path)
        return self.home / "warehouse" / "chitrail.duckdb"

    @property
    def origins(self) -> list[str]:
        """Browser origins that may call the API and the realtime gateway."""
        listed = [o.strip() for o in self.allowed_origins.split(",") if o.strip()]
        return listed or [self.address("dashboards")]

    def address(self, service: str) -> str:
        """Public base URL of `api`, `realtime`, `dashboards`, `sandbox` or `dagster`, no final slash."""
        given: str = getattr(self, f"{service}_url")
        port: int = getattr(self, f"{service}_port")
        return given.rstrip("/") if given else f"http://{self.host}:{port}"


_REQUIRED = frozenset(
    {
        "home",
        "database_url",
        "kafka_bootstrap_servers",
        "secret_key",
        "razorpay_key_id",
        "razorpay_key_secret",
        "razorpay_webhook_secret",
    }
)
_PLAIN_NAMES = ("database_url", "kafka_bootstrap_servers", "redis_url")
_SMTP_SCHEMES = ("smtp://", "smtps://")
_REDIS_SCHEMES = ("redis://", "rediss://", "unix://")


def _are_networks(listed: str) -> bool:
    try:
        for each in filter(None, map(str.strip, listed.split(","))):
            ip_network(each)
    except ValueError:
        return False
    return True


def _is_long(secret: str) -> bool:
    return len(secret.encode()) >= MIN_SECRET_BYTES


def _is_rupees(text: str) -> bool:
    try:
        parse_rupees(text)
    except InvalidInput:
        return False
    return True


def env_name(field_name: str) -> str:
    """Environment variable behind a Settings field."""
    if field_name in _PLAIN_NAMES or field_name.startswith("razorpay_"):
        return field_name.upper()
    return f"CHITRAIL_{field_name.upper()}"
