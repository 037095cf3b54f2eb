"""Settings of the sandbox, read once from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

REQUIRED = ("SANDBOX_DATA", "RAZORPAY_KEY_ID", "RAZORPAY_KEY_SECRET", "RAZORPAY_WEBHOOK_SECRET")


class MissingSetting(Exception):
    """A required variable is not set; the sandbox must not start."""


@dataclass(frozen=True)
class SandboxSettings:
    """`data` is the folder of its store; an empty `webhook_url` means that no webhooks are sent.

    `seed` makes ids repeatable; empty means random. `backoff_seconds` is the pause before the first repeat of
    a webhook; it doubles up to an hour, and after `give_up_seconds` the webhook is disabled. With
    `refund_seconds` above 0 a new refund is pending for so long.
    """

    data: Path
    key_id: str
    key_secret: str
    webhook_secret: str
    host: str = "127.0.0.1"
    port: int = 5600
    public_url: str = ""
    webhook_url: str = ""
    seed: str = ""
    merchant: str = "Chitrail demo restaurant"
    backoff_seconds: float = 1.0
    give_up_seconds: float = 86_400.0
    refund_seconds: float = 0.0

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Raises MissingSetting naming every required variable that is not set."""
        missing = [name for name in REQUIRED if not env.get(name)]
        if missing:
            raise MissingSetting(", ".join(missing))
        port = int(env.get("SANDBOX_PORT") or cls.port)
        host = env.get("SANDBOX_HOST") or cls.host
        return cls(
            data=Path(env["SANDBOX_DATA"]),
            key_id=env["RAZORPAY_KEY_ID"],
            key_secret=env["RAZORPAY_KEY_SECRET"],
            webhook_secret=env["RAZORPAY_WEBHOOK_SECRET"],
            host=host,
            port=port,
            public_url=(env.get("SANDBOX_PUBLIC_URL") or f"http://{host}:{port}").rstrip("/"),
            webhook_url=env.get("RAZORPAY_WEBHOOK_URL", ""),
            seed=env.get("SANDBOX_SEED", ""),
            merchant=env.get("SANDBOX_MERCHANT") or cls.merchant,
            backoff_seconds=float(env.get("SANDBOX_BACKOFF_SECONDS") or cls.backoff_seconds),
            give_up_seconds=float(env.get("SANDBOX_GIVE_UP_SECONDS") or cls.give_up_seconds),
            refund_seconds=float(env.get("SANDBOX_REFUND_SECONDS") or cls.refund_seconds),
        )
