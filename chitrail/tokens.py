"""Access tokens: signed by the API, verified by the API, the realtime gateway and the dashboards."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import jwt

from chitrail.clock import now
from chitrail.errors import ChitrailError
from chitrail.ids import new_id

ALGORITHM = "HS256"
ISSUER = AUDIENCE = "chitrail"
REQUIRED_CLAIMS = ["sub", "outlet", "role", "name", "iss", "aud", "iat", "exp", "jti"]
LEEWAY_SECONDS = 30
MAX_TOKEN_LENGTH = 4096
GUEST = "guest"
BOARD = "board"
"""A public screen: it is told numbers, and may do nothing."""
STAFF_ROLES = ("admin", "manager", "cashier", "waiter", "kitchen")
ROLES = frozenset({*STAFF_ROLES, GUEST, BOARD})


class InvalidToken(ChitrailError):
    """The token is missing, expired, forged or not for us."""

    status = 401
    code = "unauthorized"
    title = "Sign in first"


@dataclass(frozen=True)
class Actor:
    """Who is calling. `subject` is a staff id, `display:<station>`, `display:board` or `guest:<order>`.

    A display has a `station`, a guest the `order_id` of the one order they may see; `session` names the
    sign-in the token belongs to, and ends with it.
    """

    subject: str
    outlet_id: str
    role: str
    name: str
    station: str | None = None
    order_id: str | None = None
    session: str | None = None

    @property
    def is_display(self) -> bool:
        """Whether this is a screen on the wall and not a person."""
        return self.station is not None

    @property
    def is_person(self) -> bool:
        """Whether this is a member of staff, signed in as themselves."""
        return self.station is None and self.role in STAFF_ROLES


def display_actor(outlet_id: str, station: str, session: str | None = None) -> Actor:
    """The screen of one kitchen station."""
    return Actor(
        f"display:{station}", outlet_id, "kitchen", f"Display {station}", station, session=session
    )


def board_actor(outlet_id: str, session: str | None = None) -> Actor:
    """The ready board of an outlet."""
    return Actor("display:board", outlet_id, BOARD, "Ready board", session=session)


def guest_actor(outlet_id: str, order_id: str, session: str | None = None) -> Actor:
    """The guest of one order."""
    return Actor(f"guest:{order_id}", outlet_id, GUEST, "Guest", order_id=order_id, session=session)


@lru_cache(maxsize=16)
def key_id(secret_key: str) -> str:
    """Name of a key in a token's header; it tells nothing about the key."""
    return hashlib.sha256(b"chitrail token key\0" + secret_key.encode()).hexdigest()[:16]


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
    optional = {"station": actor.station, "order": actor.order_id, "sid": actor.session}
    claims |= {name: value for name, value in optional.items() if value is not None}
    headers = {"kid": key_id(secret_key)}
    return jwt.encode(claims, secret_key, algorithm=ALGORITHM, headers=headers), expires_at


def decode(token: str, *keys: str) -> Actor:
    """The caller a token speaks for; raises InvalidToken as `verify` does."""
    return verify(token, *keys)[0]


def verify(token: str, *keys: str) -> tuple[Actor, int]:
    """The caller a token speaks for, and the Unix time after which the token is refused.

    `keys` are the secret key and, while it is being changed, the one before. Raises InvalidToken unless
    key, signature, algorithm, issuer, audience, times and every claim are right.
    """
    if not token or len(token) > MAX_TOKEN_LENGTH:
        raise InvalidToken("an access token is required")
    try:
        claims = jwt.decode(
            token,
            _key_of(token, keys),
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
    return _actor_of(claims), claims["exp"] + LEEWAY_SECONDS


def _key_of(token: str, keys: tuple[str, ...]) -> str:
    """The key a token names. A name is only ever compared, never looked up anywhere."""
    kid = jwt.get_unverified_header(token).get("kid")
    for key in keys:
        if kid == key_id(key):
            return key
    raise InvalidToken("the access token is not valid")


def _actor_of(claims: dict[str, Any]) -> Actor:
    """Signed claims as a caller; a guest has an order and nobody else does, a display is the kitchen's."""
    subject, outlet_id, role, name = (claims[claim] for claim in ("sub", "outlet", "role", "name"))
    station, order_id, session = (claims.get(claim) for claim in ("station", "order", "sid"))
    required = all(isinstance(text, str) for text in (subject, outlet_id, role, name))
    optional = all(text is None or isinstance(text, str) for text in (station, order_id, session))
    if (
        not (required and optional)
        or role not in ROLES
        or (role == GUEST) != (order_id is not None)
        or (station is not None and role != "kitchen")
    ):
        raise InvalidToken("the access token is not valid")
    return Actor(subject, outlet_id, role, name, station, order_id, session)
