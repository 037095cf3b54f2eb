"""Access tokens: signed by the API, verified by the API, the realtime gateway and the dashboards."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt

from chitrail.clock import now
from chitrail.errors import ChitrailError
from chitrail.ids import new_id

ALGORITHM = "HS256"
ISSUER = AUDIENCE = "chitrail"
REQUIRED_CLAIMS = ["sub", "outlet", "role", "name", "iss", "aud", "iat", "exp", "jti"]
LEEWAY_SECONDS = 30
MAX_TOKEN_LENGTH = 4096
ROLES = frozenset({"admin", "manager", "cashier", "waiter", "kitchen"})


class InvalidToken(ChitrailError):
    """The token is missing, expired, forged or not for us."""

    status = 401
    code = "unauthorized"
    title = "Sign in first"


@dataclass(frozen=True)
class Actor:
    """Who is calling. `subject` is a staff id or `display:<station>`; a display has a `station`."""

    subject: str
    outlet_id: str
    role: str
    name: str
    station: str | None = None

    @property
    def is_display(self) -> bool:
        """Whether this is a screen on the wall and not a person."""
        return self.station is not None


def display_actor(outlet_id: str, station: str) -> Actor:
    """The screen of one kitchen station."""
    return Actor(f"display:{station}", outlet_id, "kitchen", f"Display {station}", station)


def encode(
    actor: Actor, secret_key: str, *, lifetime: timedelta, issued_at: datetime | None = None
) -> tuple[str, datetime]:
    """Signed token and the instant it expires."""
    start = issued_at or now()
    expires_at = start + lifetime
    claims = {
        "sub": actor.subject,
        "outlet": actor.outlet_id,
        "role": actor.role,
        "name": actor.name,
        "iss": ISSUER,
        "aud": AUDIENCE,
        "iat": int(start.timestamp()),
        "exp": int(expires_at.timestamp()),
        "jti": str(new_id()),
    }
    if actor.station is not None:
        claims["station"] = actor.station
    return jwt.encode(claims, secret_key, algorithm=ALGORITHM), expires_at


def decode(token: str, secret_key: str) -> Actor:
    """The caller a token speaks for; raises InvalidToken as `verify` does."""
    return verify(token, secret_key)[0]


def verify(token: str, secret_key: str) -> tuple[Actor, int]:
    """The caller a token speaks for, and the Unix time after which the token is refused.

    Raises InvalidToken unless signature, algorithm, issuer, audience, times and every claim are right.
    """
    if not token or len(token) > MAX_TOKEN_LENGTH:
        raise InvalidToken("an access token is required")
    try:
        claims = jwt.decode(
            token,
            secret_key,
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            issuer=ISSUER,
            leeway=LEEWAY_SECONDS,
            options={"require": REQUIRED_CLAIMS},
        )
    except jwt.ExpiredSignatureError as error:
        raise InvalidToken("the access token has expired") from error
    except (jwt.InvalidTokenError, ValueError) as error:
        raise InvalidToken("the access token is not valid") from error
    subject, outlet_id, role, name = (claims[claim] for claim in ("sub", "outlet", "role", "name"))
    station = claims.get("station")
    texts = (subject, outlet_id, role, name)
    if not all(isinstance(text, str) for text in texts) or role not in ROLES:
        raise InvalidToken("the access token is not valid")
    if station is not None and not isinstance(station, str):
        raise InvalidToken("the access token is not valid")
    return Actor(subject, outlet_id, role, name, station), claims["exp"] + LEEWAY_SECONDS
