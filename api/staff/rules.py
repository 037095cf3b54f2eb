"""Rules of accounts: who may change whom, and what a password must be like."""

import secrets

from api.authorization import ADMIN, Forbidden
from api.models import AnyRow
from chitrail.errors import Conflict, InvalidInput

SHORTEST_PASSWORD = 15
"""NIST SP 800-63B-4, 3.1.1.2: 15 characters where the password is the only factor; no other rules."""
FEWEST_DIFFERENT = 6


class OwnAccount(Conflict):
    """Nobody takes away their own role or account, so that an administrator always remains."""

    code = "own-account"
    title = "Somebody else must do this"


def check_may_touch(actor_role: str, *roles: str) -> None:
    """Raise Forbidden when a manager would touch an administrator or make one."""
    if actor_role != ADMIN and ADMIN in roles:
        raise Forbidden("administrators are changed by administrators only", roles=[ADMIN])


def check_still(actor: AnyRow | None, role: str) -> None:
    """Raise Forbidden when the caller lost role or account since their token was made."""
    if actor is None or not actor.active or actor.role != role:
        raise Forbidden("your own account was changed a moment ago", roles=[])


def check_password(password: str, username: str) -> None:
    """Raise InvalidInput for a password that is short, monotonous, or holds the name."""
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidInput(f"must have at least {SHORTEST_PASSWORD} characters", field="password")
    if len(set(password)) < FEWEST_DIFFERENT:
        raise InvalidInput("repeats too few characters", field="password")
    if username in password.lower():
        raise InvalidInput("must not hold the name it belongs to", field="password")


def make_password() -> str:
    """A password nobody guesses, in groups that can be read out: 100 bits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    groups = ("".join(secrets.choice(letters) for _ in range(5)) for _ in range(4))
    return "-".join(groups)
